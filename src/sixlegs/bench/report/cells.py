"""Owns what the runs of one contender under one condition say together: a typical value, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from sixlegs.bench.report import palette
from sixlegs.bench.result_file import TOO_FEW, Point, Result, Run
from sixlegs.bench.statistics import LEAST_BLOCKS

_USUAL = 16  # exchanges at a time, where one condition stands for all
_TAIL = 0.025


@dataclass(frozen=True)
class Estimate:
    """A median, with the interval of order statistics that holds the true one in at least 95 of 100 cases.

    Of fewer than six measurements no such interval can be had: then it is from the least to the most.
    """

    median: float
    low: float
    high: float
    size: int = 0  # how many measurements

    def range(self, form: str) -> str:
        """Write the interval; of too few measurements, that it is all of them."""
        few = "" if self.size >= LEAST_BLOCKS else f", all of {self.size}"
        return f"{self.low:{form}} to {self.high:{form}}{few}"


_NOTHING = Estimate(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Cell:
    """One contender at one point."""

    contender: str
    backend: str
    client: str
    loop: str
    point: Point
    runs: tuple[Run, ...]  # the valid ones
    void: int  # how many are not

    @property
    def colour(self) -> str:
        """Name its colour."""
        return palette.strategy(self.backend, self.loop)

    @property
    def strategy(self) -> str:
        """Name it without its client."""
        return f"{self.backend} ({self.loop})" if self.loop else self.backend

    @property
    def pages(self) -> int:
        """Return how many URLs it judged."""
        return self.runs[0].urls

    @property
    def counted(self) -> bool:
        """Whether it is known how many URLs it judged, and what they cost: else it has no rate."""
        return all(min(run.urls, run.wall_s, run.cpu_s) > 0 for run in self.runs)

    @property
    def pages_per_s(self) -> Estimate:
        """Return its throughput; 0 where it is not counted."""
        return self.of(lambda run: run.urls / run.wall_s) if self.counted else _NOTHING

    @property
    def cpu_ms(self) -> Estimate:
        """Return the milliseconds of processor time for a page; 0 where it is not counted."""
        return self.of(lambda run: run.cpu_s * 1000 / run.urls) if self.counted else _NOTHING

    @property
    def memory_mb(self) -> Estimate:
        """Return its peak, with pages that its processes share counted once where that is known."""
        return self.of(memory_mb)

    @property
    def efficiency(self) -> float | None:
        """Return how near it comes to the limit."""
        known = [run.efficiency for run in self.runs if run.efficiency is not None]
        return median(known) if known else None

    @property
    def short_of_lanes(self) -> bool:
        """Whether it cannot have as many exchanges in flight as the point asks for."""
        return 0 < self.runs[0].used_concurrency < self.point.concurrency

    @property
    def alone(self) -> bool:
        """Whether all of it happens in one process, with as many exchanges in flight as are asked for."""
        return not self.short_of_lanes and all(run.processes == 1 for run in self.runs)

    def of(self, metric: Callable[[Run], float]) -> Estimate:
        """Return what its runs say of something."""
        return estimate([metric(run) for run in self.runs])


def memory_mb(run: Run) -> float:
    """Return the peak of a run in MB."""
    return (run.pss_bytes or run.rss_bytes) / 2**20


def estimate(values: Sequence[float]) -> Estimate:
    """Say what is typical of some values, and how sure that is."""
    ordered = sorted(values)
    away = _away(len(ordered))
    return Estimate(median(ordered), ordered[away], ordered[-1 - away], len(ordered))


def _away(size: int) -> int:
    """Return how many of the ordered values can be left out at each end."""
    away, tail = 0, 0.5**size
    while tail <= _TAIL and away < size // 2:
        away += 1
        tail += math.comb(size, away) * 0.5**size
    return max(0, away - 1)


def interval(low: float, high: float, blocks: int, form: str = ".2f") -> str:
    """Write the interval of a ratio; of too few blocks there is none that could be believed."""
    return TOO_FEW if blocks < LEAST_BLOCKS else f"{low:{form}} to {high:{form}}"


def told(found: Estimate, form: str) -> str:
    """Write the median of an estimate; a question mark where nothing was measured."""
    return format(found.median, form) if found.median else "?"


def cells(result: Result) -> list[Cell]:
    """Return all, the controls left out, those without a valid run too."""
    found = []
    for point in result.points:
        for name in result.contenders:
            runs = result.of(name, point)
            every = result.of(name, point, valid=False)
            if runs:
                one = runs[0]
                lost = len(every) - len(runs)
                found.append(Cell(name, one.backend, one.client, one.loop, point, tuple(runs), lost))
    return found


def focus(found: Sequence[Cell], workload: str) -> Point:
    """Choose the condition that stands for the others: something to wait for, as near to 16 at a time as there is."""
    points = list(dict.fromkeys(cell.point for cell in found if cell.point.workload == workload))
    waiting = [point for point in points if point.latency_ms]
    return min(waiting or points, key=lambda point: (abs(math.log(point.concurrency / _USUAL)), -point.latency_ms))


def loaded(result: Result, point: Point) -> bool:
    """Whether the server may have been what was measured at a point."""
    rows = result.server.get("points", [])
    return any(Point.read(row) == point and row.get("enough") is False for row in rows)


def workloads(found: Sequence[Cell]) -> list[str]:
    """Name the workloads."""
    return list(dict.fromkeys(cell.point.workload for cell in found))


def label(point: Point) -> str:
    """Name a condition."""
    return f"{point.workload}, {point.concurrency} at a time, {point.latency_ms:g} ms"
