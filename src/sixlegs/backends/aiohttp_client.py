"""Owns the native client of asyncio: aiohttp, with everything switched off that the core decides."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Self

import aiohttp
from yarl import URL

from sixlegs.backends import tls
from sixlegs.backends.aiohttp_connection import EXCHANGE, FRESH, PUBLIC_ONLY, Connector, Exchange, Resolver, dialled
from sixlegs.backends.failures import Malformed, Table, by_way_of, failure
from sixlegs.backends.target import Target, target
from sixlegs.model import Failure, Fetch, Policy, Reason, Response
from sixlegs.wire import body, route, tunnel
from sixlegs.wire.route import Proxy, Route

FAILURES: Table = {
    aiohttp.ClientConnectionError: Reason.RESET,
    aiohttp.ClientPayloadError: Reason.TRUNCATED,
    aiohttp.http_exceptions.HttpProcessingError: Reason.PROTOCOL,
    aiohttp.http_exceptions.TransferEncodingError: Reason.TRUNCATED,
    aiohttp.http_exceptions.ContentLengthError: Reason.TRUNCATED,
}
VERSIONS = (aiohttp.HttpVersion10, aiohttp.HttpVersion11)
UNLESS_ASKED = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")  # what aiohttp would add on its own account


class Client:
    """Carries out fetches, as many at a time as it is asked to."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._connector = Connector(
            limit=policy.concurrency, limit_per_host=0, resolver=Resolver(), socket_factory=dialled
        )
        self._session = aiohttp.ClientSession(
            connector=self._connector,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),  # one deadline spans the whole exchange
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            skip_auto_headers=UNLESS_ASKED,
            trace_configs=[tracing()],
        )
        # aiohttp would ask again after any lost connection, a fresh one too; that is for the core to decide.
        self._session._retry_connection = False  # noqa: SLF001

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def exchange(self, fetch: Fetch) -> Response | Failure:
        """Send the request and bring home the answer, or what came instead; never raises an Exception."""
        started = time.monotonic()
        exchange = Exchange()
        EXCHANGE.set(exchange)
        FRESH.set(False)
        way = route.route(route.split(fetch.url)[0], self._policy.proxies)
        PUBLIC_ONLY.set(fetch.public_only and way.proxy is None)
        try:
            async with asyncio.timeout(fetch.deadline):
                reply = await self._ask(fetch, exchange, way)
        except Exception as error:  # noqa: BLE001  one Fetch out, one Visit home, whatever happens
            elapsed = time.monotonic() - started
            if exchange.known is not None:  # what was left to do was for the connection's sake only
                return exchange.known._replace(elapsed=elapsed, opened=exchange.opened)
            told = failure(error, fetch, elapsed, exchange.opened, in_body=exchange.in_body, extra=FAILURES)
            if told.reason is Reason.NO_DESCRIPTORS:
                self._connector.make_room()
            return told
        return reply._replace(elapsed=time.monotonic() - started, opened=exchange.opened)

    async def _ask(self, fetch: Fetch, exchange: Exchange, way: Route) -> Response:
        try:
            return await self._receive(fetch, exchange, way)
        except (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError) as error:
            with by_way_of(way.proxy):
                if isinstance(error, aiohttp.ClientHttpProxyError):
                    tunnel.verify(error.status)
                raise
        except (aiohttp.ClientConnectionError, Malformed):
            # The server may close an idle connection at the very moment that we reuse it, or what comes may be left of
            # the answer before: that says nothing about the link, so it is asked again over a fresh one, within the
            # same deadline.
            if not exchange.stale:
                raise
        FRESH.set(True)  # not in the handler, lest what goes wrong now be put down to the error before
        return await self._receive(fetch, exchange, way)

    async def _receive(self, fetch: Fetch, exchange: Exchange, way: Route) -> Response:
        async with self._send(fetch, exchange, way.proxy) as answer:
            exchange.in_body = True
            headers = tuple(
                (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in answer.raw_headers
            )
            head = body.fields(headers)
            check(answer, headers, fetch.limits.max_header_bytes)
            content, cut = b"", False
            if body.wanted(fetch, answer.status, head):
                content, cut = await read(answer, fetch.limits.max_bytes)
            elif body.drainable(fetch, answer.status, head):
                exchange.known = Response(answer.status, headers, b"")
                await drain(answer)
            return Response(answer.status, headers, content, cut=cut)

    def _send(self, fetch: Fetch, exchange: Exchange, proxy: Proxy | None) -> Any:
        goal = target(fetch.url)
        login = () if proxy is None else proxy.headers
        return self._session.request(
            fetch.method,
            url(goal),
            headers=[("Host", goal.authority), *fetch.headers, *(login if goal.scheme == "http" else ())],
            allow_redirects=False,
            ssl=tls.context(self._policy) if goal.scheme == "https" else True,
            max_line_size=fetch.limits.max_header_bytes,
            max_field_size=fetch.limits.max_header_bytes,
            max_headers=fetch.limits.max_header_bytes,
            trace_request_ctx=exchange,
            proxy=proxy and URL(f"http://{proxy.address.authority}", encoded=True),
            proxy_headers=dict(login),
        )


def url(goal: Target) -> URL:
    """Make a URL whose request target aiohttp sends as it stands."""
    made = URL(f"{goal.scheme}://{goal.authority}{goal.path}", encoded=True)
    if made.raw_path_qs != goal.path:  # yarl drops the question mark of an empty query, and has no way to keep it
        made._cache["raw_path_qs"] = goal.path  # noqa: SLF001
    return made


def tracing() -> aiohttp.TraceConfig:
    """Have aiohttp note in each Exchange which connection it went over."""

    async def opened(_: object, context: Any, __: object) -> None:
        context.trace_request_ctx.opened += 1

    async def reused(_: object, context: Any, __: object) -> None:
        context.trace_request_ctx.reused = True

    config = aiohttp.TraceConfig()
    config.on_connection_create_end.append(opened)
    config.on_connection_reuseconn.append(reused)
    return config


def check(answer: aiohttp.ClientResponse, headers: body.Headers, max_header_bytes: int) -> None:
    """Raise Malformed where aiohttp let a head pass that is not sound."""
    if (
        answer.version not in VERSIONS
        or not body.sound(answer.status, body.fields(headers))
        or not body.bearable(headers, max_header_bytes)
    ):
        raise Malformed


async def read(answer: aiohttp.ClientResponse, limit: int) -> tuple[bytes, bool]:
    """Read the body as sent, and say whether it was cut at `limit` bytes."""
    content = bytearray()
    while chunk := await answer.content.readany():
        content += chunk
        if len(content) > limit:
            return bytes(content[:limit]), True
    return bytes(content), False


async def drain(answer: aiohttp.ClientResponse) -> None:
    """Read away a small body that nobody wants; where that fails, only the connection is lost."""
    try:
        async with asyncio.timeout(body.DRAIN_SECONDS):
            await read(answer, body.DRAIN_BYTES)
    except (aiohttp.ClientError, TimeoutError, OSError):
        answer.close()
