"""Owns how much of a page a parser gets to see: what it makes of a page takes a multiple of the page's own size."""

from __future__ import annotations

CALM = 1024 * 1024  # bytes: a page that is no longer is not looked at
_MOST_BYTES = 8 * 1024 * 1024
_MOST = ((b"<", 500_000), (b"=", 150_000), (b"\0", 1_000_000))  # tags, attributes, and what is none of either


def readable(body: bytes) -> bytes:
    """Return a page, up to where it has more in it than anybody reads."""
    if len(body) <= CALM:
        return body
    body = body[:_MOST_BYTES]
    for mark, most in _MOST:
        if body.count(mark) > most:
            body = body[: _place(body, mark, most)]
    return body


def _place(body: bytes, mark: bytes, number: int) -> int:
    """Return where a mark stands for the so-many-and-first time."""
    at = -1
    for _ in range(number + 1):
        at = body.index(mark, at + 1)
    return at
