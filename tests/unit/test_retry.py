"""Laws of trying again."""

from __future__ import annotations

import pytest

from sixlegs.model import Policy, Reason, Visit
from sixlegs.retry import LONGEST_WAIT, head_refused, pause
from tests.unit.build import fetch

BUSY = Visit(fetch(), status=503)


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_a_passing_status_is_worth_another_try(status: int) -> None:
    """Statuses that say "not now" are asked again."""
    assert pause(Visit(fetch(), status=status), 1, Policy()) is not None


@pytest.mark.parametrize("status", [200, 404, 500, 501, 505, 599])
def test_a_settled_status_is_not(status: int) -> None:
    """Statuses that would be the same next time stand."""
    assert pause(Visit(fetch(), status=status), 1, Policy()) is None


@pytest.mark.parametrize("reason", [Reason.REFUSED, Reason.RESET, Reason.TRUNCATED])
def test_a_passing_fault_is_worth_another_try(reason: Reason) -> None:
    """Faults that come and go are asked again."""
    assert pause(Visit(fetch(), failure=reason), 1, Policy()) is not None


def test_a_name_server_that_does_not_answer_is_asked_again() -> None:
    """Whether the name exists is not known then."""
    assert pause(Visit(fetch(), failure=Reason.DNS, passing=True), 1, Policy()) is not None


@pytest.mark.parametrize("reason", [Reason.DNS, Reason.TLS, Reason.PROTOCOL, Reason.INTERNAL])
def test_a_lasting_fault_is_not(reason: Reason) -> None:
    """Faults that would be the same next time stand, whatever the status before them."""
    assert pause(Visit(fetch(), status=503, failure=reason), 1, Policy()) is None


def test_a_timeout_is_worth_one_more_try() -> None:
    """Each costs a whole deadline, so the second stands, however many retries there are."""
    slow = Visit(fetch(), failure=Reason.TIMEOUT)
    assert [pause(slow, tries, Policy(retries=9)) is None for tries in (1, 2)] == [False, True]
    assert pause(slow, 1, Policy(retries=0)) is None


def test_an_accepted_status_is_not_tried_again() -> None:
    """What the user takes for fine is fine at once, by GET and by HEAD."""
    policy = Policy(accept=frozenset({404, 503}))
    assert pause(BUSY, 1, policy) is None
    assert not head_refused(Visit(fetch(method="HEAD"), status=404), policy)
    assert head_refused(Visit(fetch(method="HEAD"), status=403), policy)


def test_tries_come_to_an_end() -> None:
    """There is one exchange and `retries` more."""
    policy = Policy(retries=2)
    assert [pause(BUSY, tries, policy) is None for tries in (1, 2, 3)] == [False, False, True]


def test_the_pause_doubles_within_a_quarter() -> None:
    """The backoff doubles with each try, give or take a quarter."""
    policy = Policy(retries=5, backoff=8.0)
    for tries in range(1, 6):
        wait = pause(BUSY, tries, policy)
        assert wait is not None
        assert 0.75 <= wait / (8 * 2 ** (tries - 1)) <= 1.25


def test_the_pause_is_the_same_in_every_run_of_a_seed() -> None:
    """The jitter depends on seed, URL and number of tries, and on nothing else."""
    assert pause(BUSY, 1, Policy(seed=7)) == pause(BUSY, 1, Policy(seed=7))
    assert pause(BUSY, 1, Policy(seed=7)) != pause(BUSY, 1, Policy(seed=8))


def test_retry_after_is_a_least_pause() -> None:
    """Where Retry-After is longer than the backoff it is the pause; where shorter, the backoff is."""
    assert pause(BUSY._replace(retry_after=30.0), 1, Policy(backoff=1.0)) == 30.0
    assert pause(BUSY._replace(retry_after=0.0), 1, Policy(backoff=1.0)) == pause(BUSY, 1, Policy(backoff=1.0))


def test_a_retry_after_that_is_too_long_is_an_answer() -> None:
    """Nobody waits longer than LONGEST_WAIT."""
    assert pause(BUSY._replace(retry_after=LONGEST_WAIT), 1, Policy()) == LONGEST_WAIT
    assert pause(BUSY._replace(retry_after=LONGEST_WAIT + 1), 1, Policy()) is None
