"""Owns what the head of an answer says about its body: can its length be trusted, is it wanted, is it worth draining.

Asked by every client alike, so that all of them read the same bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain

from sixlegs import media
from sixlegs.model import Fetch, Kind

Headers = tuple[tuple[str, str], ...]

DRAIN_BYTES = 64 * 1024  # an unwanted body up to this size is cheaper to read than a new connection is to open
DRAIN_SECONDS = 0.5
CHUNK = 64 * 1024  # bytes asked of a socket at a time
MAX_INTERIM = 10  # 1xx answers before the final one (RFC 9110 15.2)
VERSIONS = frozenset({"1.0", "1.1"})
BODILESS = frozenset({204, 304})  # RFC 9110 15.3.5 and 15.4.5
BODILESS_METHODS = frozenset({"HEAD", "CONNECT"})  # RFC 9110 9.3.2 and 9.3.6
CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r\n")
_LENGTH = re.compile("[0-9]{1,18}")


@lru_cache(maxsize=1024)
def name(sent: bytes) -> str:
    """Return the name of a header in lower case; there are not many of them."""
    return sent.decode("latin-1").lower()


def fields(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return headers by their lower-case names, those that came several times joined by commas (RFC 9110 5.3)."""
    joined: dict[str, str] = {}
    for name, value in headers:
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def may_begin(data: bytes) -> bool:
    """Say whether the first bytes that arrive can be the beginning of an answer (RFC 9112 4)."""
    return data[:5] == b"HTTP/"[: len(data)]


def sound(status: int, head: Mapping[str, str]) -> bool:
    """Say whether all clients take this head, whatever each library lets pass.

    Its status has three digits and is final, and it states the length of the body once and in one way (RFC 9112 6.3).
    """
    if not 200 <= status <= 999:
        return False
    coding = head.get("transfer-encoding")
    length = head.get("content-length")
    if coding is not None:
        return length is None and coding.strip().lower() == "chunked"
    return length is None or _LENGTH.fullmatch(length) is not None


def bearable(headers: Headers, max_header_bytes: int) -> bool:
    """Say whether headers that a library has read are of a size that we allow, and hold no NUL (RFC 9110 5.5)."""
    everything = "".join(chain.from_iterable(headers))
    return len(everything) <= max_header_bytes and "\0" not in everything


def wanted(fetch: Fetch, status: int, head: Mapping[str, str]) -> bool:
    """Say whether anyone will look at the body of this answer."""
    if fetch.kind is Kind.CHECK or not 200 <= status < 300:
        return False
    kind = head.get("content-type", "")
    if kind in media.READ or fetch.kind in {Kind.ROBOTS, Kind.SITEMAP}:
        return True
    return media.named(kind.partition(",")[0]) in media.READ  # of several headers, the first


def drainable(fetch: Fetch, status: int, head: Mapping[str, str]) -> bool:
    """Say whether reading an unwanted body to its end is likely to be short, so that the connection can be kept."""
    if fetch.method == "HEAD" or status in BODILESS:
        return True
    length = head.get("content-length")
    if length is not None:
        return int(length) <= DRAIN_BYTES
    return "transfer-encoding" in head
