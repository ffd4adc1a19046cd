"""The default parser: turbohtml, WHATWG tree construction in C with lines and columns.

It finds the attributes that hold URLs itself, in C; which of them are links is for sixlegs.extract.elements to say.
Strategy: this is the hottest code of a crawl, so what is done once for each link is left to comprehensions and to zip,
and what few pages need (POST forms, rel=nofollow, origin hints) is looked for once a page and done only where found.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from typing import cast

from turbohtml import Document, Element, parse

from sixlegs.extract import rare
from sixlegs.extract.elements import ATTRIBUTES, FORMS, HINTS, PLACEHOLDER, TEXTS, method, within
from sixlegs.extract.links import LONGEST_TEXT, Page, Resolver
from sixlegs.model import Link, Reason

_LINKS = {(tag, attribute) for tag, attributes in ATTRIBUTES.items() for attribute in attributes}
_ORDINARY = {each for each in _LINKS if each[0] not in FORMS}
_NOFOLLOW = '[rel~="nofollow" i]'
_SENT = "form[method], button[formmethod]"
_NESTED = "iframe[srcdoc]"
_TEMPLATE = "template"
# Each tells in a tenth of a microsecond that a page has none of it, if it names an element; a list of them does not.
_RARE = (
    'link[rel*="pre" i]',  # preconnect, dns-prefetch
    "meta[property]",
    'meta[name*=":"]',
    "html[manifest]",
    'script[type*="ld+json" i]',
    _NESTED,
    "style",
    _TEMPLATE,
    f"[style], {_NOFOLLOW}",
)
_NOWHERE = (None, None)
_START = (0, 0)
_make_link = partial(tuple.__new__, Link)  # a Link's own __new__ costs more than all else here

_Written = tuple[Element, str, str]  # an element, its attribute, and a URL in it


def read(text: str, url: str, most: int, *, lazy: bool = False, deep: int = 0, encoding: str = "utf-8") -> Page:
    """Read the links (at most `most`) and anchors of a page, template contents and noscript contents included."""
    document = parse(text, allow_declarative_shadow_roots=False)  # which would be out of sight
    written = cast("list[_Written]", document.links())
    tags = [element.tag for element, _, _ in written]
    attributes = [attribute for _, attribute, _ in written]
    base = document.select_one("base[href]")
    resolve = Resolver(url, None if base is None else base.attr("href"), encoding)
    if lazy or not _ORDINARY.issuperset(zip(tags, attributes, strict=True)) or any(map(document.select_one, _RARE)):
        links = _some(document, written, resolve, lazy=lazy)
        nested = partial(read, encoding=encoding)
        links = _with_nested(
            document, links, lambda text: within(nested, text, resolve.base, most, lazy=lazy, deep=deep)
        )
    else:
        links = _all(written, tags, [None] * len(tags), resolve)
    anchors = frozenset(_anchors(document))
    return Page(tuple(links[:most]), anchors - {""} if "" in anchors else anchors, len(links) > most)


def _anchors(document: Document) -> Iterable[str]:
    """Give what names a place on the page; what stands in a template is on no page yet."""
    names = cast("list[str]", document.xpath("//@id | //a/@name"))
    if document.select_one(_TEMPLATE) is None:
        return names
    return Counter(names) - Counter(cast("list[str]", document.xpath("//template//*/@id | //template//a/@name")))


def words(text: str) -> str:
    """Return the text of a page."""
    return parse(text, allow_declarative_shadow_roots=False).text


def _all(written: list[_Written], tags: list[str], avoid: Iterable[Reason | None], resolve: Resolver) -> list[Link]:
    """Make a link of each, field by field."""
    if not written:
        return []
    elements, attributes, raws = zip(*written, strict=True)
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
                avoid,
                valid,
                strict=True,
            ),
        )
    )


def _some(document: Document, written: list[_Written], resolve: Resolver, *, lazy: bool) -> list[Link]:
    """Make links of those that are links, and of what else the page holds."""
    kept = [
        each
        for each in written
        if ((tag := each[0].tag), each[1]) in _LINKS and not (tag == "link" and _has(each[0], *HINTS))
    ]
    more = [
        (element, attribute, raw)
        for element in document.select(f"{rare.SELECTOR}, {rare.LAZY}" if lazy else rare.SELECTOR)
        for attribute, raw in rare.links(element.tag, _attributes(element), _text(element), lazy=lazy)
    ]
    if more:
        kept = sorted(kept + more, key=lambda each: each[0].position or (0, 0))  # in document order again
    if document.select_one(_TEMPLATE) is not None and any(PLACEHOLDER.search(raw) for _, _, raw in kept):
        inert = set(cast("list[Element]", document.xpath("//template//*")))
        kept = [each for each in kept if not (PLACEHOLDER.search(each[2]) and each[0] in inert)]
    elements = [element for element, _, _ in kept]
    avoid: list[Reason | None] = [None] * len(kept)
    if document.select_one(_NOFOLLOW) is not None:
        avoid = [Reason.NOFOLLOW if _has(each, "nofollow") else None for each in elements]
    if document.select_one(_SENT) is not None:
        ways = _ways(document, elements)
        avoid = [Reason.POST if way == "post" else other for way, other in zip(ways, avoid, strict=True)]
        kept = [each for each, way in zip(kept, ways, strict=True) if way != "dialog"]
        avoid = [each for each, way in zip(avoid, ways, strict=True) if way != "dialog"]
    return _all(kept, [element.tag for element, _, _ in kept], avoid, resolve)


def _has(element: Element, *types: str) -> bool:
    """Say whether one of these is a word of an element's rel."""
    return not set(types).isdisjoint((element.attr("rel") or "").lower().split())


def _attributes(element: Element) -> dict[str, str]:
    return {name: value for name, value in element.attrs.items() if isinstance(value, str)}


def _text(element: Element) -> str:
    return element.text if element.tag in TEXTS else ""


def _ways(document: Document, elements: list[Element]) -> list[str]:
    """Say of each how it is sent, as a form or as a form's button; of others that they are asked for."""
    forms = Forms(document)
    ways = []
    for element in elements:
        form = forms.of(element) if element.tag == "button" else None
        form_method = None if form is None else form.attr("method")
        ways.append(method(element.tag, element.attrs, form_method) if element.tag in FORMS else "get")
    return ways


class Forms:
    """The forms of a page, in document order."""

    def __init__(self, document: Document) -> None:
        self.all = document.select("form")
        self._named = {form.attr("id"): form for form in reversed(self.all)}
        self._begin = [form.position or _START for form in self.all]

    def of(self, control: Element) -> Element | None:
        """Return the form that a control belongs to (HTML 4.10.17.3).

        A form that begins between the parts of a table is left empty by the parser, and has what comes after it all
        the same. A control of no form does nothing, so that the last form before it will do.
        """
        if (name := control.attr("form")) is not None:
            return self._named.get(name)
        if (around := control.closest("form")) is not None:
            return around
        before = bisect(self._begin, control.position or _START)
        return self.all[before - 1] if before else None


def _with_nested(document: Document, links: list[Link], read_within: Callable[[str], list[Link]]) -> list[Link]:
    """Add the links of the documents that stand in the page, each where its iframe is."""
    found = []
    for frame in document.select(_NESTED):
        line, column = frame.position or _NOWHERE
        column = column if column is None else column + 1
        found += [link._replace(line=line, column=column) for link in read_within(str(frame.attr("srcdoc") or ""))]
    return sorted(links + found, key=lambda link: (link.line or 0, link.column or 0)) if found else links
