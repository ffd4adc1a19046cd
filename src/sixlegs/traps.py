"""Owns which URLs of a site are likely to go on without end; knows nothing of pages, links or requests.

Two signs cover what crawlers meet: a path that repeats itself (a relative link that grows with each click) and a path
that is asked for with ever new queries (calendars, filters, session ids). The first is a property of the URL alone. The
second has to count, so that of too many queries those that are met last are left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from sixlegs import urls

MOST_REPEATS = 3  # of one segment in a path; numbers may come as often as they like
MOST_SEGMENTS = 32
MOST_QUERIES = 2000  # of one path
_PARAMETERS = re.compile("[?;]")


class Traps:
    """Counts the queries of each path."""

    __slots__ = ("_queries",)

    def __init__(self) -> None:
        self._queries: defaultdict[str, int] = defaultdict(int)

    def holds(self, url: str) -> bool:
        """Say whether a URL that was not met before is part of a trap."""
        if url.count("/") > MOST_REPEATS + 2 and _repeats(url):
            return True
        if "?" not in url and ";" not in url:
            return False
        path = _PARAMETERS.split(url, maxsplit=1)[0]
        self._queries[path] += 1
        return self._queries[path] > MOST_QUERIES


def _repeats(url: str) -> bool:
    segments = urls.path(url).split("/")[1:]
    counts = Counter(segment for segment in segments if segment and not segment.isdigit())
    return len(segments) > MOST_SEGMENTS or max(counts.values(), default=0) > MOST_REPEATS
