"""An alternative parser: html5lib, pure Python, the oracle that others are compared with; slow, gives no lines."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import html5lib
from html5lib.treebuilders import getTreeBuilder

from sixlegs.extract import turbohtml
from sixlegs.extract.effort import Effort, TooHard, bounded
from sixlegs.extract.elements import TEXTS, Element, page
from sixlegs.extract.links import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOO_LARGE = re.compile(r"&#(?:0*[1-9][0-9]{7,}|[xX]0*[1-9A-Fa-f][0-9A-Fa-f]{6,});?")  # references to no character
_LONGEST_TAG = 64 * 1024  # characters; each attribute is compared with all before it
_EFFORT = 3_000_000  # elements passed over on the way to the top of a stack, or to a place among others


class _Stack(list[Any]):
    """The open elements, most of which are looked at whenever another one is opened."""

    def __init__(self, effort: Effort) -> None:
        super().__init__()
        self._effort = effort

    def append(self, element: Any) -> None:
        self._effort.spend(len(self))
        super().append(element)


class _Tree(getTreeBuilder("etree")):  # type: ignore[misc]  # it is made on the spot
    """A tree that does not grow for ever."""

    def reset(self) -> None:
        super().reset()
        self._effort = Effort(_EFFORT)
        self.openElements = _Stack(self._effort)

    def getTableMisnestedNodePosition(self) -> Any:  # noqa: N802  html5lib's name
        parent, before = super().getTableMisnestedNodePosition()
        self._effort.spend(len(parent.childNodes))
        return parent, before


@bounded(turbohtml.read)
def read(text: str, url: str, most: int, *, lazy: bool = False, deep: int = 0, encoding: str = "utf-8") -> Page:
    """Read the links (at most `most`) and anchors of a page."""
    nested = partial(read, encoding=encoding)
    return page(elements(text), url, most, lazy=lazy, deep=deep, read=nested, encoding=encoding)


@bounded(turbohtml.words)
def words(text: str) -> str:
    """Return the text of a page."""
    return "".join(_parsed(text).itertext())


def elements(text: str) -> Iterator[Element]:
    """Give the elements of a page in document order, template contents and noscript contents included."""
    inert: set[Any] = set()  # what stands in templates
    for node in _parsed(text).iter():
        if node.tag == "template" or node in inert:
            inert.update(node)
        tag = _local(node.tag) if isinstance(node.tag, str) else ""  # a comment's tag is a function
        if tag and (node.attrib or tag in TEXTS):
            yield Element(
                tag,
                {_local(name): value for name, value in node.attrib.items()},
                text=_text(node, tag),
                inert=node in inert,
            )


def _parsed(text: str) -> Any:
    text = _TOO_LARGE.sub("&#x110000;", text)  # html5lib hands any number to int, which has a limit
    if max(map(len, text.split(">"))) > _LONGEST_TAG:
        raise TooHard
    return html5lib.HTMLParser(_Tree, namespaceHTMLElements=False).parse(text)


def _local(name: str) -> str:
    namespace, brace, local = name.rpartition("}")
    if not brace:
        return name
    return f"xlink:{local}" if namespace.endswith("xlink") else local


def _text(node: Any, tag: str) -> str:
    return "".join(node.itertext()) if tag in TEXTS else ""
