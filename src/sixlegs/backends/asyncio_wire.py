"""Owns the wire client of asyncio: connections as protocols that carry the core's own HTTP exchange."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import defaultdict
from math import inf
from typing import Any, Self, cast

import aiohappyeyeballs

from sixlegs.backends import lookup, tls
from sixlegs.backends.deadline import Deadline
from sixlegs.backends.failures import by_way_of, failure, fault
from sixlegs.backends.unasked import has_spoken
from sixlegs.model import Failure, Fetch, Policy, Reason, Response
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
        self._loop = asyncio.get_running_loop()
        self._pool = Pool(self._loop)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._pool.rest()
        for connection in list(self._pool.open):
            connection.transport.abort()
        await asyncio.sleep(0)  # lets the transports close

    async def exchange(self, fetch: Fetch) -> Response | Failure:
        """Send the request and bring home the answer, or what came instead; never raises an Exception."""
        deadline = Deadline(fetch.deadline)
        exchange = Exchange(fetch)
        try:
            way = route(split(fetch.url)[0], self._policy.proxies)
            data = request(fetch, way)
            connection = self._kept(way) or await self._connect(exchange, way, deadline)
            await connection.carry(data, exchange, deadline)
            if exchange.stale:
                exchange.reset()
                connection = await self._connect(exchange, way, deadline)
                await connection.carry(data, exchange, deadline)
        except Exception as error:  # noqa: BLE001  one Fetch out, one Visit home, whatever happens
            told = failure(error, fetch, deadline.elapsed(), exchange.opened, in_body=exchange.status > 0)
            if told.reason is Reason.NO_DESCRIPTORS:
                self._make_room()
            return told._replace(phases=deadline.phases(), peer=deadline.peer)
        elapsed = deadline.elapsed()
        return exchange.reply(elapsed, deadline.phases(None if exchange.failure else elapsed), deadline.peer)

    def _kept(self, way: Route) -> Connection | None:
        """Return a connection that is kept, unless the server has closed it, or said what nobody asked for."""
        idle = self._pool.idle[way.pool]
        while idle:
            connection = idle.pop()
            if not has_spoken(connection.transport.get_extra_info("socket")):
                return connection
            connection.transport.abort()
        return None

    def _make_room(self) -> None:
        for connections in list(self._pool.idle.values()):
            for connection in list(connections):
                connection.transport.abort()

    async def _connect(self, exchange: Exchange, way: Route, deadline: Deadline) -> Connection:
        with by_way_of(way.proxy):
            async with asyncio.timeout(deadline.left()):
                sock = await self._dial(exchange.fetch, way, deadline)
        async with asyncio.timeout(deadline.left()):
            _, connection = await self._loop.create_connection(
                lambda: Connection(self._pool, way, deadline.peer),
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

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.open: set[Connection] = set()
        self.idle: defaultdict[str, list[Connection]] = defaultdict(list)  # by the pool that a route names
        self.buffer = memoryview(bytearray(_BUFFER))  # one for all: it is emptied before the next read
        self._alarm: asyncio.TimerHandle | None = None  # one for all: most exchanges are over long before
        self._rings_at = inf

    def watch(self, ends: float) -> None:
        """Look at the connections when the first of their deadlines is over, `ends` being one of them."""
        if ends < self._rings_at:
            self.rest()
            self._rings_at = ends
            self._alarm = self.loop.call_later(max(0.0, ends - time.monotonic()), self._ring)

    def rest(self) -> None:
        """Watch nothing."""
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm, self._rings_at = None, inf

    def _ring(self) -> None:
        self.rest()
        now = time.monotonic()
        for connection in [each for each in self.open if each.ends <= now]:
            connection.expire()
        ends = min([each.ends for each in self.open], default=inf)
        if ends < inf:
            self.watch(ends)


class Connection(asyncio.BufferedProtocol):
    """One connection, and the exchange that is on it."""

    transport: asyncio.Transport
    _deadline: Deadline

    def __init__(self, pool: Pool, route: Route, peer: str | None) -> None:
        self.ends = inf  # when the time of the exchange is over, on the monotonic clock
        self._route = route
        self._peer = peer
        self._pool = pool
        self._exchange: Exchange | None = None
        self._over: asyncio.Future[None] | None = None

    def carry(self, data: bytes, exchange: Exchange, deadline: Deadline) -> asyncio.Future[None]:
        """Send a request; what is returned is done when its reply is complete, or the time is over."""
        self._exchange, self._deadline = exchange, deadline
        deadline.peer = self._peer
        self.ends = deadline.ends
        self._pool.watch(self.ends)
        over = self._over = self._pool.loop.create_future()
        if self in self._pool.open:
            self.transport.write(data)
        else:
            exchange.closed()
            self._end()
        return over

    def expire(self) -> None:
        """The time of the exchange is over."""
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
            self._deadline.shorten(body.DRAIN_SECONDS)
            self.ends = self._deadline.ends
            self._pool.watch(self.ends)

    def eof_received(self) -> None:
        """The server has closed its side."""
        if self._exchange is not None:
            self._exchange.closed()
        self._end()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone, with an error or without."""
        self._pool.open.discard(self)
        idle = self._pool.idle[self._route.pool]
        if self in idle:
            idle.remove(self)
        if self._exchange is not None:
            self._exchange.closed(fault(exc))
        self._end()

    def _end(self) -> None:
        """Let go of the exchange; a connection that can take another is kept for it."""
        exchange, self._exchange, self.ends = self._exchange, None, inf
        if exchange is None or not exchange.reusable:
            self.transport.abort()
        elif self in self._pool.open:
            self._pool.idle[self._route.pool].append(self)
        over, self._over = self._over, None
        if over is not None and not over.done():
            over.set_result(None)
