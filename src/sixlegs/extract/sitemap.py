"""Owns what URLs a sitemap lists (sitemaps.org): XML, compressed or not, an index of others, or plain text.

Strategy: read as a stream, so that fifty megabytes do not become a tree; no entity is resolved and no DTD loaded.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

from sixlegs import urls
from sixlegs.extract.links import Page
from sixlegs.model import Link

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST = 50_000  # URLs, by the protocol
LARGEST = 52_428_800  # bytes, by the protocol, not counting compression
ROOTS = {"urlset": "loc", "sitemapindex": "sitemap"}  # and what their links are called
_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"


class NotASitemap(Exception):
    """What was read is none; the text says why."""


def read(body: bytes, url: str, most: int) -> Page:
    """Read the URLs of a sitemap, at most `most`; raise NotASitemap."""
    if body.startswith(_GZIP):
        body = _inflated(body)
    start = body[:1024].removeprefix(_BOM).lstrip()
    if not start:
        raise NotASitemap("it is empty")
    written = _xml(body) if start.startswith(b"<") else _text(body)
    links: list[Link] = []
    for raw, element, line in written:
        if len(links) == min(most, MOST):
            return Page(tuple(links), frozenset(), cut=True)
        target = urls.resolve(url, raw)
        links.append(Link(target or raw, element, "", raw, line, valid=target is not None))
    return Page(tuple(links), frozenset(), cut=len(body) > LARGEST)


def _inflated(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(body, LARGEST + 1)
    except zlib.error:
        raise NotASitemap("it is compressed, but not as gzip") from None


def _text(body: bytes) -> Iterator[tuple[str, str, int]]:
    """One URL a line; something else is an error page or the like, and none of it is taken for a URL."""
    for number, line in enumerate(body.removeprefix(_BOM).decode("utf-8", "replace").splitlines(), 1):
        raw = line.strip()
        if raw and not urls.is_http(raw):
            raise NotASitemap(f"line {number} is neither XML nor a URL")
        if raw:
            yield raw, "loc", number


def _local(element: Any) -> str:
    """Return its name without the namespace, however odd both are: etree.QName refuses what the parser lets pass."""
    return str(element.tag).rpartition("}")[2]


def _xml(body: bytes) -> Iterator[tuple[str, str, int]]:
    from lxml import etree  # noqa: PLC0415  only those who have a sitemap need it

    options: Any = {"resolve_entities": False, "load_dtd": False, "no_network": True, "huge_tree": False}
    called = ""
    try:
        for event, element in etree.iterparse(BytesIO(body), events=("start", "end"), **options):
            if not called:
                name = _local(element)
                called = ROOTS.get(name, "")
                if not called:
                    raise NotASitemap(f"its root element is {name[:40]!r}")
            if event == "end":
                yield from _found(element, called)
                if element.getparent() is not None and _local(element) in {"url", "sitemap"}:
                    element.clear()
    except etree.XMLSyntaxError as error:
        if len(body) <= LARGEST or not called:
            raise NotASitemap(f"its XML is wrong: {error.msg}") from None


def _found(element: _Element, called: str) -> Iterator[tuple[str, str, int]]:
    """A <loc>, of the URL itself or of an image on it, and the <xhtml:link> of a translation."""
    name = _local(element)
    line = cast("int", element.sourceline or 0)
    if name == "loc" and (raw := (element.text or "").strip()):
        own = element.tag.rpartition("}")[0] == element.getparent().tag.rpartition("}")[0]  # type: ignore[union-attr]
        yield raw, called if own else "loc", line
    elif name == "link" and (raw := element.get("href", "").strip()):
        yield raw, "link", line
