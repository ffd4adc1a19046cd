"""Owns what happens between requests and the socket: deadlines, the head of the answer, and what is sent, untouched.

requests, urllib3 and http.client each look after a part of an exchange, and none of them has an argument for a total
deadline, for the request target as it stands, or for the size of all headers together. So one `Exchange` rides along
below them: the client fills it in before it sends, the connection reads it and notes what it saw.
"""

from __future__ import annotations

import io
import re
import socket
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException, HTTPMessage, HTTPResponse, IncompleteRead, RemoteDisconnected
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection

from sixlegs.backends.deadline import Deadline
from sixlegs.backends.dial import dial
from sixlegs.backends.target import Target
from sixlegs.model import Fetch
from sixlegs.wire import body
from sixlegs.wire.route import Route

STATUS_LINE = re.compile(rb"HTTP/1\.([01]) ([0-9]{3})(?: ([^\r\n]*))?\r?\n")
HEADER_LINE = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([^\r\n\0]*?)[ \t]*\r?\n")
FOLDED_LINE = re.compile(rb"[ \t]+([^\r\n\0]*?)[ \t]*\r?\n")


@dataclass(slots=True)
class Exchange:
    """One exchange, as far as its connection is concerned."""

    fetch: Fetch
    deadline: Deadline  # for everything together
    target: Target = field(init=False)
    route: Route = field(init=False)
    opened: int = 0
    reused: bool = False  # it went out over a connection that had served before
    answered: bool = False  # at least one byte came back
    foreign: bool = False  # and began as no answer begins
    status: int | None = None
    headers: body.Headers = ()

    @property
    def stale(self) -> bool:
        """Say whether what came, if anything, tells nothing of the link, as in `sixlegs.wire.exchange`."""
        return self.reused and (self.foreign or not self.answered)

    @property
    def sent_target(self) -> str:
        """The request target: what it is to the server, or to a proxy that makes the request in our place."""
        return self.target.path if self.route.proxy is None or self.route.tunnelled else self.fetch.url


class Desk:
    """Where a worker's client lays the exchange that its connections are to carry out: one at a time."""

    exchange: Exchange


class Reader(io.RawIOBase):
    """A socket read against a deadline: its timeout, which is for one read, is set anew for each."""

    def __init__(self, raw: Any, sock: socket.socket, exchange: Exchange) -> None:
        super().__init__()
        self._raw, self._sock, self._exchange = raw, sock, exchange

    def readable(self) -> bool:
        """Say yes, as io.BufferedReader asks."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Fill `buffer` with what comes next; raises TimeoutError at the deadline."""
        self._sock.settimeout(self._exchange.deadline.left())
        count: int | None = self._raw.readinto(buffer)
        self._exchange.answered = self._exchange.answered or bool(count)
        return count

    def close(self) -> None:
        """Let go of the socket."""
        super().close()
        self._raw.close()


class Answer(HTTPResponse):
    """http.client's answer, with a head read to the letter: interim answers skipped, size capped, framing checked."""

    _method: str | None  # http.client's own

    def __init__(self, exchange: Exchange, sock: Any, **options: Any) -> None:
        super().__init__(sock, **options)
        self._exchange = exchange
        self.fp: io.BufferedReader = io.BufferedReader(Reader(self.fp.detach(), sock, exchange), body.CHUNK)

    def begin(self) -> None:
        """Read the head; raises HTTPException where it is malformed, RemoteDisconnected where it is cut."""
        for _ in range(body.MAX_INTERIM + 1):
            self._budget = self._exchange.fetch.limits.max_header_bytes
            minor, status = self._read_status_line()
            headers = tuple(self._read_headers())
            if not 100 <= status < 200 or status == 101:
                break
        else:
            raise HTTPException("too many interim answers")
        if not body.sound(status, body.fields(headers)) or not body.bearable(
            headers, self._exchange.fetch.limits.max_header_bytes
        ):
            raise HTTPException("the length of the body is not clear")
        self._exchange.status, self._exchange.headers = status, headers
        self.code = self.status = status
        self.version = 11 if minor else 10
        self._frame(headers, persistent=bool(minor))

    def _frame(self, headers: body.Headers, *, persistent: bool) -> None:
        """Tell http.client where the body ends (RFC 9112 6.3), and whether the connection does so too (9.3)."""
        self.headers = self.msg = HTTPMessage()
        for name, value in headers:
            self.headers[name] = value
        self.chunked = "transfer-encoding" in self.headers
        self.chunk_left = None
        length = self.headers.get("content-length")
        self.length = None if length is None else int(length)
        if self._method == "HEAD" or self.status in body.BODILESS:
            self.chunked, self.length = False, 0
        connection = ",".join(self.headers.get_all("connection", [])).lower()
        keep = "close" not in connection if persistent else "keep-alive" in connection
        self.will_close = not keep or (self.length is None and not self.chunked)

    def _read_status_line(self) -> tuple[int, int]:
        line = self.fp.readline(self._budget + 1)
        if not body.may_begin(line):
            self._exchange.foreign = True
            raise HTTPException("not HTTP/1")
        match = STATUS_LINE.fullmatch(self._spend(line))
        if match is None:
            raise HTTPException("bad status line")
        self.reason = (match[3] or b"").decode("iso-8859-1")
        return int(match[1]), int(match[2])

    def _read_headers(self) -> list[tuple[str, str]]:
        headers: list[tuple[str, str]] = []
        while (line := self._spend(self.fp.readline(self._budget + 1))) not in (b"\r\n", b"\n"):
            if match := HEADER_LINE.fullmatch(line):
                headers.append((match[1].decode("ascii").lower(), match[2].decode("iso-8859-1")))
            elif (match := FOLDED_LINE.fullmatch(line)) and headers:  # RFC 9112 5.2: a fold reads as one space
                name, value = headers.pop()
                headers.append((name, f"{value} {match[1].decode('iso-8859-1')}".strip()))
            else:
                raise HTTPException("bad header line")
        return headers

    def _spend(self, line: bytes) -> bytes:
        """Give back a line of the head, provided that it is whole and within the budget of bytes."""
        self._budget -= len(line)
        if self._budget < 0:
            raise HTTPException("the headers are too long")
        if not line.endswith(b"\n"):
            raise RemoteDisconnected("the connection was closed within the head")
        return line

    def _read_next_chunk_size(self) -> int:
        """Replace http.client's own, which takes a malformed size for the end of the connection."""
        match = body.CHUNK_LINE.fullmatch(self._read_line(self._exchange.fetch.limits.max_header_bytes))
        if match is None:
            raise HTTPException("bad chunk size")
        return int(match[1], 16)

    def _read_and_discard_trailer(self) -> None:
        """Replace http.client's own, which takes the end of the connection for that of the trailer, and any length."""
        budget = self._exchange.fetch.limits.max_header_bytes
        while (line := self._read_line(budget)) not in (b"\r\n", b"\n"):
            budget -= len(line)

    def _read_line(self, budget: int) -> bytes:
        line = self.fp.readline(budget + 1)
        if len(line) > budget:
            raise HTTPException("a chunk's extensions, or the trailer, are too long")
        if not line.endswith(b"\n"):
            raise IncompleteRead(line)
        return line


class PlainConnection(HTTPConnection):
    """urllib3's connection, that dials within the deadline and sends the request as it was ordered."""

    def __init__(self, *args: Any, desk: Desk, **options: Any) -> None:
        super().__init__(*args, **options)
        self._desk = desk
        self._served = False

    def connect(self) -> None:
        """Open the connection, TLS included, and count it."""
        super().connect()
        self._served = False
        self._desk.exchange.opened += 1

    def request(self, method: str, url: str, *args: Any, **options: Any) -> None:  # noqa: ARG002  urllib3's names
        """Send the request line and the headers; `url`, which urllib3 has tidied, is not looked at."""
        exchange = self._desk.exchange
        self.timeout = exchange.deadline.left()
        exchange.reused = self.sock is not None and self._served
        self._served = True
        self.response_class = partial(Answer, exchange)  # type: ignore[assignment]
        super().request(method, exchange.sent_target, *args, **options)
        self._served = True

    def _new_conn(self) -> socket.socket:
        exchange = self._desk.exchange
        return dial(exchange.fetch, exchange.route, exchange.deadline)


class SecureConnection(PlainConnection, HTTPSConnection):
    """The same over TLS."""

    def connect(self) -> None:
        """Open the connection; what the user lets pass unverified needs no warning from urllib3."""
        super().connect()
        self.is_verified = True
