"""Laws of how a crawl keeps out of sites that go on without end."""

from __future__ import annotations

import pytest

from sixlegs import traps
from sixlegs.model import Policy, Reason
from sixlegs.scope import Scope
from sixlegs.traps import Traps
from tests.unit.build import crawled, page

SITE = "http://site/"


@pytest.mark.parametrize(
    ("path", "trap"),
    [
        ("a/a/a/", False),
        ("a/a/a/a/", True),
        ("a/b/a/c/a/d/a", True),
        ("2024/1/1/1/1/1/1", False),
        ("/".join(map(str, range(31))), False),
        ("/".join(map(str, range(33))), True),
        ("a//////////b", False),
        ("x?next=/a/a/a/a/a/a", False),
    ],
)
def test_a_path_that_repeats_itself_is_a_trap(path: str, trap: bool) -> None:  # noqa: FBT001 - a table's column
    """The same segment four times, or more segments than any sane path has; numbers and queries do not count."""
    assert Traps().holds(SITE + path) == trap


@pytest.mark.parametrize("sign", "?;")
def test_a_path_with_ever_new_queries_is_a_trap(sign: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many queries of one path are met, and the rest is left out; another path is another matter."""
    monkeypatch.setattr(traps, "MOST_QUERIES", 2)
    found = Traps()
    assert [found.holds(f"{SITE}cal{sign}day={day}") for day in range(4)] == [False, False, True, True]
    assert not found.holds(f"{SITE}other{sign}day=1")


def test_a_crawl_ends_in_a_trap() -> None:
    """A relative link that grows for ever is followed three times, and what is left out says why."""
    deep = {f"{SITE}{'a/' * depth}": page("a/", "/") for depth in range(9)}
    story = crawled(deep)
    assert story.reason(SITE + "a/a/a/a/") is Reason.TRAP
    assert len(story.rows) == 5


def test_traps_are_the_site_s_own_and_can_be_walked_into() -> None:
    """Other sites are not searched for links, so that nothing there is a trap; nor is a start; nor with --no-traps."""
    looped = SITE + "a/a/a/a/"
    scope = Scope(Policy())
    scope.begin(SITE)
    assert scope.refuses(looped) is Reason.TRAP
    assert scope.refuses("http://other/a/a/a/a/") is None
    scope.begin(looped)
    assert scope.refuses(looped) is None
    free = Scope(Policy(traps=False))
    free.begin(SITE)
    assert free.refuses(looped) is None
