"""Owns the wire client of the blocking strategies: plain sockets that carry the core's own HTTP exchange."""

from __future__ import annotations

import socket
import ssl
from collections import defaultdict
from typing import NamedTuple, Self

from sixlegs.backends import tls
from sixlegs.backends.deadline import Deadline
from sixlegs.backends.descriptors import hosts
from sixlegs.backends.dial import dial
from sixlegs.backends.failures import failure
from sixlegs.backends.unasked import has_spoken
from sixlegs.model import Failure, Fetch, Policy, Reason, Response
from sixlegs.wire import body
from sixlegs.wire.exchange import Exchange
from sixlegs.wire.request import request
from sixlegs.wire.route import Route, route, split

_BUFFER = 64 * 1024


class Connection(NamedTuple):
    """An open connection, and the IP address that it leads to."""

    sock: socket.socket
    peer: str | None


class Client:
    """Carries out one fetch at a time, over connections that it keeps. Each worker has its own."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._hosts = hosts(policy.concurrency)
        self._idle: defaultdict[str, list[Connection]] = defaultdict(list)
        self._sessions: dict[str, ssl.SSLSession] = {}  # by origin: the next handshake with it is a shorter one
        self._view = memoryview(bytearray(_BUFFER))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._make_room()

    def exchange(self, fetch: Fetch, content: bytes = b"") -> Response | Failure:
        """Send the request and bring home the answer, or what came instead; never raises an Exception.

        Content is what a login sends; a crawl has none to send.
        """
        deadline = Deadline(fetch.deadline)
        exchange = Exchange(fetch)
        try:
            way = route(split(fetch.url)[0], self._policy.proxies)
            kept = self._kept(way) or self._connect(exchange, way, deadline)
            self._over(kept, exchange, way, deadline, content)
            if exchange.stale:
                exchange.reset()
                self._over(self._connect(exchange, way, deadline), exchange, way, deadline, content)
        except Exception as error:  # noqa: BLE001  one Fetch out, one Visit home, whatever happens
            told = failure(error, fetch, deadline.elapsed(), exchange.opened, in_body=exchange.status > 0)
            if told.reason is Reason.NO_DESCRIPTORS:
                self._make_room()
            return told._replace(phases=deadline.phases(), peer=deadline.peer)
        elapsed = deadline.elapsed()
        return exchange.reply(elapsed, deadline.phases(None if exchange.failure else elapsed), deadline.peer)

    def _over(self, connection: Connection, exchange: Exchange, way: Route, deadline: Deadline, content: bytes) -> None:
        deadline.peer = connection.peer
        try:
            self._carry(connection.sock, exchange, request(exchange.fetch, way) + content, deadline)
        except ConnectionError:
            exchange.closed(Reason.RESET)
        except TimeoutError:
            exchange.expire()
        finally:
            if exchange.reusable:
                self._keep(connection, way)
            else:
                self._remember(connection.sock, way)
                connection.sock.close()

    def _kept(self, way: Route) -> Connection | None:
        """Return a connection that is kept, unless the server has closed it, or said what nobody asked for."""
        idle = self._idle[way.pool]
        while idle:
            connection = idle.pop()
            if not has_spoken(connection.sock):
                return connection
            connection.sock.close()
        return None

    def _keep(self, connection: Connection, way: Route) -> None:
        """Keep a connection for later, at the cost of the one that has waited longest where there are too many."""
        self._idle[way.pool] = [*self._idle.pop(way.pool, ()), connection]
        while len(self._idle) > self._hosts:
            for oldest in self._idle.pop(next(iter(self._idle))):
                oldest.sock.close()

    def _make_room(self) -> None:
        for connections in self._idle.values():
            for connection in connections:
                connection.sock.close()
        self._idle.clear()

    def _carry(self, sock: socket.socket, exchange: Exchange, sent: bytes, deadline: Deadline) -> None:
        deadline.bind(sock)
        sock.sendall(sent)
        while not exchange.done:
            deadline.bind(sock)
            size = sock.recv_into(self._view)
            if not exchange.started:
                deadline.first_byte = deadline.elapsed() if size else None
            if not size:
                exchange.closed()
            elif not exchange.receive(bytes(self._view[:size])) and exchange.draining:
                deadline.shorten(body.DRAIN_SECONDS)

    def _connect(self, exchange: Exchange, way: Route, deadline: Deadline) -> Connection:
        sock = dial(exchange.fetch, way, deadline)
        if way.secure:
            sock = self._secure(sock, way)
            deadline.secured = deadline.elapsed()
        exchange.opened += 1
        return Connection(sock, deadline.peer)

    def _secure(self, sock: socket.socket, way: Route) -> ssl.SSLSocket:
        session = self._sessions.get(way.pool)
        return tls.context(self._policy).wrap_socket(sock, server_hostname=way.server.host, session=session)

    def _remember(self, sock: socket.socket, way: Route) -> None:
        """Keep the TLS session of a connection that ends: it comes some time after the handshake (RFC 8446 4.6.1)."""
        if isinstance(sock, ssl.SSLSocket) and sock.session is not None:
            self._sessions[way.pool] = sock.session
