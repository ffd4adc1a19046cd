"""Owns the `sitemap` format (sitemaps.org 0.9): the pages of the first start URL's origin that are ok.

What one file may not hold goes to several, and the file that was asked for is their index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO
from urllib.parse import quote

from sixlegs import media
from sixlegs.model import Result, Verdict
from sixlegs.report import Part, Style
from sixlegs.report.run import Run
from sixlegs.report.xml import DECLARATION, quoted

STREAMS = False
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_URLS, MOST_BYTES, LONGEST = 50_000, 50 * 2**20, 2047  # sitemaps.org: in one file, and characters of one URL
_HEAD, _FOOT = f'{DECLARATION}<urlset xmlns="{NAMESPACE}">\n', "</urlset>\n"


class SitemapReport:
    """A sitemap in the making."""

    def __init__(self, out: TextIO, part: Part | None = None) -> None:
        self._out = out
        self._part = part

    def add(self, results: Sequence[Result]) -> None:
        """Do nothing: the map is written at the end, sorted."""

    def finish(self, run: Run, results: Iterable[Result]) -> None:
        """Write the map."""
        home, pages = _pages(run, results)
        files = list(_divided(f"  <url><loc>{quoted(url)}</loc></url>\n" for url in pages))
        if len(files) > 1 and self._part is not None:
            self._write_index(home, files, self._part)
            return
        self._out.write(_HEAD)
        if len(files) > 1:
            self._out.write(f"  <!-- {len(pages)} pages: search engines read {MOST_URLS} of one file -->\n")
        for entries in files:
            self._out.writelines(entries)
        self._out.write(_FOOT)

    def _write_index(self, home: str, files: Sequence[Sequence[str]], part: Part) -> None:
        self._out.write(f'{DECLARATION}<sitemapindex xmlns="{NAMESPACE}">\n')
        for number, entries in enumerate(files, 1):
            name, out = part(number)
            out.writelines([_HEAD, *entries, _FOOT])
            self._out.write(f"  <sitemap><loc>{quoted(home + '/' + quote(name))}</loc></sitemap>\n")
        self._out.write("</sitemapindex>\n")


def _divided(entries: Iterable[str]) -> Iterator[list[str]]:
    """Divide the entries, which are ASCII, among as many files as the protocol asks for; one is there in any case."""
    room, held = MOST_BYTES - len(_HEAD + _FOOT), list[str]()
    left = room
    for entry in entries:
        if len(held) == MOST_URLS or len(entry) > left:
            yield held
            held, left = [], room
        held.append(entry)
        left -= len(entry)
    yield held


def _pages(run: Run, results: Iterable[Result]) -> tuple[str, list[str]]:
    """Return the site's origin, and each page once, under the address that it answers at."""
    found: dict[str, None] = {}
    homes = dict.fromkeys([run.home] if run.home else run.start[:1])
    for result in results:
        if result.final_url and run.published(result.url) in homes:
            homes[run.published(result.final_url)] = None
        if result.verdict is Verdict.OK and media.named(result.content_type or "") in media.HTML:
            found[run.published((result.final_url or result.url).partition("#")[0])] = None
    origins = [_origin(url) for url in homes]
    pages = [
        url
        for url in sorted(found)
        if _origin(url) in origins and url.startswith("http") and len(url) <= LONGEST and "***@" not in url
    ]
    return (origins or [""])[-1], pages


def _origin(url: str) -> str:
    return "/".join(url.split("/", 3)[:3])


def open_report(out: TextIO, style: Style) -> SitemapReport:  # noqa: ARG001 - machines need no style
    """Begin a report on `out`."""
    return SitemapReport(out)


def open_parted(out: TextIO, style: Style, part: Part) -> SitemapReport:  # noqa: ARG001 - as above
    """Begin a report on `out` that may have parts beside it."""
    return SitemapReport(out, part)
