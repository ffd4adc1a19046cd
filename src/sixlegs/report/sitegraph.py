"""Owns the link graph that `dot`, `graphml` and `html` draw: resources, how they fared, and what leads where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sixlegs.model import Edge, Result, Verdict
from sixlegs.report.run import Run


class Node(NamedTuple):
    """One resource, whatever fragments it is linked with; the worst of its rows speaks for it."""

    id: str
    url: str
    result: Result | None  # None: only redirects lead to it, so that it has no row of its own

    @property
    def verdict(self) -> str:
        """How it fared, if it has a row."""
        return "" if self.result is None else self.result.verdict


def resource(result: Result) -> str:
    """Return what was asked for: the URL of a row without its fragment, as the edges have it."""
    first = result.redirects[0][0] if result.redirects else result.final_url
    return (first or result.url).partition("#")[0]


class Graph:
    """All nodes, numbered in the order of their URLs, and all edges."""

    def __init__(self, run: Run, results: Iterable[Result]) -> None:
        worst: dict[str, Result] = {}
        for result in results:
            page = resource(result)
            if page not in worst or worst[page].verdict is Verdict.OK:
                worst[page] = result
        self._edges = tuple(run.edges())
        urls = {end for edge in self._edges for end in edge[:2]} | set(worst)
        self.nodes = {url: Node(f"n{index}", url, worst.get(url)) for index, url in enumerate(sorted(urls))}

    @property
    def size(self) -> int:
        """How many edges there are."""
        return len(self._edges)

    def edges(self) -> Iterator[tuple[Node, Node, Edge]]:
        """Give each edge with its ends."""
        for edge in self._edges:
            yield self.nodes[edge.source], self.nodes[edge.target], edge
