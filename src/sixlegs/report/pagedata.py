"""Owns what the HTML report knows: rows, exchanges and graph as compact lists; knows nothing of how it is shown.

All text is escaped for people here already, so that the page need not know what a reader can be fooled by.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sixlegs.model import Exchange, Phases, Referrer, Result, Verdict
from sixlegs.report import Style
from sixlegs.report.escape import escape, shorten
from sixlegs.report.run import Run
from sixlegs.report.sitegraph import Graph
from sixlegs.report.words import WORDS, why

MOST_OK = 50_000  # rows of links that are fine: more would make the page heavy, and say little
MOST_PLACES = 200  # of one link
MOST_EDGES = 60_000  # between pages; of larger sites the graph shows folders only
MOST_EXCHANGES = 20_000
_VERDICTS = list(Verdict)


class Index:
    """Strings that occur often, each once."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def __getitem__(self, text: str) -> int:
        return self.known.setdefault(text, len(self.known))

    def texts(self) -> list[str]:
        """Return the strings in the order of their numbers."""
        return [escape(text) for text in self.known]


def page_data(run: Run, results: Iterable[Result], style: Style) -> dict[str, Any]:
    """Return all that the page is made of."""
    kept, omitted = [], 0
    fine = 0
    for result in results:
        fine += result.verdict is Verdict.OK
        if result.verdict is Verdict.OK and fine > MOST_OK:
            omitted += 1
        else:
            kept.append(result)
    pages, types = Index(), Index()
    rows = [_row(result, pages, types) for result in kept]
    return {
        "version": run.version,
        "start": [escape(url) for url in run.start],
        "run": _run(run),
        "counts": [run.counts.get(verdict, 0) for verdict in Verdict],
        "verdicts": _VERDICTS,
        "failing": [_VERDICTS.index(verdict) for verdict in Verdict if verdict in style.failing],
        "reasons": {reason: words for reason, words in WORDS.items() if any(row[2] == reason for row in rows)},
        "omitted": omitted,
        "rows": rows,
        "pages": pages.texts(),
        "types": types.texts(),
        "exchanges": _exchanges(run.exchanges),
        "graph": _graph(run, kept),
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "backend": run.backend,
        "client": run.client,
        "concurrency": run.concurrency,
        "depth": run.depth,
        "started": run.started,
        "elapsed": round(run.elapsed_s, 3),
        "requests": run.requests,
        "bytes": run.bytes,
        "connections": run.connections,
        "complete": run.complete,
        "stopped": run.stopped_by,
    }


def _row(result: Result, pages: Index, types: Index) -> list[Any]:
    fine = result.verdict is Verdict.OK
    shown = result.referrers[: 1 if fine else MOST_PLACES]
    return [
        escape(result.url),
        _VERDICTS.index(result.verdict),
        result.reason,
        result.status,
        "" if fine else why(result),
        escape(result.final_url) if result.final_url and result.redirects else 0,
        [[escape(url), status] for url, status in result.redirects],
        result.depth,
        result.tries,
        round(result.elapsed_s * 1000, 1),
        types[result.content_type or ""],
        result.bytes,
        list(result.notes),
        max(result.referrer_count, len(result.referrers)),
        [_place(referrer, pages, brief=fine) for referrer in shown],
    ]


def _place(referrer: Referrer, pages: Index, *, brief: bool) -> list[Any]:
    link = referrer.link
    place = [pages[referrer.page], link.line, link.column]
    return place if brief else [*place, link.element, link.attribute, shorten(link.raw, 200), shorten(link.text, 80)]


def _exchanges(exchanges: Iterable[Exchange]) -> list[list[Any]]:
    """Return the exchanges by their beginning, in milliseconds since the first."""
    listed = sorted(exchanges, key=lambda exchange: exchange.ended - exchange.elapsed)[:MOST_EXCHANGES]
    first = listed[0].ended - listed[0].elapsed if listed else 0.0
    return [
        [escape(each.url), each.method, each.status, _ms(each.ended - each.elapsed - first), _ms(each.elapsed)]
        + [None if moment is None else _ms(moment) for moment in (each.phases or Phases())[:4]]
        for each in listed
    ]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


def _graph(run: Run, results: Iterable[Result]) -> dict[str, Any]:
    """Return nodes and edges, between pages or, where those are too many, between their folders."""
    graph = Graph(run, results)
    folders = graph.size > MOST_EDGES
    names, counts = Index(), dict[tuple[int, int], int]()
    worst: dict[int, list[int]] = {}
    for node in graph.nodes.values():
        tally = worst.setdefault(names[_name(node.url, folders=folders)], [0] * (len(_VERDICTS) + 1))
        tally[-1 if node.result is None else _VERDICTS.index(node.result.verdict)] += 1
    for source, target, _ in graph.edges():
        ends = names[_name(source.url, folders=folders)], names[_name(target.url, folders=folders)]
        counts[ends] = counts.get(ends, 0) + 1
    return {
        "folders": folders,
        "nodes": [[name, worst[index]] for index, name in enumerate(names.texts())],
        "edges": [number for ends, count in counts.items() for number in (*ends, count)],
    }


def _name(url: str, *, folders: bool) -> str:
    if not folders:
        return url
    path, slash, _ = url.partition("?")[0].rpartition("/")
    if "://" in path or ":" not in url:
        return path + slash
    return url.partition(":")[0] + ":"
