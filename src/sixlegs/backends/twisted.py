"""Deferreds on a reactor: each exchange is a promise, and what follows is hung on it beforehand.

It is one thread and one event loop, as with asyncio, and came first. Here a coroutine is driven by the Deferreds that
it awaits. The reactor of a process runs once: after `run` there is no second crawl with it.
"""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

from twisted.internet import defer
from twisted.internet.defer import CancelledError, Deferred, DeferredQueue
from twisted.python.failure import Failure

from sixlegs.backends.signals import postponed
from sixlegs.backends.twisted_client import Client
from sixlegs.model import Done, Fetch, Visit, Wait
from sixlegs.page import examine

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl
    from sixlegs.model import Emit

CLIENT = "twisted"
CONCURRENCY = 64
LIMIT = None


def run(crawl: Crawl, emit: Emit) -> None:
    """Drive `crawl` to its end; KeyboardInterrupt passes through, once all that was under way is cancelled."""
    reactor: Any = import_module("twisted.internet.reactor")  # not on top: this import makes the reactor
    owner: Deferred[None] = Deferred()
    trouble: list[Failure] = []

    def begin() -> None:
        nonlocal owner
        owner = Deferred.fromCoroutine(own(reactor, crawl, emit))
        owner.addErrback(trouble.append)
        owner.addBoth(lambda _: reactor.stop())

    def stop() -> None:
        owner.cancel()

    with postponed(lambda: reactor.callFromThread(stop)):
        reactor.callWhenRunning(begin)
        reactor.run(installSignalHandlers=False)
    for failure in trouble:
        failure.raiseException()


async def own(reactor: Any, crawl: Crawl, emit: Emit) -> None:
    """Ask, start exchanges, and wait for their visits; on the way out cancel what still flies."""
    visits: DeferredQueue[Visit] = DeferredQueue()
    flying: set[Deferred[None]] = set()
    client = Client(reactor, crawl.policy)

    async def work(fetch: Fetch) -> None:
        visits.put(examine(fetch, await client.exchange(fetch)))

    def start(fetch: Fetch) -> None:
        task = Deferred.fromCoroutine(work(fetch))
        flying.add(task)
        task.addErrback(Failure.trap, CancelledError)
        task.addBoth(lambda _: flying.discard(task))

    try:
        while True:
            match crawl.next(time.monotonic()):
                case Fetch() as fetch:
                    start(fetch)
                case Wait(seconds):
                    visit = await receive(reactor, visits, seconds)
                    if visit is not None:
                        emit(crawl.feed(visit, time.monotonic()))
                case Done():
                    return
    finally:
        for task in list(flying):
            task.cancel()
        await client.close()


async def receive(reactor: Any, visits: DeferredQueue[Visit], seconds: float | None) -> Visit | None:
    """Wait for a visit; None where none came within `seconds`."""
    visit = visits.get()
    if seconds is not None:
        visit.addTimeout(seconds, reactor)
    try:
        return await visit
    except defer.TimeoutError:
        return None
