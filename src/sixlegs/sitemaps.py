"""Owns which pages of a crawl are sitemaps, and what only they lead to; knows nothing of how they are read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from sixlegs.verdicts import OK

if TYPE_CHECKING:
    from sixlegs.entry import Entry
    from sixlegs.model import Link
    from sixlegs.politeness import Origin

LISTED, INDEXED = "loc", "sitemap"  # what a link in a sitemap and one to another sitemap are called


class Sitemaps:
    """The sitemaps that a crawl has met."""

    __slots__ = ("_begun", "_entries", "_read")

    def __init__(self) -> None:
        self._entries: set[Entry] = set()  # to be read as sitemaps, whatever they say they are
        self._read: set[Entry] = set()
        self._begun: set[Origin] = set()

    def of(self, origin: Origin) -> Collection[str]:
        """Return where the sitemaps of a site are: what its robots.txt says, or the usual place; once a site."""
        if origin in self._begun or origin.failure is not None:
            return ()
        self._begun.add(origin)
        named = () if origin.rules is None else origin.rules.sitemaps
        return named or (origin.name + "/sitemap.xml",)

    def add(self, entry: Entry) -> None:
        """Take a page for a sitemap."""
        self._entries.add(entry)

    def __contains__(self, entry: Entry) -> bool:
        return entry in self._entries

    def read(self, page: Entry, links: tuple[Link, ...]) -> bool:
        """Take note of a page that was a sitemap; say whether it names others."""
        self._read.add(page)
        return links[-1].element == INDEXED

    def orphans(self, entries: Iterable[Entry]) -> set[Entry]:
        """Return what sitemaps list and no page links to."""
        if not self._read:
            return set()
        linked: set[Entry] = set()
        for entry in entries:
            if entry not in self._read:
                linked.update(entry.outlinks)
            if entry.redirect is not None:
                linked.add(entry.redirect)
        listed = {child for page in self._read for child in page.outlinks}
        alone = listed - linked - self._read - self._entries
        return {each for each in alone if not each.is_start and each.judgement is OK}
