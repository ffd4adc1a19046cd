"""Coroutines on one event loop: each exchange is a task that gives way wherever it has to wait.

One thread does everything, so nothing needs a lock, and a task costs a few kilobytes where a thread costs a stack. The
price: whatever computes without an `await`, such as parsing a page, holds up all the others meanwhile.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from sixlegs.backends.aiohttp_client import Client
from sixlegs.backends.signals import postponed
from sixlegs.model import Done, Fetch, Visit, Wait
from sixlegs.page import examine

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl
    from sixlegs.model import Emit

CLIENT = "aiohttp"
CONCURRENCY = 64
LIMIT = None


def run(crawl: Crawl, emit: Emit) -> None:
    """Drive `crawl` to its end; KeyboardInterrupt passes through, once all tasks are cancelled."""
    with asyncio.Runner() as runner:
        owner = runner.get_loop().create_task(own(crawl, emit))
        with postponed(lambda: runner.get_loop().call_soon_threadsafe(owner.cancel)):
            runner.get_loop().run_until_complete(owner)


async def own(crawl: Crawl, emit: Emit) -> None:
    """Ask, start tasks, and wait for their visits; on the way out cancel what still flies."""
    visits: asyncio.Queue[Visit] = asyncio.Queue()
    flying: set[asyncio.Task[None]] = set()

    async def work(fetch: Fetch) -> None:
        visits.put_nowait(examine(fetch, await client.exchange(fetch)))

    async with Client(crawl.policy) as client:
        try:
            while True:
                match crawl.next(time.monotonic()):
                    case Fetch() as fetch:
                        task = asyncio.create_task(work(fetch))
                        flying.add(task)  # a loop keeps no more than a weak reference to its tasks
                        task.add_done_callback(flying.discard)
                    case Wait(seconds):
                        try:
                            async with asyncio.timeout(seconds):
                                visit = await visits.get()
                        except TimeoutError:
                            continue
                        emit(crawl.feed(visit, time.monotonic()))
                    case Done():
                        return
        finally:
            for task in flying:
                task.cancel()
            await asyncio.gather(*flying, return_exceptions=True)
