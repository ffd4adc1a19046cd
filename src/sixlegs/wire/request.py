"""Owns the bytes of a request (RFC 9112 section 3); knows nothing of connections."""

from __future__ import annotations

import re
from functools import lru_cache

from sixlegs.model import Fetch
from sixlegs.wire.route import Route, address, split

Fields = tuple[tuple[str, str], ...]

_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")


def request(fetch: Fetch, route: Route) -> bytes:
    """Return the request of a fetch, in the form in which whoever gets it wants it.

    Raises ValueError where it would not be one request.
    """
    origin, target = split(fetch.url)
    headers = fields(fetch.headers)
    if route.proxy is not None and not route.tunnelled:
        target, headers = fetch.url, headers + fields(route.proxy.headers)  # RFC 9112 3.2.2
    if _UNPRINTABLE.search(fetch.url):
        raise ValueError("a URL may not contain spaces or line breaks")
    head = f"{fetch.method} {target} HTTP/1.1\r\nHost: {address(origin).authority}\r\n".encode("ascii")
    return b"%b%b\r\n" % (head, headers)


def connect(route: Route) -> bytes:
    """Return the request that makes a proxy open a tunnel (RFC 9110 9.3.6)."""
    assert route.proxy is not None
    host = f"[{route.server.host}]" if ":" in route.server.host else route.server.host
    goal = f"{host}:{route.server.port}".encode("ascii")
    return b"CONNECT %b HTTP/1.1\r\nHost: %b\r\n%b\r\n" % (goal, goal, fields(route.proxy.headers))


@lru_cache(maxsize=256)
def fields(headers: Fields) -> bytes:
    """Return the lines of a header section; one with a line break or NUL in it would be two, and raises ValueError."""
    if any(forbidden in part for header in headers for part in header for forbidden in "\r\n\0"):
        raise ValueError("a header may not contain line breaks")
    return b"".join(f"{name}: {value}\r\n".encode("iso-8859-1") for name, value in headers)
