"""Owns one request's answer as it arrives: bytes in, a reply out (RFC 9112); knows no socket and no clock."""

from __future__ import annotations

from typing import cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from sixlegs.model import Failure, Fetch, Phases, Reason, Response
from sixlegs.wire import body

_WORDS = {
    Reason.RESET: "connection closed by the server",
    Reason.TLS: "TLS handshake failed",
    Reason.PROTOCOL: "the answer is not valid HTTP",
    Reason.TRUNCATED: "the answer ended early",
}


class Exchange:
    """The answer to one fetch. Whoever owns the connection calls `receive` with what arrives until `done`.

    Strategy: httptools cuts the stream into head and body; what a head means, and when enough has been read, is said
    here. Bodies that nobody wants are read away where they are short, so that the connection can be kept.
    """

    __slots__ = (
        "_body",
        "_fields",
        "_foreign",
        "_interim",
        "_keep",
        "_parser",
        "_size",
        "_suspect",
        "_to_the_end",
        "_unread",
        "_wanted",
        "cut",
        "done",
        "draining",
        "failure",
        "fetch",
        "headers",
        "opened",
        "reusable",
        "started",
        "status",
    )

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch
        self.opened = 0  # connections opened for it: the owner counts
        self.reset()

    def reset(self) -> None:
        """Begin anew, for a second try over a fresh connection."""
        self.done = False
        self.draining = False  # the reply is known; what is left of the body is read for the connection's sake only
        self.started = False  # at least one byte has come back
        self.reusable = False  # once done: the connection can take the next request
        self.failure: tuple[Reason, str] | None = None
        self.status = 0
        self.headers: body.Headers = ()
        self.cut = False
        self._fields: list[tuple[bytes, bytes]] = []
        self._unread = 0  # bytes that came since there was last something to make of them
        self._interim = 0
        self._foreign = False  # it began as no answer begins
        self._suspect = False  # what came may hold a head that is not bearable
        self._keep = self._wanted = self._to_the_end = False
        self._body: list[bytes] = []
        self._size = 0
        self._parser = HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(
            lenient_headers=True, lenient_optional_cr_before_lf=True, lenient_spaces_after_chunk_size=True
        )

    @property
    def stale(self) -> bool:
        """Say whether a kept connection was closed before it answered, or what came over it can be no answer.

        That tells nothing of the link: bytes that nobody asked for may have been on their way since the exchange before
        (of a HEAD, some send the body). Then `reset`, and one try over a fresh connection (RFC 9112 9.3.1).
        """
        if self.failure is None or self.opened:
            return False
        return self._foreign or (self.failure[0] in {Reason.RESET, Reason.TLS} and not self.started)

    # what the owner of the connection says

    def receive(self, data: bytes) -> bool:
        """Take what arrived; say whether the reply is complete. What comes after it spoils the connection."""
        if self.done:
            self.reusable = False
            return True
        if not self.started:
            self.started = True
            if not body.may_begin(data):  # the parser would skip empty lines
                self._foreign = True
                self.fail(Reason.PROTOCOL)
        self._unread += len(data)
        if not self.status:
            self._suspect = self._suspect or self._unread > self.fetch.limits.max_header_bytes or b"\0" in data
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self.reusable = False
            self.fail(Reason.PROTOCOL)
        if self._unread > self.fetch.limits.max_header_bytes:  # a head, a trailer or a chunk's extension without end
            self.fail(Reason.PROTOCOL)
        return self.done

    def closed(self, fault: Reason | None = None) -> None:
        """Take note that the server has closed the connection; with a `fault`, that it was no orderly end."""
        if self.done:
            return
        if self._to_the_end and fault is None:
            self._finish(reusable=False)
        else:
            self.fail(Reason.TRUNCATED if self.status else fault or Reason.RESET)

    def expire(self) -> None:
        """Take note that the time is over."""
        self.fail(Reason.TIMEOUT, f"no complete answer within {self.fetch.deadline:g} s")

    def fail(self, reason: Reason, detail: str = "") -> None:
        """End with a failure instead of a response, unless all that matters has been said already."""
        if self.draining:
            self._finish(reusable=False)
        elif not self.done:
            self.failure = (reason, detail or _WORDS.get(reason, ""))
            self.done = True
            self.reusable = False

    def reply(self, elapsed: float, phases: Phases | None = None, peer: str | None = None) -> Response | Failure:
        """Return what is brought home, `elapsed` seconds after the start; the rest is what its owner took note of.

        It is the end of the exchange: its parser, which holds on to it and so to the body, is let go.
        """
        self._parser = cast("HttpResponseParser", None)
        if self.failure is not None:
            return Failure(*self.failure, elapsed, self.opened, phases, peer)
        whole = self._body[0] if len(self._body) == 1 else b"".join(self._body)
        return Response(
            self.status,
            self.headers,
            whole[: self.fetch.limits.max_bytes],
            elapsed,
            self.opened,
            self.cut,
            phases,
            peer,
        )

    # what the parser says

    def on_message_begin(self) -> None:
        """A second answer, for which nobody asked, spoils the connection."""
        if self.done:
            self.reusable = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; trailers say nothing that we look for."""
        if not self.status:
            self._fields.append((name, value))

    def on_headers_complete(self) -> None:
        """Decide what is to become of the body."""
        self._unread = 0
        if self.done:
            return
        status = self._parser.get_status_code()
        if 100 <= status < 200 and status != 101:
            self._interim += 1
            self._suspect = True
            self._fields.clear()
            if self._interim > body.MAX_INTERIM:
                self.fail(Reason.PROTOCOL)
            return
        headers = tuple([(body.name(name), value.decode("latin-1").strip()) for name, value in self._fields])
        head = body.fields(headers)
        version = self._parser.get_http_version()
        if (
            version not in body.VERSIONS
            or not body.sound(status, head)
            or (self._suspect and not body.bearable(headers, self.fetch.limits.max_header_bytes))
        ):
            self.fail(Reason.PROTOCOL)
            return
        self.status, self.headers = status, headers
        self._frame(status, head, version)

    def _frame(self, status: int, head: dict[str, str], version: str) -> None:
        """Say where the body ends (RFC 9112 6.3), and whether the connection outlives it (9.3)."""
        connection = head.get("connection", "").lower()
        self._keep = "close" not in connection and (version == "1.1" or "keep-alive" in connection)
        fetch = self.fetch
        if fetch.method in body.BODILESS_METHODS or status in body.BODILESS:
            self._finish(reusable=self._keep)
            return
        self._to_the_end = "content-length" not in head and "transfer-encoding" not in head
        self._wanted = body.wanted(fetch, status, head)
        if not self._wanted:
            self.draining = self._keep and body.drainable(fetch, status, head)
            if not self.draining:
                self._finish(reusable=False)

    def on_body(self, data: bytes) -> None:
        """Keep, or drop, a piece of the body."""
        if self.done:
            self.reusable = False
            return
        self._unread = 0
        self._size += len(data)
        if self._wanted:
            self._body.append(data)
            if self._size > self.fetch.limits.max_bytes:
                self.cut = True
                self._finish(reusable=False)
        elif self._size > body.DRAIN_BYTES:
            self._finish(reusable=False)

    def on_message_complete(self) -> None:
        """The answer is all there, unless it was an interim one."""
        if self.status and not self.done:
            self._finish(reusable=self._keep and not self._to_the_end)

    def _finish(self, *, reusable: bool) -> None:
        self.done = True
        self.draining = False
        self.reusable = reusable
