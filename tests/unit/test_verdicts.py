"""Laws of verdicts."""

from __future__ import annotations

import pytest

from sixlegs.model import Policy, Reason, Verdict, Visit
from sixlegs.page import examine
from sixlegs.retry import may_pass
from sixlegs.verdicts import OK, VERDICT_OF, Judgement, judge, of
from tests.unit.build import answer, fetch


def test_every_reason_belongs_to_one_verdict() -> None:
    """The two closed lists fit: each reason has its verdict, each verdict its reasons."""
    assert set(VERDICT_OF) == set(Reason)
    assert set(VERDICT_OF.values()) == set(Verdict)


@pytest.mark.parametrize(
    ("status", "reason", "detail"),
    [
        (400, Reason.CLIENT_ERROR, "400 Bad Request"),
        (401, Reason.UNAUTHORIZED, "401 Unauthorized"),
        (402, Reason.PAYMENT_REQUIRED, "402 Payment Required"),
        (403, Reason.FORBIDDEN, "403 Forbidden"),
        (404, Reason.NOT_FOUND, "404 Not Found"),
        (407, Reason.PROXY_AUTH, "407 Proxy Authentication Required"),
        (410, Reason.GONE, "410 Gone"),
        (429, Reason.RATE_LIMITED, "429 Too Many Requests"),
        (451, Reason.LEGAL, "451 Unavailable For Legal Reasons"),
        (499, Reason.CLIENT_ERROR, "499"),
        (500, Reason.SERVER_ERROR, "500 Internal Server Error"),
        (503, Reason.SERVER_ERROR, "503 Service Unavailable"),
        (599, Reason.SERVER_ERROR, "599"),
        (999, Reason.BOT_WALL, "999"),
    ],
)
def test_a_status_means_one_thing(status: int, reason: Reason, detail: str) -> None:
    """Each status that is not accepted has its reason, and its name where it has one."""
    assert judge(Visit(fetch(), status=status), Policy()) == Judgement(reason, detail)


@pytest.mark.parametrize("status", [200, 204, 206, 299])
def test_success_is_ok(status: int) -> None:
    """Every 2xx is accepted."""
    assert judge(Visit(fetch(), status=status), Policy()) is OK


def test_the_user_says_what_is_accepted() -> None:
    """A status that the user accepts is ok, and one that the user does not is broken."""
    policy = Policy(accept=frozenset({403}))
    assert judge(Visit(fetch(), status=403), policy) is OK
    assert judge(Visit(fetch(), status=200), policy).verdict is Verdict.BROKEN


def test_a_failure_counts_more_than_a_status() -> None:
    """What went wrong after the status line is what is said."""
    visit = Visit(fetch(), status=200, failure=Reason.TRUNCATED, detail="too short")
    assert judge(visit, Policy()) == (Reason.TRUNCATED, "too short")


def test_a_reason_has_words() -> None:
    """Reasons that come of no answer say what they mean."""
    assert "robots.txt" in of(Reason.ROBOTS).detail


CHALLENGE = (("cf-mitigated", "challenge"), ("server", "cloudflare"))


@pytest.mark.parametrize("status", [403, 429, 503])
def test_a_challenge_is_a_wall(status: int) -> None:
    """An error that says that it is a challenge says nothing of the page, and is the same the next time."""
    visit = examine(fetch(), answer(status, *CHALLENGE))
    assert judge(visit, Policy()).reason is Reason.BOT_WALL
    assert not may_pass(visit, Policy())
    assert judge(visit, Policy(accept=frozenset({status}))).reason is Reason.OK


@pytest.mark.parametrize("status", [500, 503, 520, 521, 522, 523, 524, 525, 526, 527])
def test_an_error_from_behind_a_wall_is_an_error(status: int) -> None:
    """That a wall stands before a server does not make its failures the wall's."""
    visit = examine(fetch(), answer(status, ("server", "cloudflare")))
    assert judge(visit, Policy()).reason is Reason.SERVER_ERROR


def test_a_choice_without_a_place_is_a_page() -> None:
    """300 need not have a Location (RFC 9110 15.4.1); without one it is no redirect, and nothing is wrong with it."""
    for headers in ((), (("location", " "),)):
        assert judge(examine(fetch(), answer(300, *headers)), Policy()).reason is Reason.OK
