"""Properties of the exchange: no bytes surprise it, and on good ones it agrees with the standard library."""

from __future__ import annotations

import io
from http.client import HTTPResponse
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sixlegs.model import Fetch, Kind, Limits, Response
from sixlegs.wire.exchange import Exchange

LIMITS = Limits(max_bytes=20, max_header_bytes=200)
PARTS = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.0 404 Gone\r\n",
        b"HTTP/1.1 103 Hints\r\n",
        b"Content-Length: 5\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Connection: close\r\n",
        b"Content-Type: image/png\r\n",
        b"\r\n",
        b"5\r\nhello\r\n",
        b"0\r\n\r\n",
        b"hello",
    ]
)
CHUNKS = st.lists(st.one_of(PARTS, st.binary(min_size=1, max_size=40)), max_size=12)
FETCHES = st.builds(
    Fetch,
    url=st.just("http://site/"),
    method=st.sampled_from(["GET", "HEAD", "CONNECT"]),
    kind=st.sampled_from(Kind),
    limits=st.just(LIMITS),
)


@given(CHUNKS, FETCHES)
def test_any_bytes_end_in_one_reply(chunks: list[bytes], fetch: Fetch) -> None:
    """Nothing is raised; `done` is final; once the connection is closed there is a reply, and it is within the caps."""
    exchange = Exchange(fetch)
    replies = [exchange.reply(0.0) for chunk in chunks if exchange.receive(chunk)]
    exchange.closed()
    assert exchange.done
    reply = exchange.reply(0.0)
    assert all(each == reply for each in replies)
    if isinstance(reply, Response):
        assert len(reply.body) <= LIMITS.max_bytes
        assert sum(len(name) + len(value) for name, value in reply.headers) <= LIMITS.max_header_bytes


@given(CHUNKS, st.data())
def test_chunks_of_any_size_say_the_same(chunks: list[bytes], data: st.DataObject) -> None:
    """Where the bytes are cut makes no difference, as long as the caps are far."""
    whole = b"".join(chunks)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)), max_size=8)))
    once, often = Exchange(Fetch("http://site/")), Exchange(Fetch("http://site/"))
    for exchange, pieces in (
        (once, [whole]),
        (often, [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]),
    ):
        for piece in pieces:
            if piece:
                exchange.receive(piece)
        exchange.closed()
    assert (once.reply(0.0), once.reusable) == (often.reply(0.0), often.reusable)


TOKENS = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=8).map(lambda name: f"X-{name}")
VALUES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters="\x7f\x85\xa0"), max_size=12)


class Played:
    """A socket that has an answer ready."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, *_: Any) -> io.BytesIO:
        """Give what http.client reads."""
        return io.BytesIO(self._data)


@given(
    st.sampled_from([200, 201, 206, 299]),
    st.lists(st.tuples(TOKENS, VALUES), max_size=5),
    st.lists(st.binary(min_size=1, max_size=30), max_size=4),
    st.sampled_from(["length", "chunks", "close"]),
)
def test_good_answers_are_read_as_the_standard_library_reads_them(
    status: int, headers: list[tuple[str, str]], pieces: list[bytes], framing: str
) -> None:
    """Status, headers and body are those that http.client finds."""
    lines = [("Content-Type", "text/html"), *headers]
    body = b"".join(pieces)
    if framing == "length":
        lines.append(("Content-Length", str(len(body))))
    elif framing == "chunks":
        lines.append(("Transfer-Encoding", "chunked"))
        body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    head = f"HTTP/1.1 {status} OK\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines) + "\r\n"
    data = head.encode("iso-8859-1") + body
    theirs = HTTPResponse(Played(data))  # type: ignore[arg-type]
    theirs.begin()
    exchange = Exchange(Fetch("http://site/"))
    exchange.receive(data)
    exchange.closed()
    ours = exchange.reply(0.0)
    assert isinstance(ours, Response)
    assert (ours.status, ours.body) == (theirs.status, theirs.read())
    assert list(ours.headers) == [(name.lower(), value.strip()) for name, value in theirs.getheaders()]
