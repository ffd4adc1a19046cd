"""Owns the `jsonl` format: each result on a line as it settles, and the summary on the last line.

A result can change after it went out: another page turns out to have the same broken link, or to be nearer to the
start. The last line has such results again, in full, under `revised`. An `ok` result is not revised because its
referrers grew in number: that would be most of the site over again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from sixlegs.model import Result, Verdict
from sixlegs.report import Style, document
from sixlegs.report.run import Run

STREAMS = True


class JsonLinesReport:
    """A stream of results, which remembers a hash of each so as to tell what changed."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._sent: dict[str, int] = {}

    def add(self, results: Sequence[Result]) -> None:
        """Write the results that one visit settled, and let them be seen at once."""
        if results:
            self._out.write("".join([self._line(result) for result in results]))
            self._out.flush()

    def finish(self, run: Run, results: Iterable[Result]) -> None:
        """Write the results that no visit settled, then the summary with those that changed since they were sent."""
        revised: list[dict[str, Any]] = []
        for result in results:
            if result.url not in self._sent:
                self._out.write(self._line(result))
            elif self._sent[result.url] != _signature(result):
                revised.append(document.result(result))
        last = document.head(run)
        last["revised"] = revised
        self._out.write(document.line({"summary": last.pop("summary"), **last}) + "\n")

    def _line(self, result: Result) -> str:
        self._sent[result.url] = _signature(result)
        return document.line(document.result(result)) + "\n"


def _signature(result: Result) -> int:
    if result.verdict is Verdict.OK:
        return hash((result.verdict, result.depth, result.notes, result.final_url))
    return hash(result)


def open_report(out: TextIO, style: Style) -> JsonLinesReport:  # noqa: ARG001 - machines need no style
    """Begin a report on `out`."""
    return JsonLinesReport(out)
