"""Links to pages that are hard to read: bombs, codings gone wrong, charsets that lie, and HTML that is none."""

from __future__ import annotations

import gzip
import zlib

import brotli
import zstandard

from sixlegs.lab.hostile.behaviour import Answer, Script, coded, link, page
from sixlegs.lab.hostile.case import MAIN, Behind, Case
from sixlegs.lab.hostile.cases.statuses import TO_THE_LAST
from sixlegs.lab.hostile.cases.wire import MAX_BYTES, MAX_INFLATED, found

BLANKS = b" " * (4 * MAX_INFLATED)
TOO_BIG = ("too-big",)
ROOM = MAX_BYTES // 10  # bytes that a page may have without being cut


def _bomb(name: str, coding: str, body: bytes) -> Case:
    return Case(f"bomb-{name}", f"/bomb-{name}", "ok/ok", coded(coding, body), notes=TOO_BIG)


def _page(name: str, body: bytes | str, content_type: str | None = "text/html") -> tuple[Case, Case]:
    """A page that is hard to read, with a link all the same."""
    text = body if isinstance(body, bytes) else body.encode()
    answer = (Answer(body=link(f"/found/{name}").encode() + text, content_type=content_type),)
    return (
        Case(name, f"/{name}", "ok/ok", answer),
        Case(f"found-in-{name}", f"/found/{name}", "ok/ok", page(), page=f"/{name}", depth=2),
    )


def _closed(name: str, answer: Script) -> Case:
    """A page in which no link is found."""
    return Case(name, f"/{name}", "ok/ok", answer)


_packed = gzip.compress(found("x"))
_wrong_sum = _packed[:-8] + bytes(4) + _packed[-4:]
_repeated = brotli.compress(BLANKS)
BOMBS = (
    _bomb("gzip", "gzip", gzip.compress(BLANKS)),
    _bomb("deflate", "deflate", zlib.compress(BLANKS)),
    _bomb("br", "br", _repeated),
    _bomb("zstd", "zstd", zstandard.compress(BLANKS)),
    _bomb("twice", "gzip, gzip", gzip.compress(gzip.compress(BLANKS * 8))),
    _bomb("members", "gzip", gzip.compress(BLANKS[:65_536]) * 1000),
    Case("many-codings", "/many-codings", "unreachable/decode", coded(", ".join(["gzip"] * 20), _packed)),
)
CODINGS = (
    Case("wrong-sum", "/wrong-sum", "unreachable/decode", coded("gzip", _wrong_sum)),
    Case(
        "cut-deflate",
        "/cut-deflate",
        "unreachable/truncated",
        coded("deflate", zlib.compress(found("x"))[:-9]),
        asked=TO_THE_LAST,
    ),
    Case(
        "cut-zstd",
        "/cut-zstd",
        "unreachable/truncated",
        coded("zstd", zstandard.compress(found("x"))[:-5]),
        asked=TO_THE_LAST,
    ),
    Case("lying-br", "/lying-br", "unreachable/decode", coded("br", b"\xff" * 99)),
    Case("lying-deflate", "/lying-deflate", "unreachable/decode", coded("deflate", b"\xff" * 99)),
    Case("lying-zstd", "/lying-zstd", "unreachable/decode", coded("zstd", found("x"))),
    Case("gzip-and-junk", "/gzip-and-junk", "ok/ok", coded("gzip", gzip.compress(found("gzip-and-junk")) + b"junk")),
    Case("found-before-junk", "/found/gzip-and-junk", "ok/ok", page(), page="/gzip-and-junk", depth=2),
)
TYPES = (
    _closed("no-type-text", (Answer(body="Hello " + link("/never"), content_type=None),)),
    _closed("no-type-png", (Answer(body=b"\x89PNG\r\n\x1a\n" + link("/never").encode(), content_type=None),)),
    _closed("type-of-nothing", (Answer(body=link("/never"), content_type="/"),)),
    *_page("binary-html", bytes(range(256)) * 64),
    *_page("pdf-as-html", b"%PDF-1.7\n\x00\xff\xfe" * 99),
    *_page("xhtml", "<p>x</p>", "application/xhtml+xml"),
    _closed("two-types", (Answer(body=link("/never"), content_type="text/html, text/plain"),)),
)
CHARSETS = (
    *_page("charset-unknown", "ä", "text/html; charset=pigeon"),
    *_page("charset-empty", "ä", "text/html; charset="),
    *_page("charset-quoted", "ä", "text/html; charset='utf-8"),
    *_page("charset-utf-7", "+ADw-a href=/never+AD4-", "text/html; charset=utf-7"),
    *_page("charset-replacement", "x", "text/html; charset=x-user-defined"),
    _closed("charset-utf-16-lie", (Answer(body=link("/never").encode(), content_type="text/html; charset=utf-16"),)),
    *_page("nuls", b"\0" * 999),
    *_page("surrogates", b"\xed\xa0\x80&#xD800;&#xDFFF;\xff\xfe"),
    *_page("escapes", "\x1b]0;title\x07\x1b[2J\u202egnp.exe\u2066<title>\x1b[31m[red]=cmd|' /C calc'!A0</title>"),
)
SHAPES = (  # each of which some parser takes quadratic time for, or gives up on
    *_page("deep", "<div>" * (ROOM // 5)),
    *_page("deep-formatting", "<b><i>" * 4000),
    *_page("deep-tables", "<table><tr><td>" * 4000),
    *_page("deep-svg", "<svg><g>" * 8000),
    *_page("half-tags", "<a " * (ROOM // 3)),
    *_page("half-comments", "<!--x" * (ROOM // 5)),
    *_page("half-ends", "</" * (ROOM // 2)),
    *_page("half-doctypes", "<!doctype " * (ROOM // 10)),
    *_page("half-cdata", "<svg>" + "<![CDATA[" * (ROOM // 9)),
    *_page("half-entities", "&" * ROOM),
    *_page("long-entity", "&#" + "9" * ROOM + ";"),
    *_page("many-attributes", "<p " + " ".join(f"a{n}=x" for n in range(12_000)) + ">"),
    *_page("same-attributes", "<p " + "a=x " * (ROOM // 4) + ">"),
    *_page("long-attribute", f"<p title='{'x' * ROOM}'>"),
    *_page("open-attribute", "<p title='" + "<a href=x>" * (ROOM // 10)),
    *_page("open-script", "<script>" + "<!--<script>" * (ROOM // 12)),
    *_page("open-title", "<title>" + "</titl" * (ROOM // 6)),
    *_page("open-comment", "<!--" + "--!" * (ROOM // 3)),
    *_page("misnested", "<b><p></b></p>" * (ROOM // 60)),
    *_page("selects", "<select><option>" * 4000),
    *_page("framesets", "<frameset>" * 9000),
    *_page("templates", "<template>" * 4000),
)
BASES = (
    Case(
        "base-of-script",
        "/base-of-script",
        "ok/ok",
        page('<base href="javascript:alert(1)">', link("found/base-of-script")),
    ),
    Case(
        "found-under-script",
        "found/base-of-script",
        "ok/ok",
        page(),
        page="/base-of-script",
        depth=2,
        url=f"{MAIN}/found/base-of-script",
    ),
    Case("base-of-data", "/base-of-data", "ok/ok", page('<base href="data:text/html,x">', link("found/base-of-data"))),
    Case(
        "found-under-data",
        "found/base-of-data",
        "ok/ok",
        page(),
        page="/base-of-data",
        depth=2,
        url=f"{MAIN}/found/base-of-data",
    ),
    Case(
        "base-of-nothing", "/base-of-nothing", "ok/ok", page('<base href="http://[::1">', link("found/base-of-nothing"))
    ),
    Case(
        "found-under-nothing",
        "found/base-of-nothing",
        "ok/ok",
        page(),
        page="/base-of-nothing",
        depth=2,
        url=f"{MAIN}/found/base-of-nothing",
    ),
)
HEADERS = (
    Case("header-as-code", "/header-as-code", "ok/ok", (Answer(headers=(("Referrer-Policy", "builtins.print"),)),)),
    Case("cookie-of-60-kb", "/cookie-of-60-kb", "ok/ok", (Answer(headers=(("Set-Cookie", "a=" + "x" * 60_000),)),)),
    Case("ten-thousand-headers", "/ten-thousand-headers", "ok/ok", (Answer(headers=(("X-A", "x"),) * 10_000),)),
    Case("headers-too-big", "/headers-too-big", "unreachable/protocol", (Answer(headers=(("X-A", "x" * 99),) * 3000),)),
)
LONG = (
    Case("long-url", "/" + "long-" * 2000, "ok/ok", page()),
    Case("longer-url", "/longer?" + "x" * 100_000, "ok/ok", page()),
)
CASES = BOMBS + CODINGS + TYPES + CHARSETS + SHAPES + BASES + HEADERS + LONG
BEHIND: tuple[Behind, ...] = ()
