"""Owns which answers of earlier runs stand in for questions of this one; knows no file, and no clock of its own.

What was good lately is not asked. What was good before is asked on the condition that it has changed (RFC 9110 13.1):
304 says that it has not, and then its links and anchors are those that were read then. Failures are always asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from sixlegs import local
from sixlegs.model import Done, Fetch, Kind, Result, Summary, Visit, Wait
from sixlegs.store import record
from sixlegs.store.layer import Layer

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl

Look = Callable[[str], "bytes | None"]
Keep = Callable[[str, "bytes | None"], None]


class Cached(Layer):
    """A crawl that looks up what it is about to ask. `look` and `keep` know records by URL; `today` is in seconds."""

    def __init__(self, crawl: Crawl, look: Look, keep: Keep, *, age: float, today: float) -> None:
        super().__init__(crawl)
        self._look = look
        self._keep = keep
        self._age = age
        self._today = today
        self._asked: dict[str, Visit] = {}  # on the condition that it is not this any more
        self._told: list[Result] = []  # settled without the owner's doing
        self._spared = self._spared_bytes = 0

    def next(self, now: float) -> Fetch | Wait | Done:
        """Order what no earlier answer stands in for."""
        while isinstance(order := self.crawl.next(now), Fetch):
            if order.now or order.kind not in {Kind.PAGE, Kind.CHECK} or local.is_local(order.url):
                return order
            kept = self._kept(order)
            if kept is None:
                return order._replace(remember=True)
            at, visit = kept
            if not 0 <= self._today - at < self._age:
                return self._condition(order, visit)
            self._spared += 1
            self._spared_bytes += visit.size
            self._told += self.crawl.feed(visit._replace(fetch=order, elapsed=0.0, opened=0), now)
        return order

    def feed(self, visit: Visit, now: float) -> list[Result]:
        """Take a visit home, and remember it if it is good."""
        fetch = visit.fetch
        before = self._asked.pop(fetch.url, None)
        if before is not None and visit.status == 304 and visit.failure is None:
            self._spared_bytes += before.size
            visit = before._replace(fetch=fetch, elapsed=visit.elapsed, opened=visit.opened, peer=visit.peer)
        if fetch.remember:
            good = visit.failure is None and visit.status is not None and 200 <= visit.status < 300
            self._keep(fetch.url, record.pack(self._today, visit) if good else None)
        told, self._told = self._told, []
        return told + self.crawl.feed(visit, now)

    def summary(self) -> Summary:
        """Count what went over the wire."""
        whole: Summary = self.crawl.summary()
        return replace(whole, requests=whole.requests - self._spared, bytes=whole.bytes - self._spared_bytes)

    def _kept(self, order: Fetch) -> record.Record | None:
        packed = self._look(order.url)
        if packed is None:
            return None
        try:
            kept = record.unpack(packed)
        except record.Damaged:
            return None  # it can be asked
        visit = kept[1]
        less = visit.fetch.kind is not Kind.PAGE or (order.sketch and visit.sketch is None)
        if (order.kind is Kind.PAGE and less) or not set(order.texts) <= set(visit.fetch.texts):
            return None  # it was asked for less
        return kept

    def _condition(self, order: Fetch, visit: Visit) -> Fetch:
        conditions = [("If-None-Match", visit.etag), ("If-Modified-Since", visit.modified)]
        headers = tuple((name, value) for name, value in conditions if value)
        if headers:
            self._asked[order.url] = visit
        return order._replace(remember=True, headers=order.headers + headers)
