"""Owns the `dot` format (Graphviz): the link graph of the site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from sixlegs.model import Result, Verdict
from sixlegs.report import Style
from sixlegs.report.escape import escape
from sixlegs.report.run import Run
from sixlegs.report.sitegraph import Graph

STREAMS = False
_COLORS = {Verdict.OK: "#2f855a", Verdict.BLOCKED: "#b7791f", Verdict.SKIPPED: "#a0aec0", "": "#a0aec0"}
_RED = "#c53030"


class DotReport:
    """A graph in the making."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def add(self, results: Sequence[Result]) -> None:
        """Do nothing: the graph is written at the end."""

    def finish(self, run: Run, results: Iterable[Result]) -> None:
        """Write the graph: redirects are dashed."""
        graph = Graph(run, results)
        self._out.write("digraph site {\n  rankdir=LR; node [shape=box];\n")
        for node in graph.nodes.values():
            color = _COLORS.get(node.verdict, _RED)
            self._out.write(f'  {node.id} [label={_quoted(node.url)}, verdict="{node.verdict}", color="{color}"];\n')
        for source, target, edge in graph.edges():
            self._out.write(f"  {source.id} -> {target.id}{' [style=dashed]' if edge.redirect else ''};\n")
        self._out.write("}\n")


def _quoted(text: str) -> str:
    """Return a quoted string of the DOT language, in which a backslash begins an escape."""
    return '"' + escape(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def open_report(out: TextIO, style: Style) -> DotReport:  # noqa: ARG001 - machines need no style
    """Begin a report on `out`."""
    return DotReport(out)
