"""Owns which attributes of which elements are links and anchors (HTML, SVG); knows no parser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sixlegs.extract import srcset
from sixlegs.extract.links import LONGEST_TEXT, Page, Resolver
from sixlegs.model import Link

ATTRIBUTES: dict[str, tuple[str, ...]] = {
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
}
HINTS = frozenset({"preconnect", "dns-prefetch"})  # link types that name an origin, not a resource
_REFRESH = re.compile(r"\s*[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?(?P<quote>[\"']?)(?P<url>.*)", re.IGNORECASE | re.DOTALL)

TAGS = frozenset(ATTRIBUTES) | {"base", "meta"}


class Element(NamedTuple):
    """A start tag as a parser saw it: only those with attributes need be given."""

    tag: str
    attributes: Mapping[str, str]
    text: str = ""  # of `a` elements


class Found(NamedTuple):
    """A link as it is written."""

    element: str
    attribute: str
    raw: str
    text: str = ""
    nofollow: bool = False


def page(elements: Iterable[Element], url: str, most: int) -> Page:
    """Read the links (at most `most`) and anchors of a page: an id on any element or a name on `a` (HTML 7.4.6.3)."""
    found: list[Found] = []
    anchors = set()
    base = None
    for element in elements:
        tag, attributes, _ = element
        if identifier := attributes.get("id"):
            anchors.add(identifier)
        if tag == "a" and (name := attributes.get("name")):
            anchors.add(name)
        if tag == "base":
            base = attributes.get("href") if base is None else base
        elif tag in TAGS and len(found) <= most:
            found += _links(element)
    resolve = Resolver(url, base)
    links = [
        Link(target, each.element, each.attribute, each.raw, None, None, each.text[:LONGEST_TEXT], each.nofollow, valid)
        for each in found[:most]
        for target, valid in (resolve(each.raw),)
    ]
    return Page(tuple(links), frozenset(anchors), len(found) > most)


def _links(element: Element) -> list[Found]:
    tag, attributes = element.tag, element.attributes
    if tag == "meta":
        is_refresh = attributes.get("http-equiv", "").strip().lower() == "refresh"
        return [Found(tag, "content", raw) for raw in refresh(attributes.get("content"))] if is_refresh else []
    rel = attributes.get("rel", "").lower().split() if "rel" in attributes else ()
    if tag == "link" and not HINTS.isdisjoint(rel):
        return []
    if tag in {"form", "button"} and posts(tag, attributes):
        return []
    found = []
    for attribute in ATTRIBUTES[tag]:
        value = attributes.get(attribute)
        if value is None or not value.strip():
            continue  # an empty src asks for nothing, and an empty href for the page that it stands on
        written = srcset.urls(value) if attribute in {"srcset", "imagesrcset"} else (value,)
        nofollow = "nofollow" in rel
        found += [Found(tag, attribute, raw.strip(), element.text, nofollow) for raw in written]
    return found


def refresh(content: str | None) -> list[str]:
    """Return the URL of a <meta http-equiv=refresh>, or of the header, if it has one (HTML 4.2.5.3)."""
    match = _REFRESH.match(content or "")
    if match is None:
        return []
    url = match["url"].partition(match["quote"])[0] if match["quote"] else match["url"]
    return [url.strip()] if url.strip() else []


def posts(tag: str, attributes: Mapping[str, Any]) -> bool:
    """Say whether a form is sent by POST: it is no link then, for to follow it would change things."""
    method = "method" if tag == "form" else "formmethod"
    return str(attributes.get(method) or "get").strip().lower() != "get"
