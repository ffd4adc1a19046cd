"""Owns what failed in passing and gets a second look when all else is done; knows no frontier and no clock.

A server that is down for a minute outlives every retry: they come within seconds. The end of a crawl is later.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sixlegs import retry
from sixlegs.entry import Entry
from sixlegs.model import Note, Policy, Reason, Visit
from sixlegs.verdicts import OK, judge

if TYPE_CHECKING:
    from sixlegs.entry import Order
    from sixlegs.politeness import Origin

_DEADLINES = 2  # that one origin may take in a row, one after the other, before the rest of its timeouts stand


class SecondLook:
    """What waits for its second look, and what had one: each resource gets one only, and is judged by it."""

    __slots__ = ("_failed", "_in_vain", "_policy", "given", "held", "silent")

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._failed: dict[Entry, Visit] = {}  # what is to be said of it if nothing better comes home
        self.held: list[tuple[float, Entry, Visit]] = []  # not before that time
        self.given: set[Entry] = set()
        self._in_vain: Counter[Origin] = Counter()  # second looks in a row that took a whole deadline
        self.silent: set[Origin] = set()  # took too many of them

    def holds(self, order: Order, visit: Visit, now: float) -> bool:
        """Keep a visit back that has failed to its last retry. robots.txt is no matter of one link, and has no turn."""
        policy = self._policy
        if not (policy.second_look and policy.retries and isinstance(order, Entry)):
            return False
        self._failed[order] = visit
        self.held.append((now + retry.rest(visit, policy), order, visit))
        return True

    def begin(self) -> list[tuple[float, Entry, Visit]]:
        """Give all that waits: its second look begins."""
        held, self.held = self.held, []
        self.given.update(entry for _, entry, _ in held)
        return held

    def came_home(self, entry: Entry, visit: Visit) -> Visit:
        """Note of what had a second look whether that helped."""
        self._failed.pop(entry, None)
        if entry not in self.given:
            return visit
        self._heard(entry.origin, visit)
        if visit.redirect is not None or judge(visit, self._policy) is OK:
            return visit._replace(notes=(*visit.notes, Note.FLAKY))
        return visit

    def is_in_vain(self, order: Order) -> bool:
        """Say whether it is known how a second look would end: a silent one, as those before at the same origin."""
        if order.origin not in self.silent or not isinstance(order, Entry):
            return False
        visit = self._failed.get(order)
        return visit is not None and visit.failure is Reason.TIMEOUT

    def _heard(self, origin: Origin, visit: Visit) -> None:
        if visit.failure is not Reason.TIMEOUT:
            self._in_vain[origin] = 0
            return
        self._in_vain[origin] += 1
        if self._in_vain[origin] >= _DEADLINES:
            self.silent.add(origin)

    def known(self, entry: Entry) -> Visit | None:
        """Return what an entry is to be judged by where it is not going to be asked again."""
        return self._failed.get(entry)

    def end(self) -> dict[Entry, Visit]:
        """Give all whose second look has not come home, with what they are to be judged by; hold nothing any more."""
        failed, self._failed = self._failed, {}
        self.held = []
        return failed
