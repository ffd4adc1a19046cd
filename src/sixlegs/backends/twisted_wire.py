"""Owns the wire client of Twisted: protocols that carry the core's own HTTP exchange."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, NoReturn

from OpenSSL import SSL
from twisted.internet import error
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IHandshakeListener
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.python.failure import Failure as TwistedFailure
from zope.interface import implementer  # type: ignore[import-untyped]

from sixlegs.backends.deadline import Deadline
from sixlegs.backends.failures import Table, by_way_of, failure
from sixlegs.backends.lookup import is_literal, lookup
from sixlegs.backends.twisted_connection import guarded, plain_endpoint, system_error
from sixlegs.backends.twisted_lookup import Resolver, answer_to
from sixlegs.backends.twisted_tls import Creator
from sixlegs.backends.unasked import has_spoken
from sixlegs.model import Failure, Fetch, Policy, Reason, Response
from sixlegs.wire import body, tunnel
from sixlegs.wire.exchange import Exchange
from sixlegs.wire.request import connect, request
from sixlegs.wire.route import Route, route, split

FAILURES: Table = {
    error.TimeoutError: Reason.TIMEOUT,
    error.DNSLookupError: Reason.DNS,
    error.ConnectionClosed: Reason.RESET,
    SSL.Error: Reason.TLS,
    ValueError: Reason.DNS,  # an endpoint says so of what cannot be a host name
}


class Client:
    """Carries out fetches, as many at a time as it is asked to, over connections that it keeps."""

    def __init__(self, reactor: Any, policy: Policy) -> None:
        self.reactor = reactor
        self._policy = policy
        self.idle: defaultdict[str, list[Connection]] = defaultdict(list)
        self.open: set[Connection] = set()
        reactor.installNameResolver(Resolver(reactor))

    async def close(self) -> None:
        """Close all connections."""
        for connection in list(self.open):
            connection.cut()

    async def exchange(self, fetch: Fetch) -> Response | Failure:
        """Send the request and bring home the answer, or what came instead; never raises an Exception."""
        deadline = Deadline(fetch.deadline)
        exchange = Exchange(fetch)
        try:
            way = route(split(fetch.url)[0], self._policy.proxies)
            await self._over(self._kept(way) or await self._connect(exchange, way, deadline), exchange, deadline)
            if exchange.stale:
                exchange.reset()
                await self._over(await self._connect(exchange, way, deadline), exchange, deadline)
        except Exception as trouble:  # noqa: BLE001  one Fetch out, one Visit home, whatever happens
            told = failure(
                trouble, fetch, deadline.elapsed(), exchange.opened, in_body=exchange.status > 0, extra=FAILURES
            )
            if told.reason is Reason.NO_DESCRIPTORS:
                self._make_room()
            return told._replace(phases=deadline.phases(), peer=deadline.peer)
        elapsed = deadline.elapsed()
        return exchange.reply(elapsed, deadline.phases(None if exchange.failure else elapsed), deadline.peer)

    def _kept(self, way: Route) -> Connection | None:
        """Return a connection that is kept, unless the server has closed it, or said what nobody asked for."""
        idle = self.idle[way.pool]
        while idle:
            connection = idle.pop()
            if not has_spoken(connection.transport):
                return connection
            connection.cut()
        return None

    def _make_room(self) -> None:
        for connections in list(self.idle.values()):
            for connection in list(connections):
                connection.cut()

    async def _over(self, connection: Connection, exchange: Exchange, deadline: Deadline) -> None:
        try:
            await connection.carry(exchange, request(exchange.fetch, connection.route), deadline)
        finally:
            if not exchange.reusable:
                connection.cut()
        if exchange.reusable and connection in self.open:
            self.idle[connection.route.pool].append(connection)

    async def _connect(self, exchange: Exchange, way: Route, deadline: Deadline) -> Connection:
        with by_way_of(way.proxy):
            connection = await self._dial(way, deadline, exchange.fetch)
            if way.tunnelled:
                await connection.tunnel(exchange.fetch, deadline)
        if way.secure:
            await connection.secure(self._policy).addTimeout(deadline.left(), self.reactor, expired)
            deadline.secured = deadline.elapsed()
        exchange.opened += 1
        return connection

    async def _dial(self, way: Route, deadline: Deadline, fetch: Fetch) -> Connection:
        """Open the way to a server, as far as TLS."""
        host = way.hop.host
        if not is_literal(host):  # the endpoint asks again, and has its answer at once
            await answer_to(self.reactor, lookup(host)).addTimeout(deadline.left(), self.reactor, expired)
        deadline.resolved = deadline.elapsed()
        factory = Factory.forProtocol(lambda: Connection(self, way))
        factory.noisy = False
        reactor = guarded(self.reactor, fetch.public_only and way.proxy is None)
        connecting: Deferred[Any] = plain_endpoint(reactor, host, way.hop.port, deadline.left()).connect(factory)
        try:
            connection: Connection = await connecting.addTimeout(deadline.left(), self.reactor, expired)
        except error.ConnectError as trouble:
            raise system_error(trouble) from trouble
        deadline.connected, deadline.peer = deadline.elapsed(), connection.peer
        return connection


def expired(*_: object) -> NoReturn:
    """Say that time is up, whatever else the cancelled has to say of it."""
    raise TimeoutError


class Timer:
    """A call that comes later, and may be called off whether it has come or not."""

    def __init__(self, reactor: Any, seconds: float, action: Callable[[], None]) -> None:
        self._call = reactor.callLater(seconds, action)

    def cancel(self) -> None:
        """Call it off."""
        if self._call.active():
            self._call.cancel()


@implementer(IHandshakeListener)
class Connection(Protocol):
    """One connection, and the exchange that is on it."""

    transport: Any  # Twisted's own ITransport knows half of its methods
    _deadline: Deadline
    _timer: Timer

    def __init__(self, client: Client, route: Route) -> None:
        self.route = route
        self._client = client
        self._creator: Creator | None = None
        self._exchange: Exchange | None = None
        self._over: Deferred[None] | None = None

    @property
    def peer(self) -> str:
        """The IP address that it leads to."""
        return str(self.transport.getPeer().host)

    async def carry(self, exchange: Exchange, data: bytes, deadline: Deadline) -> None:
        """Send a request, and wait until its reply is complete or the time is over; raises what TLS may raise."""
        self._exchange, self._deadline = exchange, deadline
        deadline.peer = self.peer
        self._timer = Timer(self._client.reactor, deadline.left(), self._expire)
        over = self._over = Deferred(lambda _: self.cut())
        if self in self._client.open:
            self.transport.write(data)
        else:
            exchange.closed()
            self._end()
        try:
            await over
        finally:
            self._timer.cancel()

    async def tunnel(self, fetch: Fetch, deadline: Deadline) -> None:
        """Have the proxy at the other end pass on what comes; raises NoTunnel where it will not."""
        answer = tunnel.asking(fetch)
        try:
            await self.carry(answer, connect(self.route), deadline)
            tunnel.check(answer)
        except BaseException:
            self.cut()
            raise

    def secure(self, policy: Policy) -> Deferred[None]:
        """Begin TLS; fires when the handshake is done."""
        self._creator = Creator(policy, self.route.server.host)
        over = self._over = Deferred(lambda _: self.cut())
        self.transport.startTLS(self._creator)
        return over

    def _expire(self) -> None:
        if self._exchange is not None:
            self._exchange.expire()
        self._end()

    def cut(self) -> None:
        """Close it at once."""
        self.transport.abortConnection()

    # what the reactor says

    def connectionMade(self) -> None:  # noqa: N802  Twisted's name
        """Be counted."""
        self._client.open.add(self)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802  Twisted's name
        """Hand on what arrived; what nobody asked for ends the connection."""
        exchange = self._exchange
        if exchange is None:
            self.cut()
            return
        if not exchange.started:
            self._deadline.first_byte = self._deadline.elapsed()
        draining = exchange.draining
        if exchange.receive(data):
            self._end()
        elif exchange.draining and not draining:
            self._timer.cancel()
            self._timer = Timer(self._client.reactor, body.DRAIN_SECONDS, self._expire)

    def handshakeCompleted(self) -> None:  # noqa: N802  Twisted's name
        """TLS stands."""
        self._end()

    def connectionLost(self, reason: TwistedFailure = connectionDone) -> None:  # noqa: N802  Twisted's name
        """The connection is gone."""
        self._client.open.discard(self)
        idle = self._client.idle[self.route.pool]
        if self in idle:
            idle.remove(self)
        trouble: BaseException | None = self._creator.trouble if self._creator is not None else None
        if trouble is None and (self._exchange is None or isinstance(reason.value, SSL.Error)):
            trouble = reason.value
        if self._exchange is not None:
            broken = isinstance(reason.value, error.ConnectionLost) and not self.route.secure  # TLS says so of any end
            self._exchange.closed(Reason.RESET if broken else None)
        self._end(trouble)

    def _end(self, trouble: BaseException | None = None) -> None:
        over, self._over, self._exchange = self._over, None, None
        if over is None or over.called:
            return
        if trouble is None:
            over.callback(None)
        else:
            over.errback(trouble)
