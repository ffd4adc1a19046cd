"""Owns the reading of XHTML as the XML that it is, whatever parser reads HTML: `<title/>` ends where it stands.

What is not well-formed, and what declares entities or attributes of its own, is read as HTML: a browser would show an
error for the one, and the other can be made to grow without end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.parsers import expat

from sixlegs.extract.collector import Collector
from sixlegs.extract.elements import Element, Reader, page
from sixlegs.extract.links import Page


class _NotForUs(Exception):
    """It declares things of its own."""


def read(text: str, url: str, most: int, html: Reader, *, lazy: bool = False, encoding: str = "utf-8") -> Page:
    """Read the links (at most `most`) and anchors of a page; `html` reads what is none, and what stands in a srcdoc."""
    try:
        elements = _collected(text).elements
    except (expat.ExpatError, _NotForUs):
        return html(text, url, most)
    return page(elements, url, most, lazy=lazy, deep=0, read=html, encoding=encoding)


def words(text: str, html: Callable[[str], str]) -> str:
    """Return the text of a page."""
    try:
        return "".join(_collected(text).words)
    except (expat.ExpatError, _NotForUs):
        return html(text)


def _collected(text: str) -> Collector:
    """Have all tags of a page; no namespaces, for names would be as long as theirs: prefixes are those of habit."""
    parser = expat.ParserCreate("utf-8")  # whatever the page declares: it has been decoded
    collector = Collector()

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        collector.begin(Element(tag, attributes, "", parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))

    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.data
    parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003  expat's own way
    return collector


def _doctype(name: str, system: str | None, public: str | None, has_own: int) -> None:  # noqa: ARG001  expat's way
    if has_own:
        raise _NotForUs
