"""The laws of what speaks HTTP on an event loop, where the turn of events matters: server and client share the loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

import pytest

from sixlegs.model import Fetch, Policy, Response

BODY = b"x" * 1000
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n%s\r\n"
AT_A_TIME, ALL = 8, 80

Answer = Callable[[asyncio.Transport], None]


class Site:
    """Ends its answers one right after the other, each a turn of the loop after the last, once enough have begun.

    Of every second one the connection ends as well, so that who asks next has none to use but that of the next answer.
    """

    def __init__(self) -> None:
        self.begun: list[asyncio.Transport] = []
        self.asked = 0

    def begin(self, transport: asyncio.Transport) -> None:
        """Begin an answer."""
        closing = b"Connection: close\r\n" if self.asked % 2 else b""
        transport.write(HEAD % (len(BODY), closing) + BODY[:10])
        self.begun.append(transport)
        self.asked += 1
        if len(self.begun) == AT_A_TIME or self.asked == ALL:
            self._end()

    def _end(self) -> None:
        if self.begun:
            self.begun.pop(0).write(BODY[10:])
            asyncio.get_running_loop().call_soon(self._end)


class Connection(asyncio.Protocol):
    """A connection that was accepted; a request fits into what arrives at once."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.gone = asyncio.Event()

    def connection_made(self, transport: Any) -> None:
        """Know to whom to answer."""
        self.transport = transport

    def data_received(self, _: bytes) -> None:
        """Answer."""
        self._answer(self.transport)

    def connection_lost(self, _: Exception | None) -> None:
        """Be gone."""
        self.gone.set()


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    """Serve for the length of a block, and leave no connection behind; give the URL."""
    connections: list[Connection] = []

    def accept() -> Connection:
        connections.append(Connection(answer))
        return connections[-1]

    server = await asyncio.get_running_loop().create_server(accept, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    server.close()
    for connection in connections:
        connection.transport.abort()
        await connection.gone.wait()


@pytest.mark.parametrize("name", ["aiohttp_client", "asyncio_wire"])
def test_answers_that_end_in_quick_succession_are_each_whole(name: str) -> None:
    """A connection that is used again at once has nothing more to do with the answer before, and does it no harm."""
    make_client = import_module(f"sixlegs.backends.{name}").Client

    async def crawl() -> list[Any]:
        loop = asyncio.get_running_loop()
        fetches: list[Fetch] = []
        replies: list[Any] = []
        tasks: list[asyncio.Task[None]] = []

        async def work(client: Any, fetch: Fetch) -> None:
            replies.append(await client.exchange(fetch))
            if fetches:
                tasks.append(loop.create_task(work(client, fetches.pop())))

        async with serving(Site().begin) as url, make_client(Policy(concurrency=AT_A_TIME)) as client:
            fetches += [Fetch(f"{url}{number}", deadline=5.0) for number in range(ALL)]
            tasks += [loop.create_task(work(client, fetches.pop())) for _ in range(AT_A_TIME)]
            for task in tasks:  # grows meanwhile
                await task
        return replies

    replies = asyncio.run(crawl())
    assert [reply for reply in replies if not isinstance(reply, Response)] == []
    assert [reply.body for reply in replies] == [BODY] * ALL


@pytest.mark.parametrize("name", ["aiohttp_client", "asyncio_wire"])
@pytest.mark.parametrize("late", [b"junk", b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"], ids=["junk", "answer"])
def test_what_has_come_between_two_questions_answers_none(name: str, late: bytes) -> None:
    """A connection over which something has come is not used again, though the loop has had no turn to read it."""
    make_client = import_module(f"sixlegs.backends.{name}").Client
    transports: list[asyncio.Transport] = []

    def answer(transport: asyncio.Transport) -> None:
        transports.append(transport)
        transport.write(HEAD % (len(BODY), b"") + BODY)

    async def crawl() -> list[Any]:
        async with serving(answer) as url, make_client(Policy(concurrency=1)) as client:
            first = await client.exchange(Fetch(url, deadline=5.0))
            transports[0].write(late)
            second = await client.exchange(Fetch(url, deadline=5.0))
        return [first, second]

    replies = asyncio.run(crawl())
    assert [getattr(reply, "status", reply) for reply in replies] == [200, 200]
    assert transports[0] is not transports[1]
