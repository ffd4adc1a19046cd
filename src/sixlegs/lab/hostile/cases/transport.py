"""Links to servers that break off, keep silent, or never come to an end, each at a place of its own."""

from __future__ import annotations

import gzip

from sixlegs.lab.hostile.behaviour import FLOOD, Act, Answer, ByMethod, Flood, page
from sixlegs.lab.hostile.case import Behind, Case
from sixlegs.lab.hostile.cases.statuses import SILENT, TO_THE_LAST
from sixlegs.lab.hostile.cases.wire import CHUNKED, START, found

BOMB = gzip.compress(b" " * 16 * 1024 * 1024)
FOUND = b"HTTP/1.1 302 Found\r\nLocation: /page\r\n"
HUGE = 10 * 1024**3
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\n"


def _endless(name: str, *steps: bytes | Flood, spare: int = 0) -> Case:
    """An answer that has no end and no body to cut: a limit of ours has to end it, or the deadline at the latest."""
    return Case(f"endless-{name}", f"/endless-{name}", "unreachable/protocol", steps, spare=spare)


ENDLESS = (
    _endless("interim", Flood(INTERIM * 64)),
    _endless("early-hints", Flood(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 64)),
    _endless("status-line", b"HTTP/1.1 200 ", Flood(b"x" * 16_384)),
    _endless("headers", START, Flood(b"X-More: and more\r\n" * 512)),
    _endless("fold", START + b"X-More: and\r\n", Flood(b" more\r\n" * 1024)),
    _endless("name", START, Flood(b"X" * 16_384)),
    _endless("chunk-size", CHUNKED, Flood(b"0" * 16_384)),
    _endless("chunk-extension", CHUNKED + b"3;a=", Flood(b"b" * 16_384)),
    _endless("trailer", CHUNKED + b"3\r\n<p>\r\n0\r\nX-More: ", Flood(b"x" * 16_384)),
    _endless("trailers", CHUNKED + b"3\r\n<p>\r\n0\r\n", Flood(b"X-More: and more\r\n" * 512)),
    _endless("blank-lines", Flood(b"\r\n" * 4096), spare=1),
    Case("interim-and-no-more", "/interim-and-no-more", "timeout/timeout", (INTERIM, Act.HOLD), asked=SILENT, spare=1),
    Case("head-and-no-more", "/head-and-no-more", "timeout/timeout", (START, Act.HOLD), asked=SILENT, spare=1),
    Case(
        "body-and-no-more",
        "/body-and-no-more",
        "timeout/timeout",
        (CHUNKED + b"3\r\n<p>\r\n", Act.HOLD),
        asked=SILENT,
        spare=1,
    ),
)
UNWANTED = (  # bodies that nobody reads, however long they are
    Case("endless-404", "/endless-404", "broken/not-found", (_missing := CHUNKED.replace(b"200 OK", b"404 No"), FLOOD)),
    Case(
        "endless-redirect",
        "/endless-redirect",
        "ok/ok",
        (FOUND + b"Transfer-Encoding: chunked\r\n\r\n", FLOOD),
        final="http://main.test/page",
    ),
    Case(
        "redirect-with-bomb",
        "/redirect-with-bomb",
        "ok/ok",
        (FOUND + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB,),
        final="http://main.test/page",
    ),
    Case(
        "endless-image",
        "/endless-image",
        "ok/ok",
        (CHUNKED.replace(b"text/html", b"image/png"), FLOOD),
    ),
    Case("ten-gigabytes", "/ten-gigabytes", "ok/ok", (Answer(length=HUGE), Flood(b"." * 65_536)), notes=("too-big",)),
    Case("ten-gigabytes-away", "http://other.test/ten-gigabytes", "ok/ok", (Answer(length=HUGE),)),
    Case(
        "no-content-with-body",
        "/no-content-with-body",
        "ok/ok",
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",),
        natives=(("aiohttp", "unreachable/protocol"),),
    ),
    Case(
        "head-with-body",
        "http://other.test/head-with-body",
        "ok/ok",
        ByMethod((Answer(length=5).wire("HEAD", str) + b"hello",)),
    ),
)


def _broken(name: str, expect: str, *script: bytes | Act | float, spare: int = 0) -> Case:
    return Case(name, f"/{name}", expect, script, asked=TO_THE_LAST, spare=spare)


BROKEN_OFF = (
    _broken("reset-in-status", "unreachable/reset", b"HTTP/1.1 2", 0.05, Act.RESET, spare=0),
    _broken("closed-in-status", "unreachable/reset", b"HTTP/1.1 2", Act.CLOSE),
    _broken("reset-in-head", "unreachable/reset", START, 0.05, Act.RESET),
    _broken("closed-in-head", "unreachable/reset", START, Act.CLOSE),
    _broken("closed-after-interim", "unreachable/reset", INTERIM, Act.CLOSE),
    _broken("closed-in-chunk-size", "unreachable/truncated", CHUNKED + b"3", Act.CLOSE),
    _broken("closed-before-body", "unreachable/truncated", START + b"Content-Length: 9\r\n\r\n", Act.CLOSE),
)
UNASKED = (
    Case(
        "answers-twice",  # the second answer, for which nobody asked, must not become that of the next request
        "/answers-twice",
        "ok/ok",
        (Answer(body=found("answers-twice")).wire("GET", str) + Answer(404, "<p>not yours").wire("GET", str),),
    ),
    Case("found-after-two", "/found/answers-twice", "ok/ok", page(), page="/answers-twice", depth=2),
)
NAMES = (
    Case("name-with-empty-label", "http://a..b/", "unreachable/dns"),
    Case("name-that-nobody-answers-for", "http://unanswered.invalid/", "timeout/timeout"),  # see tests/site/names
)
HANDSHAKES = (Case("silent-in-handshake", "https://dumb.test/", "timeout/timeout"),)
CASES = ENDLESS + UNWANTED + BROKEN_OFF + UNASKED + NAMES + HANDSHAKES
BEHIND = (Behind("dumb.test", "a TLS handshake", (Act.HOLD,), asked=()),)
