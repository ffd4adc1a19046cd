"""Measure how much the site server can do, with a raw client that does next to nothing, and keep the result.

    python benchmarks/server_rate.py [--quick]

A crawl is a fair measure of the crawler only where the server could do far more than is asked of it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from itertools import count
from typing import cast

import outcome

from sixlegs.backends import loops
from sixlegs.lab.generated.plan import REAL, Plan
from sixlegs.lab.generated.process import Served, serving
from sixlegs.lab.generated.real import page_path

_PAGES = 10_000
_TIMEOUT_S = 60.0


class Asker(asyncio.Protocol):
    """A connection that asks for one page after the other, until none is left."""

    transport: asyncio.Transport

    def __init__(self, numbers: count[int], most: int, left: asyncio.Semaphore) -> None:
        self._numbers = numbers
        self._most = most
        self._over = left
        self._awaited = -1  # bytes of the answer that are still to come; -1 before its head

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast("asyncio.Transport", transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Count the bytes; the head comes in one piece."""
        if self._awaited < 0:
            end = data.index(b"\r\n\r\n") + 4
            at = data.index(b"Content-Length: ") + 16
            self._awaited = int(data[at : data.index(b"\r", at)]) + end
        self._awaited -= len(data)
        if not self._awaited:
            self._ask()

    def _ask(self) -> None:
        number = next(self._numbers)
        if number >= self._most:
            self.transport.close()
            self._over.release()
            return
        self._awaited = -1
        self.transport.write(b"GET %b HTTP/1.1\r\nHost: localhost\r\n\r\n" % page_path(number % _PAGES))


async def load(served: Served, requests: int, concurrency: int) -> float:
    """Make so many requests, so many at a time; return the seconds that it took."""
    loop = asyncio.get_running_loop()
    numbers, over = count(), asyncio.Semaphore(0)
    host, port = served.base.removeprefix("http://").rstrip("/").split(":")
    started = time.perf_counter()
    for _ in range(concurrency):
        await loop.create_connection(lambda: Asker(numbers, requests, over), host, int(port))
    async with asyncio.timeout(_TIMEOUT_S):
        for _ in range(concurrency):
            await over.acquire()
    return time.perf_counter() - started


def main() -> None:
    """Run the benchmark."""
    arguments = outcome.arguments(__doc__)
    requests = 5_000 if arguments.quick else 50_000
    rows = []
    with (
        serving(Plan(REAL, _PAGES, seed=arguments.seed)) as served,
        asyncio.Runner(loop_factory=loops.factory(loops.fastest())) as runner,
    ):
        runner.run(load(served, 1000, 64))  # a warm-up
        for repetition in range(3 if arguments.quick else 5):
            served.reset()
            seconds = runner.run(load(served, requests, 64))
            counts = served.counts()
            rows.append({"requests": counts.requests, "wall_s": seconds, "server_cpu_s": counts.cpu_s})
            print(f"{repetition + 1}: {requests / seconds:.0f} requests/s", file=sys.stderr)
    outcome.keep("server_rate", arguments, {"pages": _PAGES, "concurrency": 64, "runs": rows})


if __name__ == "__main__":
    main()
