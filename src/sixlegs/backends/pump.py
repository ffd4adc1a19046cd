"""Owns the loop of the blocking strategies: ask the core, do as it says, bring home what happened.

It does not know who does the work. A strategy hands in two functions: one that starts a fetch somewhere, and one that
waits for whatever came home. Twisted and asyncio write the same loop in their own words.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from sixlegs.model import Done, Emit, Fetch, Visit, Wait

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl

Start = Callable[[Fetch], None]
Receive = Callable[[float | None], Iterable[Visit]]


def pump(crawl: Crawl, emit: Emit, start: Start, receive: Receive) -> None:
    """Drive `crawl` to its end.

    `start(fetch)` must not wait for the answer where the strategy can help it; `receive(seconds)` gives the visits that
    came home, and gives none once `seconds` have passed (None: it waits for as long as it takes).
    """
    while True:
        match crawl.next(time.monotonic()):
            case Fetch() as fetch:
                start(fetch)
            case Wait(seconds):
                for visit in receive(seconds):
                    emit(crawl.feed(visit, time.monotonic()))
            case Done():
                return
