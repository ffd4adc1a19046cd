"""Owns how gently one origin is treated: how many requests at once, how soon the next, when to give it up."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from sixlegs import local, robots, urls
from sixlegs.model import Kind, Policy, Reason, Visit
from sixlegs.retry import LONGEST_WAIT
from sixlegs.verdicts import Judgement, of_status

if TYPE_CHECKING:
    from sixlegs.entry import Entry, Order
    from sixlegs.robots import Rules

PER_HOST = 8
PER_LOOPBACK_HOST = 64
_GIVE_UP_AFTER = 5  # exchanges that came to nothing, with an origin that has never answered
_TIMEOUT_WEIGHS = 3  # as many of them as one that took a whole deadline: the second is the last
_SILENCE = frozenset(
    {Reason.DNS, Reason.REFUSED, Reason.NO_ROUTE, Reason.PRIVATE_ADDRESS, Reason.TIMEOUT, Reason.RESET, Reason.TLS}
)
_MAY_BE_ONE_PAGE = frozenset({Reason.TIMEOUT, Reason.RESET})
_OVERRUN = frozenset({Reason.REFUSED, Reason.TIMEOUT, Reason.RESET})  # what a server does that has too much to do
_CALM = 4  # times its limit of answers, and an origin gets one request more at a time
_CLOSED_AFTER = 3  # 503 in a row that ask for a long wait; 429 speaks of us, not of one page, and once will do


class Origin:
    """What is known of one scheme, host and port, and the orders that wait for it."""

    __slots__ = (
        "_answers",
        "_closed",
        "_most",
        "_silence",
        "active",
        "answered",
        "delay",
        "failure",
        "guarded",
        "life_asked",
        "life_known",
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
        self.limit = self._most = 1 if policy.delay else policy.per_host or default_limit(name)
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
        self.answered = False  # it has spoken HTTP
        self.life_asked = False  # for the sake of its pages
        self.life_known = False  # as far as it can be: that question is home
        self._silence = 0  # exchanges that came to nothing, by weight
        self._answers = 0  # since the limit was last changed
        self._closed = 0  # 503 in a row that asked for a long wait
        if name == local.ORIGIN:  # one's own files: nobody to be polite to
            self.delay, self.limit, self.rules = 0.0, policy.concurrency, robots.ALLOW_ALL

    def slow_down(self, delay: float) -> None:
        """Keep at least `delay` seconds between requests, which means one at a time."""
        if delay > self.delay:
            self.delay = delay
            self.limit = self._most = 1

    def pause(self, until: float) -> None:
        """Start nothing there before the time `until`."""
        self.not_before = max(self.not_before, until)

    def begin_anew(self) -> None:
        """Ask for one thing at a time, and for more only as answers come."""
        self.limit = 1
        self._answers = 0

    def heard(self, visit: Visit) -> None:
        """Learn from a visit whether anybody is there at all, and how much they can take."""
        if visit.failure is None or visit.status is not None or visit.failure is Reason.TRUNCATED:
            self.answered = True
            if visit.retry_after is None:
                self._closed = 0
            if self.limit < self._most:
                self._recover()
        elif not self.answered and not (visit.fetch.now and self.life_asked):
            self._count_silence(visit)
        elif visit.failure in _OVERRUN:
            self.limit = max(1, self.limit // 2)
            self._answers = 0

    def asked_to_wait(self, visit: Visit, now: float) -> None:
        """Obey a Retry-After; one that is too long to obey is a reason to ask nothing more."""
        seconds = visit.retry_after or 0.0
        if seconds <= LONGEST_WAIT:
            self.pause(now + seconds)
        elif visit.fetch.kind is not Kind.ROBOTS:  # of which the rules for it speak
            self._closed += 1
            if visit.status == 429 or self._closed >= _CLOSED_AFTER:
                said = of_status(visit.status or 0)
                self._end(said._replace(detail=f"{said.detail}, with the request to wait {seconds:.0f} s"))

    def _recover(self) -> None:
        self._answers += 1
        if self._answers >= _CALM * self.limit:
            self.limit += 1
            self._answers = 0

    def _count_silence(self, visit: Visit) -> None:
        if visit.fetch.kind is Kind.ROBOTS and visit.failure in robots.DOUBTFUL:
            return  # it may be a matter of robots.txt alone
        if visit.failure not in _SILENCE:
            return
        weight = _TIMEOUT_WEIGHS if visit.failure is Reason.TIMEOUT else 1
        self._silence += weight
        if visit.failure in _MAY_BE_ONE_PAGE and not visit.fetch.now and not self.life_known:
            self.life_asked = self.life_asked or self._silence + weight >= _GIVE_UP_AFTER
        elif self._silence >= _GIVE_UP_AFTER:
            self.give_up(visit)

    def give_up(self, visit: Visit) -> None:
        """Ask nothing more of this origin: what this visit met is what the rest would meet."""
        self._end(Judgement(visit.failure or Reason.INTERNAL, visit.detail))

    def _end(self, judgement: Judgement) -> None:
        self.failure = judgement
        self.not_before = self.delay = 0.0  # to say so of each takes no time


def default_limit(origin: str) -> int:
    """Return the requests in flight that an origin gets where the user has not said."""
    return PER_LOOPBACK_HOST if urls.is_loopback(origin) else PER_HOST
