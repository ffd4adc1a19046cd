"""Owns when a made-up site answers and what goes wrong there: pure functions of seed, URL and attempt."""

from __future__ import annotations

import math
from enum import StrEnum
from hashlib import blake2b

from sixlegs.lab.generated.plan import CONSTANT, EXPONENTIAL, TAIL, Plan

_TAIL_SHARE, _TAIL_TIMES = 0.01, 25.0  # one URL of a hundred takes so many times longer


class Fault(StrEnum):
    """What goes wrong."""

    NONE = "none"
    MISSING = "404"
    GONE = "410"
    BROKEN = "500"
    ONCE = "503 once"  # the second attempt is answered
    RESET = "reset"
    CUT = "cut"  # the body ends before its length says so
    HANG = "hang"


_SHARES = (  # of all that fails; the last takes the rest
    (0.40, Fault.MISSING),
    (0.45, Fault.GONE),
    (0.65, Fault.BROKEN),
    (0.85, Fault.ONCE),
    (0.95, Fault.RESET),
    (1.00, Fault.CUT),
)


def chance(seed: int, what: str, path: bytes) -> float:
    """Return a number from 0 up to 1 that looks like chance and is none."""
    made = blake2b(path, digest_size=7, key=b"%d" % seed, person=what.encode()[:16]).digest()
    return int.from_bytes(made) / 2**56


def delay_s(plan: Plan, path: bytes) -> float:
    """Return the seconds that the answer to a URL takes."""
    mean = plan.latency_ms / 1000
    if not mean or plan.pace == CONSTANT:
        return mean
    drawn = chance(plan.seed, "delay", path)
    if plan.pace == EXPONENTIAL:
        return -math.log(1.0 - drawn) * mean
    if plan.pace == TAIL:
        return mean * (_TAIL_TIMES if drawn < _TAIL_SHARE else 1.0)
    return mean * (0.5 + drawn)  # uniform: from half to one and a half


def fault(plan: Plan, path: bytes, attempt: int) -> Fault:
    """Return what goes wrong with a page that leads nowhere; `attempt` counts from 0."""
    if not plan.errors and not plan.hangs:
        return Fault.NONE
    drawn = chance(plan.seed, "fault", path)
    if drawn < plan.hangs:
        return Fault.HANG
    if drawn >= plan.hangs + plan.errors:
        return Fault.NONE
    part = (drawn - plan.hangs) / plan.errors
    found = next(kind for below, kind in _SHARES if part < below)
    return Fault.NONE if found is Fault.ONCE and attempt else found


def hops(plan: Plan, number: int) -> int:
    """Return how many redirects lead to a page."""
    if not plan.redirects or not number:
        return 0
    drawn = chance(plan.seed, "hops", b"%d" % number)
    return 1 + int(drawn / plan.redirects * 3) if drawn < plan.redirects else 0
