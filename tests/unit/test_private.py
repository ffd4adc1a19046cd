"""The laws of private addresses: what they are, and which of them a crawl may ask."""

from __future__ import annotations

import pytest

from sixlegs.model import Reason
from sixlegs.private import Guard, is_private, seems_private
from tests.unit.build import crawled, fails, moved, page

PUBLIC = ("93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "64:ff9b::808:808", "2002:808:808::1", "::ffff:8.8.8.8")
PRIVATE = (
    *("127.0.0.1", "127.255.255.255", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "100.100.100.200", "168.63.129.16", "224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255"),
    *("192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1"),
    *("ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2002:a9fe:a9fe::"),
)
HERE, THERE = "http://127.0.0.1:8000/", "http://example.com/"


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    """An address that anybody can reach is public, also in the guise of IPv6."""
    assert not is_private(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_private(address: str) -> None:
    """Every other address is private, also in the guise of IPv6."""
    assert is_private(address)


@pytest.mark.parametrize(
    ("host", "seems"),
    [
        ("localhost", True),
        ("a.localhost", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("8.8.8.8", False),
        ("example.com", None),
    ],
)
def test_a_name_tells_nothing_but_localhost(host: str, seems: bool | None) -> None:  # noqa: FBT001
    """Addresses and localhost speak for themselves; of any other name one cannot tell without asking."""
    assert seems_private(host) is seems


@pytest.mark.parametrize(
    ("allowed", "starts", "known", "covered"),
    [
        (None, [THERE], (), True),
        (None, [HERE], (), False),
        (None, [HERE, THERE], (), True),
        (None, ["http://intranet/"], ("intranet",), False),
        (None, ["http://intranet/"], (), True),
        (None, [], (), True),
        (True, [THERE], (), False),
        (False, [HERE], (), True),
    ],
)
def test_the_guard_is_off_where_all_starts_are_private(
    allowed: bool | None,  # noqa: FBT001
    starts: list[str],
    known: tuple[str, ...],
    covered: bool,  # noqa: FBT001
) -> None:
    """Without a word of the user, private addresses may be asked only where every start URL is one itself."""
    assert Guard(allowed, starts, frozenset(known)).covers("http://10.0.0.1/") is covered


def test_a_private_start_is_spared_whatever_else_is_not() -> None:
    """The hosts of private start URLs may be asked, under --no-private too, and no other private host."""
    guard = Guard(False, [HERE, "http://intranet/"], frozenset({"intranet", "other"}))  # noqa: FBT003
    assert not guard.covers("http://127.0.0.1:9/x")
    assert not guard.covers("http://intranet:8080/x")
    assert guard.covers("http://other/")
    assert guard.bars("http://127.0.0.2/")
    assert not guard.bars("http://other/")  # the name does not say


def test_what_is_named_besides_the_starts_is_spared_alone() -> None:
    """Where --remap leads may be asked, private or not, and changes nothing for other hosts."""
    guard = Guard(None, [THERE], frozenset(), ["http://127.0.0.1:8000", THERE])
    assert not guard.covers("http://127.0.0.1:8000/x")
    assert guard.covers("http://10.0.0.1/")
    assert not Guard(None, [HERE], frozenset(), [THERE]).covers("http://10.0.0.1/")


def test_a_literal_private_address_is_never_ordered() -> None:
    """On a public page, a link to a private address is skipped at once, in whatever form the address is written."""
    inside = ("http://127.0.0.1/", "http://[::1]:9/", "http://localhost/", "http://2130706433/")
    story = crawled({THERE: page(*inside, THERE + "b"), THERE + "b": page()}, THERE, obey_robots=False)
    assert story.requests == [f"GET {THERE}", f"GET {THERE}b"]
    assert {row.reason for url, row in story.rows.items() if not url.startswith(THERE)} == {Reason.PRIVATE_ADDRESS}


def test_a_name_is_ordered_from_a_public_address_only() -> None:
    """Whether a name is private is for the transport to find out, which is told so in each order."""
    inside = "http://inside.example/"
    story = crawled({THERE: page(inside), inside: fails(Reason.PRIVATE_ADDRESS)}, THERE, obey_robots=False)
    assert all(each.fetch.public_only for each in story.asked)
    assert len(story.asked) == 2
    assert story.reason(inside) is Reason.PRIVATE_ADDRESS


def test_a_private_site_may_link_to_private_addresses() -> None:
    """Where the start is private, its neighbours may be asked."""
    story = crawled({HERE: page("http://10.0.0.1/")}, HERE, obey_robots=False)
    assert [each.fetch.public_only for each in story.asked] == [False, False, False]  # HEAD and GET of the neighbour
    assert story.reason("http://10.0.0.1/") is Reason.NOT_FOUND


def test_a_start_that_redirects_inside_is_skipped() -> None:
    """A redirect from a public start to a private address is as little followed as a link."""
    story = crawled({THERE: moved("http://169.254.169.254/latest/")}, THERE, obey_robots=False)
    assert story.requests == [f"GET {THERE}"]
    assert story.reason(THERE) is Reason.PRIVATE_ADDRESS


@pytest.mark.parametrize("there", ["http://10.0.0.1/robots.txt", "http://inside.example/robots.txt"])
def test_robots_txt_cannot_lead_inside(there: str) -> None:
    """A robots.txt that redirects to a private address is one that leads nowhere, which allows all."""
    web = {THERE + "robots.txt": moved(there), there: fails(Reason.PRIVATE_ADDRESS), THERE: page()}
    story = crawled(web, THERE)
    assert all(each.fetch.public_only for each in story.asked)
    assert not story.times("http://10.0.0.1/robots.txt")
    assert story.reason(THERE) is Reason.OK


def test_a_host_whose_name_leads_inside_is_skipped_as_a_whole() -> None:
    """Where robots.txt cannot be had because its host is private, that is what is said of all that waited for it."""
    story = crawled({THERE + "robots.txt": fails(Reason.PRIVATE_ADDRESS)}, THERE)
    assert story.reason(THERE) is Reason.PRIVATE_ADDRESS
    assert not story.requests
