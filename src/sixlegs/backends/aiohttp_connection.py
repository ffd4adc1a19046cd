"""Owns what aiohttp's session is made of here: its connections, its pool and its look-ups."""

from __future__ import annotations

import asyncio
import socket
from contextvars import ContextVar
from functools import partial
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.streams import EMPTY_PAYLOAD

from sixlegs.backends.failures import Malformed
from sixlegs.backends.lookup import lookup, public
from sixlegs.backends.unasked import has_spoken
from sixlegs.model import Response
from sixlegs.wire import body

FRESH = ContextVar("FRESH", default=False)  # said by a task: a kept connection will not do
TUNNEL = 8190  # bytes of the head of such an answer; aiohttp's own limit of a line
PUBLIC_ONLY = ContextVar("PUBLIC_ONLY", default=False)  # and: a private address will not do


class Exchange:
    """What is seen of one exchange on its connections."""

    def __init__(self) -> None:
        self.opened = 0
        self.reused = False
        self.heard = False  # some byte of an answer
        self.foreign = False  # and it began as no answer begins
        self.in_body = False
        self.known: Response | None = None  # all of the answer that matters

    @property
    def stale(self) -> bool:
        """Say whether what came, if anything, tells nothing of the link, as in `sixlegs.wire.exchange`."""
        return self.reused and (self.foreign or not self.heard)


EXCHANGE: ContextVar[Exchange] = ContextVar("EXCHANGE")  # that of a task


class Handler(ResponseHandler):
    """A connection that ends what has no end: aiohttp bounds a line, and not what it skips or has not understood."""

    _limit = _unread = _known = 0
    _started = _bodiless = _answered = False
    _malformed: Malformed | None = None

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._exchange = Exchange()  # nobody's, until somebody asks: a server may speak first

    def set_response_params(self, **params: Any) -> None:
        """Begin with the answer to a request; a line may be as long as a head."""
        self._limit = params.get("max_line_size", TUNNEL)  # which nobody can set of a proxy's answer to CONNECT
        self._unread = self._known = 0
        self._started = self._answered = False
        self._bodiless = params.get("skip_payload", False)
        self._exchange = EXCHANGE.get()
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        """Take what arrived, as long as something comes of it once in a while."""
        if not data:  # a reader has made room; the connection may be that of another exchange by now
            super().data_received(data)
            return
        begins, self._started, self._exchange.heard = not self._started, True, True
        if begins and self._limit and not body.may_begin(data):  # aiohttp would skip empty lines
            self._exchange.foreign = True
            self._give_up()
            return
        self._unread += len(data)
        if self._bodiless and not data.endswith((b"\r\n\r\n", b"\n\n")):
            self._take_head(data)
        else:
            super().data_received(data)
        known = self._payload.total_bytes if self._payload is not None else 0
        if known != self._known:
            self._known, self._unread = known, 0
        if self._unread > self._limit > 0:
            self._give_up()

    def feed_data(self, data: Any, size: int = 0) -> None:
        """Take a head that was understood."""
        self._answered |= data[0].code >= 200
        super().feed_data(data, size)

    def _take_head(self, data: bytes) -> None:
        """Take what comes of an answer that has no body: in what follows its head, aiohttp would lose the head too."""
        for line in data.splitlines(keepends=True):
            if self._answered:
                self.force_close()
                break
            super().data_received(line)

    def set_exception(self, exc: Any, *cause: Any) -> None:
        """Say why it ended, to whoever reads the body too; what closing it brings to light comes second."""
        payload, self._payload = self._payload, None
        if self._malformed is None and isinstance(exc, (Malformed, HttpProcessingError)):
            self._malformed = Malformed()
            if payload is not None and payload is not EMPTY_PAYLOAD:
                payload.set_exception(self._malformed)
        super().set_exception(self._malformed or exc, *cause)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Take the end; to aiohttp, that of a connection that broke is as good an end of a body as another."""
        if exc is not None and self._payload is not None and not self._payload.is_eof():
            self._payload.set_exception(exc)
        super().connection_lost(exc)

    def _give_up(self) -> None:
        if self.transport is not None:
            self.transport.abort()
        self.set_exception(Malformed())


class Connector(aiohttp.TCPConnector):
    """Makes our kind of connection, and leaves those that it keeps alone for a task that needs a fresh one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._factory: Any = partial(Handler, loop=self._loop)

    def make_room(self) -> None:
        """Close the connections that are kept for later."""
        for kept in self._conns.values():
            for handler, _ in kept:
                handler.close()
        self._conns.clear()

    async def _wrap_create_connection(self, *args: Any, addr_infos: list[Any], **options: Any) -> Any:
        """Try all addresses of a host, and that once: aiohttp would begin again with the rest, and forget the first."""
        try:
            return await super()._wrap_create_connection(*args, addr_infos=addr_infos, **options)
        except aiohttp.ClientConnectorError:
            addr_infos.clear()
            raise

    async def _get(self, *args: Any) -> Any:
        """Give a connection that is kept, unless something came over it that nobody asked for."""
        if FRESH.get():
            return None
        while (kept := await super()._get(*args)) is not None:
            if kept.protocol is not None and not kept.protocol.should_close and not spoken(kept.transport):
                return kept
            EXCHANGE.get().reused = False
            kept.close()
        return None


def spoken(transport: asyncio.Transport | None) -> bool:
    """Say whether something has come over a connection that is kept, were it the end."""
    return transport is None or has_spoken(transport.get_extra_info("socket"))


def dialled(address: Any) -> socket.socket:
    """Make the socket for an address in the form of getaddrinfo, on its way to be connected to."""
    family, kind, protocol, _, where = address
    public([(family, where)], only=PUBLIC_ONLY.get())
    return socket.socket(family, kind, protocol)


class Resolver(AbstractResolver):
    """Looks up names in daemon threads: those of the loop's own executor would hold up the exit."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Give the addresses of `host`; raises socket.gaierror where it has none."""
        found = public(await asyncio.wrap_future(lookup(host)), only=PUBLIC_ONLY.get())
        return [
            ResolveResult(hostname=host, host=address[0], port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
            for kind, address in found
            if family in {kind, socket.AF_UNSPEC}
        ]

    async def close(self) -> None:
        """Nothing is held."""
