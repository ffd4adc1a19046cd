"""Owns the `markdown` format, for comments and job summaries: what is remote is code, no mark-up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO
from urllib.parse import quote

from sixlegs.model import Result, Verdict
from sixlegs.report import Style
from sixlegs.report.escape import escape, shorten
from sixlegs.report.places import Place, merged, places, wrong
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
        failing: list[Place] = []
        others: list[Place] = []
        for place in places(merged(wrong(results))):
            (failing if self._style.fails(place.result) else others).append(place)
        for line in self._lines(run, failing, others):
            self._out.write(line + "\n")

    def _lines(self, run: Run, failing: list[Place], others: list[Place]) -> Iterator[str]:
        links = len({place.result.url for place in failing})
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

    def _table(self, title: str, found: list[Place]) -> Iterator[str]:
        if not found:
            return
        pages: dict[str, list[Place]] = defaultdict(list)
        for place in found:
            pages[place.page].append(place)
        ordered = [place for page in sorted(pages) for place in sorted(pages[page], key=_position)]
        shown = ordered if self._style.verbose else ordered[:ROWS]
        yield from ("", f"### {title}", "", "| page | line | link | why |", "|---|--:|---|---|")
        yield from map(_row, shown)
        if len(shown) < len(ordered):
            yield from ("", f"{len(ordered) - len(shown)} more places are not shown.")


def _row(place: Place) -> str:
    page = "start URL" if place.referrer is None else link(place.page)
    at = "" if place.line is None else f"{place.line}:{place.column}"
    return f"| {page} | {at} | {link(place.result.url)} | {place.result.verdict}: {code(why(place.result))} |"


def _position(place: Place) -> tuple[int, int]:
    return place.line or 0, place.column or 0


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
