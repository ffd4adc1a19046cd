"""Owns how what a crawl remembers becomes the link graph of the site; decides nothing and keeps nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sixlegs import urls
from sixlegs.model import Edge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sixlegs.entry import Entry


def edges(entries: Iterable[Entry]) -> Iterator[Edge]:
    """Give every way from a page that was searched for links, and from a redirect, to another resource."""
    for entry in entries:
        source = urls.masked(entry.url)
        for child in entry.outlinks:
            yield Edge(source, urls.masked(child.url))
        if entry.redirect is not None:
            yield Edge(source, urls.masked(entry.redirect.url), redirect=True)
