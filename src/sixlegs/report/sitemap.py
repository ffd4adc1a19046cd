"""Owns the `sitemap` format (sitemaps.org 0.9): the pages of the first start URL's origin that are ok."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from sixlegs.model import Result, Verdict
from sixlegs.report import Style
from sixlegs.report.run import Run
from sixlegs.report.xml import DECLARATION, quoted

STREAMS = False
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_URLS, LONGEST = 50_000, 2047  # sitemaps.org: in one file, and characters of one URL
_PAGES = ("text/html", "application/xhtml+xml")


class SitemapReport:
    """A sitemap in the making."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def add(self, results: Sequence[Result]) -> None:
        """Do nothing: the map is written at the end, sorted."""

    def finish(self, run: Run, results: Iterable[Result]) -> None:
        """Write the map."""
        pages = list(_pages(run, results))
        self._out.write(f'{DECLARATION}<urlset xmlns="{NAMESPACE}">\n')
        if len(pages) > MOST_URLS:
            self._out.write(f"  <!-- {len(pages)} pages: search engines read {MOST_URLS} of one file -->\n")
        for url in pages:
            self._out.write(f"  <url><loc>{quoted(url)}</loc></url>\n")
        self._out.write("</urlset>\n")


def _pages(run: Run, results: Iterable[Result]) -> Iterator[str]:
    """Give each page once, under the address that it answers at; one that was redirected is there as that."""
    found: dict[str, None] = {}
    homes = set(run.start[:1])
    for result in results:
        if result.url in homes and result.final_url:
            homes |= {result.final_url}
        if result.verdict is Verdict.OK and (result.content_type or "").lower().startswith(_PAGES):
            found[(result.final_url or result.url).partition("#")[0]] = None
    origins = {_origin(url) for url in homes}
    return (
        url
        for url in sorted(found)
        if _origin(url) in origins and url.startswith("http") and len(url) <= LONGEST and "***@" not in url
    )


def _origin(url: str) -> str:
    return "/".join(url.split("/", 3)[:3])


def open_report(out: TextIO, style: Style) -> SitemapReport:  # noqa: ARG001 - machines need no style
    """Begin a report on `out`."""
    return SitemapReport(out)
