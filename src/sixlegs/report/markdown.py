"""Owns the `markdown` format, for comments and job summaries: what is remote is code, no mark-up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TextIO
from urllib.parse import quote

from sixlegs.model import Result, Verdict
from sixlegs.report import Style
from sixlegs.report.escape import escape, shorten
from sixlegs.report.places import Place, merged, places_of, wrong
from sixlegs.report.run import Run
from sixlegs.report.words import numbers, why

STREAMS = False
ROWS = 500  # of one table, unless told to be verbose: a job summary may have 1 MiB
_WIDTH = 300
_SAFE = "/:?#[]@!$&'()*+,;=%~-._"  # what may stand between angle brackets as it is


class MarkdownReport:
    """A page in the making."""

    def __init__(self, out: TextIO, style: Style) -> None:
        self._out = out
        self._style = style

    def add(self, results: Sequence[Result]) -> None:
        """Do nothing: failures come first, and are known at the end."""

    def finish(self, run: Run, results: Iterable[Result]) -> None:
        """Write the page."""
        failing: list[_Row] = []
        others: list[_Row] = []
        for result in merged(wrong(results)):
            (failing if self._style.fails(result) else others).extend(self._rows(result))
        for line in self._lines(run, failing, others):
            self._out.write(line + "\n")

    def _rows(self, result: Result) -> Iterator[_Row]:
        """Give a row for each page that a link stands on; told to be verbose, one for each of its places."""
        if self._style.verbose:
            yield from (_Row(place, 1) for place in places_of(result))
            return
        times = Counter(place.page for place in places_of(result))
        for place in places_of(result):
            if count := times.pop(place.page, 0):
                yield _Row(place, count)

    def _lines(self, run: Run, failing: list[_Row], others: list[_Row]) -> Iterator[str]:
        links = len({row.place.result.url for row in failing})
        yield f"## Links: {links} failing" if links else "## Links: none failing"
        yield ""
        yield ", ".join(link(url) for url in run.start)
        yield ""
        yield "| " + " | ".join(Verdict) + " |"
        yield "|" + "--:|" * len(Verdict)
        yield "| " + " | ".join(str(run.counts.get(verdict, 0)) for verdict in Verdict) + " |"
        yield from self._table("Failing", failing)
        yield from self._table("Not counted as failing", others)
        yield ""
        if not run.complete:
            yield f"**Stopped by {run.stopped_by or 'an error'}: not everything was checked.**"
            yield ""
        yield f"sixlegs {run.version}: {numbers(run)}"

    def _table(self, title: str, rows: list[_Row]) -> Iterator[str]:
        if not rows:
            return
        shown = rows if self._style.verbose else _most(rows)
        yield from ("", f"### {title}", "", "| page | line | link | why |", "|---|--:|---|---|")
        yield from map(_line, sorted(shown, key=_order))
        if hidden := sum(row.times for row in rows) - sum(row.times for row in shown):
            yield from ("", f"{hidden} more places are not shown.")


class _Row(NamedTuple):
    """One line of a table."""

    place: Place
    times: int  # that the link stands on this page


def _most(rows: list[_Row]) -> list[_Row]:
    """Return as many rows as a table has: each link first comes once, then those that stand on several pages again."""
    seen: Counter[str] = Counter()
    turns = []
    for row in sorted(rows, key=_order):
        seen[row.place.result.url] += 1
        turns.append((seen[row.place.result.url], row))
    return [row for _, row in sorted(turns, key=lambda turn: turn[0])[:ROWS]]


def _order(row: _Row) -> tuple[str, int, int]:
    return row.place.page, row.place.line or 0, row.place.column or 0


def _line(row: _Row) -> str:
    place = row.place
    page = "start URL" if place.referrer is None else link(place.page)
    at = "" if place.line is None else f"{place.line}:{place.column}"
    more = f", and {row.times - 1} more on this page" if row.times > 1 else ""
    return f"| {page} | {at} | {link(place.result.url)} | {place.result.verdict}: {code(why(place.result))}{more} |"


def code(text: str) -> str:
    """Return a code span, in which nothing is mark-up, a mention or an issue; it fits into a table."""
    text = shorten(text, _WIDTH).replace("|", "\\|")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""


def link(url: str) -> str:
    """Return a link if it leads into the web, else the text alone."""
    if not url.startswith(("http://", "https://")):
        return code(url)
    return f"[{code(url)}](<{quote(escape(url), _SAFE)}>)"


def open_report(out: TextIO, style: Style) -> MarkdownReport:
    """Begin a report on `out`."""
    return MarkdownReport(out, style)
