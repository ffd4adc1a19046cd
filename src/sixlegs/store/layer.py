"""Owns what it takes to stand between a backend and its crawl: all that a crawl offers; knows no reason to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sixlegs.model import Done, Fetch, Result, Visit, Wait

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl


class Layer:
    """A crawl as seen through something that answers for it now and then; no backend can tell the difference."""

    def __init__(self, crawl: Crawl) -> None:
        self.crawl = crawl

    def next(self, now: float) -> Fetch | Wait | Done:
        """Say what to do at the time `now`."""
        return self.crawl.next(now)

    def feed(self, visit: Visit, now: float) -> list[Result]:
        """Take a visit home."""
        return self.crawl.feed(visit, now)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.crawl, name)
