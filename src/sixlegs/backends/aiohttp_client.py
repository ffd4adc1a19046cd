"""Owns the native client of asyncio: aiohttp, with everything switched off that the core decides."""

from __future__ import annotations

import asyncio
import socket
import time
from contextvars import ContextVar
from typing import Any, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from sixlegs.backends import body, tls
from sixlegs.backends.failures import Malformed, Table, failure
from sixlegs.backends.lookup import lookup
from sixlegs.backends.target import Target, target
from sixlegs.model import Failure, Fetch, Policy, Reason, Response

FAILURES: Table = {
    aiohttp.ClientConnectionError: Reason.RESET,
    aiohttp.ClientPayloadError: Reason.TRUNCATED,
    aiohttp.http_exceptions.HttpProcessingError: Reason.PROTOCOL,
    aiohttp.http_exceptions.TransferEncodingError: Reason.TRUNCATED,
    aiohttp.http_exceptions.ContentLengthError: Reason.TRUNCATED,
}
UNLESS_ASKED = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")  # what aiohttp would add on its own account
FRESH = ContextVar("FRESH", default=False)  # said by a task: a kept connection will not do


class Exchange:
    """What aiohttp's tracing tells of one exchange."""

    def __init__(self) -> None:
        self.opened = 0
        self.reused = False
        self.in_body = False


class Client:
    """Carries out fetches, as many at a time as it is asked to."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._session = aiohttp.ClientSession(
            connector=Connector(limit=policy.concurrency, limit_per_host=0, resolver=Resolver()),
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
        FRESH.set(False)
        try:
            async with asyncio.timeout(fetch.deadline):
                reply = await self._ask(fetch, exchange)
        except Exception as error:  # noqa: BLE001  one Fetch out, one Visit home, whatever happens
            elapsed = time.monotonic() - started
            return failure(error, fetch, elapsed, exchange.opened, in_body=exchange.in_body, extra=FAILURES)
        return reply._replace(elapsed=time.monotonic() - started, opened=exchange.opened)

    async def _ask(self, fetch: Fetch, exchange: Exchange) -> Response:
        try:
            return await self._receive(fetch, exchange)
        except aiohttp.ClientConnectionError:
            # The server may close an idle connection at the very moment that we reuse it: that says nothing about the
            # link, so it is asked again over a fresh one, within the same deadline.
            if exchange.in_body or not exchange.reused:
                raise
            FRESH.set(True)
            return await self._receive(fetch, exchange)

    async def _receive(self, fetch: Fetch, exchange: Exchange) -> Response:
        async with self._send(fetch, exchange) as answer:
            exchange.in_body = True
            headers = tuple(
                (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in answer.raw_headers
            )
            if not body.sound(answer.status, headers, fetch.limits.max_header_bytes):
                raise Malformed
            content, cut = b"", False
            if body.wanted(fetch, answer.status, headers):
                content, cut = await read(answer, fetch.limits.max_bytes)
            elif body.drainable(fetch, answer.status, headers):
                await drain(answer)
            return Response(answer.status, headers, content, cut=cut)

    def _send(self, fetch: Fetch, exchange: Exchange) -> Any:
        goal = target(fetch.url)
        return self._session.request(
            fetch.method,
            url(goal),
            headers=[("Host", goal.authority), *fetch.headers],
            allow_redirects=False,
            ssl=tls.context(self._policy) if goal.scheme == "https" else True,
            max_line_size=fetch.limits.max_header_bytes,
            max_field_size=fetch.limits.max_header_bytes,
            max_headers=fetch.limits.max_header_bytes,
            trace_request_ctx=exchange,
        )


class Connector(aiohttp.TCPConnector):
    """Keeps connections, and leaves those it has alone for a task that needs a fresh one."""

    async def _get(self, *args: Any) -> Any:
        return None if FRESH.get() else await super()._get(*args)


class Resolver(AbstractResolver):
    """Looks up names in daemon threads: those of the loop's own executor would hold up the exit."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Give the addresses of `host`; raises socket.gaierror where it has none."""
        found = await asyncio.wrap_future(lookup(host))
        return [
            ResolveResult(hostname=host, host=address[0], port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
            for kind, address in found
            if family in {kind, socket.AF_UNSPEC}
        ]

    async def close(self) -> None:
        """Nothing is held."""


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
