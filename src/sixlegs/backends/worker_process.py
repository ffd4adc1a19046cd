"""Owns one worker process, seen from its parent: a queue of orders to it, a pipe of visits from it.

Each worker has a queue and a pipe to itself. Were they shared, a worker killed while it holds their lock would take
all the others with it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.queues import JoinableQueue
from types import ModuleType
from typing import Any, TypeAlias

from sixlegs.backends import clients
from sixlegs.model import Fetch, Link, Policy, Reason, Visit
from sixlegs.page import examine

# A server process that has no threads imports this module once, and forks all workers from there.
CLIENTS = {clients.NATIVE: "requests_client", clients.WIRE: "socket_wire"}
CONTEXT = multiprocessing.get_context("forkserver")
FAREWELL = 1.0  # seconds for a worker to end when it is told to

Orders: TypeAlias = "JoinableQueue[Fetch | None]"
Packed: TypeAlias = tuple[tuple[Any, ...], tuple[tuple[Any, ...], ...], tuple[Any, ...]]

_LINKS = Visit._fields.index("links")


class WorkerProcess:
    """A process that carries out one order at a time."""

    def __init__(self, policy: Policy) -> None:
        self.fetch: Fetch | None = None  # the order that is out
        self._orders: Orders = CONTEXT.JoinableQueue()
        self.visits, theirs = CONTEXT.Pipe(duplex=False)
        self._process = CONTEXT.Process(target=work, args=(policy, self._orders, theirs), daemon=True)
        with without_main():
            self._process.start()
        theirs.close()  # so that the pipe ends when the worker does

    @property
    def sentinel(self) -> int:
        """What `multiprocessing.connection.wait` takes, ready when the process has ended."""
        return self._process.sentinel

    def start(self, fetch: Fetch) -> None:
        """Hand over an order."""
        self.fetch = fetch
        self._orders.put(fetch)

    def receive(self) -> Visit | None:
        """Take the visit home, once there is something to read; None where the process has died without one."""
        try:
            packed: Packed = self.visits.recv()
        except (EOFError, OSError):
            return None
        fetch, self.fetch = self.fetch, None
        assert fetch is not None  # a visit is the answer to an order
        return unpack(fetch, packed)

    def lost(self, fetch: Fetch) -> Visit:
        """Make the visit of an order that died with the process."""
        self._process.join(FAREWELL)
        code = self._process.exitcode or 0
        how = f"signal {-code}" if code < 0 else f"exit status {code}"
        return Visit(fetch, failure=Reason.WORKER_LOST, detail=f"worker process {self._process.pid} died ({how})")

    def dismiss(self) -> None:
        """Tell it to end; `close` waits for that.

        Not by `JoinableQueue.join`: it would wait for ever on a worker that was killed before its `task_done`.
        """
        self._orders.put(None)

    def close(self, *, kill: bool = False) -> None:
        """End the process, at once or when it is through, and let go of what leads to it."""
        if not kill:
            self._process.join(FAREWELL)
        self._process.kill()
        self._orders.close()
        self._orders.join_thread()  # else it may be stopped amid clearing up; it never blocks: orders are few and small
        self.visits.close()


def prepare(policy: Policy) -> None:
    """Start the server that forks the workers, deaf to SIGINT as they are to be: Ctrl-C reaches all of a terminal.

    The signal is blocked, not ignored, so that none gets lost here meanwhile; children inherit the mask.
    """
    CONTEXT.set_forkserver_preload([__name__, f"sixlegs.backends.{CLIENTS[policy.client]}"])
    resource_tracker.ensure_running()  # first, for it sets the mask to its own liking
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def work(policy: Policy, orders: Orders, visits: Connection) -> None:
    """Carry out orders until None comes: the life of a worker process."""
    threading.Thread(target=follow_parent, daemon=True).start()
    with clients.load(policy, CLIENTS)(policy) as client:
        for fetch in iter(orders.get, None):
            visits.send(pack(examine(fetch, client.exchange(fetch))))
            orders.task_done()


def pack(visit: Visit) -> Packed:
    """Take a visit apart for its way through the pipe: links by columns, for an object pickles slowly."""
    return visit[1:_LINKS], tuple(zip(*visit.links, strict=True)), visit[_LINKS + 1 :]


def unpack(fetch: Fetch, packed: Packed) -> Visit:
    """Put a visit together again; the order that it answers has not travelled."""
    before, columns, after = packed
    links = tuple(map(Link._make, zip(*columns, strict=True)))
    return Visit._make((fetch, *before, links, *after))


def follow_parent() -> None:
    """Die with the parent, even where it is killed and can tell nobody."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@contextmanager
def without_main() -> Iterator[None]:
    """Hide `__main__` from a process that starts: it would import the whole command again, and has no need of it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
