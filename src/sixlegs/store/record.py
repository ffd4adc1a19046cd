"""Owns how a visit becomes bytes and comes back; knows neither files nor what the visit is for.

MessagePack, checked against the types of the model when it is read, and Zstandard with a checksum. User information in
URLs is not written: it is never sent (see urls.split), and must not lie about in a file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
import zstandard

from sixlegs import urls
from sixlegs.errors import CrawlImpossible
from sixlegs.model import Fetch, Link, Visit

Record = tuple[float, Visit]  # the crawl's time at which it came home

_ENCODER = msgspec.msgpack.Encoder()
_COMPRESSOR = zstandard.ZstdCompressor(level=1, write_checksum=True)
_DECODER = msgspec.msgpack.Decoder(list[Record])
_ONE = msgspec.msgpack.Decoder(Record)
_LOGIN = re.compile(rb"[/\\]{2}[^/?#\\\x00-\x20]{0,1000}@")  # there may be one: looked for in a page's bytes as a whole
_LARGEST = 2**31  # bytes of one bundle; more can only be damage
SHAPE = ",".join(name for value in (Fetch, Link, Visit) for name in value._fields)  # what only this version reads


class Damaged(CrawlImpossible):
    """What was read is not what was written."""


def pack(at: float, visit: Visit) -> bytes | None:
    """Return the record of a visit, without what was sent; None where it has text that no file can hold."""
    asked = visit.fetch
    fetch = Fetch(asked.url, asked.method, asked.kind, texts=asked.texts, now=asked.now)
    visit = visit._replace(fetch=fetch, phases=None)
    try:
        record = _ENCODER.encode((at, visit))
        return _ENCODER.encode((at, _masked(visit))) if b"@" in record and _LOGIN.search(record) else record
    except UnicodeEncodeError:
        return None


def unpack(data: bytes) -> Record:
    """Return one record."""
    try:
        one: Record = _ONE.decode(data)
    except msgspec.DecodeError as error:
        raise Damaged("it is damaged") from error
    return one


def bundle(records: Sequence[bytes]) -> bytes:
    """Make one of some records."""
    return _COMPRESSOR.compress(_ENCODER.encode([msgspec.Raw(record) for record in records]))


def unbundle(data: bytes) -> list[Record]:
    """Return the records of a bundle."""
    try:
        return _DECODER.decode(zstandard.ZstdDecompressor(max_window_size=2**27).decompress(data, _LARGEST))
    except (zstandard.ZstdError, msgspec.DecodeError, MemoryError) as error:
        raise Damaged("it is damaged") from error


def _masked(visit: Visit) -> Visit:
    links = tuple([_link(link) for link in visit.links])
    redirect = visit.redirect and urls.masked(visit.redirect)
    return visit._replace(links=links, redirect=redirect, detail=urls.masked_within(visit.detail))


def _link(link: Link) -> Link:
    return link._replace(url=urls.masked(link.url), raw=urls.masked(link.raw), text=urls.masked_within(link.text))
