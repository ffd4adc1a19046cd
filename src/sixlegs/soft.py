"""Owns which sites say 200 to what is not there, and which pages look like that; knows nothing of how it is asked.

The way is that of Bar-Yossef, Broder, Kumar and Tomkins, "Sic transit gloria telae" (WWW 2004): ask for a URL that is
surely not there, in the same folder, and see whether it leads to where a page leads, or says what a page says.
"""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING

from sixlegs import chain, local, urls
from sixlegs.entry import Entry, ProbeOrder
from sixlegs.sketch import alike

if TYPE_CHECKING:
    from collections.abc import Callable

    from sixlegs.entry import Target
    from sixlegs.model import Visit
    from sixlegs.politeness import Origin

MAX_REDIRECTS = 5


class SoftMissing:
    """The pages of a crawl that were read, and what their sites say where nothing is."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._sketches: dict[Entry, bytes] = {}
        self._pages: dict[Origin, list[Entry]] = {}  # of each origin that was asked
        self._pass: set[Entry] = set()  # for pages, and say what is said where nothing is
        self._ends: set[tuple[Origin, str]] = set()  # where an origin sends who asks for what is not there

    def keep(self, entry: Entry, sketch: bytes) -> None:
        """Take note of a page that is there."""
        self._sketches[entry] = sketch

    def begin(self, is_inside: Callable[[Entry], bool]) -> list[ProbeOrder]:
        """Return a question for each origin of the site that has not had one, in the folder that most pages are in."""
        fresh: dict[Origin, list[Entry]] = {}
        for entry in self._sketches:
            if entry.origin not in self._pages and is_inside(entry) and not local.is_local(entry.url):
                fresh.setdefault(entry.origin, []).append(entry)
        self._pages |= fresh
        return [ProbeOrder(origin, self._nowhere(origin, pages)) for origin, pages in fresh.items()]

    def follow(self, order: ProbeOrder, location: str) -> ProbeOrder | None:
        """Return the question that a redirect leads to, unless it leads out of the origin, or too far."""
        url = urls.split(location)[0]
        if order.hops >= MAX_REDIRECTS or urls.origin(url) != order.origin.name:
            return None
        return ProbeOrder(order.origin, url, order.hops + 1)

    def answered(self, order: ProbeOrder, visit: Visit) -> None:
        """Learn what an origin says to what is not there; HTML and 2xx mean that it says no word of that."""
        origin = order.origin
        pages = self._pages[origin]
        if visit.failure is not None or visit.sketch is None or not 200 <= (visit.status or 0) < 300:
            return
        if self._name(origin) in order.url:
            self._pass |= {page for page in pages if not _is_root(page) and alike(self._sketches[page], visit.sketch)}
        else:
            self._ends.add((origin, urls.key(order.url)))

    def marks(self, target: Target, max_redirects: int) -> bool:
        """Say whether a row's page is like what its site says where nothing is."""
        if target.entry is None or not (self._pass or self._ends):
            return False
        path = chain.follow(target.entry, target.fragment, max_redirects)
        if path.hops and (target.entry.origin, urls.key(path.final.url)) in self._ends:
            return True
        return path.final in self._pass

    def _nowhere(self, origin: Origin, pages: list[Entry]) -> str:
        folders = Counter(page.url.partition("?")[0].rpartition("/")[0] for page in pages)
        folder = min(folders, key=lambda each: (-folders[each], each))
        return f"{folder}/{self._name(origin)}"

    def _name(self, origin: Origin) -> str:
        return "sixlegs-" + blake2b(f"{self._seed} {origin.name}".encode(), digest_size=8).hexdigest()


def _is_root(page: Entry) -> bool:
    """The front page is what it is, whatever else looks like it."""
    return page.url == page.origin.name + "/"
