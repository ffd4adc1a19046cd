"""One exchange after the other, in one thread: the plain loop that the others are measured against.

Nothing overlaps, so a crawl takes the sum of all waiting times. This is what concurrency has to beat, and what every
other backend must agree with.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sixlegs.backends import clients
from sixlegs.backends.pump import pump
from sixlegs.page import examine

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl
    from sixlegs.model import Emit, Fetch, Visit

NATIVE = "requests"
CLIENTS = {clients.NATIVE: "requests_client", clients.WIRE: "socket_wire"}
CONCURRENCY = 1
LIMIT = 1


def run(crawl: Crawl, emit: Emit) -> None:
    """Drive `crawl` to its end; KeyboardInterrupt passes through."""
    home: list[Visit] = []

    def start(fetch: Fetch) -> None:
        home.append(examine(fetch, client.exchange(fetch)))

    def receive(seconds: float | None) -> Iterable[Visit]:
        if not home:
            time.sleep(seconds or 0.0)
        while home:
            yield home.pop()

    with clients.load(crawl.policy, CLIENTS)(crawl.policy) as client:
        pump(crawl, emit, start, receive)
