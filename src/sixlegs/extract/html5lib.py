"""An alternative parser: html5lib, pure Python, the oracle that others are compared with; slow, gives no lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import html5lib

from sixlegs.extract.elements import Element, page
from sixlegs.extract.links import Page

if TYPE_CHECKING:
    from collections.abc import Iterator


def read(text: str, url: str, most: int) -> Page:
    """Read the links (at most `most`) and anchors of a page."""
    return page(elements(text), url, most)


def elements(text: str) -> Iterator[Element]:
    """Give the elements of a page in document order, template contents and noscript contents included."""
    root = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
    for node in root.iter():
        if isinstance(node.tag, str) and node.attrib:  # a comment's tag is a function
            tag = _local(node.tag)
            yield Element(tag, {_local(name): value for name, value in node.attrib.items()}, text=_text(node, tag))


def _local(name: str) -> str:
    namespace, brace, local = name.rpartition("}")
    if not brace:
        return name
    return f"xlink:{local}" if namespace.endswith("xlink") else local


def _text(node: Any, tag: str) -> str:
    return "".join(node.itertext()) if tag == "a" else ""
