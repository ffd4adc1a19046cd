"""Links to servers that break rules, connections and patience: silence, resets, short bodies, codings, floods."""

from __future__ import annotations

import gzip
import zlib

import brotli
import zstandard

from sixlegs.lab.hostile.behaviour import FLOOD, HTML, Act, Answer, chunked, coded, drip, link, page, raw
from sixlegs.lab.hostile.case import Behind, Case
from sixlegs.lab.hostile.cases.statuses import SILENT, TO_THE_LAST

MAX_BYTES = 300_000  # what the runs are given as --max-bytes
MAX_INFLATED = 1_000_000  # and as --max-inflated
START = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = START + b"Transfer-Encoding: chunked\r\n\r\n"


def found(name: str) -> bytes:
    """A page with one link, long enough that its codings have something to do."""
    return (link(f"/found/{name}") + "<p>and so on" * 50).encode()


def _behind(name: str) -> Case:
    return Case(f"found-in-{name}", f"/found/{name}", "ok/ok", page(), page=f"/{name}", depth=2)


def _deflated(body: bytes) -> bytes:
    coder = zlib.compressobj(wbits=-15)
    return coder.compress(body) + coder.flush()


SLOW = (
    Case("silent", "/silent", "timeout/timeout", (Act.HOLD,), asked=SILENT, spare=1),
    Case("dripping-header", "/drip-header", "timeout/timeout", drip(START + b"X-Drip: ", b"x"), asked=SILENT, spare=1),
    Case(
        "dripping-body",
        "/drip-body",
        "timeout/timeout",
        drip(START + b"Content-Length: 999\r\n\r\n", b"x"),
        asked=SILENT,
        spare=1,
    ),
)
CODED = (
    Case("gzip", "/gzip", "ok/ok", coded("gzip", gzip.compress(found("gzip")))),
    Case("x-gzip", "/x-gzip", "ok/ok", coded("x-gzip", gzip.compress(found("x-gzip")))),
    Case("deflate", "/deflate", "ok/ok", coded("deflate", zlib.compress(found("deflate")))),
    Case("raw-deflate", "/raw-deflate", "ok/ok", coded("deflate", _deflated(found("raw-deflate")))),
    Case("br", "/br", "ok/ok", coded("br", brotli.compress(found("br")))),
    Case("zstd", "/zstd", "ok/ok", coded("zstd", zstandard.compress(found("zstd")))),
    Case("stacked", "/stacked", "ok/ok", coded("gzip, br", brotli.compress(gzip.compress(found("stacked"))))),
    *map(_behind, ("gzip", "x-gzip", "deflate", "raw-deflate", "br", "zstd", "stacked", "no-coding")),
    Case("empty-gzip", "/empty-gzip", "ok/ok", coded("gzip", b"")),
    Case(
        "cut-gzip",
        "/cut-gzip",
        "unreachable/truncated",
        coded("gzip", gzip.compress(found("x"))[:-20]),
        asked=TO_THE_LAST,
    ),
    Case(
        "cut-br", "/cut-br", "unreachable/truncated", coded("br", brotli.compress(found("x"))[:-6]), asked=TO_THE_LAST
    ),
    Case("lying-gzip", "/lying-gzip", "unreachable/decode", coded("gzip", found("x"))),
    Case("unasked-coding", "/unasked-coding", "unreachable/decode", coded("compress", found("x"))),
    Case("no-coding", "/no-coding", "ok/ok", coded("aws-chunked, utf-8, none", found("no-coding"))),
    Case("bomb", "/bomb", "ok/ok", coded("gzip", gzip.compress(b" " * (4 * MAX_INFLATED))), notes=("too-big",)),
    Case("br-bomb", "/br-bomb", "ok/ok", coded("br", brotli.compress(b" " * (4 * MAX_INFLATED))), notes=("too-big",)),
)
DRAINED = (  # nobody wants the body, and reading it away is not worth the wait
    Case(
        "dripping-unwanted",
        "/drip-unwanted",
        "broken/not-found",
        drip(b"HTTP/1.1 404 Not Found\r\nContent-Length: 9999\r\n\r\n", b"x"),
    ),
)
SIZES = (
    Case("oversize", "/oversize", "ok/ok", (Answer(body=b"<p>" + b"." * (2 * MAX_BYTES)),), notes=("too-big",)),
    Case("flood", "/flood", "ok/ok", (CHUNKED, FLOOD), notes=("too-big",)),
    Case("oversize-missing", "/oversize-404", "broken/not-found", (Answer(404, b"." * (2 * MAX_BYTES)),)),
    Case("long-header", "/long-header", "ok/ok", (Answer(headers=(("X-Long", "x" * 40_000),)),)),
    Case("many-headers", "/many-headers", "ok/ok", (Answer(headers=tuple((f"X-{n}", "x") for n in range(300))),)),
    Case("endless-header", "/endless-header", "unreachable/protocol", raw(START + b"X-Long: " + b"x" * 1_000_000)),
)
BROKEN = (
    Case("reset-at-once", "/reset", "unreachable/reset", (Act.RESET,), asked=TO_THE_LAST, spare=4),
    Case("closed-at-once", "/closed", "unreachable/reset", (Act.CLOSE,), asked=TO_THE_LAST, spare=4),
    Case(
        "reset-in-body",
        "/reset-in-body",
        "unreachable/truncated",  # not every client can tell it from an orderly end
        (START + b"Content-Length: 999\r\n\r\n<p>half", 0.1, Act.RESET),
        asked=TO_THE_LAST,
    ),
    Case(
        "short", "/short", "unreachable/truncated", (Answer(body="<p>short", length=999), Act.CLOSE), asked=TO_THE_LAST
    ),
    Case("cut-chunks", "/cut-chunks", "unreachable/truncated", raw(CHUNKED + chunked(b"<p>one")), asked=TO_THE_LAST),
    Case("bad-chunk", "/bad-chunk", "unreachable/protocol", raw(CHUNKED + b"zz\r\n<p>one\r\n0\r\n\r\n")),
    Case("no-http", "/no-http", "unreachable/protocol", raw(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"), spare=1),
    Case("icy", "/icy", "unreachable/protocol", raw(b"ICY 200 OK\r\n\r\n<p>music"), spare=1),
    Case("status-1000", "/1000", "unreachable/protocol", raw(b"HTTP/1.1 1000 Odd\r\nContent-Length: 0\r\n\r\n")),
    Case("status-99", "/99", "unreachable/protocol", raw(b"HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n")),
    Case("bad-length", "/bad-length", "unreachable/protocol", raw(START + b"Content-Length: -5\r\n\r\n<p>one")),
)
TOLERATED = (
    Case(
        "early-hints",
        "/early-hints",
        "ok/ok",
        (
            b"HTTP/1.1 103 Early Hints\r\nLink: </never>; rel=preload\r\n\r\n" * 3,
            Answer(body=link("/found/early-hints")),
        ),
    ),
    Case(
        "http-1.0",
        "/http-1.0",
        "ok/ok",
        raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + found("http-1.0")),
    ),
    Case("until-close", "/until-close", "ok/ok", raw(START + b"\r\n" + found("until-close"))),
    Case(
        "trailers",
        "/trailers",
        "ok/ok",
        (CHUNKED + b"3;a=b\r\n<p>\r\n" + chunked(found("trailers")) + b"0\r\nX-Last: 1\r\n\r\n",),
    ),
    *map(_behind, ("early-hints", "http-1.0", "until-close", "trailers")),
    Case("eight-bit-header", "/eight-bit", "ok/ok", raw(START + b"X-Name: N\xe4me\r\nContent-Length: 0\r\n\r\n")),
    Case(
        "no-phrase", "/no-phrase", "ok/ok", raw(b"HTTP/1.1 200\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n")
    ),
    Case("typed-in-capitals", "/capitals", "ok/ok", (Answer(body=found("capitals"), content_type=HTML.upper()),)),
    _behind("capitals"),
)
CASES = SLOW + DRAINED + CODED + SIZES + BROKEN + TOLERATED
BEHIND: tuple[Behind, ...] = ()
