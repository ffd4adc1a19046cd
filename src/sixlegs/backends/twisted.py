"""Deferreds on a reactor: each exchange is a promise, and what follows is hung on it beforehand.

It is one thread and one event loop, as with asyncio, and came first. Here a coroutine is driven by the Deferreds that
it awaits. The reactor of a process runs once: after `run` there is no second crawl with it.
"""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import deferLater
from twisted.python.failure import Failure

from sixlegs.backends import clients
from sixlegs.backends.signals import postponed
from sixlegs.model import Done, Fetch, Wait
from sixlegs.page import examine

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl
    from sixlegs.model import Emit

NATIVE = "twisted"
CLIENTS = {clients.NATIVE: "twisted_client", clients.WIRE: "twisted_wire"}
CONCURRENCY = 64
LIMIT = None


def run(crawl: Crawl, emit: Emit) -> None:
    """Drive `crawl` to its end; KeyboardInterrupt passes through, once all that was under way is cancelled."""
    make_client = clients.load(crawl.policy, CLIENTS)
    reactor: Any = import_module("twisted.internet.reactor")  # not on top: this import makes the reactor
    owner: Deferred[None] = Deferred()
    trouble: list[Failure] = []

    def begin() -> None:
        nonlocal owner
        owner = Deferred.fromCoroutine(own(reactor, crawl, emit, make_client(reactor, crawl.policy)))
        owner.addErrback(trouble.append)
        owner.addBoth(lambda _: reactor.stop())

    def stop() -> None:
        owner.cancel()

    with postponed(lambda: reactor.callFromThread(stop)):
        reactor.callWhenRunning(begin)
        reactor.run(installSignalHandlers=False)
    for failure in trouble:
        failure.raiseException()


async def own(reactor: Any, crawl: Crawl, emit: Emit, client: Any) -> None:
    """Start what is ordered, and wait for the end; on the way out cancel what still flies."""
    owner = Owner(reactor, crawl, emit, client)
    try:
        owner.start_more()
        await owner.over
    finally:
        owner.ended = True
        for task in list(owner.flying):
            task.cancel()
        await client.close()
        await deferLater(reactor, 0)  # in its next turn the reactor closes what has been cut


class Owner:
    """The crawl, and the Deferreds that are out for it."""

    def __init__(self, reactor: Any, crawl: Crawl, emit: Emit, client: Any) -> None:
        self.flying: set[Deferred[None]] = set()
        self.over: Deferred[None] = Deferred()
        self.ended = False
        self._reactor = reactor
        self._crawl = crawl
        self._emit = emit
        self._client = client
        self._alarm: Any = None
        self._starting = self._at_once = False

    def start_more(self) -> None:
        """Ask the crawl, and do as it says; where an answer was there at once, go on in the reactor's next turn."""
        if self._starting:  # further up the stack
            self._at_once = True
            return
        if self._alarm is not None and self._alarm.active():
            self._alarm.cancel()
        while True:
            match self._crawl.next(time.monotonic()):
                case Fetch() as fetch:
                    self._starting = True
                    self._start(fetch)
                    self._starting = False
                    if self._at_once:
                        self._at_once = False
                        self._alarm = self._reactor.callLater(0, self.start_more)
                        return
                case Wait(seconds):
                    if seconds is not None:
                        self._alarm = self._reactor.callLater(seconds, self.start_more)
                    return
                case Done():
                    if not self.over.called:
                        self.over.callback(None)
                    return

    def _start(self, fetch: Fetch) -> None:
        task = Deferred.fromCoroutine(self._work(fetch))
        self.flying.add(task)
        task.addErrback(self._failed)
        task.addBoth(lambda _: self.flying.discard(task))

    async def _work(self, fetch: Fetch) -> None:
        visit = examine(fetch, await self._client.exchange(fetch))
        if self.ended:  # a cancelled exchange brings home that it was cancelled, which says nothing of the link
            return
        self._emit(self._crawl.feed(visit, time.monotonic()))
        self.start_more()

    def _failed(self, trouble: Failure) -> None:
        if not isinstance(trouble.value, CancelledError) and not self.over.called:
            self.over.errback(trouble)
