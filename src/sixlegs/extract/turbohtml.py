"""The default parser: turbohtml, WHATWG tree construction in C with lines and columns.

It finds the attributes that hold URLs itself, in C; which of them are links is for sixlegs.extract.elements to say.
Strategy: this is the hottest code of a crawl, so what is done once for each link is left to comprehensions and to zip,
and what few pages need (POST forms, rel=nofollow, origin hints) is looked for once a page and done only where found.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import cast

from turbohtml import Document, Element, parse

from sixlegs.extract.elements import ATTRIBUTES, HINTS, posts, refresh
from sixlegs.extract.links import LONGEST_TEXT, Page, Resolver
from sixlegs.model import Link

_LINKS = {(tag, attribute) for tag, attributes in ATTRIBUTES.items() for attribute in attributes}
_REFRESHES = 'meta[http-equiv="refresh" i]'
_RARE = ", ".join(
    [
        "form[method]",
        "button[formmethod]",
        _REFRESHES,
        '[rel~="nofollow" i]',
        *(f'link[rel~="{hint}" i]' for hint in HINTS),
    ]
)
_NOWHERE = (None, None)
_make_link = partial(tuple.__new__, Link)  # a Link's own __new__ costs more than all else here

_Written = tuple[Element, str, str]  # an element, its attribute, and a URL in it


def read(text: str, url: str, most: int) -> Page:
    """Read the links (at most `most`) and anchors of a page, template contents and noscript contents included."""
    document = parse(text)
    written = cast("list[_Written]", document.links())
    tags = [element.tag for element, _, _ in written]
    attributes = [attribute for _, attribute, _ in written]
    if not _LINKS.issuperset(zip(tags, attributes, strict=True)) or document.select_one(_RARE) is not None:
        links = _some(document, written, url)
    else:
        links = _all(document, written, tags, [False] * len(tags), url)
    anchors = cast("list[str]", document.xpath("//@id | //a/@name"))
    return Page(tuple(links[:most]), frozenset(anchors) - {""}, len(links) > most)


def _all(
    document: Document, written: list[_Written], tags: list[str], nofollow: Iterable[bool], url: str
) -> list[Link]:
    """Make a link of each, field by field."""
    if not written:
        return []
    elements, attributes, raws = zip(*written, strict=True)
    base = document.select_one("base[href]")
    resolve = Resolver(url, None if base is None else base.attr("href"))
    urls, valid = resolve.all(raws)
    lines, columns = zip(*[element.position or _NOWHERE for element in elements], strict=True)
    return list(
        map(
            _make_link,
            zip(
                urls,
                tags,
                attributes,
                raws,
                lines,
                [column if column is None else column + 1 for column in columns],
                [each.text[:LONGEST_TEXT] if tag == "a" else "" for each, tag in zip(elements, tags, strict=True)],
                nofollow,
                valid,
                strict=True,
            ),
        )
    )


def _some(document: Document, written: list[_Written], url: str) -> list[Link]:
    """Make links of those that are links."""
    kept = [each for each in written if (each[0].tag, each[1]) in _LINKS and not _is_none(each[0])]
    kept += [(meta, "content", raw) for meta in document.select(_REFRESHES) for raw in refresh(meta.attr("content"))]
    kept.sort(key=lambda each: each[0].position or (0, 0))  # in document order again
    tags = [element.tag for element, _, _ in kept]
    nofollow = ["nofollow" in (element.attr("rel") or "").lower().split() for element, _, _ in kept]
    return _all(document, kept, tags, nofollow, url)


def _is_none(element: Element) -> bool:
    """Say whether what looks like a link names an origin only, or would be sent by POST."""
    if element.tag == "link":
        return not HINTS.isdisjoint((element.attr("rel") or "").lower().split())
    return element.tag in {"form", "button"} and posts(element.tag, element.attrs)
