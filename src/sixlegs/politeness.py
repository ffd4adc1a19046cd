"""Owns how gently one origin is treated: how many requests at once, how soon the next, when to give it up."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from sixlegs import urls
from sixlegs.model import Policy, Reason, Visit
from sixlegs.verdicts import Judgement

if TYPE_CHECKING:
    from sixlegs.entry import Entry, Order
    from sixlegs.robots import Rules

PER_HOST = 8
PER_LOOPBACK_HOST = 64
_GIVE_UP_AFTER = 5  # failed connections in a row to an origin that has never answered
_NO_CONNECTION = frozenset({Reason.DNS, Reason.REFUSED, Reason.NO_ROUTE, Reason.PRIVATE_ADDRESS})


class Origin:
    """What is known of one scheme, host and port, and the orders that wait for it."""

    __slots__ = (
        "_failures",
        "active",
        "delay",
        "failure",
        "guarded",
        "limit",
        "lined_up",
        "name",
        "not_before",
        "parked",
        "queue",
        "refuses_head",
        "robots_asked",
        "rules",
    )

    def __init__(self, name: str, policy: Policy) -> None:
        self.name = name
        self.delay = policy.delay  # seconds from the end of one request to the start of the next
        self.limit = 1 if policy.delay else policy.per_host or default_limit(name)
        self.active = 0  # requests in flight
        self.not_before = 0.0
        self.queue: deque[Order] = deque()
        self.guarded = False  # only its public addresses may be asked
        self.lined_up = False  # the frontier has it among the origins that may go
        self.refuses_head = False
        self.failure: Judgement | None = None  # it is given up: what is said of everything there
        self.robots_asked = False
        self.rules: Rules | None = None
        self.parked: list[Entry] = []  # until the rules are known
        self._failures = 0  # connections failed in a row; -1 once it has answered

    def slow_down(self, delay: float) -> None:
        """Keep at least `delay` seconds between requests, which means one at a time."""
        if delay > self.delay:
            self.delay = delay
            self.limit = 1

    def pause(self, until: float) -> None:
        """Start nothing there before the time `until`."""
        self.not_before = max(self.not_before, until)

    def heard(self, visit: Visit) -> None:
        """Learn from a visit whether anybody is there at all."""
        if visit.failure not in _NO_CONNECTION:
            self._failures = -1
        elif self._failures >= 0:
            self._failures += 1
            if self._failures >= _GIVE_UP_AFTER:
                self.give_up(visit)

    def give_up(self, visit: Visit) -> None:
        """Ask nothing more of this origin: what this visit met is what the rest would meet."""
        self.failure = Judgement(visit.failure or Reason.INTERNAL, visit.detail)
        self.not_before = self.delay = 0.0  # to say so of each takes no time


def default_limit(origin: str) -> int:
    """Return the requests in flight that an origin gets where the user has not said."""
    return PER_LOOPBACK_HOST if urls.is_loopback(origin) else PER_HOST
