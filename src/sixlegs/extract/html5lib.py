"""An alternative parser: html5lib, pure Python, the oracle that others are compared with; slow, gives no lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import html5lib

from sixlegs.extract.elements import TEXTS, Element, page
from sixlegs.extract.links import Page

if TYPE_CHECKING:
    from collections.abc import Iterator


def read(text: str, url: str, most: int, *, lazy: bool = False, deep: int = 0) -> Page:
    """Read the links (at most `most`) and anchors of a page."""
    return page(elements(text), url, most, lazy=lazy, deep=deep, read=read)


def words(text: str) -> str:
    """Return the text of a page."""
    return "".join(_parsed(text).itertext())


def elements(text: str) -> Iterator[Element]:
    """Give the elements of a page in document order, template contents and noscript contents included."""
    for node in _parsed(text).iter():
        tag = _local(node.tag) if isinstance(node.tag, str) else ""  # a comment's tag is a function
        if tag and (node.attrib or tag in TEXTS):
            yield Element(tag, {_local(name): value for name, value in node.attrib.items()}, text=_text(node, tag))


def _parsed(text: str) -> Any:
    return html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)


def _local(name: str) -> str:
    namespace, brace, local = name.rpartition("}")
    if not brace:
        return name
    return f"xlink:{local}" if namespace.endswith("xlink") else local


def _text(node: Any, tag: str) -> str:
    return "".join(node.itertext()) if tag in TEXTS else ""
