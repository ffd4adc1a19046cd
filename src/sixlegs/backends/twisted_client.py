"""Owns the native client of Twisted: its Agent, with everything switched off that the core decides."""

from __future__ import annotations

import time
from typing import Any, NoReturn

from OpenSSL import SSL
from twisted.internet import error, protocol
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure as TwistedFailure
from twisted.web.client import ResponseDone
from twisted.web.http import PotentialDataLoss, _DataLoss
from twisted.web.iweb import IResponse

from sixlegs.backends.failures import Malformed, Table, failure
from sixlegs.backends.twisted_connection import Connection, OrderAgent, Pool, Route, system_error
from sixlegs.backends.twisted_lookup import Resolver
from sixlegs.model import Failure, Fetch, Policy, Reason, Response
from sixlegs.wire import body

FAILURES: Table = {
    error.TimeoutError: Reason.TIMEOUT,  # of the endpoint, whose clock runs beside ours
    error.DNSLookupError: Reason.DNS,
    error.ConnectionClosed: Reason.RESET,
    SSL.Error: Reason.TLS,
    _DataLoss: Reason.TRUNCATED,
    PotentialDataLoss: Reason.TRUNCATED,  # where the connection broke
    ValueError: Reason.DNS,  # an endpoint says so of what cannot be a host name
}
PROXIES = False  # Twisted has an agent for them, but none that tunnels
VERSIONS = ((b"HTTP", 1, 0), (b"HTTP", 1, 1))


class Client:
    """Carries out fetches, as many at a time as it is asked to."""

    def __init__(self, reactor: Any, policy: Policy) -> None:
        self._reactor = reactor
        self._policy = policy
        self._pool = Pool(reactor)  # type: ignore[no-untyped-call]
        self._pool.maxPersistentPerHost = policy.concurrency
        self._agent = OrderAgent(reactor, pool=self._pool)  # type: ignore[no-untyped-call]
        reactor.installNameResolver(Resolver(reactor))

    def close(self) -> Deferred[None]:
        """Close the connections that are kept."""
        closed: Deferred[None] = self._pool.closeCachedConnections()  # type: ignore[no-untyped-call]
        return closed

    async def exchange(self, fetch: Fetch) -> Response | Failure:
        """Send the request and bring home the answer, or what came instead; never raises an Exception."""
        started = time.monotonic()
        routes: list[Route] = []
        heads: list[IResponse] = []
        try:
            work = Deferred.fromCoroutine(self._ask(fetch, routes, heads))
            reply = await work.addTimeout(fetch.deadline, self._reactor, onTimeoutCancel=expire)
        except Exception as trouble:  # noqa: BLE001  one Fetch out, one Visit home, whatever happens
            elapsed = time.monotonic() - started
            opened = sum(route.opened for route in routes)
            if routes and routes[-1].known is not None:  # what was left to do was for the connection's sake only
                return routes[-1].known._replace(elapsed=elapsed, opened=opened)
            told = failure(plain(trouble, routes), fetch, elapsed, opened, in_body=bool(heads), extra=FAILURES)
            if told.reason is Reason.NO_DESCRIPTORS:
                await self.close()
            return told
        return reply._replace(elapsed=time.monotonic() - started, opened=sum(route.opened for route in routes))

    async def _ask(self, fetch: Fetch, routes: list[Route], heads: list[IResponse]) -> Response:
        route = self._agent.route(fetch, self._policy)
        routes.append(route)
        head = None
        try:
            head = await self._agent.order(fetch, route)
        except Exception as trouble:
            # The server may close an idle connection at the very moment that we reuse it, or what comes may be left of
            # the answer before: that says nothing about the link, so it is asked again over a fresh one, within the
            # same deadline.
            if not route.foreign and not (route.stale and isinstance(plain(trouble, routes), error.ConnectionClosed)):
                raise
        if head is None:  # not in the handler, lest what goes wrong now be put down to the error before
            route = self._agent.route(fetch, self._policy, fresh=True)
            routes.append(route)
            head = await self._agent.order(fetch, route)
        heads.append(head)
        return await self._receive(fetch, head, route)

    async def _receive(self, fetch: Fetch, head: IResponse, route: Route) -> Response:
        connection = route.connection
        assert connection is not None
        headers = connection.headers(head)
        try:
            check(head, headers, fetch.limits.max_header_bytes)
            fields = body.fields(headers)
            if body.wanted(fetch, head.code, fields):
                return Response(head.code, headers, *(await collect(head, fetch.limits.max_bytes, connection)))
        except BaseException:
            connection.cut()
            raise
        if body.drainable(fetch, head.code, fields):
            route.known = Response(head.code, headers)
            drained = collect(head, body.DRAIN_BYTES, connection).addTimeout(body.DRAIN_SECONDS, self._reactor)
            drained.addErrback(lambda _: connection.cut())
            await drained
        else:
            connection.cut()
        return Response(head.code, headers)


def check(head: IResponse, headers: body.Headers, max_header_bytes: int) -> None:
    """Raise Malformed where Twisted let a head pass that is not sound."""
    if (
        head.version not in VERSIONS
        or not body.sound(head.code, body.fields(headers))
        or not body.bearable(headers, max_header_bytes)
    ):
        raise Malformed


def expire(*_: object) -> NoReturn:
    """Say that time is up, whatever the cancelled exchange has to say of it."""
    raise TimeoutError


class Collector(protocol.Protocol):
    """Gathers a body up to a limit; Twisted's readBody knows none, and does not always let itself be cancelled."""

    def __init__(self, limit: int, connection: Connection) -> None:
        self.finished: Deferred[tuple[bytes, float, int, bool]] = Deferred(lambda _: connection.cut())
        self._content = bytearray()
        self._limit = limit
        self._connection = connection

    def dataReceived(self, data: bytes) -> None:  # noqa: N802  Twisted's name
        """Take a piece of the body."""
        self._content += data
        if len(self._content) > self._limit and not self.finished.called:
            self._finish(cut=True)
            self._connection.cut()

    def connectionLost(self, reason: TwistedFailure = protocol.connectionDone) -> None:  # noqa: N802  Twisted's name
        """Take the end, which is a good one, or that of a body without a stated length, or too early."""
        if self.finished.called:
            return
        to_the_end = isinstance(reason.value, PotentialDataLoss) and not self._connection.broken
        if to_the_end or isinstance(reason.value, ResponseDone):
            self._finish(cut=False)
        else:
            self.finished.errback(reason)

    def _finish(self, *, cut: bool) -> None:
        self.finished.callback((bytes(self._content[: self._limit]), 0.0, 0, cut))


def collect(head: Any, limit: int, connection: Connection) -> Deferred[tuple[bytes, float, int, bool]]:
    """Read the body as sent, up to `limit` bytes: the last four values of a Response."""
    collector = Collector(limit, connection)
    head.deliverBody(collector)
    return collector.finished


def plain(trouble: BaseException, routes: list[Route]) -> BaseException:
    """Give what lies under Twisted's wrappers, in the words of the standard library where it has some."""
    creator = routes[-1].creator if routes else None
    if creator is not None and creator.trouble is not None:
        return creator.trouble
    reasons = [reason.value for reason in getattr(trouble, "reasons", ())]
    if reasons:
        known = (error.ConnectionClosed, _DataLoss, SSL.Error)
        return reasons[-1] if all(isinstance(reason, known) for reason in reasons) else Malformed()
    return system_error(trouble)
