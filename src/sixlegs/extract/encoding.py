"""Owns which character encoding a page is in, its text (HTML 13.2.3), and what that does to the URLs in it."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import cast
from urllib.parse import quote_from_bytes

import webencodings

_PRESCAN = 1024  # bytes, HTML 13.2.3.2
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF16_LE, "utf-16-le"))
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"<meta\s[^>]*?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]+)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';]+)", re.IGNORECASE)
_ALL_OF_ASCII = bytes(range(0x7F)).replace(b"#", b"")  # a URL parser sees to those
_AT_CHARSET = re.compile(rb'@charset "([^"\x80-\xff]{1,40})";')


def text_of(body: bytes, content_type: str) -> str:
    """Return the body as text; never fails: what cannot be decoded becomes U+FFFD."""
    return decoded(body, content_type)[0]


def decoded(body: bytes, content_type: str) -> tuple[str, str]:
    """Return the body as text, and the label of the encoding that it is taken to be in.

    Order: byte order mark, Content-Type header, meta prescan or XML declaration, UTF-8 if it is valid, windows-1252.
    """
    for bom, codec in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(codec, "replace"), codec
    encoding = _named_by(content_type) or _declared(body[:_PRESCAN])
    if encoding is not None:
        return encoding.codec_info.decode(body, "replace")[0], str(encoding.name)
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return body.decode("windows-1252", "replace"), "windows-1252"


def in_query(raw: str, encoding: str) -> str:
    """Return a URL as written on a page of this encoding, with its query so encoded (URL Standard, 4.4 and 5.1)."""
    if raw.isascii():
        return raw
    address, hash_, fragment = raw.partition("#")
    path, mark, query = address.partition("?")
    codec = cast("webencodings.Encoding", webencodings.lookup(encoding)).codec_info
    coded = quote_from_bytes(codec.encode(query, "sixlegs.query")[0], _ALL_OF_ASCII)
    return f"{path}{mark}{coded}{hash_}{fragment}"


def _as_reference(error: UnicodeError) -> tuple[str, int]:
    """Give a character that an encoding does not have as the reference that HTML has for it, percent-encoded."""
    assert isinstance(error, UnicodeEncodeError)
    code = ord(error.object[error.start])
    return f"%26%23{0xFFFD if 0xD800 <= code < 0xE000 else code}%3B", error.start + 1


codecs.register_error("sixlegs.query", _as_reference)


@lru_cache(maxsize=256)
def _named_by(content_type: str) -> webencodings.Encoding | None:
    header = _CHARSET.search(content_type)
    return webencodings.lookup(header[1]) if header else None


def text_of_sheet(body: bytes, content_type: str) -> str:
    """Return a style sheet as text (CSS Syntax 3, 3.2): mark, header, @charset, UTF-8."""
    for bom, codec in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(codec, "replace")
    rule = _AT_CHARSET.match(body)
    encoding = _named_by(content_type) or (_meant_by(rule[1]) if rule else None) or webencodings.UTF8
    text: str = encoding.codec_info.decode(body, "replace")[0]
    return text


def _declared(head: bytes) -> webencodings.Encoding | None:
    meta = _META.search(_COMMENT.sub(b"", head) if b"<!--" in head else head) or _XML.match(head)
    return _meant_by(meta[1]) if meta else None


@lru_cache(maxsize=256)
def _meant_by(label: bytes) -> webencodings.Encoding | None:
    encoding = webencodings.lookup(label.decode("ascii"))
    if encoding is not None and encoding.name.startswith("utf-16"):  # HTML 13.2.3.2: it was readable as ASCII
        return webencodings.UTF8
    return encoding
