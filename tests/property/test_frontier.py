"""Laws of the frontier, over any order of events."""

from __future__ import annotations

from collections import deque

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sixlegs.entry import RobotsOrder
from sixlegs.frontier import Frontier
from sixlegs.model import Policy
from sixlegs.politeness import Origin

ORIGINS = st.integers(0, 3)
TIMES = st.integers(0, 8)


class FrontierMachine(RuleBasedStateMachine):
    """A frontier beside a plain account of what it was given and what it gave."""

    def __init__(self) -> None:
        super().__init__()
        self.frontier = Frontier()
        self.origins = [
            Origin(f"http://{number}", Policy(per_host=most, delay=delay))
            for number, (most, delay) in enumerate([(1, 0.0), (2, 0.0), (5, 0.0), (1, 3.0)])
        ]
        self.now = 0.0
        self.ready: dict[Origin, deque[RobotsOrder]] = {origin: deque() for origin in self.origins}
        self.later: list[tuple[float, RobotsOrder]] = []
        self.out: list[RobotsOrder] = []
        self.rests_until: dict[Origin, float] = dict.fromkeys(self.origins, 0.0)
        self.given = 0

    def order(self, number: int) -> RobotsOrder:
        """Return a new order for one of the origins."""
        self.given += 1
        origin = self.origins[number]
        return RobotsOrder(origin, origin, f"{origin.name}/{self.given}")

    def may_go(self, origin: Origin) -> bool:
        """Say whether an origin has something that may go now."""
        waits = any(order.origin is origin and when <= self.now for when, order in self.later)
        busy = sum(order.origin is origin for order in self.out) >= origin.limit
        return bool(self.ready[origin] or waits) and not busy and self.rests_until[origin] <= self.now

    @rule(number=ORIGINS)
    def push(self, number: int) -> None:
        """Give an order that may go at once."""
        order = self.order(number)
        self.ready[order.origin].append(order)
        self.frontier.push(order)

    @rule(number=ORIGINS, wait=TIMES)
    def push_at(self, number: int, wait: int) -> None:
        """Give an order that may go later."""
        order = self.order(number)
        self.later.append((self.now + wait, order))
        self.frontier.push_at(order, self.now + wait)

    @rule(number=ORIGINS, wait=TIMES)
    def pause(self, number: int, wait: int) -> None:
        """Let an origin rest."""
        origin = self.origins[number]
        origin.pause(self.now + wait)
        self.rests_until[origin] = max(self.rests_until[origin], self.now + wait)

    @rule()
    def pop(self) -> None:
        """Take what may go: something if and only if there is something, and in its turn."""
        able = [origin for origin in self.origins if self.may_go(origin)]
        order = self.frontier.pop(self.now)
        if order is None:
            assert not able, "something could have gone"
            return
        assert isinstance(order, RobotsOrder)
        origin = order.origin
        assert origin in able, "its origin could take no more, or rests"
        delayed = [each for each in self.later if each[1] is order]
        if delayed:
            assert delayed[0][0] <= self.now, "too early"
            self.later.remove(delayed[0])
        else:
            assert self.ready[origin].popleft() is order, "out of its turn"
        assert order not in self.out, "twice"
        self.out.append(order)

    @precondition(lambda self: self.out)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        """Let one come home."""
        order = self.out.pop(data.draw(st.integers(0, len(self.out) - 1)))
        self.frontier.release(order.origin, self.now)
        if order.origin.delay:
            self.rests_until[order.origin] = max(self.rests_until[order.origin], self.now + order.origin.delay)

    @rule(seconds=TIMES)
    def tick(self, seconds: int) -> None:
        """Let time pass."""
        self.now += seconds

    @rule()
    def sleep_as_told(self) -> None:
        """Wait as long as the frontier says: nothing can go before then."""
        wakes_at = self.frontier.wakes_at()
        if wakes_at is None:
            assert all(not self.ready[origin] or self.is_full(origin) for origin in self.origins)
            assert all(when <= self.now and self.is_full(order.origin) for when, order in self.later)
        elif wakes_at > self.now:
            before, self.now = self.now, (self.now + wakes_at) / 2
            assert not any(map(self.may_go, self.origins)), f"something can go at {self.now} already"
            self.now = max(before, wakes_at)

    def is_full(self, origin: Origin) -> bool:
        """Say whether an origin has as many requests in flight as it may."""
        return sum(order.origin is origin for order in self.out) >= origin.limit

    @invariant()
    def nothing_is_lost(self) -> None:
        """All that was given is queued or was taken, and each origin knows what is out."""
        assert self.frontier.queued == sum(map(len, self.ready.values())) + len(self.later)
        for origin in self.origins:
            assert origin.active == sum(order.origin is origin for order in self.out) <= origin.limit


FrontierMachine.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestFrontier = FrontierMachine.TestCase
