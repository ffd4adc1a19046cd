"""Owns the `graphml` format (graphml.graphdrawing.org): the link graph of the site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from sixlegs.model import Result
from sixlegs.report import Style
from sixlegs.report.run import Run
from sixlegs.report.sitegraph import Graph, Node
from sixlegs.report.xml import DECLARATION, attributes, quoted

STREAMS = False
_KEYS = (("url", "node", "string"), ("verdict", "node", "string"), ("reason", "node", "string"),
         ("status", "node", "int"), ("depth", "node", "int"), ("kind", "edge", "string"))  # fmt: skip


class GraphmlReport:
    """A graph in the making."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def add(self, results: Sequence[Result]) -> None:
        """Do nothing: the graph is written at the end."""

    def finish(self, run: Run, results: Iterable[Result]) -> None:
        """Write the graph; an edge is a link or a redirect."""
        graph, out = Graph(run, results), self._out
        out.write(f'{DECLARATION}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        for name, owner, kind in _KEYS:
            out.write(f'  <key id="{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>\n')
        out.write('  <graph id="site" edgedefault="directed">\n')
        for node in graph.nodes.values():
            out.write(f"    <node{attributes(id=node.id)}>{_data(node)}</node>\n")
        for source, target, edge in graph.edges():
            kind = "redirect" if edge.redirect else "link"
            ends = attributes(source=source.id, target=target.id)
            out.write(f'    <edge{ends}><data key="kind">{kind}</data></edge>\n')
        out.write("  </graph>\n</graphml>\n")


def _data(node: Node) -> str:
    values: dict[str, object] = {"url": node.url}
    if node.result is not None:
        result = node.result
        values |= {"verdict": result.verdict, "reason": result.reason, "status": result.status, "depth": result.depth}
    return "".join(f'<data key="{key}">{quoted(value)}</data>' for key, value in values.items() if value is not None)


def open_report(out: TextIO, style: Style) -> GraphmlReport:  # noqa: ARG001 - machines need no style
    """Begin a report on `out`."""
    return GraphmlReport(out)
