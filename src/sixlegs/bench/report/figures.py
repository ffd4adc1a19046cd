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
    counted = [cell for cell in found if cell.counted]
    weighed = [cell for cell in found if cell.memory_mb.low > 0]
    drawn = [
        *([lanes] if lanes else []),
        *([throughput(result, counted)] if counted else []),
        forest(result, found),
        *([matrix(counted), processor(counted)] if counted else []),
        efficiency(result, counted),
        latency(found),
        *([memory(weighed)] if weighed else []),
    ]
    return [figure for figure in drawn if figure.panels]
