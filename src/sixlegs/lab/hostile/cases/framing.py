"""Links to answers that bend the rules of HTTP/1.1 messages, each of which all clients must read alike."""

from __future__ import annotations

from sixlegs.lab.hostile.behaviour import chunked, page, raw
from sixlegs.lab.hostile.case import Behind, Case
from sixlegs.lab.hostile.cases.statuses import TO_THE_LAST
from sixlegs.lab.hostile.cases.wire import CHUNKED, START, found

EMPTY = b"Content-Length: 0\r\n\r\n"
LAST = b"0\r\n\r\n"


def _refused(name: str, answer: bytes) -> Case:
    spare = 0 if answer.startswith(b"HTTP/") else 1  # it may be taken for what is left of the answer before
    return Case(f"framing-{name}", f"/framing/{name}", "unreachable/protocol", raw(answer), spare=spare)


def _taken(name: str, head: bytes) -> Case:
    return Case(f"framing-{name}", f"/framing/{name}", "ok/ok", raw(head + EMPTY))


def _read(name: str, head: bytes, body: bytes) -> tuple[Case, Case]:
    """A page that is read to its end: what it links to is found."""
    return (
        Case(f"framing-{name}", f"/framing/{name}", "ok/ok", raw(head + body)),
        Case(f"found-in-framing-{name}", f"/found/framing/{name}", "ok/ok", page(), page=f"/framing/{name}", depth=2),
    )


def _sized(name: str, lines: bytes) -> tuple[Case, Case]:
    body = found(f"framing/{name}")
    return _read(name, START + lines.replace(b"SIZE", b"%d" % len(body)), b"\r\n" + body)


def _in_chunks(name: str, start: bytes, *, head: bytes = CHUNKED, end: bytes = LAST) -> tuple[Case, Case]:
    body = found(f"framing/{name}")
    return _read(name, head, start.replace(b"SIZE", b"%x" % len(body)) + body + b"\r\n" + end)


STATUS_LINES = (
    _refused("line-first", b"\r\n" + START + EMPTY),
    _refused("version-0.9", START.replace(b"1.1", b"0.9") + EMPTY),
    _refused("version-1.2", START.replace(b"1.1", b"1.2") + EMPTY),
    _refused("version-2.0", START.replace(b"1.1", b"2.0") + EMPTY),
    _refused("small-http", START.replace(b"HTTP", b"http") + EMPTY),
    _refused("no-status", b"HTTP/1.1 \r\n" + EMPTY),
    _refused("two-digits", b"HTTP/1.1 20 OK\r\n" + EMPTY),
    _refused("two-spaces", b"HTTP/1.1  200 OK\r\n" + EMPTY),
    _refused("glued-phrase", b"HTTP/1.1 200OK\r\n" + EMPTY),
    _refused("upgrade", b"HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
    _refused("endless-phrase", b"HTTP/1.1 200 " + b"x" * 1_000_000),
    _taken("eight-bit-phrase", b"HTTP/1.1 200 Gr\xfc\xdfe\r\nContent-Type: text/html\r\n"),
)
INTERIM = (_taken("ten-interim", b"HTTP/1.1 100 Continue\r\n\r\n" * 10 + START),)
FIELDS = (
    _refused("no-colon", START + b"X y\r\n" + EMPTY),
    _refused("space-before-colon", START + b"X : y\r\n" + EMPTY),
    _refused("no-name", START + b": y\r\n" + EMPTY),
    _refused("space-in-name", START + b"X y: z\r\n" + EMPTY),
    _refused("nul-in-value", START + b"X: a\0b\r\n" + EMPTY),
    _refused("nul-in-name", START + b"X\0: ab\r\n" + EMPTY),
    _refused("eight-bit-name", START + b"X\xe4: ab\r\n" + EMPTY),
    _refused("bare-cr", START + b"X: a\rb\r\n" + EMPTY),
    _refused("endless-name", START + b"X" * 1_000_000),
    _taken("bare-lf", b"HTTP/1.1 200 OK\nContent-Type: text/html\nX: y\n"),
    _taken("control-character", START + b"X: a\x01b\r\n"),
    _taken("empty-value", START + b"X:\r\n"),
    *_sized("folded", b"X: a\r\n b\r\nContent-Length: SIZE\r\n"),
    *_sized("folded-type", b"Content-Length:\r\n SIZE\r\n"),
    *_sized("padded", b"Content-Length:  \t SIZE \t \r\n"),
)
LENGTHS = (
    _refused("length-twice", START + b"Content-Length: 0\r\n" + EMPTY),
    _refused("length-list", START + b"Content-Length: 0, 0\r\n\r\n"),
    _refused("lengths-differ", START + b"Content-Length: 1\r\n" + EMPTY),
    _refused("length-plus", START + b"Content-Length: +5\r\n\r\n12345"),
    _refused("length-hex", START + b"Content-Length: 0x5\r\n\r\n12345"),
    _refused("length-and-more", START + b"Content-Length: 5x\r\n\r\n12345"),
    _refused("length-empty", START + b"Content-Length:\r\n\r\n12345"),
    _refused("length-huge", START + b"Content-Length: 100000000000000000000000000\r\n\r\n12345"),
    _refused("length-and-chunks", START + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + LAST),
    _refused("chunks-and-length", START + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + LAST),
    *_sized("longer-than-said", b"Content-Length: SIZE\r\nX: \r\n"),
)
CODINGS = (
    _refused("coding-unknown", START + b"Transfer-Encoding: pigeon\r\n\r\n" + LAST),
    _refused("coding-identity", START + b"Transfer-Encoding: identity\r\n\r\n" + LAST),
    _refused("coding-gzip", START + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + LAST),
    _refused("coding-twice", START + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + LAST),
    *_in_chunks("capitals", b"SIZE\r\n", head=START + b"Transfer-Encoding: CHUNKED\r\n\r\n"),
    *_in_chunks("old-chunks", b"SIZE\r\n", head=CHUNKED.replace(b"1.1", b"1.0")),
)
CHUNKS = (
    _refused("chunk-lf", CHUNKED + b"3\n<p>\n0\n\n"),
    _refused("chunk-0x", CHUNKED + b"0x3\r\n<p>\r\n" + LAST),
    _refused("chunk-negative", CHUNKED + b"-3\r\n<p>\r\n" + LAST),
    _refused("chunk-huge", CHUNKED + b"10000000000000003\r\n<p>\r\n" + LAST),
    _refused("chunk-without-size", CHUNKED + b"\r\n<p>\r\n" + LAST),
    _refused("chunk-too-long", CHUNKED + b"3\r\n<p>xx\r\n" + LAST),
    *_in_chunks("chunk-extension", b'SIZE;a=b;c="d;e"\r\n'),
    *_in_chunks("chunk-spaces", b"SIZE  \r\n"),
    *_in_chunks("chunk-zeros", b"00000SIZE\r\n"),
    Case(
        "cut-in-last",
        "/framing/cut-in-last",
        "unreachable/truncated",
        raw(CHUNKED + chunked(b"<p>") + b"0\r\n"),
        asked=TO_THE_LAST,
    ),
)
CASES = STATUS_LINES + INTERIM + FIELDS + LENGTHS + CODINGS + CHUNKS
BEHIND: tuple[Behind, ...] = ()
