"""Owns the journal of a crawl: every visit that came home, and how a crawl is brought back to where it was.

The core is a state machine without chance in it. So what it was fed is all there is to know of it: a crawl that is fed
the same visits again stands where the first one stood, and what it orders then has not been answered yet. Where records
are kept, it does not know.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from math import inf
from typing import TYPE_CHECKING

from sixlegs.model import Done, Fetch, Kind, Reason, Result, Visit, Wait
from sixlegs.store import record
from sixlegs.store.layer import Layer

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl

MOST = 200  # records that are not written yet
LONGEST = 0.05  # seconds that one waits to be written
_A_MOMENT = 1e-6  # seconds; so that time goes on however the sum is rounded

Key = tuple[str, bool, bool]


class Journal(Layer):
    """A crawl that writes down what comes home. Its time goes on where that of the last run ended.

    Laws: a visit is written at most LONGEST after it came home, as far as `next` is asked; what is written is never
    asked again; what was not, is.
    """

    def __init__(self, crawl: Crawl, write: Callable[[bytes, float], None]) -> None:
        super().__init__(crawl)
        self._write = write
        self._pending: list[bytes] = []
        self._due = inf  # when they are to be written, at the latest
        self._at = 0.0  # the crawl's time at the end of the replay
        self._latest = 0.0  # when the last visit came home
        self._zero: float | None = None  # the owner's time at that moment
        self._held: dict[Key, list[Fetch]] = defaultdict(list)  # ordered during the replay, and not answered by it
        self._later: dict[Key, deque[Visit]] = {}  # answers to what was not ordered yet
        self._told: list[Result] = []  # settled without the owner's doing

    def replay(self, bundles: Iterable[bytes]) -> None:
        """Feed what was written, in the order in which it came home; to be called before anything else."""
        for bundle in bundles:
            for at, visit in record.unbundle(bundle):
                self._at = max(self._at, at)
                self._recall(visit)

    def next(self, now: float) -> Fetch | Wait | Done:
        """Order what no record answers; what waits to be written is written in time."""
        if self._zero is None:
            self._zero = now
        if now >= self._due:
            self.flush()
        if self._held:
            return self._take(next(iter(self._held)))
        order = self._ask(self._time(now))
        if isinstance(order, Wait) and self._pending:
            due = max(0.0, self._due - now) + _A_MOMENT
            return Wait(due if order.seconds is None else min(order.seconds, due))
        return order

    def feed(self, visit: Visit, now: float) -> list[Result]:
        """Take a visit home, and note it down."""
        at = self._time(now)
        told, self._told = self._told, []
        told += self.crawl.feed(visit, at)
        self._latest = at
        if visit.failure is Reason.TIMEOUT and visit.fetch.deadline < self.crawl.policy.timeout:
            return told  # it was the crawl's time that was over: the next run has more
        packed = record.pack(at, visit)
        if packed is not None:
            self._pending.append(packed)
            self._due = min(self._due, now + LONGEST)
            if len(self._pending) >= MOST:
                self.flush()
        return told

    def flush(self) -> None:
        """Write what is not written yet."""
        if self._pending:
            self._write(record.bundle(self._pending), self._latest)
            self._pending.clear()
        self._due = inf

    def _time(self, now: float) -> float:
        return self._at + now - (now if self._zero is None else self._zero)

    # replay

    def _recall(self, visit: Visit) -> None:
        key = _key(visit.fetch)
        while key not in self._held:
            wait = self._hold()
            if key not in self._held:
                if wait is None:  # it was ordered under other limits, or by what is lost: its turn comes yet
                    self._later.setdefault(key, deque()).append(visit)
                    return
                self._at += wait + _A_MOMENT
        self._take(key)
        self._told += self.crawl.feed(visit, self._at)

    def _hold(self) -> float | None:
        """Take all orders that there are; return the seconds until there may be more, None: not without an answer."""
        while isinstance(order := self._ask(self._at), Fetch):
            self._held[_key(order)].append(order)
        return order.seconds if isinstance(order, Wait) else None

    def _take(self, key: Key) -> Fetch:
        fetches = self._held[key]
        fetch = fetches.pop(0)
        if not fetches:
            del self._held[key]
        return fetch

    def _ask(self, at: float) -> Fetch | Wait | Done:
        while isinstance(order := self.crawl.next(at), Fetch):
            visits = self._later.get(_key(order))
            if not visits:
                return order
            self._told += self.crawl.feed(visits.popleft(), at)
        return order


def _key(fetch: Fetch) -> Key:
    return fetch.url, fetch.kind is Kind.ROBOTS, fetch.now
