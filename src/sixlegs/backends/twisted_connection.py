"""Owns what Twisted's Agent is made of here: its connections, its pool, and the request as ordered."""

from __future__ import annotations

from typing import Any

from twisted.internet import error
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, TCP4ClientEndpoint, TCP6ClientEndpoint, wrapClientTLS
from twisted.internet.interfaces import ISSLTransport, IStreamClientEndpoint
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web.client import URI, Agent, HTTPConnectionPool
from twisted.web.client import _HTTP11ClientFactory as ClientFactory
from twisted.web.http import _ChunkedTransferDecoder
from twisted.web.http_headers import Headers
from twisted.web.iweb import IResponse
from zope.interface import implementer  # type: ignore[import-untyped]

from sixlegs.backends import lookup
from sixlegs.backends.failures import Malformed, foremost
from sixlegs.backends.target import Target, target
from sixlegs.backends.twisted_lookup import Guarded, Noting, answer_to
from sixlegs.backends.twisted_tls import Creator
from sixlegs.model import Fetch, Policy, Response
from sixlegs.wire import body

try:
    from twisted.web._newclient import HTTP11ClientProtocol, HTTPClientParser, Request
except ImportError as missing:  # Twisted owes us nothing for what it calls private
    raise ImportError("this version of Twisted has no HTTP11ClientProtocol", name="twisted") from missing


class Chunks(_ChunkedTransferDecoder):
    """Takes chunks apart; Twisted's own allows no spaces after a size, and more digits than there are numbers."""

    def _dataReceived_CHUNK_LENGTH(self) -> bool:  # noqa: N802  Twisted's name
        end = self._buffer.find(b"\n") + 1
        if end:
            match = body.CHUNK_LINE.fullmatch(self._buffer[:end])
            if match is None:
                raise Malformed
            self._buffer[:end] = match[1] + b"\r\n"
        return super()._dataReceived_CHUNK_LENGTH()


class Connection(HTTP11ClientProtocol):
    """One connection, which minds the size of the head and remembers how often it has served."""

    served = 0
    broken = False  # its end was no orderly one
    foreign = False  # what came began as no answer begins
    max_header_bytes = 0
    parser: HTTPClientParser  # of the exchange that is under way

    def request(self, request: Request) -> Deferred[IResponse]:
        """Send a request; Twisted's own limit of 16 KiB for a header line makes way for ours."""
        self.served += 1
        self._seen = self._interim = 0
        answer = super().request(request)
        if self._parser is not None:
            self.parser = self._parser
            self.parser._transferDecoders = {b"chunked": Chunks}  # noqa: SLF001
            self.parser.MAX_LENGTH = self.max_header_bytes + 2 * body.CHUNK  # beyond where dataReceived gives up
            self.parser.statusReceived = self._status_received  # type: ignore[method-assign]
            self.parser.headerReceived = self._header_received  # type: ignore[method-assign]
        return answer

    @property
    def answered(self) -> bool:
        """Say whether anything came back."""
        return self._seen > 0

    def dataReceived(self, data: bytes) -> None:  # noqa: N802  Twisted's name
        """Take in what arrived, unless it cannot be the head of an answer."""
        foreign = self._seen == 0 and not body.may_begin(data)
        self._seen += len(data)
        in_head = self._parser is not None and self._parser.state in {"STATUS", "HEADER"}
        if in_head and (foreign or self._seen > self.max_header_bytes + body.CHUNK):
            self.foreign = foreign
            self._giveUp(Failure(Malformed()))  # type: ignore[no-untyped-call]
        else:
            super().dataReceived(data)  # type: ignore[no-untyped-call]

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802  Twisted's name
        """Note what end it was; over TLS, Twisted says of any that it was a bad one."""
        self.broken = isinstance(reason.value, error.ConnectionLost) and not ISSLTransport.providedBy(self.transport)
        super().connectionLost(reason)  # type: ignore[no-untyped-call]

    def _status_received(self, line: bytes) -> None:
        """Take a status line; Twisted would skip interim answers without end, and 101 as if it were one."""
        HTTPClientParser.statusReceived(self.parser, line)  # type: ignore[no-untyped-call]
        self._interim += 1
        if self.parser.response.code == 101 or self._interim > body.MAX_INTERIM + 1:
            raise Malformed

    def _header_received(self, name: bytes, value: bytes) -> None:
        """Take a header; Twisted would make a space of a carriage return."""
        if b"\r" in value:
            raise Malformed
        HTTPClientParser.headerReceived(self.parser, name, value)  # type: ignore[no-untyped-call]

    def headers(self, response: IResponse) -> body.Headers:
        """Give all headers of the answer; Twisted keeps those of the connection apart and to itself."""
        raw = [*response.headers.getAllRawHeaders(), *self.parser.connHeaders.getAllRawHeaders()]
        return tuple(
            (name.decode("latin-1").lower(), value.decode("latin-1")) for name, values in raw for value in values
        )

    def cut(self) -> None:
        """Close it at once."""
        if self.transport is not None:
            self.transport.abortConnection()


class Factory(ClientFactory):
    """Builds our kind of connection."""

    def buildProtocol(self, addr: object) -> Connection:  # noqa: ARG002, N802  Twisted's names
        """Build one."""
        return Connection(self._quiescentCallback)  # type: ignore[no-untyped-call]


@implementer(IStreamClientEndpoint)
class Route:
    """The way of one fetch to its server: it sees which connection is taken, and whether that is a new one."""

    def __init__(self, endpoint: Any, fetch: Fetch, *, fresh: bool) -> None:
        self.fresh = fresh  # a kept connection will not do
        self.opened = 0
        self.reused = False
        self.connection: Connection | None = None
        self.creator: Creator | None = None
        self.known: Response | None = None  # all of the answer that matters
        self._endpoint = endpoint
        self._limit = fetch.limits.max_header_bytes

    def connect(self, factory: Any) -> Deferred[Any]:
        """Open a connection; the pool asks for it where it has none to give."""

        def count(connection: Any) -> Any:
            self.opened += 1
            return connection

        connected: Deferred[Any] = self._endpoint.connect(factory)
        return connected.addCallback(count)

    @property
    def stale(self) -> bool:
        """Say whether it led over a connection that had served before, and that has answered nothing this time."""
        return self.reused and self.connection is not None and not self.connection.answered

    @property
    def foreign(self) -> bool:
        """Say whether it did, and what came this time may be left of the answer before."""
        return self.reused and self.connection is not None and self.connection.foreign

    def take(self, connection: Connection) -> Connection:
        """Note the connection that the fetch goes over."""
        self.connection = connection
        self.reused = connection.served > 0
        connection.max_header_bytes = self._limit
        return connection


class Pool(HTTPConnectionPool):
    """Keeps connections, and leaves it to the core to ask again."""

    _factory = Factory
    retryAutomatically = False  # noqa: N815  Twisted's name

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:  # noqa: N802  Twisted's name
        """Give a connection, a kept one or a new one, and tell the route."""
        get = self._newConnection if endpoint.fresh else super().getConnection
        connection: Deferred[Any] = get(key, endpoint)
        return connection.addCallback(endpoint.take)


class OrderAgent(Agent):
    """An Agent that sends the request target as it was ordered, where Agent.request would put it together anew."""

    def route(self, fetch: Fetch, policy: Policy, *, fresh: bool = False) -> Route:
        """Make the way to the server of `fetch`; raises ValueError where its URL has none."""
        way, creator = endpoint(guarded(self._reactor, fetch.public_only), target(fetch.url), policy, fetch.deadline)
        route = Route(way, fetch, fresh=fresh)
        route.creator = creator
        return route

    def order(self, fetch: Fetch, route: Any) -> Deferred[IResponse]:
        """Send the request over `route`."""
        goal = target(fetch.url)
        headers = Headers({b"Host": [goal.authority.encode("ascii")]})
        for name, value in fetch.headers:
            headers.addRawHeader(name, value)
        return self._requestWithEndpoint(
            (goal.scheme.encode("ascii"), goal.host.encode("ascii"), goal.port),
            route,
            fetch.method.encode("ascii"),
            URI.fromBytes(f"{goal.scheme}://{goal.authority}/".encode("ascii")),  # type: ignore[no-untyped-call]
            headers,
            None,
            goal.path.encode("ascii"),
        )


def guarded(reactor: Any, public_only: bool) -> Any:  # noqa: FBT001  it is what the fetch says
    """Give the reactor, or one that connects to public addresses only."""
    return Guarded(reactor) if public_only else reactor


def plain_endpoint(reactor: Any, host: str, port: int, seconds: float) -> Any:
    """Make the way to a host and port."""
    kind: Any = Race
    if lookup.is_literal(host):  # one address needs no race, and its failure no delay
        kind = TCP6ClientEndpoint if ":" in host else TCP4ClientEndpoint
    return kind(reactor, host, port, timeout=seconds)


@implementer(IStreamClientEndpoint)
class Race:
    """A way to a host with several addresses; of their failures, a HostnameEndpoint gives the one that comes last."""

    def __init__(self, reactor: Any, host: str, port: int, timeout: float) -> None:
        self._reactor = Noting(reactor)
        self._way = HostnameEndpoint(self._reactor, host, port, timeout=timeout)

    def connect(self, factory: Any) -> Deferred[Any]:
        """Connect to whichever answers first; fails with the foremost of what was met where none does."""

        def choose(last: Failure) -> Failure:
            met = [system_error(trouble) for trouble in self._reactor.troubles]
            return Failure(foremost(met)) if met else last  # type: ignore[no-untyped-call]

        connected: Deferred[Any] = self._way.connect(factory)
        return connected.addErrback(choose)


@implementer(IStreamClientEndpoint)
class Found:
    """A way to a host whose name is looked up first: of a failure, a HostnameEndpoint does not say which it was."""

    def __init__(self, reactor: Any, host: str, way: Any) -> None:
        self._reactor = reactor
        self._host = host
        self._way = way

    def connect(self, factory: Any) -> Deferred[Any]:
        """Connect; fails with socket.gaierror where the name has no address."""
        found: Deferred[Any] = answer_to(self._reactor, lookup.lookup(self._host))
        return found.addCallback(lambda _: self._way.connect(factory))


def endpoint(reactor: Any, goal: Target, policy: Policy, seconds: float) -> tuple[Any, Creator | None]:
    """Make the way to a server, and what watches over its certificate where it has one."""
    way: Any = plain_endpoint(reactor, goal.host, goal.port, seconds)
    if not lookup.is_literal(goal.host):
        way = Found(reactor, goal.host, way)
    if goal.scheme == "http":
        return way, None
    creator: Any = Creator(policy, goal.host)
    return wrapClientTLS(creator, way), creator


def system_error(trouble: BaseException) -> BaseException:
    """Give what the system said where Twisted has only wrapped it."""
    if isinstance(trouble, error.ConnectError) and trouble.osError is not None:
        return OSError(trouble.osError, "")
    if isinstance(trouble, error.TimeoutError):
        return TimeoutError()
    return trouble
