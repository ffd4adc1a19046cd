"""Owns what is kept of a page that a parser tells of tag by tag, and which texts are whose; knows no parser."""

from __future__ import annotations

from collections.abc import Mapping

from sixlegs.extract.elements import TEXTS, Element


class Collector:
    """The elements of a page in document order, those without attributes and text left out, and all its words.

    One that begins in another of its kind ends the text of that, so that nesting does not multiply texts.
    """

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.words: list[str] = []
        self._templates = 0  # open ones
        self._open: dict[str, tuple[int, int]] = {}  # by tag: place among the elements, and where its text begins

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take a start tag."""
        self.begin(Element(tag, dict(attributes)))

    def begin(self, element: Element) -> None:
        """Take an element whose text is still to come."""
        tag = element.tag
        if tag in TEXTS:
            self.end(tag)
            self._open[tag] = len(self.elements), len(self.words)
        if element.attributes or tag in TEXTS:
            self.elements.append(element._replace(inert=True) if self._templates else element)
        if tag == "template":
            self._templates += 1

    def data(self, text: str) -> None:
        """Take words."""
        self.words.append(text)

    def end(self, tag: str) -> None:
        """Take an end tag."""
        if tag == "template":
            self._templates -= 1
        if tag in self._open:
            index, begin = self._open.pop(tag)
            self.elements[index] = self.elements[index]._replace(text="".join(self.words[begin:]))

    def close(self) -> None:
        """Take the end of the page."""
        for tag in TEXTS:
            self.end(tag)
