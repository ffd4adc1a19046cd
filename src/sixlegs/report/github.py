"""Owns the `github` format: workflow commands that annotate lines of a pull request; the job summary is Markdown.

What comes from the web stands in the middle of a line that begins with our own command, and cannot begin another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from sixlegs.model import Result
from sixlegs.report import Style
from sixlegs.report.escape import escape
from sixlegs.report.places import Place, merged, path_of, places, wrong
from sixlegs.report.run import Run
from sixlegs.report.words import numbers

STREAMS = False
ALSO = ("GITHUB_STEP_SUMMARY", "markdown")


class GithubReport:
    """Annotations in the making."""

    def __init__(self, out: TextIO, style: Style) -> None:
        self._out = out
        self._style = style

    def add(self, results: Sequence[Result]) -> None:
        """Do nothing: the annotations come at the end, sorted."""

    def finish(self, run: Run, results: Iterable[Result]) -> None:
        """Write an annotation for each link of each page, failures first: GitHub shows the first ten of each kind."""
        found: dict[tuple[str, str], Place] = {}
        for place in places(merged(wrong(results))):
            found.setdefault((place.result.url, place.page), place)
        for place in sorted(found.values(), key=lambda place: not self._style.fails(place.result)):
            self._out.write(self._annotation(place))
        self._out.write(f"sixlegs: {numbers(run)}\n")

    def _annotation(self, place: Place) -> str:
        level = "error" if self._style.fails(place.result) else "warning"
        properties: dict[str, object] = {"title": f"Link is {place.result.verdict}"}
        message, file = place.message, path_of(place.page)
        if file is None:
            at = "" if place.line is None else f" line {place.line}, column {place.column}"
            message += f" (on {escape(place.page)}{at})" if place.referrer is not None else ""
        else:
            properties |= {"file": escape(file), "line": place.line, "col": place.column}
        said = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value is not None)
        return f"::{level} {said}::{_data(message)}\n"


def _data(text: object) -> str:
    """Escape the message of a command, as GitHub's own toolkit does."""
    return str(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: object) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def open_report(out: TextIO, style: Style) -> GithubReport:
    """Begin a report on `out`."""
    return GithubReport(out, style)
