"""An alternative parser: libxml2 by lxml as a stream of tags, so that no depth limit loses links; gives no lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from sixlegs.extract.elements import Element, page
from sixlegs.extract.links import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class _Collector:
    """What lxml calls with each tag (its "target" interface)."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self._open_links: list[int] = []  # indices of `a` elements whose text is being collected
        self._text: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "a":
            self._end_link()
            self._open_links.append(len(self.elements))
        if attributes:
            self.elements.append(Element(tag, dict(attributes)))

    def data(self, text: str) -> None:
        if self._open_links:
            self._text.append(text)

    def end(self, tag: str) -> None:
        if tag == "a":
            self._end_link()

    def close(self) -> None:
        self._end_link()

    def _end_link(self) -> None:
        text, self._text = "".join(self._text), []
        if self._open_links and (index := self._open_links.pop()) < len(self.elements):
            self.elements[index] = self.elements[index]._replace(text=text)


def read(text: str, url: str, most: int) -> Page:
    """Read the links (at most `most`) and anchors of a page."""
    return page(elements(text), url, most)


def elements(text: str) -> Iterable[Element]:
    """Give the elements of a page in document order."""
    collector = _Collector()
    parser = etree.HTMLParser(target=collector, encoding="utf-8", huge_tree=True)  # type: ignore[arg-type]  # comment() is optional
    parser.feed(text.encode("utf-8", "replace"))
    parser.close()
    return collector.elements
