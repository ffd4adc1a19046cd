"""Laws of how an origin is treated."""

from __future__ import annotations

import pytest

from sixlegs.model import Policy, Reason, Visit
from sixlegs.politeness import PER_HOST, PER_LOOPBACK_HOST, Origin
from tests.unit.build import fetch

GONE = Visit(fetch(), failure=Reason.DNS, detail="no such name")
ANSWER = Visit(fetch(), status=500)


def test_this_machine_gets_more_at_once_than_others() -> None:
    """Where the user has not said, loopback has a limit of its own."""
    assert Origin("http://127.0.0.1:1", Policy()).limit == PER_LOOPBACK_HOST
    assert Origin("http://site", Policy()).limit == PER_HOST
    assert (
        Origin("http://127.0.0.1:1", Policy(per_host=3)).limit == Origin("http://site", Policy(per_host=3)).limit == 3
    )


def test_a_delay_means_one_at_a_time() -> None:
    """Requests with a delay between them cannot be in flight together, whatever the limit."""
    assert Origin("http://site", Policy(delay=1.0, per_host=9)).limit == 1


def test_an_origin_can_only_become_slower() -> None:
    """A Crawl-delay counts where it is more than the user's delay."""
    origin = Origin("http://site", Policy(delay=2.0))
    origin.slow_down(1.0)
    assert origin.delay == 2.0
    origin.slow_down(3.0)
    assert origin.delay == 3.0


def test_a_pause_can_only_become_longer() -> None:
    """The latest time that anything asked for counts."""
    origin = Origin("http://site", Policy())
    origin.pause(9.0)
    origin.pause(5.0)
    assert origin.not_before == 9.0


@pytest.mark.parametrize("reason", [Reason.DNS, Reason.REFUSED, Reason.NO_ROUTE])
def test_an_origin_that_nobody_answers_at_is_given_up(reason: Reason) -> None:
    """After five failed connections what the last one met is said of all, and no time is lost on it."""
    origin = Origin("http://site", Policy(delay=5.0))
    for number in range(5):
        assert origin.failure is None, number
        origin.heard(Visit(fetch(), failure=reason, detail="nobody"))
    assert origin.failure == (reason, "nobody")
    assert origin.delay == 0


@pytest.mark.parametrize("answer", [ANSWER, Visit(fetch(), failure=Reason.RESET)])
def test_an_origin_that_has_ever_answered_is_never_given_up(answer: Visit) -> None:
    """Somebody is there: each URL is judged by itself from then on."""
    origin = Origin("http://site", Policy())
    for visit in [GONE] * 4 + [answer] + [GONE] * 9:
        origin.heard(visit)
    assert origin.failure is None
