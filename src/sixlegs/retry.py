"""Owns when a failed exchange is worth another try, and how long to wait for it; knows no queue and no clock."""

from __future__ import annotations

import zlib

from sixlegs.model import Policy, Reason, Visit

TRANSIENT_STATUS = frozenset({408, 429, 502, 503, 504})
TRANSIENT_FAILURE = frozenset({Reason.REFUSED, Reason.RESET, Reason.TRUNCATED, Reason.TIMEOUT})
GET_MAY_DO_BETTER = frozenset({Reason.TIMEOUT, Reason.RESET, Reason.PROTOCOL, Reason.TRUNCATED})
LONGEST_WAIT = 60.0  # seconds; a Retry-After beyond it is an answer, not an invitation


def pause(visit: Visit, tries: int, policy: Policy) -> float | None:
    """Return the seconds to wait before asking again, or None when the visit stands.

    `tries` counts the exchanges made so far, this one included, but no HEAD that was refused. Retry-After (RFC 9110
    10.2.3) is obeyed in full where it is at most LONGEST_WAIT, and otherwise ends the tries.
    """
    if tries > policy.retries or not may_pass(visit, policy):
        return None
    if visit.failure is Reason.TIMEOUT and tries > 1:  # each costs a whole deadline
        return None
    return max(visit.retry_after or 0.0, _backoff(visit.fetch.url, tries, policy))


def rest(visit: Visit, policy: Policy) -> float:
    """Return the seconds to leave a URL alone that has failed to its last retry."""
    return max(visit.retry_after or 0.0, _backoff(visit.fetch.url, policy.retries + 1, policy))


def may_pass(visit: Visit, policy: Policy) -> bool:
    """Say whether a visit met what another time may not be there."""
    if visit.failure is None:
        transient = visit.status in TRANSIENT_STATUS and visit.status not in policy.accept and not visit.is_challenge
    else:
        transient = visit.failure in TRANSIENT_FAILURE or visit.passing
    return transient and (visit.retry_after or 0.0) <= LONGEST_WAIT


def head_refused(visit: Visit, policy: Policy) -> bool:
    """Say whether an answer to HEAD is one that GET may do better than."""
    if visit.fetch.method != "HEAD":
        return False
    if visit.failure is not None:
        return visit.failure in GET_MAY_DO_BETTER
    if visit.retry_after is not None or visit.status in policy.accept:  # load is no matter of the method
        return False
    return (visit.status or 0) >= 400 and visit.status != 429


def _backoff(url: str, tries: int, policy: Policy) -> float:
    """Exponential, with a jitter of a quarter either way that is the same in every run of the same seed."""
    share = zlib.crc32(f"{policy.seed} {tries} {url}".encode("utf-8", "replace")) / 0xFFFFFFFF
    return policy.backoff * float(2 ** (tries - 1)) * (0.75 + share / 2)
