"""Owns the native client of the blocking strategies: requests, with everything switched off that the core decides.

One Client belongs to one worker, be it a thread, a process or a greenlet: it carries out one exchange at a time and
keeps its connections from one to the next.
"""

from __future__ import annotations

import time
from functools import partial
from typing import Any, Self

import requests
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from urllib3 import HTTPConnectionPool, HTTPHeaderDict, HTTPSConnectionPool, Retry
from urllib3.util import SKIP_HEADER

from sixlegs.backends import tls
from sixlegs.backends.connection import Desk, Exchange, PlainConnection, SecureConnection
from sixlegs.backends.deadline import Deadline
from sixlegs.backends.descriptors import hosts
from sixlegs.backends.failures import failure
from sixlegs.backends.target import target
from sixlegs.model import Failure, Fetch, Policy, Reason, Response
from sixlegs.wire import body
from sixlegs.wire.route import route, split

UNLESS_ASKED = ("User-Agent", "Accept-Encoding")  # what urllib3 would add on its own account


class PlainPool(HTTPConnectionPool):
    """Pools our kind of connection."""

    ConnectionCls = PlainConnection


class SecurePool(HTTPSConnectionPool):
    """Pools our kind of TLS connection."""

    ConnectionCls = SecureConnection


class Client:
    """Carries out fetches, one at a time."""

    def __init__(self, policy: Policy) -> None:
        self._proxies = policy.proxies
        self._desk = Desk()
        self._session = Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, Adapter(self._desk, policy))
        self._session.trust_env = False  # no proxies and no netrc from the environment
        self._session.verify = not policy.insecure

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def exchange(self, fetch: Fetch) -> Response | Failure:
        """Send the request and bring home the answer, or what came instead; never raises an Exception."""
        started = time.monotonic()
        exchange = Exchange(fetch, Deadline(fetch.deadline))
        try:
            content, cut = self._ask(fetch, exchange)
        except Exception as error:  # noqa: BLE001  one Fetch out, one Visit home, whatever happens
            elapsed = time.monotonic() - started
            told = failure(error, fetch, elapsed, exchange.opened, in_body=exchange.status is not None)
            if told.reason is Reason.NO_DESCRIPTORS:
                self._session.close()  # what it keeps; it opens anew
            return told
        elapsed = time.monotonic() - started
        return Response(exchange.status or 0, exchange.headers, content, elapsed, exchange.opened, cut)

    def _ask(self, fetch: Fetch, exchange: Exchange) -> tuple[bytes, bool]:
        exchange.target = target(fetch.url)
        exchange.route = route(split(fetch.url)[0], self._proxies)
        self._desk.exchange = exchange
        answer = None
        try:
            answer = self._send(fetch, exchange)
        except requests.ConnectionError:
            # The server may close an idle connection at the very moment that we reuse it, or what comes may be left of
            # the answer before: that says nothing about the link, so it is asked again over a fresh one, within the
            # same deadline.
            if not exchange.stale:
                raise
        if answer is None:  # not in the handler, lest what goes wrong now be put down to the error before
            answer = self._send(fetch, exchange)
        head = body.fields(exchange.headers)
        with answer:
            if body.wanted(fetch, answer.status_code, head):
                return read(answer, fetch.limits.max_bytes)
            if body.drainable(fetch, answer.status_code, head):
                drain(answer, exchange)
        return b"", False

    def _send(self, fetch: Fetch, exchange: Exchange) -> requests.Response:
        request = requests.PreparedRequest()
        request.prepare_hooks({})
        request.method, request.url = fetch.method, fetch.url  # not prepare_url, which quotes and normalises
        headers = HTTPHeaderDict([("Host", exchange.target.authority), *fetch.headers])
        request.headers = headers  # type: ignore[assignment]
        if exchange.route.proxy is not None and not exchange.route.tunnelled:
            headers.extend(exchange.route.proxy.headers)
        for name in UNLESS_ASKED:
            headers.setdefault(name, SKIP_HEADER)
        return self._session.send(request, stream=True, allow_redirects=False)


class Session(requests.Session):
    """A session that keeps connections, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.cookies = NoCookies()

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002  as in the base class
        """See no redirects: even when told not to follow them, requests reads their body to the end, however long."""
        return None


class NoCookies(RequestsCookieJar):
    """A jar that stays empty."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        """Keep nothing."""


class Adapter(HTTPAdapter):
    """Leads requests to our connections."""

    def __init__(self, desk: Desk, policy: Policy) -> None:
        self._desk = desk
        self._policy = policy
        super().__init__(pool_connections=hosts(policy.concurrency), pool_maxsize=1, max_retries=Retry(total=False))

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Make a pool manager that makes our pools."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(PlainPool, desk=self._desk),
            "https": self._secure_pool,
        }

    def cert_verify(self, *args: Any) -> None:
        """Do nothing: our TLS context has the authorities, where requests would load them for each connection."""

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        """Wrap urllib3's answer, without parsing its cookies."""
        answer = requests.Response()
        answer.status_code, answer.raw, answer.request = resp.status, resp, req
        return answer

    def _secure_pool(self, host: str, port: int, **options: Any) -> SecurePool:
        return SecurePool(host, port, desk=self._desk, ssl_context=tls.context(self._policy), **options)


def read(answer: requests.Response, limit: int) -> tuple[bytes, bool]:
    """Read the body as sent, and say whether it was cut at `limit` bytes.

    read1 gives what is there; read would wait for a full chunk, and each wait would start a new timeout.
    """
    content = bytearray()
    while chunk := answer.raw.read1(body.CHUNK, decode_content=False):
        content += chunk
        if len(content) > limit:
            return bytes(content[:limit]), True
    return bytes(content), False


def drain(answer: requests.Response, exchange: Exchange) -> None:
    """Read away a small body that nobody wants; where that fails, only the connection is lost."""
    exchange.deadline.shorten(body.DRAIN_SECONDS)
    try:
        read(answer, body.DRAIN_BYTES)
    except Exception:  # noqa: BLE001  the answer is known already
        answer.raw.close()
