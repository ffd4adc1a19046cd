"""Owns the `json` format: one document, written when the crawl is over, with one result a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from sixlegs.model import Result
from sixlegs.report import Style, document
from sixlegs.report.run import Run

STREAMS = False


class JsonReport:
    """A JSON document in the making."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def add(self, results: Sequence[Result]) -> None:
        """Do nothing: the document is written at the end, sorted."""

    def finish(self, run: Run, results: Iterable[Result]) -> None:
        """Write the document, result by result, so that a large crawl is not held twice."""
        self._out.write(document.line(document.head(run))[:-1] + ', "results": [')
        separator = "\n"
        for result in results:
            self._out.write(separator + document.line(document.result(result)))
            separator = ",\n"
        self._out.write("\n]}\n")


def open_report(out: TextIO, style: Style) -> JsonReport:  # noqa: ARG001 - machines need no style
    """Begin a report on `out`."""
    return JsonReport(out)
