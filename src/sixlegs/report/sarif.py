"""Owns the `sarif` format (OASIS SARIF 2.1.0): a result for each place of a link that is not fine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TextIO
from urllib.parse import quote

from sixlegs.model import Reason, Result
from sixlegs.report import Style, document
from sixlegs.report.escape import escape
from sixlegs.report.places import Place, path_of, places
from sixlegs.report.run import Run
from sixlegs.report.words import WORDS

STREAMS = False
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_RULES = {reason: index for index, reason in enumerate(Reason)}
_NOT_IN_A_URI = str.maketrans({char: f"%{ord(char):02X}" for char in ' "<>\\^`{|}'})  # RFC 3986 2; ASCII only


class SarifReport:
    """A SARIF log in the making."""

    def __init__(self, out: TextIO, style: Style) -> None:
        self._out = out
        self._style = style

    def add(self, results: Sequence[Result]) -> None:
        """Do nothing: the log is one document."""

    def finish(self, run: Run, results: Iterable[Result]) -> None:
        """Write the log, result by result."""
        head = document.line({"$schema": SCHEMA, "version": "2.1.0"})[:-1]
        self._out.write(f'{head}, "runs": [{document.line(_run(run))[:-1]}, "results": [')
        separator = "\n"
        for place in places(results):
            self._out.write(separator + document.line(self._result(place)))
            separator = ",\n"
        self._out.write("\n]}]}\n")

    def _result(self, place: Place) -> dict[str, Any]:
        result = place.result
        return {
            "ruleId": result.reason,
            "ruleIndex": _RULES[result.reason],
            "level": self._level(result),
            "message": {"text": place.message},
            "locations": [{"physicalLocation": self._location(place)}],
            "partialFingerprints": {"sixlegsLink/v1": place.fingerprint},
            "properties": {
                "verdict": result.verdict,
                "url": escape(result.url),
                "status": result.status,
                "notes": list(result.notes),
            },
        }

    def _level(self, result: Result) -> str:
        if result.verdict in self._style.failing:
            return "error" if self._style.fails(result) else "note"
        return "warning"

    @staticmethod
    def _location(place: Place) -> dict[str, Any]:
        location: dict[str, Any] = {"artifactLocation": _artifact(place.page)}
        if place.referrer is not None and place.line is not None:
            location["region"] = {
                "startLine": place.line,
                "startColumn": place.column or 1,
                "snippet": {"text": escape(place.referrer.link.raw)},
            }
        return location


def _run(run: Run) -> dict[str, Any]:
    rules = [
        {
            "id": reason,
            "name": reason.title().replace("-", ""),
            "shortDescription": {"text": WORDS[reason].capitalize()},
        }
        for reason in Reason
    ]
    return {
        "tool": {"driver": {"name": "sixlegs", "semanticVersion": run.version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": run.complete, "startTimeUtc": run.started}],
        "automationDetails": {"id": "sixlegs/"},
    }


def _artifact(page: str) -> dict[str, str]:
    path = path_of(page)
    if path is None:
        return {"uri": _uri(page)}
    file = quote(escape(path))
    return {"uri": f"file://{file}"} if file.startswith("/") else {"uri": file, "uriBaseId": "%SRCROOT%"}


def _uri(url: str) -> str:
    """Return a URL as RFC 3986 has it: WHATWG URLs leave a few characters as they are."""
    return escape(url).translate(_NOT_IN_A_URI)


def open_report(out: TextIO, style: Style) -> SarifReport:
    """Begin a report on `out`."""
    return SarifReport(out, style)
