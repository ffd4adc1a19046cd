"""Owns a crawl that takes note of when each exchange was made; a plain crawl does not, and pays nothing for it."""

from __future__ import annotations

from typing import Any

from sixlegs import urls
from sixlegs.crawl import Crawl
from sixlegs.model import Exchange, Result, Visit


class TimedCrawl(Crawl):
    """A crawl with a log of its exchanges: robots.txt, redirects and retries too."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.exchanges: list[Exchange] = []

    def feed(self, visit: Visit, now: float) -> list[Result]:
        """Note when a visit came home, and take it there."""
        url, method = urls.masked(visit.fetch.url), visit.fetch.method
        self.exchanges.append(Exchange(url, method, visit.status, now, visit.elapsed, visit.phases))
        return super().feed(visit, now)
