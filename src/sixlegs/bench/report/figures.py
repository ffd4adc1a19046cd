"""Owns which figures there are, and in which order they are shown."""

from __future__ import annotations

from collections.abc import Sequence

from sixlegs.bench.report.cells import Cell, cells
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
        lanes,
        throughput(result, counted) if _swept(counted) else None,
        forest(result, found),
        matrix(counted) if len({cell.client for cell in counted}) > 1 else None,
        processor(counted) if counted else None,
        efficiency(result, counted) if _swept(counted) else None,
        latency(found),
        memory(weighed) if _swept(weighed) else None,
    ]
    return [figure for figure in drawn if figure and figure.panels]


def _swept(found: Sequence[Cell]) -> bool:
    """Say whether there is more than one concurrency, without which a line is a dot."""
    return len({cell.point.concurrency for cell in found}) > 1
