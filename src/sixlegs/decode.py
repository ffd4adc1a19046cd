"""Owns the undoing of content codings (RFC 9110 8.4) within bounds; knows nothing of HTTP exchanges."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple

import brotli
import zstandard

from sixlegs.model import Limits, Reason

ACCEPTED = "gzip, deflate, br, zstd"
_STEP = 64 * 1024  # bytes made at a time, so that a bomb is seen before it has gone off
_GZIP_STEP = 16 * 1024  # bytes taken at a time: zlib copies what follows a member, and a body can be all members
_BROTLI_STEP = 16 * 1024  # bytes taken at a time: what is taken again is no more
_ZSTD_STEP = 256  # bytes taken at a time: a zstd block of 4 bytes makes at most 128 KiB (RFC 8878 3.1.1.2)
_ZSTD_FRAME = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")  # how one begins, skippable ones too
_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 9659


class Decoded(NamedTuple):
    """The plain bytes; `cut` when the inflated cap ended them; `failure` when the coding was wrong or cut short."""

    body: bytes
    cut: bool = False
    failure: Reason | None = None


def decode(body: bytes, coding: str, limits: Limits, *, whole: bool = True) -> Decoded:
    """Undo the codings of a Content-Encoding header, the last applied first.

    A name that is no coding at all (`utf-8`, `none`, the `aws-chunked` of a storage service) has not been applied to
    anything, and is passed over as browsers do. `whole` says that the body is all there: then one that ends before its
    coding does is TRUNCATED.
    """
    if not coding:  # nearly always
        return Decoded(body)
    names = [name for name in (part.strip().lower() for part in coding.split(",")) if name in _CODINGS]
    if len(names) > limits.max_codings:
        return Decoded(b"", failure=Reason.DECODE)
    cut = False
    for name in reversed(names):
        step = _undo(body, name, limits.max_inflated, whole=whole and not cut)
        if step.failure:
            return step
        body, cut = step.body, cut or step.cut
    return Decoded(body, cut=cut)


def _undo(body: bytes, name: str, most: int, *, whole: bool) -> Decoded:
    inflate = _INFLATERS.get(name)
    if inflate is None:
        return Decoded(b"", failure=Reason.DECODE)
    if not body:  # an empty body is sent without its coding by many servers
        return Decoded(body)
    made = bytearray()
    try:
        for piece in inflate(body):
            made += piece
            if len(made) > most:
                del made[most:]
                return Decoded(bytes(made), cut=True)
    except EOFError:
        return Decoded(bytes(made), failure=Reason.TRUNCATED if whole else None)
    except (zlib.error, brotli.error, zstandard.ZstdError):
        return Decoded(bytes(made), failure=Reason.DECODE)
    return Decoded(bytes(made))


def _gunzip(body: bytes) -> Iterator[bytes]:
    """Several members may follow one another (RFC 1952 2.2); anything else after a member is ignored."""
    inflater = zlib.decompressobj(31)
    for start in range(0, len(body), _GZIP_STEP):
        data = body[start : (end := start + _GZIP_STEP)]
        while data:
            if inflater.eof:
                if not body.startswith(b"\x1f\x8b", min(end, len(body)) - len(data)):
                    return
                inflater = zlib.decompressobj(31)
            yield from _pieces(inflater, data)
            data = inflater.unused_data
    if not inflater.eof:
        raise EOFError


def _inflate(body: bytes) -> Iterator[bytes]:
    """The zlib format by the letter (RFC 9110 8.4.1.2), raw deflate by habit of some servers."""
    is_zlib = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    inflater = zlib.decompressobj(15 if is_zlib else -15)
    yield from _pieces(inflater, body)
    if not inflater.eof:
        raise EOFError


def _pieces(inflater: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    while piece := inflater.decompress(data, _STEP):
        yield piece
        data = inflater.unconsumed_tail


def _unbrotli(body: bytes) -> Iterator[bytes]:
    """There is one stream (RFC 7932 2), and what follows it is ignored.

    The library refuses a call in which it meets that, and what it made in it is lost: so that step is taken again.
    """
    inflater = brotli.Decompressor()
    made = 0
    for start in range(0, len(body), _BROTLI_STEP):
        try:
            for piece in _poured(inflater, body[start : start + _BROTLI_STEP]):
                made += len(piece)
                yield piece
        except brotli.error:
            yield from _byte_by_byte(body, start, made)
            return
        if inflater.is_finished():
            return
    raise EOFError


def _byte_by_byte(body: bytes, start: int, skip: int) -> Iterator[bytes]:
    """Give what a brotli stream that ends after `start` makes beyond its first `skip` bytes."""
    inflater = brotli.Decompressor()
    steps = chain((body[:start],), (body[at : at + 1] for at in range(start, len(body))))
    while not inflater.is_finished():
        for piece in _poured(inflater, next(steps)):
            yield piece[skip:]
            skip = max(0, skip - len(piece))


def _poured(inflater: brotli.Decompressor, data: bytes) -> Iterator[bytes]:
    while (piece := inflater.process(data, output_buffer_limit=_STEP)) or not inflater.can_accept_more_data():
        yield piece
        data = b""


def _unzstd(body: bytes) -> Iterator[bytes]:
    """Several frames may follow one another (RFC 8878 3.1); anything else after a frame is ignored."""
    context = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    inflater = context.decompressobj()
    for start in range(0, len(body), _ZSTD_STEP):
        data = body[start : start + _ZSTD_STEP]
        while data:
            if inflater.eof:
                at = min(start + _ZSTD_STEP, len(body)) - len(data)
                if not _ZSTD_FRAME.match(body, at):
                    return
                inflater = context.decompressobj()
            yield inflater.decompress(data)
            data = inflater.unused_data
    if not inflater.eof:
        raise EOFError


_INFLATERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
# Those of the IANA registry, and how some are also called: a body in one that cannot be undone is not readable.
_CODINGS = {
    *_INFLATERS,
    "compress",
    "x-compress",
    "aes128gcm",
    "dcb",
    "dcz",
    "exi",
    "pack200-gzip",
    "bzip2",
    "xz",
    "lzma",
}
