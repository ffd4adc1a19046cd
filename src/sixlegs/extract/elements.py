"""Owns which attributes of which elements are links and anchors (HTML, SVG); knows no parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from sixlegs.extract import rare, srcset
from sixlegs.extract.links import LONGEST_TEXT, Page, Resolver
from sixlegs.model import Link, Reason

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
FORMS = frozenset({"form", "button"})
PLACEHOLDER = re.compile(r"\{\{|\$\{|\{%|<%")  # what a script fills in before it uses a template
HINTS = frozenset({"preconnect", "dns-prefetch"})  # link types that name an origin, not a resource


class Element(NamedTuple):
    """A start tag as a parser saw it: only those with attributes or text need be given."""

    tag: str
    attributes: Mapping[str, str]
    text: str = ""  # of the elements in TEXTS
    line: int | None = None
    column: int | None = None
    inert: bool = False  # it stands in a template, and on no page yet


TEXTS = frozenset({"a", "style", "script"})
Reader = Callable[..., Page]  # of a parser: text, URL, most links; by name whether lazy ones count, and how deep it is
_DEEPEST = 8  # of documents in documents


class Found(NamedTuple):
    """A link as it is written."""

    element: str
    attribute: str
    raw: str
    text: str = ""
    avoid: Reason | None = None


def page(
    elements: Iterable[Element], url: str, most: int, *, lazy: bool, deep: int, read: Reader, encoding: str = "utf-8"
) -> Page:
    """Read the links (at most `most`) and anchors of a page: an id on any element or a name on `a` (HTML 7.4.6.3)."""
    found: list[tuple[Found, int | None, int | None]] = []
    anchors = set()
    base = None
    forms: dict[str, str] = {}  # their methods by their ids, that of the last one by no id: for buttons
    for element in elements:
        tag, attributes, _, line, column, inert = element
        if not inert and (identifier := attributes.get("id")):
            anchors.add(identifier)
        if not inert and tag == "a" and (name := attributes.get("name")):
            anchors.add(name)
        if tag == "base":
            base = attributes.get("href") if base is None else base
        if tag == "form":
            forms[""] = forms[attributes.get("id", "")] = attributes.get("method", "")
        if len(found) <= most:
            written = _found(element, forms.get(attributes.get("form", "")), lazy=lazy)
            found += [(each, line, column) for each in written if not (inert and PLACEHOLDER.search(each.raw))]
    resolve = Resolver(url, base, encoding)
    links: list[Link] = []
    for each, line, column in found:
        if each.attribute == "srcdoc":
            inner = within(read, each.raw, resolve.base, most, lazy=lazy, deep=deep)
            links += [link._replace(line=line, column=column) for link in inner]
        else:
            target, valid = resolve(each.raw)
            text = each.text[:LONGEST_TEXT]
            links.append(Link(target, each.element, each.attribute, each.raw, line, column, text, each.avoid, valid))
    return Page(tuple(links[:most]), frozenset(anchors), len(links) > most)


def within(read: Reader, text: str, base: str, most: int, *, lazy: bool, deep: int) -> list[Link]:
    """Read the document of an iframe's srcdoc, whose base is that of the page around it (HTML 4.8.5).

    What it says of its own places is left out: its anchors are not the page's. A few documents deep, reading stops.
    """
    if deep == _DEEPEST:
        return []
    page = read(text, base, most, lazy=lazy, deep=deep + 1)
    return [link for link in page.links if not link.raw.startswith("#")]


def _found(element: Element, form_method: str | None, *, lazy: bool) -> list[Found]:
    tag, attributes, text, *_ = element
    found = [Found(tag, attribute, raw) for attribute, raw in rare.links(tag, attributes, text, lazy=lazy)]
    if tag not in ATTRIBUTES:
        return found
    rel = attributes.get("rel", "").lower().split() if "rel" in attributes else ()
    avoid = Reason.NOFOLLOW if "nofollow" in rel else None
    if tag == "link" and not HINTS.isdisjoint(rel):
        return found
    if tag in FORMS:
        sent = method(tag, attributes, form_method)
        if sent == "dialog":
            return found
        avoid = Reason.POST if sent == "post" else avoid
    ordinary = []
    for attribute in ATTRIBUTES[tag]:
        value = attributes.get(attribute)
        if value is None or not value.strip():
            continue  # an empty src asks for nothing, and an empty href for the page that it stands on
        written = srcset.urls(value) if attribute in {"srcset", "imagesrcset"} else (value,)
        ordinary += [Found(tag, attribute, raw.strip(), text if tag == "a" else "", avoid) for raw in written]
    if tag == "iframe" and (document := attributes.get("srcdoc")):
        ordinary.append(Found(tag, "srcdoc", document))
    return ordinary + found


def method(tag: str, attributes: Mapping[str, Any], form_method: str | None) -> str:
    """Say how a form is sent: `get`, `post` or `dialog`; by a button without a method of its own, too."""
    own = attributes.get("method" if tag == "form" else "formmethod")
    word = str(form_method or "" if own is None and tag == "button" else own or "").strip().lower()
    return word if word in {"post", "dialog"} else "get"
