"""Owns the wire client of asyncio: connections as protocols that carry the core's own HTTP exchange."""

from __future__ import annotations

import asyncio
import socket
from collections import defaultdict
from typing import Any, Self, cast

import aiohappyeyeballs

from sixlegs.backends import lookup, tls
from sixlegs.backends.deadline import Deadline
from sixlegs.backends.failures import by_way_of, failure
from sixlegs.model import Failure, Fetch, Policy, Response
from sixlegs.wire import body, tunnel
from sixlegs.wire.exchange import Exchange
from sixlegs.wire.request import connect, request
from sixlegs.wire.route import Address, Route, route, split

_BUFFER = 64 * 1024  # the loop's own 256 KiB would be allocated anew for each read
_NEXT_ADDRESS_AFTER = 0.25  # seconds, RFC 8305 section 5


class Client:
    """Carries out fetches, as many at a time as it is asked to, over connections that it keeps."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._pool = Pool()
        self._loop = asyncio.get_running_loop()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for connection in list(self._pool.open):
            connection.transport.abort()
        await asyncio.sleep(0)  # lets the transports close

    async def exchange(self, fetch: Fetch) -> Response | Failure:
        """Send the request and bring home the answer, or what came instead; never raises an Exception."""
        deadline = Deadline(fetch.deadline)
        exchange = Exchange(fetch)
        try:
            way = route(split(fetch.url)[0], self._policy.proxy)
            idle = self._pool.idle[way.pool]
            await self._over(idle.pop() if idle else await self._connect(exchange, way, deadline), exchange, deadline)
            if exchange.stale:
                exchange.reset()
                await self._over(await self._connect(exchange, way, deadline), exchange, deadline)
        except Exception as error:  # noqa: BLE001  one Fetch out, one Visit home, whatever happens
            told = failure(error, fetch, deadline.elapsed(), exchange.opened, in_body=exchange.status > 0)
            return told._replace(phases=deadline.phases(), peer=deadline.peer)
        elapsed = deadline.elapsed()
        return exchange.reply(elapsed, deadline.phases(None if exchange.failure else elapsed), deadline.peer)

    async def _over(self, connection: Connection, exchange: Exchange, deadline: Deadline) -> None:
        try:
            await connection.carry(exchange, deadline)
        finally:
            if not exchange.reusable:
                connection.transport.abort()
        if exchange.reusable and not connection.lost:
            self._pool.idle[connection.route.pool].append(connection)

    async def _connect(self, exchange: Exchange, way: Route, deadline: Deadline) -> Connection:
        with by_way_of(way.proxy):
            async with asyncio.timeout(deadline.left()):
                sock = await self._dial(exchange.fetch, way, deadline)
        async with asyncio.timeout(deadline.left()):
            _, connection = await self._loop.create_connection(
                lambda: Connection(self._pool, self._loop, way, deadline.peer),
                sock=sock,
                ssl=tls.context(self._policy) if way.secure else None,
                server_hostname=way.server.host if way.secure else None,
            )
        if way.secure:
            deadline.secured = deadline.elapsed()
        exchange.opened += 1
        return connection

    async def _dial(self, fetch: Fetch, way: Route, deadline: Deadline) -> socket.socket:
        """Open the way to a server, as far as TLS."""
        found = lookup.public(await self._addresses(way.hop), only=fetch.public_only and way.proxy is None)
        addresses: list[Any] = [(family, socket.SOCK_STREAM, 6, "", address) for family, address in found]
        deadline.resolved = deadline.elapsed()
        sock = await aiohappyeyeballs.start_connection(
            addresses, happy_eyeballs_delay=_NEXT_ADDRESS_AFTER, interleave=1, loop=self._loop
        )
        deadline.connected, deadline.peer = deadline.elapsed(), sock.getpeername()[0]
        if way.tunnelled:
            try:
                await self._tunnel(sock, fetch, way)
            except BaseException:
                sock.close()
                raise
        return sock

    async def _tunnel(self, sock: socket.socket, fetch: Fetch, way: Route) -> None:
        answer = tunnel.asking(fetch)
        await self._loop.sock_sendall(sock, connect(way))
        while not answer.done:
            if data := await self._loop.sock_recv(sock, body.CHUNK):
                answer.receive(data)
            else:
                answer.closed()
        tunnel.check(answer)

    async def _addresses(self, where: Address) -> lookup.Addresses:
        if lookup.is_literal(where.host):
            found = await self._loop.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
            return [(family, address) for family, _, _, _, address in found]
        answer = await asyncio.wrap_future(lookup.lookup(where.host))
        return [(family, (ip[0], where.port, *ip[2:])) for family, ip in answer]


class Pool:
    """What the connections of one client share."""

    def __init__(self) -> None:
        self.open: set[Connection] = set()
        self.idle: defaultdict[str, list[Connection]] = defaultdict(list)  # by the pool that a route names
        self.buffer = memoryview(bytearray(_BUFFER))  # one for all: it is emptied before the next read


class Connection(asyncio.BufferedProtocol):
    """One connection, and the exchange that is on it."""

    transport: asyncio.Transport
    _deadline: Deadline
    _timer: asyncio.TimerHandle

    def __init__(self, pool: Pool, loop: asyncio.AbstractEventLoop, route: Route, peer: str | None) -> None:
        self.route = route
        self.lost = False
        self._peer = peer
        self._pool = pool
        self._loop = loop
        self._exchange: Exchange | None = None
        self._over: asyncio.Future[None] | None = None

    async def carry(self, exchange: Exchange, deadline: Deadline) -> None:
        """Send a request and wait until its reply is complete, or the time is over."""
        data = request(exchange.fetch, self.route)
        self._exchange, self._deadline = exchange, deadline
        deadline.peer = self._peer
        self._timer = self._loop.call_later(deadline.left(), self._expire)
        over = self._over = self._loop.create_future()
        if self.lost:
            exchange.closed()
            self._end()
        else:
            self.transport.write(data)
        try:
            await over
        finally:
            self._timer.cancel()

    def _expire(self) -> None:
        if self._exchange is not None:
            self._exchange.expire()
        self._end()

    # what the loop says

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        self.transport = cast("asyncio.Transport", transport)
        self._pool.open.add(self)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002  asyncio's name
        """Lend the buffer."""
        return self._pool.buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Hand on what arrived; what nobody asked for ends the connection."""
        exchange = self._exchange
        if exchange is None:
            self.transport.abort()
            return
        if not exchange.started:
            self._deadline.first_byte = self._deadline.elapsed()
        draining = exchange.draining
        if exchange.receive(bytes(self._pool.buffer[:nbytes])):
            self._end()
        elif exchange.draining and not draining:
            self._timer.cancel()
            self._timer = self._loop.call_later(body.DRAIN_SECONDS, self._expire)

    def eof_received(self) -> None:
        """The server has closed its side."""
        if self._exchange is not None:
            self._exchange.closed()
        self._end()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's name
        """The connection is gone, with an error or without."""
        self.lost = True
        self._pool.open.discard(self)
        idle = self._pool.idle[self.route.pool]
        if self in idle:
            idle.remove(self)
        if self._exchange is not None:
            self._exchange.closed()
        self._end()

    def _end(self) -> None:
        over, self._over, self._exchange = self._over, None, None
        if over is not None and not over.done():
            over.set_result(None)
