"""Laws of chains of redirects."""

from __future__ import annotations

import pytest

from sixlegs.chain import follow
from sixlegs.entry import Entry
from sixlegs.model import Policy, Reason
from sixlegs.politeness import Origin


def entries(*redirects: tuple[int, int], number: int = 5) -> list[Entry]:
    """Return entries of which some redirect to others."""
    origin = Origin("http://a", Policy())
    made = [Entry(f"http://a/{each}", origin, 0, 0) for each in range(number)]
    for source, target in redirects:
        made[source].redirect = made[target]
    return made


def test_what_does_not_redirect_is_its_own_end() -> None:
    """A chain may have no hop."""
    made = entries()
    assert follow(made[0], "x", 0) == ((), made[0], "x", None)


def test_a_chain_ends_where_nothing_redirects() -> None:
    """All hops are walked, as far as they are known."""
    made = entries((0, 1), (1, 2))
    assert follow(made[0], "", 2) == ((made[0], made[1]), made[2], "", None)


@pytest.mark.parametrize(
    ("fragments", "found"), [(("", ""), "link"), (("one", ""), "one"), (("one", "two"), "two"), (("", "two"), "two")]
)
def test_the_last_location_with_a_fragment_wins(fragments: tuple[str, str], found: str) -> None:
    """A Location's fragment wins over the link's, and over that of an earlier Location (RFC 9110 10.2.2)."""
    made = entries((0, 1), (1, 2))
    made[0].location_fragment, made[1].location_fragment = fragments
    assert follow(made[0], "link", 2).fragment == found


def test_a_chain_past_the_limit_is_a_problem() -> None:
    """As many redirects as allowed are fine, and one more is not."""
    made = entries((0, 1), (1, 2), (2, 3))
    assert follow(made[0], "", 3).problem is None
    problem = follow(made[0], "", 2).problem
    assert problem is not None
    assert (problem.reason, problem.detail) == (Reason.REDIRECT_LIMIT, "more than 2 redirects")


@pytest.mark.parametrize(("hop", "reason"), [(0, Reason.REDIRECT_LOOP), (2, Reason.NEEDS_COOKIE)])
def test_a_circle_that_sets_a_cookie_may_be_none_with_it(hop: int, reason: Reason) -> None:
    """A browser would come back with the cookie, and may be let in; what is set before the circle ends none."""
    made = entries((0, 1), (1, 2), (2, 1))
    made[hop].sets_cookie = True
    problem = follow(made[0], "", 99).problem
    assert problem is not None
    assert problem.reason is reason


def test_a_circle_is_a_problem() -> None:
    """A chain that meets itself is a loop, whatever the limit."""
    made = entries((0, 1), (1, 2), (2, 1))
    chain = follow(made[0], "", 99)
    assert chain.problem is not None
    assert chain.problem.reason is Reason.REDIRECT_LOOP
    assert chain.hops == (made[0], made[1], made[2])
