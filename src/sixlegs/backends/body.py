"""Owns what the head of an answer says about its body: is it wanted, is it worth draining, can its length be trusted.

Pure, and asked by every client alike, so that all of them read the same bodies.
"""

from __future__ import annotations

import re

from sixlegs.model import Fetch, Kind

Headers = tuple[tuple[str, str], ...]

DRAIN_BYTES = 64 * 1024  # an unwanted body up to this size is cheaper to read than a new connection is to open
DRAIN_SECONDS = 0.5
CHUNK = 64 * 1024  # bytes asked of a socket at a time
MAX_INTERIM = 10  # 1xx answers before the final one (RFC 9110 15.2)
HTML = {"", "text/html", "application/xhtml+xml"}
BODILESS = {204, 304}  # RFC 9110 15.3.5 and 15.4.5


def wanted(fetch: Fetch, status: int, headers: Headers) -> bool:
    """Say whether anyone will look at the body of this answer."""
    if fetch.kind is Kind.CHECK or not 200 <= status < 300:
        return False
    return fetch.kind is Kind.ROBOTS or _media_type(headers) in HTML


def drainable(fetch: Fetch, status: int, headers: Headers) -> bool:
    """Say whether reading an unwanted body to its end is likely to be short, so that the connection can be kept."""
    if fetch.method == "HEAD" or status in BODILESS:
        return True
    lengths = _values(headers, "content-length")
    if lengths:
        return int(lengths[0]) <= DRAIN_BYTES
    return bool(_values(headers, "transfer-encoding"))


def sound(status: int, headers: Headers, max_header_bytes: int) -> bool:
    """Say whether a head is one that all clients take, whatever each library lets pass.

    Its status has three digits and is final, its headers are of a bearable size and contain no NUL, and they state the
    length of the body in one way only (RFC 9112 6.3).
    """
    if not 200 <= status <= 999 or any("\0" in value for _, value in headers):
        return False
    if sum(len(name) + len(value) for name, value in headers) > max_header_bytes:
        return False
    codings = _values(headers, "transfer-encoding")
    if codings:
        return codings == ["chunked"] and not _values(headers, "content-length")
    lengths = _values(headers, "content-length")
    return len(set(lengths)) <= 1 and all(re.fullmatch("[0-9]{1,18}", length) for length in lengths)


def _values(headers: Headers, name: str) -> list[str]:
    return [part.strip().lower() for key, value in headers if key == name for part in value.split(",")]


def _media_type(headers: Headers) -> str:
    return next((value.partition(";")[0].strip().lower() for key, value in headers if key == "content-type"), "")
