"""Laws of robots.txt (RFC 9309)."""

from __future__ import annotations

import pytest

from sixlegs.explain import deciding
from sixlegs.model import Kind, Reason, Visit
from sixlegs.robots import ALLOW_ALL, LONGEST_DELAY, rules
from tests.unit.build import fetch

ASKED = fetch("http://site/robots.txt", Kind.ROBOTS)
URL = "http://site/private/page"


def denies(text: str, url: str = URL) -> Reason | None:
    """Return what a robots.txt says of a URL."""
    return rules(Visit(ASKED, status=200, text=text)).denies(url)


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\nDisallow: /private/",
        "User-agent: SixLegs\nDisallow: /private/\n\nUser-agent: *\nAllow: /",
        "User-agent: sixlegs\nDisallow: /x\n\nUser-agent: sixlegs\nDisallow: /private/",
        "User-agent: *\r\nDisallow: /private/",
        "User-agent: *\rDisallow: /private/",
        "user-agent:*\ndisallow:/*/page$",
        "User-agent: *\nAllow: /\nDisallow: /private/",
    ],
    ids=["all", "by-name", "merged-groups", "crlf", "cr", "wildcards", "longest-match"],
)
def test_what_robots_forbid_is_denied(text: str) -> None:
    """Rules for us, or else for all, are obeyed; groups merge, and the longest match wins."""
    assert denies(text) is Reason.ROBOTS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "User-agent: other\nDisallow: /",
        "User-agent: *\nDisallow:",
        "User-agent: sixlegs\nAllow: /\n\nUser-agent: *\nDisallow: /",
        "User-agent: *\nDisallow: /p\nAllow: /private/",
        "<!DOCTYPE html><title>Not found</title>",
        "\x00\x00Disallow\x00",
    ],
    ids=["empty", "another", "nothing", "by-name", "longest-match", "html", "nul"],
)
def test_what_robots_do_not_forbid_is_allowed(text: str) -> None:
    """What no rule for us forbids may be asked for."""
    assert denies(text) is None


@pytest.mark.parametrize(
    ("agent", "ours"),
    [
        ("sixlegs", True),
        ("SixLegs", True),
        ("sixlegs/1.0", True),
        ("sixlegs bot", True),
        ("sixlegs*", True),
        ("*", True),
        ("s", False),
        ("six", False),
        ("sixlegs-news", False),
        ("sixlegs_2", False),
        ("*bot", False),
        ("", False),
    ],
)
def test_a_group_is_for_whom_it_names(agent: str, *, ours: bool) -> None:
    """The product token is ours as a whole or not at all (RFC 9309 2.2.1); --explain says the same."""
    for field in ("User-agent", "user-agent ", "useragent"):
        text = f"{field}: {agent} # name\nDisallow: /private/\nUser-agent: other\nDisallow: /"
        assert (denies(text) is Reason.ROBOTS) is ours
        assert (deciding(text, URL) is not None) is ours


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_without_a_robots_txt_all_is_allowed(status: int) -> None:
    """A client error says that there are no rules (2.3.1.3)."""
    assert rules(Visit(ASKED, status=status)).denies(URL) is None


@pytest.mark.parametrize("status", [429, 500, 503, 599, 999])
def test_a_robots_txt_that_cannot_be_given_denies_all(status: int) -> None:
    """A server error, and being asked to wait, says that the rules are not known (2.3.1.4)."""
    assert rules(Visit(ASKED, status=status)).denies(URL) is Reason.ROBOTS_UNAVAILABLE


@pytest.mark.parametrize("failure", [Reason.TRUNCATED, Reason.DECODE])
def test_a_robots_txt_that_cannot_be_read_denies_all(failure: Reason) -> None:
    """Half a robots.txt is none."""
    assert rules(Visit(ASKED, status=200, failure=failure)).denies(URL) is Reason.ROBOTS_UNAVAILABLE


@pytest.mark.parametrize(
    ("visit", "why"),
    [
        (Visit(ASKED, status=429), "429 Too Many Requests"),
        (Visit(ASKED, status=503), "503 Service Unavailable"),
        (Visit(ASKED, failure=Reason.DECODE, detail="the content coding is wrong"), "the content coding is wrong"),
    ],
)
def test_a_refusal_says_what_became_of_robots_txt(visit: Visit, why: str) -> None:
    """Whoever is kept out by a robots.txt that could not be read is told what came instead."""
    refusal = rules(visit).refusal(URL)
    assert refusal == (Reason.ROBOTS_UNAVAILABLE, f"robots.txt could not be read ({why}), which forbids everything")
    assert rules(Visit(ASKED, status=200)).refusal(URL) is None


def test_a_robots_txt_that_leads_nowhere_allows_all() -> None:
    """Past the limit of redirects, and where one is no redirect at all, there are no rules (2.3.1.2)."""
    assert rules(Visit(ASKED, status=302, redirect="http://site/6")) is ALLOW_ALL
    assert rules(Visit(ASKED, status=302, failure=Reason.BAD_REDIRECT)) is ALLOW_ALL


@pytest.mark.parametrize(
    ("written", "delay"),
    [("2", 2.0), ("0.5", 0.5), ("3600", LONGEST_DELAY), ("9e99", LONGEST_DELAY), ("-1", 0.0), ("soon", 0.0), ("", 0.0)],
)
def test_a_crawl_delay_is_kept_within_reason(written: str, delay: float) -> None:
    """Crawl-delay is read, and cut to what a crawl can bear."""
    text = f"User-agent: *\nCrawl-delay: {written}\nDisallow: /x"
    assert rules(Visit(ASKED, status=200, text=text)).delay == delay
