"""Coroutines on one event loop: each exchange is a task that gives way wherever it has to wait.

One thread does everything, so nothing needs a lock: whichever task comes home feeds the crawl itself, and starts what
is ordered next. A task costs a few kilobytes where a thread costs a stack. The price: whatever computes without an
`await`, such as parsing a page, holds up all the others meanwhile.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from sixlegs.backends import clients, loops
from sixlegs.backends.signals import postponed
from sixlegs.model import Done, Fetch, Wait
from sixlegs.page import examine

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl
    from sixlegs.model import Emit

NATIVE = "aiohttp"
CLIENTS = {clients.NATIVE: "aiohttp_client", clients.WIRE: "asyncio_wire"}
CONCURRENCY = 64
LIMIT = None


def run(crawl: Crawl, emit: Emit) -> None:
    """Drive `crawl` to its end; KeyboardInterrupt passes through, once all tasks are cancelled."""
    make_client = clients.load(crawl.policy, CLIENTS)
    with asyncio.Runner(loop_factory=loops.factory(crawl.policy.loop)) as runner:
        loop = runner.get_loop()
        owner = loop.create_task(own(crawl, emit, make_client))
        with postponed(lambda: loop.call_soon_threadsafe(owner.cancel)):
            loop.run_until_complete(owner)


async def own(crawl: Crawl, emit: Emit, make_client: Any) -> None:
    """Start what is ordered, and wait for the end; on the way out cancel what still flies."""
    async with make_client(crawl.policy) as client:
        owner = Owner(crawl, emit, client)
        try:
            owner.start_more()
            await owner.over
        finally:
            for task in owner.flying:
                task.cancel()
            await asyncio.gather(*owner.flying, return_exceptions=True)


class Owner:
    """The crawl, and the tasks that are out for it."""

    def __init__(self, crawl: Crawl, emit: Emit, client: Any) -> None:
        self.flying: set[asyncio.Task[None]] = set()
        self.over = asyncio.get_running_loop().create_future()
        self._crawl = crawl
        self._emit = emit
        self._client = client
        self._loop = asyncio.get_running_loop()
        self._alarm: asyncio.TimerHandle | None = None

    def start_more(self) -> None:
        """Ask the crawl, and do as it says."""
        if self._alarm is not None:
            self._alarm.cancel()
        while True:
            match self._crawl.next(time.monotonic()):
                case Fetch() as fetch:
                    task = self._loop.create_task(self._work(fetch))
                    self.flying.add(task)  # a loop keeps no more than a weak reference to its tasks
                    task.add_done_callback(self._landed)
                case Wait(seconds):
                    if seconds is not None:
                        self._alarm = self._loop.call_later(seconds, self.start_more)
                    return
                case Done():
                    if not self.over.done():
                        self.over.set_result(None)
                    return

    async def _work(self, fetch: Fetch) -> None:
        visit = examine(fetch, await self._client.exchange(fetch))
        self._emit(self._crawl.feed(visit, time.monotonic()))
        self.start_more()

    def _landed(self, task: asyncio.Task[None]) -> None:
        self.flying.discard(task)
        if not task.cancelled() and (error := task.exception()) and not self.over.done():
            self.over.set_exception(error)
