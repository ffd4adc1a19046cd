"""A crew of threads around two queues: each thread blocks on its own exchange while the others go on.

The main thread owns the crawl and never touches the network; the threads never touch the crawl. Orders go out and
visits come home through queues, so there is no lock to forget. Waiting is concurrent; parsing is not, for the
interpreter lets one thread at a time run Python.
"""

from __future__ import annotations

from collections.abc import Iterable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from sixlegs.backends import clients
from sixlegs.backends.pump import pump
from sixlegs.page import examine

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl
    from sixlegs.model import Emit, Fetch, Visit

NATIVE = "requests"
CLIENTS = {clients.NATIVE: "requests_client", clients.WIRE: "socket_wire"}
CONCURRENCY = 64
LIMIT = None


def run(crawl: Crawl, emit: Emit) -> None:
    """Drive `crawl` to its end; KeyboardInterrupt passes through without waiting for the threads."""
    make_client = clients.load(crawl.policy, CLIENTS)
    orders: SimpleQueue[Fetch | None] = SimpleQueue()
    visits: SimpleQueue[Visit] = SimpleQueue()
    crew: list[Thread] = []
    flying = 0

    def start(fetch: Fetch) -> None:
        nonlocal flying
        flying += 1
        orders.put(fetch)
        if len(crew) < min(flying, crawl.policy.concurrency):
            # Daemons, because a thread that blocks in a read cannot be told to stop and must not hold up the exit.
            crew.append(Thread(target=work, args=(make_client(crawl.policy), orders, visits), daemon=True))
            crew[-1].start()

    def receive(seconds: float | None) -> Iterable[Visit]:
        nonlocal flying
        try:
            visit = visits.get(timeout=seconds)
        except Empty:
            return
        flying -= 1
        yield visit

    try:
        pump(crawl, emit, start, receive)
    finally:
        for _ in crew:
            orders.put(None)


def work(client: Any, orders: SimpleQueue[Fetch | None], visits: SimpleQueue[Visit]) -> None:
    """Carry out orders until None comes, over one client that keeps its connections."""
    with client:
        for fetch in iter(orders.get, None):
            visits.put(examine(fetch, client.exchange(fetch)))
