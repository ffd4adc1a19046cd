"""The default parser: turbohtml, WHATWG tree construction in C with lines and columns; knows nothing of links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbohtml import parse

from sixlegs.extract.elements import TAGS, Element

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def elements(text: str) -> Iterator[Element]:
    """Give the elements of a page in document order, template contents and noscript contents included."""
    for node in parse(text).iter_elements():
        attributes = node.attrs
        if not attributes:
            continue
        tag = node.tag
        if tag in TAGS or "id" in attributes:
            line, column = node.position or (None, None)
            yield Element(
                tag, _strings(attributes), line, None if column is None else column + 1, node.text if tag == "a" else ""
            )


def _strings(attributes: Mapping[str, str | list[str] | None]) -> dict[str, str]:
    """The parser splits `rel`, `class` and their like into lists, and has None for an attribute without value."""
    return {
        name: value if isinstance(value, str) else " ".join(value) if value else ""
        for name, value in attributes.items()
    }
