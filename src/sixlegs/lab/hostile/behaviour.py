"""Owns the values that say what the site does with a request; knows no socket and no crawl."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from http import HTTPStatus

HTML = "text/html; charset=utf-8"
Place = Callable[[str], str]  # puts the real addresses where a text says `main.test`


class Act(Enum):
    """Something done to a connection that is not sending bytes."""

    HOLD = auto()  # say nothing until the client leaves
    CLOSE = auto()  # end the connection in order (FIN)
    RESET = auto()  # end it in disorder (RST)


@dataclass(frozen=True)
class Flood:
    """Send the same bytes again and again, until the client leaves."""

    piece: bytes


@dataclass(frozen=True)
class Meet:
    """Wait until `size` requests to the same origin wait here at once, and a moment longer for one too many."""

    size: int


@dataclass(frozen=True)
class Answer:
    """A response in good order; `HEAD` gets it without its body."""

    status: int = 200
    body: str | bytes = ""
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str | None = HTML
    charset: str = "utf-8"  # of a body given as text
    length: int | None = None  # what Content-Length says, where that is a lie

    def wire(self, method: str, place: Place) -> bytes:
        """Return the bytes of the response."""
        body = place(self.body).encode(self.charset) if isinstance(self.body, str) else self.body
        head = [f"HTTP/1.1 {self.status} {_phrase(self.status)}"]
        if self.content_type is not None:
            head.append(f"Content-Type: {self.content_type}")
        head += [f"{name}: {place(value)}" for name, value in self.headers]
        if self.status not in {204, 304}:
            head.append(f"Content-Length: {len(body) if self.length is None else self.length}")
        return "\r\n".join([*head, "", ""]).encode() + (b"" if method == "HEAD" else body)


Step = bytes | float | Act | Flood | Meet | Answer
Script = tuple[Step, ...]  # floats are pauses in seconds


@dataclass(frozen=True)
class Turns:
    """The first request gets the first script, the second the second; the last one is for all that follow."""

    scripts: tuple[Script, ...]


@dataclass(frozen=True)
class ByMethod:
    """HEAD is treated in a way of its own."""

    head: Script
    get: Script = field(default=(Answer(),))


Behaviour = Script | Turns | ByMethod


def page(*lines: str, **how: str) -> Script:
    """An HTML page; `how` may give the encoding that it is sent in and the Content-Type that says so."""
    charset = how.get("charset", "utf-8")
    return (Answer(body="<!doctype html>\n" + "\n".join(lines), charset=charset, content_type=how.get("says", HTML)),)


def link(href: str, text: str = "") -> str:
    """An `a` element whose `href` has exactly the given value."""
    return f'<a href="{html.escape(href)}">{html.escape(text or href)}</a>'


def links(*hrefs: str) -> Script:
    """A page with nothing but links."""
    return page(*map(link, hrefs))


def status(code: int, *headers: tuple[str, str], body: str = "") -> Script:
    """An answer with a status and little else."""
    return (Answer(code, body, headers),)


def redirect(code: int, *locations: str) -> Script:
    """A redirect to a location, or to none, or to several."""
    return (Answer(code, headers=tuple(("Location", each) for each in locations)),)


def coded(coding: str, body: bytes, content_type: str = HTML) -> Script:
    """A body that says it is in a content coding."""
    return (Answer(body=body, headers=(("Content-Encoding", coding),), content_type=content_type),)


def raw(*steps: Step) -> Script:
    """Bytes as given, after which the connection ends."""
    return (*steps, Act.CLOSE)


def drip(start: bytes, each: bytes, seconds: float = 0.1) -> Script:
    """A response that never stops coming, a few bytes at a time."""
    return (start, *(step for _ in range(300) for step in (seconds, each)))


FLOOD = Flood(b"%x\r\n%s\r\n" % (16_384, b"." * 16_384))  # of chunks


def chunked(*pieces: bytes) -> bytes:
    """Bytes as chunks, the last one not included."""
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


def _phrase(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return "Odd"
