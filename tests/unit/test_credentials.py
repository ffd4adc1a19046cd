"""Laws of which secrets go along with which request."""

from __future__ import annotations

import pytest

from sixlegs.command import cookies
from sixlegs.credentials import Credentials, cookie_header
from sixlegs.model import Cookie, Policy
from tests.unit.build import crawled, page

COMMON = (("User-Agent", "x"), ("Accept", "*/*"))


def test_a_login_goes_to_the_start_origins_only() -> None:
    """Basic credentials, in UTF-8, as RFC 7617 has it, and nothing of them to anybody else."""
    given = Credentials(COMMON, Policy(auth="Ä:ö:1"))
    assert given.headers("http://site/", to_start=True) == (*COMMON, ("Authorization", "Basic w4Q6w7Y6MQ=="))
    assert given.headers("http://other/", to_start=False) == COMMON


def test_a_header_for_one_origin_takes_the_place_of_others() -> None:
    """It goes to that origin whether it is a start or not, to no other port, and once."""
    policy = Policy(
        headers=(("X-Key", "start"),), headers_for=(("http://api", "x-key", "1"), ("http://api", "Accept", "json"))
    )
    given = Credentials(COMMON, policy)
    assert given.headers("http://api/x", to_start=True) == (("User-Agent", "x"), ("x-key", "1"), ("Accept", "json"))
    assert given.headers("http://api:81/x", to_start=False) == COMMON


def test_a_header_of_the_users_is_sent_once() -> None:
    """It takes the place of ours, and of what --auth makes; cookies of both kinds are one header."""
    headers = (("user-agent", "y"), ("AUTHORIZATION", "Bearer z"), ("cookie", "a=1"))
    given = Credentials(COMMON, Policy(headers=headers, auth="me:secret", cookies=(Cookie("site", "b", "2"),)))
    sent = given.headers("http://site/", to_start=True)
    assert sent == (("Accept", "*/*"), *headers[:2], ("Cookie", "a=1; b=2"))
    assert given.headers("http://other/", to_start=False) == COMMON


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://site.test/", "a=1"),
        ("https://site.test/", "a=1; s=1"),
        ("http://sub.site.test/", "a=1"),
        ("http://notsite.test/", ""),
        ("http://host.test/", "h=1"),
        ("http://sub.host.test/", ""),
        ("http://site.test/deep/x", "d=1; a=1"),
        ("http://site.test/deep", "d=1; a=1"),
        ("http://site.test/deeper", "a=1"),
        ("http://1.2.3.4/", ""),
        ("http://other.test/", ""),
    ],
)
def test_a_cookie_goes_where_it_belongs(url: str, sent: str) -> None:
    """Domain, path and scheme decide, as for a browser (RFC 6265 5.4); an address has no hosts below it."""
    jar = (
        Cookie("site.test", "a", "1", host_only=False),
        Cookie("site.test", "s", "1", secure=True),
        Cookie("site.test", "d", "1", path="/deep"),
        Cookie("host.test", "h", "1"),
        Cookie("3.4", "ip", "1", host_only=False),
    )
    assert cookie_header(jar, url) == sent


def test_cookies_are_sent_by_a_crawl() -> None:
    """A request has the cookies of its host, and one to another host has none."""
    story = crawled({"http://site/": page("http://other/")}, cookies=(Cookie("site", "a", "1"),), obey_robots=False)
    sent = [("Cookie", "a=1") in each.fetch.headers for each in story.asked]
    assert sent == [each.fetch.url == "http://site/" for each in story.asked]


def test_a_line_of_a_cookie_file() -> None:
    """Comments and what has expired are passed over, HttpOnly is no comment, and 0 never expires."""
    assert cookies.read("# Netscape HTTP Cookie File", 0) is None
    assert cookies.read("", 0) is None
    assert cookies.read("site\tFALSE\t/\tFALSE\t99\ta\t1", 100) is None
    line = "#HttpOnly_.Site\tTRUE\t/p\tTRUE\t0\ta\tb=c"
    assert cookies.read(line, 100) == Cookie("site", "a", "b=c", "/p", host_only=False, secure=True)


@pytest.mark.parametrize(
    "line",
    [
        "site\tFALSE\t/\tFALSE\t0\ta",
        "site\tFALSE\t/\tFALSE\tsoon\ta\t1",
        "site\tFALSE\t/\tFALSE\t0\t\t1",
        "site\tFALSE\t/\tFALSE\t0\ta\tb;c",
    ],
)
def test_a_wrong_line_is_told(line: str) -> None:
    """What is no cookie is not guessed at."""
    with pytest.raises(ValueError, match=r"a line has|no header can"):
        cookies.read(line, 0)
