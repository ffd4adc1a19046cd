"""Owns the client that does next to nothing: how much the server could do, were there no crawler in the way."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple, cast
from urllib.parse import urlsplit

from sixlegs.backends import loops

_TIMEOUT_S = 60.0


class Rate(NamedTuple):
    """What was reached."""

    requests_per_s: float
    bytes_per_s: float


class Asker(asyncio.Protocol):
    """A connection that asks for one path after the other, until none is left."""

    transport: asyncio.Transport

    def __init__(self, turn: count[int], orders: Sequence[bytes], most: int, over: asyncio.Semaphore) -> None:
        self._turn = turn
        self._orders = orders
        self._most = most
        self._over = over
        self._awaited = -1  # bytes of the answer that are still to come; -1 before its head
        self._ended = False
        self.received = 0

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
        self.received += len(data)
        if not self._awaited:
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's name
        """Let it be known; a connection that the server has ended asks no more."""
        self._end()

    def _ask(self) -> None:
        number = next(self._turn)
        if number >= self._most:
            self.transport.close()
            self._end()
            return
        self._awaited = -1
        self.transport.write(self._orders[number % len(self._orders)])

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            self._over.release()


def load(base: str, paths: Sequence[bytes], requests: int, concurrency: int) -> Rate:
    """Ask for paths in turn over so many connections, and say how fast that went."""
    orders = [b"GET %b HTTP/1.1\r\nHost: localhost\r\n\r\n" % path for path in paths]
    with asyncio.Runner(loop_factory=loops.factory(loops.fastest())) as runner:
        return runner.run(_load(base, orders, requests, concurrency))


async def _load(base: str, orders: Sequence[bytes], requests: int, concurrency: int) -> Rate:
    loop = asyncio.get_running_loop()
    turn, over, parts = count(), asyncio.Semaphore(0), urlsplit(base)
    secure = None
    if parts.scheme == "https":
        secure = ssl.create_default_context()
        secure.check_hostname, secure.verify_mode = False, ssl.CERT_NONE  # it measures, and believes nothing
    started = time.perf_counter()
    askers = []
    assert parts.hostname
    assert parts.port
    for _ in range(concurrency):
        _, asker = await loop.create_connection(
            lambda: Asker(turn, orders, requests, over), parts.hostname, parts.port, ssl=secure
        )
        askers.append(asker)
    async with asyncio.timeout(_TIMEOUT_S):
        for _ in range(concurrency):
            await over.acquire()
    seconds = time.perf_counter() - started
    return Rate(requests / seconds, sum(asker.received for asker in askers) / seconds)
