"""Owns what a page's links become once its base URL is known; knows no parser and no element."""

from __future__ import annotations

from typing import NamedTuple

from sixlegs import urls
from sixlegs.model import Link

LONGEST_TEXT = 200  # characters of a link's text that are kept

Resolved = tuple[str, bool]

_REMEMBERED = 100_000  # texts of one origin
_ORIGINS = 8
_memory: dict[str, dict[str, Resolved]] = {}


class Page(NamedTuple):
    """What is wanted of a page."""

    links: tuple[Link, ...]  # in document order
    anchors: frozenset[str]  # what a fragment can name
    cut: bool  # there were more links than were asked for


class Resolver:
    """Resolves the links of one page. A page repeats itself, and so does a site: no text is resolved twice.

    What begins with a slash means the same on every page of an origin.
    """

    __slots__ = ("_base", "anywhere", "here")

    def __init__(self, url: str, written_base: str | None) -> None:
        self._base = _base(url, written_base)
        self.here: dict[str, Resolved] = {}  # what is known of this page's texts
        self.anywhere = _known_on(urls.origin(self._base.url))  # of those that begin with a slash

    def __call__(self, raw: str) -> Resolved:
        """Return the absolute URL and True, or the text as it stands and False where it is no URL."""
        return (self.anywhere if raw[:1] == "/" else self.here).get(raw) or self.unknown(raw)

    def unknown(self, raw: str) -> Resolved:
        """Resolve a text that is not known yet."""
        url = self._base.resolve(raw)
        resolved = (raw.strip(), False) if url is None else (url, True)
        (self.anywhere if raw[:1] == "/" else self.here)[raw] = resolved
        return resolved


def _known_on(origin: str) -> dict[str, Resolved]:
    known = _memory.setdefault(origin, {})
    if len(known) > _REMEMBERED or len(_memory) > _ORIGINS:
        _memory.clear()
    return known


def _base(url: str, written: str | None) -> urls.Base:
    """The page's URL, or its first <base href> resolved against it (HTML 4.2.3)."""
    base = urls.Base(url)
    absolute = base.resolve(written) if written is not None else None
    if absolute is None or absolute.startswith(("data:", "javascript:")):
        return base
    return urls.Base(absolute)
