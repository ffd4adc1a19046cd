"""Owns the `html` format: one page that holds all it needs, and asks nobody for anything.

What comes from the web is in the page as JSON, which is no mark-up, and the script shows it as text. The policy in the
head (CSP) names the one script and the one style by their hashes: even if something slipped through, it could not run.
"""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import TextIO

from sixlegs.model import Result, Verdict
from sixlegs.report import Style, document
from sixlegs.report.escape import escape
from sixlegs.report.pagedata import page_data
from sixlegs.report.run import Run
from sixlegs.report.words import numbers

STREAMS = False
TIMED = True
SCRIPTS = ("common.js", "links.js", "pages.js", "timing.js", "graph.js", "start.js")
_NO_MORE = "base-uri 'none'; form-action 'none'"  # what default-src does not cover


class HtmlReport:
    """A page in the making."""

    def __init__(self, out: TextIO, style: Style) -> None:
        self._out = out
        self._style = style

    def add(self, results: Sequence[Result]) -> None:
        """Do nothing: the page is written at the end."""

    def finish(self, run: Run, results: Iterable[Result]) -> None:
        """Write the page."""
        style, script = _part("report.css"), f"(() => {{\n{''.join(map(_part, SCRIPTS))}}})();\n"
        policy = f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; {_NO_MORE}"
        before, data, after = _part("report.html").partition("{{data}}")
        values = {
            "policy": policy,
            "title": _title(run, self._style),
            "start": ", ".join(escape(url) for url in run.start),
            "numbers": numbers(run),
            "counts": ", ".join(f"{run.counts.get(verdict, 0)} {verdict}" for verdict in Verdict),
            "version": run.version,
        }
        for name, value in values.items():
            before = before.replace(f"{{{{{name}}}}}", html.escape(value))
        self._out.write(before.replace("{{style}}", style))
        # `<` as an escape: nothing in the data can end the element that it stands in.
        self._out.write(document.line(page_data(run, results, self._style)).replace("<", "\\u003c"))
        self._out.write(after.replace("{{script}}", script))
        assert data


def _title(run: Run, style: Style) -> str:
    failing = sum(run.counts.get(verdict, 0) for verdict in style.failing) - (run.pending or 0)
    said = f"{failing} failing" if failing else "all links fine"
    return f"{said} · {escape(run.start[0]) if run.start else 'no start'}"


def _part(name: str) -> str:
    return (files("sixlegs.report") / "page" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def open_report(out: TextIO, style: Style) -> HtmlReport:
    """Begin a report on `out`."""
    return HtmlReport(out, style)
