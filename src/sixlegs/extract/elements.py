"""Owns which attributes of which elements are links and anchors (HTML, SVG); knows no parser and resolves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sixlegs.extract import srcset

_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "a": ("href", "xlink:href"),
    "area": ("href",),
    "link": ("href", "imagesrcset"),
    "img": ("src", "srcset", "longdesc"),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "iframe": ("src",),
    "frame": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "script": ("src",),
    "input": ("src",),
    "form": ("action",),
    "button": ("formaction",),
    "blockquote": ("cite",),
    "q": ("cite",),
    "del": ("cite",),
    "ins": ("cite",),
    "body": ("background",),
    "table": ("background",),
    "td": ("background",),
    "th": ("background",),
    "html": ("manifest",),
}
_HINTS = frozenset({"preconnect", "dns-prefetch"})  # link types that name an origin, not a resource
_REFRESH = re.compile(r"\s*[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?(?P<quote>[\"']?)(?P<url>.*)", re.IGNORECASE | re.DOTALL)

TAGS = frozenset(_ATTRIBUTES) | {"base", "meta"}


class Element(NamedTuple):
    """A start tag as a parser saw it: only those with a tag in TAGS, an id, or both need be given."""

    tag: str
    attributes: Mapping[str, str]
    line: int | None = None  # from 1
    column: int | None = None  # from 1
    text: str = ""  # of `a` elements


class Found(NamedTuple):
    """A link as it is written."""

    element: str
    attribute: str
    raw: str
    line: int | None
    column: int | None
    text: str
    nofollow: bool


class Contents(NamedTuple):
    """What a page holds: links in document order, anchors that a fragment can name, the base URL as written."""

    found: list[Found]
    anchors: frozenset[str]
    base: str | None
    cut: bool  # there were more links than were asked for


def contents(elements: Iterable[Element], most: int) -> Contents:
    """Read the links (at most `most`) and anchors of a page: an id on any element or a name on `a` (HTML 7.4.6.3)."""
    found: list[Found] = []
    anchors = set()
    base = None
    for element in elements:
        attributes = element.attributes
        if identifier := attributes.get("id"):
            anchors.add(identifier)
        tag = element.tag
        if tag == "a" and (name := attributes.get("name")):
            anchors.add(name)
        if tag == "base":
            base = attributes.get("href") if base is None else base
        elif tag in TAGS and len(found) <= most:
            found += _links(element)
    return Contents(found[:most], frozenset(anchors), base, len(found) > most)


def _links(element: Element) -> list[Found]:
    tag, attributes = element.tag, element.attributes
    if tag == "meta":
        return _refresh(element)
    rel = attributes.get("rel", "").lower().split() if "rel" in attributes else ()
    if tag == "link" and not _HINTS.isdisjoint(rel):
        return []
    if tag in {"form", "button"} and _posts(element):
        return []
    found = []
    for attribute in _ATTRIBUTES[tag]:
        value = attributes.get(attribute)
        if value is None or (not value.strip() and attribute not in {"href", "xlink:href"}):
            continue  # an empty src or action asks for nothing; an empty href is the page itself
        written = srcset.urls(value) if attribute in {"srcset", "imagesrcset"} else (value,)
        nofollow = "nofollow" in rel
        found += [Found(tag, attribute, raw, element.line, element.column, element.text, nofollow) for raw in written]
    return found


def _refresh(element: Element) -> list[Found]:
    if element.attributes.get("http-equiv", "").strip().lower() != "refresh":
        return []
    match = _REFRESH.match(element.attributes.get("content", ""))
    if match is None:
        return []
    url = match["url"].partition(match["quote"])[0] if match["quote"] else match["url"].strip()
    return [Found("meta", "content", url, element.line, element.column, "", nofollow=False)] if url else []


def _posts(element: Element) -> bool:
    """A form that is sent by POST is no link: to follow it would change things."""
    method = "method" if element.tag == "form" else "formmethod"
    return element.attributes.get(method, "get").strip().lower() not in {"", "get"}
