"""Laws of the scope."""

from __future__ import annotations

from typing import Any

import pytest

from sixlegs.model import Cookie, Policy, Reason
from sixlegs.scope import SCOPES, Scope

START = "https://www.example.co.uk/docs/guide/index.html?x=/y"

INSIDE = {
    "prefix": "https://www.example.co.uk/docs/guide/a/b",
    "origin": "https://www.example.co.uk/docs/other",
    "host": "http://www.example.co.uk:8080/",
    "domain": "https://blog.example.co.uk/",
    "none": "https://another.co.uk/",
}


def scope(*starts: str, **policy: Any) -> Scope:
    """Return the scope of some start URLs."""
    made = Scope(Policy(**policy))
    for start in starts:
        made.add(start)
    return made


@pytest.mark.parametrize("kind", SCOPES)
def test_each_scope_holds_what_the_narrower_ones_hold(kind: str) -> None:
    """The kinds of scope are nested: folder, origin, host, registrable domain."""
    nested = ["prefix", "origin", "host", "domain"]
    made = scope(START, scope=kind)
    assert {each: made.holds(url) for each, url in INSIDE.items()} == {
        each: each in nested and nested.index(each) <= nested.index(kind) for each in INSIDE
    }


@pytest.mark.parametrize(
    ("host", "other"),
    [
        ("http://10.1.0.1/", "http://10.2.0.1/"),
        ("http://[::1]/", "http://[::2]/"),
        ("http://localhost/", "http://x.localhost/"),
        ("http://co.uk/", "http://x.co.uk/"),
    ],
)
def test_a_host_without_a_registrable_domain_is_its_own(host: str, other: str) -> None:
    """An address, a single name and a public suffix are domains of their own."""
    made = scope(host, scope="domain")
    assert made.holds(host + "a")
    assert not made.holds(other)


def test_a_folder_is_not_a_string() -> None:
    """A folder holds what is under it, not what begins like it."""
    made = scope("http://site/docs/", scope="prefix")
    assert not made.holds("http://site/docs-old/")
    assert not made.holds("http://site.evil/docs/")


def test_the_scope_grows() -> None:
    """Sites are added; one that is part of it already changes nothing."""
    made = scope("http://a/")
    assert made.add("http://b/x")
    assert not made.add("http://b/y")
    assert made.holds("http://a/1")
    assert made.holds("http://b/1")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://site/docs/a", None),
        ("http://site/docs/a.zip", Reason.EXCLUDED),
        ("http://site/blog/a", Reason.NOT_INCLUDED),
        ("http://other/docs/a", Reason.EXTERNAL),
        ("http://other/a.zip", Reason.EXCLUDED),
    ],
)
def test_what_is_not_checked_has_a_reason(url: str, reason: Reason | None) -> None:
    """An exclude wins over an include, and both over being external."""
    made = scope("http://site/", include=("/docs/", "never"), exclude=(r"\.zip$",), external=False)
    assert made.refuses(url) is reason


def test_external_links_are_checked_unless_told_otherwise() -> None:
    """Without options nothing is refused."""
    assert scope("http://site/").refuses("http://other/") is None


@pytest.mark.parametrize("url", ["http://site/~me/a", "http://site/%7Eme/a", "http://site/%7eme/a"])
def test_all_ways_of_writing_a_url_are_treated_alike(url: str) -> None:
    """Patterns and folders see the normal form, so that no verdict depends on which way of writing came first."""
    assert Scope(Policy(exclude=("/~me/",))).refuses(url) is Reason.EXCLUDED
    assert Scope(Policy(include=("/~me/",))).refuses(url) is None
    scope = Scope(Policy(scope="prefix", include=("nothing",)))
    scope.begin("http://site/%7eme/a")
    assert (scope.holds(url), scope.refuses(url)) == (True, None)


@pytest.mark.parametrize(
    ("path", "ends"),
    [
        ("logout", True),
        ("Account/Sign-Out/?next=/", True),
        ("log_off.php", True),
        ("login.php?a=b&action=logout&token=1", True),
        ("index.php?title=Special:UserLogout", True),
        ("login", False),
        ("blog/how-to-log-out", False),
        ("logouts", False),
        ("catalogue", False),
    ],
)
@pytest.mark.parametrize(
    "given",
    [
        {"cookies": (Cookie("site.test", "session", "1"),)},
        {"headers": (("cookie", "session=1"),)},
        {"headers_for": (("http://site.test", "Cookie", "session=1"),)},
    ],
)
def test_a_crawl_does_not_end_its_session(
    path: str,
    ends: bool,  # noqa: FBT001 - a column of a table
    given: dict[str, Any],
) -> None:
    """What seems to log out is not asked for where cookies go along, by whatever option, unless it is the start."""
    scope = Scope(Policy(**given))
    scope.begin("http://site.test/")
    assert (scope.refuses(f"http://site.test/{path}") is Reason.LOGOUT) == ends
    assert scope.refuses(f"http://other.test/{path}") is None
    assert Scope(Policy(headers=(("X-Key", "1"),))).refuses(f"http://site.test/{path}") is None
    scope.begin(f"http://site.test/{path}")
    assert scope.refuses(f"http://site.test/{path}") is None
