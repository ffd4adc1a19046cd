"""Owns which order may go when: origins take turns, delays are entries with a time; knows nothing of what is asked."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sixlegs.entry import Order
    from sixlegs.politeness import Origin


class Frontier:
    """The orders that are not in flight. Each operation costs O(log n) of the origins and delays that are waiting."""

    __slots__ = ("_closed", "_later", "_now", "_ready", "_turn", "queued")

    def __init__(self) -> None:
        self._ready: list[tuple[float, int, Origin]] = []
        self._later: list[tuple[float, int, Order]] = []
        self._turn = count()
        self._now = 0.0  # the latest time told; what lines up earlier goes first
        self._closed = False
        self.queued = 0

    def push(self, order: Order) -> None:
        """Take an order that may go as soon as its origin allows. Never blocks."""
        if self._closed:
            return
        self.queued += 1
        order.origin.queue.append(order)
        self._line_up(order.origin)

    def push_at(self, order: Order, when: float) -> None:
        """Take an order that may not go before the time `when`."""
        if self._closed:
            return
        self.queued += 1
        heappush(self._later, (when, next(self._turn), order))

    def pop(self, now: float) -> Order | None:
        """Lease the next order that may go now; its origin counts it as active until `release`."""
        self._now = now
        self._wake(now)
        while self._ready and self._ready[0][0] <= now:
            origin = heappop(self._ready)[2]
            origin.lined_up = False
            if origin.not_before > now or origin.active >= origin.limit:  # it was slowed down since
                self._line_up(origin)
                continue
            order = origin.queue.popleft()
            origin.active += 1
            self.queued -= 1
            self._line_up(origin)
            return order
        return None

    def release(self, origin: Origin, now: float) -> None:
        """Give back what `pop` leased: the exchange is over, and the origin's delay begins."""
        self._now = now
        origin.active -= 1
        if origin.delay:
            origin.pause(now + origin.delay)
        self._line_up(origin)

    def hurry(self, origin: Origin, now: float) -> None:
        """Let all that waits for an origin go now: it was given up, and to say so of each takes no time."""
        self._now = now
        origin.not_before = now
        self._ready = [(min(when, now) if each is origin else when, turn, each) for when, turn, each in self._ready]
        self._later = [(min(at, now) if each.origin is origin else at, turn, each) for at, turn, each in self._later]
        heapify(self._ready)
        heapify(self._later)

    def wakes_at(self) -> float | None:
        """Return the time at which something may go, or None where only a release can bring that about."""
        times = [heap[0][0] for heap in (self._ready, self._later) if heap]
        return min(times, default=None)

    def waits(self) -> dict[str, float]:
        """Return the origins that have something to be asked and may not be yet, with the seconds until they may."""
        found: dict[str, float] = {}
        for when, _, origin in self._ready:
            found[origin.name] = max(when, origin.not_before) - self._now
        for when, _, order in self._later:
            if not order.origin.active:  # else it is a page that waits, and not the origin
                seconds = max(when, order.origin.not_before) - self._now
                found[order.origin.name] = min(found.get(order.origin.name, seconds), seconds)
        return {name: seconds for name, seconds in found.items() if seconds > 0}

    def close(self) -> None:
        """Forget every order and take no more."""
        self._closed = True
        self._ready.clear()
        self._later.clear()
        self.queued = 0

    def _wake(self, now: float) -> None:
        while self._later and self._later[0][0] <= now:
            order = heappop(self._later)[2]
            order.origin.queue.appendleft(order)
            self._line_up(order.origin)

    def _line_up(self, origin: Origin) -> None:
        if origin.queue and not self._closed and not origin.lined_up and origin.active < origin.limit:
            origin.lined_up = True
            heappush(self._ready, (max(self._now, origin.not_before), next(self._turn), origin))
