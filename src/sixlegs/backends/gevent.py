"""Greenlets under a patched standard library: blocking code that gives way to others wherever it would block.

It is the threading backend once more, with stacks switched by the library instead of the system, and only where
something waits. Monkey-patching changes the whole interpreter, so it is done before anything that opens connections
is imported, and not undone.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from queue import Empty
from typing import TYPE_CHECKING, Any

import gevent.pool
import gevent.queue
from gevent import monkey

from sixlegs.backends import clients
from sixlegs.backends.pump import pump
from sixlegs.backends.signals import postponed
from sixlegs.page import examine

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl
    from sixlegs.model import Emit, Fetch, Visit

NATIVE = "requests"
CLIENTS = {clients.NATIVE: "requests_client", clients.WIRE: "socket_wire"}
CONCURRENCY = 64
LIMIT = None


def run(crawl: Crawl, emit: Emit) -> None:
    """Drive `crawl` to its end; on KeyboardInterrupt the greenlets are killed."""
    patch()
    make_client = clients.load(crawl.policy, CLIENTS)  # after patching, never before
    orders: gevent.queue.Queue[Fetch] = gevent.queue.Queue()
    visits: gevent.queue.Queue[Visit | None] = gevent.queue.Queue()
    crew = gevent.pool.Group()
    flying = 0

    def start(fetch: Fetch) -> None:
        nonlocal flying
        flying += 1
        orders.put(fetch)
        if len(crew) < min(flying, crawl.policy.concurrency):
            crew.spawn(work, make_client(crawl.policy), orders, visits)

    def receive(seconds: float | None) -> Iterable[Visit]:
        nonlocal flying
        try:
            visit = visits.get(timeout=seconds)
        except Empty:
            return
        if visit is None:
            raise KeyboardInterrupt
        flying -= 1
        yield visit

    with postponed(lambda: visits.put(None)):
        try:
            pump(crawl, emit, start, receive)
        finally:
            crew.kill()


def work(client: Any, orders: gevent.queue.Queue[Fetch], visits: gevent.queue.Queue[Visit | None]) -> None:
    """Carry out orders until killed, over one client that keeps its connections."""
    with client:
        for fetch in orders:
            visits.put(examine(fetch, client.exchange(fetch)))


def patch() -> None:
    """Make the standard library give way."""
    with warnings.catch_warnings():
        # gevent warns of modules that are imported already. What we use of them, the client imports from here on.
        warnings.simplefilter("ignore", monkey.MonkeyPatchWarning)
        monkey.patch_all()
