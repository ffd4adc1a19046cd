"""Owns which figures there are, and in which order they are shown."""

from __future__ import annotations

from sixlegs.bench.report.cells import cells
from sixlegs.bench.report.figure import Figure
from sixlegs.bench.report.latency import latency
from sixlegs.bench.report.ratios import forest, matrix
from sixlegs.bench.report.resources import memory, processor
from sixlegs.bench.report.throughput import efficiency, throughput
from sixlegs.bench.report.timeline import timeline
from sixlegs.bench.result_file import Result


def figures(result: Result) -> list[Figure]:
    """Draw all that a result has something for."""
    found = cells(result)
    if not found:
        return []
    lanes = timeline(result)
    drawn = [
        *([lanes] if lanes else []),
        throughput(result, found),
        forest(result, found),
        matrix(found),
        processor(found),
        efficiency(result, found),
        latency(found),
        memory(found),
    ]
    return [figure for figure in drawn if figure.panels]
