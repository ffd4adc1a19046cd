"""An alternative parser: libxml2 by lxml as a stream of tags, so that no depth limit loses links; gives no lines."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lxml import etree

from sixlegs.extract import turbohtml
from sixlegs.extract.collector import Collector
from sixlegs.extract.effort import Effort, bounded
from sixlegs.extract.elements import page
from sixlegs.extract.links import Page

if TYPE_CHECKING:
    from collections.abc import Mapping


_PIECE = 64 * 1024
_EFFORT = 100_000_000  # open elements that an end tag may have to look through for its own


class _Collector(Collector):
    """What lxml calls with each tag (its "target" interface)."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._effort = Effort(_EFFORT)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self._effort.spend(self._depth)
        super().start(tag, attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        super().end(tag)


@bounded(turbohtml.read)
def read(text: str, url: str, most: int, *, lazy: bool = False, deep: int = 0, encoding: str = "utf-8") -> Page:
    """Read the links (at most `most`) and anchors of a page."""
    nested = partial(read, encoding=encoding)
    return page(_collected(text).elements, url, most, lazy=lazy, deep=deep, read=nested, encoding=encoding)


@bounded(turbohtml.words)
def words(text: str) -> str:
    """Return the text of a page."""
    return "".join(_collected(text).words)


def _collected(text: str) -> _Collector:
    """Have all tags of a page, in document order."""
    collector = _Collector()
    parser = etree.HTMLParser(target=collector, encoding="utf-8", huge_tree=True)  # type: ignore[arg-type]  # comment() is optional
    data = text.encode("utf-8", "replace")
    for start in range(0, len(data) or 1, _PIECE):  # what is wrong is heard of at the end of a piece only
        parser.feed(data[start : start + _PIECE])
    parser.close()
    return collector
