"""Owns a crawl that somebody looks at: it is asked often enough for them to see it wait; knows not who looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sixlegs.model import Done, Fetch, Wait
from sixlegs.store.layer import Layer

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl

LONGEST = 1.0  # seconds between two looks, while nothing may be asked


class Watched(Layer):
    """A crawl that calls `look` whenever it is asked what to do, which is each second at least where it waits."""

    def __init__(self, crawl: Crawl, look: Callable[[], None]) -> None:
        super().__init__(crawl)
        self._look = look

    def next(self, now: float) -> Fetch | Wait | Done:
        """Order what the crawl orders; a long wait in several."""
        order = self.crawl.next(now)
        self._look()
        if isinstance(order, Wait) and order.seconds is not None and order.seconds > LONGEST:
            return Wait(LONGEST)
        return order
