"""Laws of the cookies that a server sets."""

from __future__ import annotations

import pytest

from sixlegs.credentials import cookie_header
from sixlegs.jar import Jar
from sixlegs.model import Cookie

SITE = "http://www.site.com:8000/a/b/login?x=/y"
NOW = 1_700_000_000.0


def jar(url: str, *lines: str) -> Jar:
    """Return a jar that has taken what an answer sets."""
    made = Jar(())
    made.take(url, [("content-type", "text/html"), *(("set-cookie", line) for line in lines)], NOW)
    return made


@pytest.mark.parametrize(
    ("line", "url", "sent"),
    [
        ("a=1", "http://www.site.com:8000/a/b/", True),
        ("a=1", "http://www.site.com:8000/a/b", True),
        ("a=1", "http://www.site.com:8000/a/", False),
        ("a=1; Path=/", "http://www.site.com:8000/", True),
        ("a=1; path=x", "http://www.site.com:8000/", False),
        ("a=1; Path=/", "http://www.site.com/", False),
        ("a=1; Path=/", "https://www.site.com:8000/", False),
        ("a=1; Path=/", "http://sub.www.site.com:8000/", False),
        ("a=1; Path=/; Domain=site.com", "http://other.site.com:8000/", True),
        ("a=1; Path=/; Domain=.SITE.com", "http://site.com:8000/", True),
        ("a=1; Path=/; Domain=www.site.com", "http://x.www.site.com:8000/", True),
        ("a=1; Path=/; Domain=site.com", "http://other.site.com/", False),
        ("a=1; Path=/; Domain=", "http://www.site.com:8000/", True),
        ("a=1; Path=/; Domain=", "http://x.www.site.com:8000/", False),
        (" a = 1 2 ;Path=/;HttpOnly", "http://www.site.com:8000/", True),
    ],
)
def test_a_cookie_goes_where_it_came_from(line: str, url: str, sent: bool) -> None:  # noqa: FBT001  a table's column
    """To its origin, below its path; to hosts of its domain at the same port where it says so, and nowhere else."""
    assert bool(cookie_header(jar(SITE, line).cookies, url)) is sent


@pytest.mark.parametrize(
    "line",
    [
        "a",
        "=1",
        "a=\xe9",
        "a=1; Domain=com",
        "a=1; Domain=other.com",
        "a=1; Domain=sub.www.site.com",
        "a=1; Domain=ite.com",
        "a=1; Secure",
        "a=1; Max-Age=0",
        "a=1; Max-Age=-1; Expires=Wed, 01 Jan 2070 00:00:00 GMT",
        "a=1; Expires=Thu, 01-Jan-1970 00:00:10 GMT",
    ],
)
def test_what_is_no_cookie_for_the_site_is_let_go(line: str) -> None:
    """One without a name, of somebody else, for everybody below a public suffix, or that is over already."""
    assert not jar(SITE, line).changed


@pytest.mark.parametrize(
    "line",
    ["a=1; Max-Age=5", "a=1; Max-Age=x", "a=1; Expires=Wed, 01 Jan 2070 00:00:00 GMT", "a=1; Expires=soon"],
)
def test_a_cookie_that_lasts_is_kept(line: str) -> None:
    """Until its time is over; a time that cannot be read is none."""
    assert [each.name for each in jar(SITE, line).cookies] == ["a"]


def test_a_cookie_for_https_is_kept_over_http_on_this_machine_only() -> None:
    """As browsers do it, so that a site can be tried before it has a certificate."""
    assert cookie_header(jar("http://localhost:8000/", "a=1; Secure").cookies, "http://localhost:8000/x") == "a=1"
    assert cookie_header(jar("https://site.com/", "a=1; Secure").cookies, "https://site.com/x") == "a=1"


def test_an_address_has_no_hosts_below_it() -> None:
    """A cookie of an IP address is for that address, whatever domain it names."""
    (cookie,) = jar("http://127.0.0.1/", "a=1; Domain=127.0.0.1", "b=1; Domain=0.1").cookies
    assert cookie.host_only


def test_a_public_suffix_that_is_a_host_has_its_own_cookies() -> None:
    """A host without any dot can set cookies for itself."""
    (cookie,) = jar("http://intranet/", "a=1; Domain=intranet").cookies
    assert cookie.host_only


def test_a_server_takes_back_and_replaces_what_it_has_set() -> None:
    """A cookie of the same name, domain and path takes the place of the one before; what the user gave counts too."""
    mine = Cookie("site.com", "mine", "1")
    made = Jar([mine])
    assert not made.changed
    made.take("http://site.com/", [("set-cookie", "a=1"), ("set-cookie", "b=1"), ("set-cookie", "a=2")], NOW)
    made.take("http://site.com/", [("set-cookie", "b=; Max-Age=0")], NOW)
    assert [(each.name, each.value) for each in made.cookies] == [("mine", "1"), ("a", "2")]
    made.take("http://site.com/", [("set-cookie", "mine=2")], NOW)
    assert {each.name: each.value for each in made.cookies} == {"mine": "2", "a": "2"}
    assert made.changed
