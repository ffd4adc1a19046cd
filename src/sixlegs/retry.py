"""Owns when a failed exchange is worth another try, and how long to wait for it; knows no queue and no clock."""

from __future__ import annotations

import zlib

from sixlegs.model import Policy, Reason, Visit

TRANSIENT_STATUS = frozenset({429, 502, 503, 504})
TRANSIENT_FAILURE = frozenset({Reason.REFUSED, Reason.RESET, Reason.TRUNCATED})
GET_MAY_DO_BETTER = frozenset({Reason.TIMEOUT, Reason.RESET, Reason.PROTOCOL, Reason.TRUNCATED})
LONGEST_WAIT = 60.0  # seconds; a Retry-After beyond it is an answer, not an invitation


def pause(visit: Visit, tries: int, policy: Policy) -> float | None:
    """Return the seconds to wait before asking again, or None when the visit stands.

    `tries` counts the exchanges made so far, this one included, but no HEAD that was refused. Retry-After (RFC 9110
    10.2.3) is obeyed in full where it is at most LONGEST_WAIT, and otherwise ends the tries.
    """
    if tries > policy.retries or not _transient(visit, tries, policy):
        return None
    asked = visit.retry_after or 0.0
    if asked > LONGEST_WAIT:
        return None
    return max(asked, _backoff(visit.fetch.url, tries, policy))


def head_refused(visit: Visit, policy: Policy) -> bool:
    """Say whether an answer to HEAD is one that GET may do better than."""
    if visit.fetch.method != "HEAD":
        return False
    if visit.failure is not None:
        return visit.failure in GET_MAY_DO_BETTER
    if visit.retry_after is not None or visit.status in policy.accept:  # load is no matter of the method
        return False
    return (visit.status or 0) >= 400 and visit.status != 429


def _transient(visit: Visit, tries: int, policy: Policy) -> bool:
    if visit.failure is None:
        return visit.status in TRANSIENT_STATUS and visit.status not in policy.accept
    if visit.failure is Reason.TIMEOUT:  # each costs a whole deadline
        return tries == 1
    return visit.failure in TRANSIENT_FAILURE


def _backoff(url: str, tries: int, policy: Policy) -> float:
    """Exponential, with a jitter of a quarter either way that is the same in every run of the same seed."""
    share = zlib.crc32(f"{policy.seed} {tries} {url}".encode("utf-8", "replace")) / 0xFFFFFFFF
    return policy.backoff * float(2 ** (tries - 1)) * (0.75 + share / 2)
