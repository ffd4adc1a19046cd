"""Laws of how an origin is treated."""

from __future__ import annotations

import pytest

from sixlegs.model import Kind, Policy, Reason, Visit
from sixlegs.politeness import PER_HOST, PER_LOOPBACK_HOST, Origin
from tests.unit.build import fetch

GONE = Visit(fetch(), failure=Reason.DNS, detail="no such name")
ANSWER = Visit(fetch(), status=500)
SLOW = Visit(fetch(), failure=Reason.TIMEOUT, detail="slow")


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


@pytest.mark.parametrize("reason", [Reason.RESET, Reason.TLS])
def test_what_is_no_answer_does_not_keep_an_origin_alive(reason: Reason) -> None:
    """A reset or a failed handshake among failed connections counts with them."""
    origin = Origin("http://site", Policy())
    for visit in [GONE] * 3 + [Visit(fetch(), failure=reason, detail="no"), GONE]:
        assert origin.failure is None
        origin.heard(visit)
    assert origin.failure == (Reason.DNS, "no such name")


@pytest.mark.parametrize(("visit", "most"), [(SLOW, 1), (Visit(fetch(), failure=Reason.RESET), 4)])
def test_what_may_be_a_matter_of_one_page_is_looked_into(visit: Visit, most: int) -> None:
    """Before an origin is given up for it, somebody is to ask whether it lives; until that is known it is not."""
    origin = Origin("http://site", Policy())
    for _ in range(most):
        assert not origin.life_asked
        origin.heard(visit)
    assert origin.life_asked
    for _ in range(9):
        origin.heard(visit)
        origin.heard(visit._replace(fetch=fetch(now=True)))
    assert origin.failure is None
    origin.life_known = True
    origin.heard(visit)
    assert origin.failure is not None


@pytest.mark.parametrize("reason", [Reason.RESET, Reason.TIMEOUT])
def test_what_may_be_a_matter_of_robots_txt_alone_ends_nothing(reason: Reason) -> None:
    """However often robots.txt gets no answer, its host is not given up for that."""
    origin = Origin("http://site", Policy())
    for _ in range(9):
        origin.heard(Visit(fetch(kind=Kind.ROBOTS), failure=reason))
    assert (origin.failure, origin.answered) == (None, False)


def test_trouble_of_our_own_says_nothing_of_an_origin() -> None:
    """A worker that died is neither an answer nor silence."""
    origin = Origin("http://site", Policy())
    for _ in range(9):
        origin.heard(Visit(fetch(), failure=Reason.WORKER_LOST))
    assert (origin.failure, origin.answered) == (None, False)


@pytest.mark.parametrize("reason", [Reason.TIMEOUT, Reason.RESET, Reason.REFUSED])
def test_an_origin_that_is_overrun_gets_half(reason: Reason) -> None:
    """What answered before and now does not has too much to do: its limit is halved, down to one."""
    origin = Origin("http://site", Policy(per_host=5))
    origin.heard(ANSWER)
    seen = []
    for _ in range(4):
        origin.heard(Visit(fetch(), failure=reason))
        seen.append(origin.limit)
    assert seen == [2, 1, 1, 1]


def test_a_fault_of_one_url_slows_nothing_down() -> None:
    """A malformed answer says nothing of load."""
    origin = Origin("http://site", Policy(per_host=5))
    origin.heard(ANSWER)
    origin.heard(Visit(fetch(), failure=Reason.PROTOCOL))
    assert origin.limit == 5


def test_an_origin_that_was_overrun_recovers_step_by_step() -> None:
    """Answers raise the limit by one at a time, up to where it began and no further."""
    origin = Origin("http://site", Policy(per_host=3))
    origin.heard(ANSWER)
    origin.heard(SLOW)
    seen = []
    for _ in range(20):
        origin.heard(ANSWER)
        seen.append(origin.limit)
    assert seen == [1] * 3 + [2] * 8 + [3] * 9


def test_an_origin_with_a_delay_does_not_recover_past_one() -> None:
    """A Crawl-delay that came after the limit holds for good."""
    origin = Origin("http://site", Policy(per_host=3))
    origin.slow_down(1.0)
    for _ in range(20):
        origin.heard(ANSWER)
    assert origin.limit == 1


def test_a_long_retry_after_to_429_ends_the_questions() -> None:
    """What is left there is judged as the answer was; nobody presses on, and nobody waits an hour."""
    origin = Origin("http://site", Policy())
    origin.asked_to_wait(Visit(fetch(), status=429, retry_after=3600.0), 0.0)
    assert origin.failure == (Reason.RATE_LIMITED, "429 Too Many Requests, with the request to wait 3600 s")


def test_one_page_that_is_away_for_long_does_not_close_a_site() -> None:
    """Only the third 503 in a row with a long Retry-After speaks for the whole origin."""
    away = Visit(fetch(), status=503, retry_after=3600.0)
    origin = Origin("http://site", Policy())
    for visit in (away, away, ANSWER, away, away):
        origin.heard(visit)
        if visit is away:
            origin.asked_to_wait(visit, 0.0)
        assert origin.failure is None
    origin.asked_to_wait(away, 0.0)
    assert origin.failure is not None
    assert origin.failure.reason is Reason.SERVER_ERROR


def test_a_short_retry_after_is_a_pause() -> None:
    """It counts from now."""
    origin = Origin("http://site", Policy())
    origin.asked_to_wait(Visit(fetch(), status=429, retry_after=30.0), 5.0)
    assert (origin.not_before, origin.failure) == (35.0, None)


def test_a_robots_txt_that_is_away_for_long_is_a_matter_of_robots() -> None:
    """The rules of robots.txt say what a 429 for it means."""
    origin = Origin("http://site", Policy())
    origin.asked_to_wait(Visit(fetch(kind=Kind.ROBOTS), status=429, retry_after=3600.0), 0.0)
    assert origin.failure is None


@pytest.mark.parametrize("answer", [ANSWER, Visit(fetch(), failure=Reason.TRUNCATED)])
def test_an_origin_that_has_ever_answered_is_never_given_up(answer: Visit) -> None:
    """Somebody is there: each URL is judged by itself from then on."""
    origin = Origin("http://site", Policy())
    for visit in [GONE] * 4 + [answer] + [GONE] * 9:
        origin.heard(visit)
    assert origin.failure is None
