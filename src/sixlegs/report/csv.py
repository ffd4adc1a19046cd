"""Owns the `csv` format (RFC 4180): a line for each place of a link, which no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import TextIO

from sixlegs.model import Result
from sixlegs.report import Style
from sixlegs.report.escape import escape
from sixlegs.report.places import Place, places_of
from sixlegs.report.run import Run
from sixlegs.report.words import why

STREAMS = False
COLUMNS = (
    "verdict", "reason", "status", "url", "why", "page", "line", "column", "element", "attribute", "raw", "text",
    "final_url", "redirects", "depth", "tries", "elapsed_s", "content_type", "bytes", "notes",
)  # fmt: skip
# What spreadsheets take for the beginning of a formula (OWASP, CSV injection), full-width forms too.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


class CsvReport:
    """A table in the making."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def add(self, results: Sequence[Result]) -> None:
        """Do nothing: the table is written at the end, sorted."""

    def finish(self, run: Run, results: Iterable[Result]) -> None:  # noqa: ARG002 - a table holds rows only
        """Write the table."""
        table = csv.writer(self._out)
        table.writerow(COLUMNS)
        for result in results:
            table.writerows([cell(value) for value in _row(place)] for place in places_of(result))


def cell(value: object) -> str:
    """Return what a cell holds: printable, and text even where it begins like a formula."""
    if value is None:
        return ""
    text = escape(str(value))
    return f"'{text}" if isinstance(value, str) and text.lstrip().startswith(_FORMULA) else text


def _row(place: Place) -> tuple[object, ...]:
    result, link = place.result, place.referrer and place.referrer.link
    where = (None,) * 7
    if place.referrer is not None and link is not None:
        where = (place.page, link.line, link.column, link.element, link.attribute, link.raw, link.text)  # type: ignore[assignment]
    return (
        result.verdict,
        result.reason,
        result.status,
        result.url,
        why(result),
        *where,
        result.final_url,
        " ".join(f"{status} {url}" for url, status in result.redirects),
        result.depth,
        result.tries,
        round(result.elapsed_s, 6),
        result.content_type,
        result.bytes,
        " ".join(result.notes),
    )


def open_report(out: TextIO, style: Style) -> CsvReport:  # noqa: ARG001 - a table has no style
    """Begin a report on `out`."""
    return CsvReport(out)
