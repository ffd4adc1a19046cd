"""Owns how the evidence for each claim is read out of the results; decides nothing."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import median

from sixlegs.backends.clients import NATIVE, WIRE
from sixlegs.bench import statistics
from sixlegs.bench.report.cells import Cell, cells, estimate, interval, label
from sixlegs.bench.report.resources import per_lane
from sixlegs.bench.result_file import TOO_FEW, Point, Result, Run

_USUAL_INTERVAL = 0.005  # seconds: Python's own
_PARSE = "parse"
Metric = Callable[[Run], float]


@dataclass(frozen=True)
class Finding:
    """What one condition says."""

    where: str
    value: float
    low: float
    high: float
    blocks: int
    unit: str = ""  # none: a ratio

    @property
    def told(self) -> str:
        """Write it."""
        form = ",.1f" if self.unit else ".2f"
        said = interval(self.low, self.high, self.blocks, form)
        many = f": {self.blocks}" if said == TOO_FEW else f", {self.blocks} blocks"
        return f"{self.value:{form}} {self.unit or 'times'} ({said}{many})"


def wall(run: Run) -> float:
    """Return the time of a run."""
    return run.wall_s


def concurrency(results: Sequence[Result]) -> list[Finding]:
    """Compare asyncio with one at a time, and the most at a time with the fewest, where answers take time."""
    found = []
    for result in results:
        for _, point, here in _points([result]):
            one, many_at_once = _one(here, "sequential", WIRE), _one(here, "asyncio", WIRE)
            if one and many_at_once and point.latency_ms and point.concurrency > 1:
                found += _paired(f"{_at(result, point)}, over sequential", one, many_at_once, wall, _seed(result))
        own = [cell for cell in cells(result) if _is(cell, "asyncio", WIRE) and cell.point.latency_ms]
        for workload, latency in dict.fromkeys((cell.point.workload, cell.point.latency_ms) for cell in own):
            row = [cell for cell in own if (cell.point.workload, cell.point.latency_ms) == (workload, latency)]
            few, many = (side(row, key=lambda cell: cell.point.concurrency) for side in (min, max))
            if few is not many:
                rates = [[run.urls / run.wall_s for run in cell.runs] for cell in (many, few)]
                told = f"{workload}, {latency:g} ms, {many.point.concurrency} over {few.point.concurrency} at a time"
                found.append(_finding(told, unpaired(rates[0], rates[1], _seed(result))))
    return found


def threads(results: Sequence[Result]) -> list[Finding]:
    """Compare threads with asyncio at every point with several at a time."""
    return _pairs(results, "threading", "asyncio", wall, lambda point: point.concurrency > 1)


def tails(results: Sequence[Result]) -> list[Finding]:
    """Compare how much slower than usual the slowest hundredth is, on heavy pages."""
    heavy = [result for result in results if not _switched(result)]
    return _pairs(heavy, "asyncio", "threading", _tail, lambda point: point.workload == _PARSE)


def client(results: Sequence[Result]) -> list[Finding]:
    """Compare what the client makes with what the strategy makes, of processor time."""
    found = []
    for result, point, here in _points(results):
        able = [cell for cell in here if cell.alone and cell.loop != "uvloop"]
        by = {(cell.backend, cell.client): {run.block: run.cpu_s for run in cell.runs} for cell in able}
        names = [
            name for name in dict.fromkeys(cell.backend for cell in able) if {(name, WIRE), (name, NATIVE)} <= by.keys()
        ]
        if len(names) > 1 and point.concurrency > 1:
            blocks = _shared(*(by[pair] for pair in product(names, (WIRE, NATIVE))))
            wired = [[by[name, WIRE][block] for name in names] for block in blocks]
            of_client = [median(by[name, NATIVE][block] / by[name, WIRE][block] for name in names) for block in blocks]
            of_strategy = [max(row) / min(row) for row in wired]
            found += _ratio(_at(result, point), of_client, of_strategy, _seed(result))
    return found


def uvloop(results: Sequence[Result]) -> list[Finding]:
    """Compare asyncio's own loop with uvloop, at every point and with both clients."""
    found = []
    for result, point, here in _points(results):
        for used in dict.fromkeys(cell.client for cell in here):
            plain = _one(here, "asyncio", used)
            fast = next((cell for cell in here if (cell.client, cell.loop) == (used, "uvloop")), None)
            if plain and fast:
                found += _paired(f"{_at(result, point)}, {used}", plain, fast, wall, _seed(result))
    return found


def convoy(results: Sequence[Result]) -> list[Finding]:
    """Compare threads over asyncio at the usual switch interval with the same at shorter ones."""
    ratios = [(result, point, both) for result, point, here in _points(results) if (both := _convoy(here))]
    usual = {point: both for result, point, both in ratios if not _switched(result)}
    found = []
    for result, point, both in ratios:
        interval = _switched(result)
        if interval and interval < _USUAL_INTERVAL and point in usual:
            told = f"{_at(result, point)}, switch interval {interval * 1000:g} ms"
            found.append(_finding(told, unpaired(usual[point], both, _seed(result))))
    return found


def memory(results: Sequence[Result]) -> list[Finding]:
    """Compare what one more exchange in flight adds to memory."""
    found = []
    for result in results:
        own = cells(result)
        for workload, latency in dict.fromkeys((cell.point.workload, cell.point.latency_ms) for cell in own):
            rows = [_row(own, name, workload, latency) for name in ("threading", "asyncio")]
            slopes = [per_lane(row) for row in rows]
            if all(slopes):
                found.append(_difference(f"{workload}, {latency:g} ms", rows))
    return found


def unpaired(ours: Sequence[float], theirs: Sequence[float], seed: int) -> statistics.Paired:
    """Compare measurements of different runs: a bootstrap of both, each for itself."""
    chance = random.Random(seed)  # noqa: S311  resampling is no secret
    logs = [[math.log(value) for value in side] for side in (ours, theirs)]

    def draw() -> float:
        return median(chance.choices(logs[0], k=len(logs[0]))) - median(chance.choices(logs[1], k=len(logs[1])))

    drawn = sorted(draw() for _ in range(statistics.RESAMPLES))
    low, high = drawn[statistics.RESAMPLES // 40], drawn[-1 - statistics.RESAMPLES // 40]
    middle = median(logs[0]) - median(logs[1])
    return statistics.Paired(math.exp(middle), math.exp(low), math.exp(high), min(len(ours), len(theirs)))


def _pairs(
    results: Sequence[Result], ours: str, theirs: str, metric: Metric, wanted: Callable[[Point], bool]
) -> list[Finding]:
    found = []
    for result, point, here in _points([result for result in results if not _switched(result)]):
        pair = _one(here, ours, WIRE), _one(here, theirs, WIRE)
        if wanted(point) and pair[0] and pair[1]:
            found += _paired(_at(result, point), pair[0], pair[1], metric, _seed(result))
    return found


def _paired(where: str, ours: Cell, theirs: Cell, metric: Metric, seed: int) -> list[Finding]:
    values = [{run.block: metric(run) for run in cell.runs} for cell in (ours, theirs)]
    blocks = _shared(*values)
    return _ratio(where, [values[0][block] for block in blocks], [values[1][block] for block in blocks], seed)


def _ratio(where: str, ours: list[float], theirs: list[float], seed: int) -> list[Finding]:
    kept = [(our, their) for our, their in zip(ours, theirs, strict=True) if our > 0 and their > 0]
    if not kept:
        return []
    return [_finding(where, statistics.ratio([our for our, _ in kept], [their for _, their in kept], seed))]


def _finding(where: str, ratio: statistics.Paired) -> Finding:
    return Finding(where, ratio.median, ratio.low, ratio.high, ratio.blocks)


def _difference(where: str, rows: list[list[Cell]]) -> Finding:
    slopes = []
    for block in _shared(*({run.block: run for run in cell.runs} for row in rows for cell in row)):
        each = [[_only(cell, block) for cell in row] for row in rows]
        ours, theirs = (per_lane(row) for row in each)
        assert ours is not None
        assert theirs is not None
        slopes.append(ours.median - theirs.median)
    found = estimate(slopes)
    return Finding(where, found.median, found.low, found.high, len(slopes), "kB")


def _only(cell: Cell, block: int) -> Cell:
    kept = tuple(run for run in cell.runs if run.block == block)
    return Cell(cell.contender, cell.backend, cell.client, cell.loop, cell.point, kept, 0)


def _row(own: list[Cell], name: str, workload: str, latency: float) -> list[Cell]:
    at = (workload, latency)
    return [cell for cell in own if _is(cell, name, WIRE) and (cell.point.workload, cell.point.latency_ms) == at]


def _points(results: Sequence[Result]) -> Iterator[tuple[Result, Point, list[Cell]]]:
    for result in results:
        every = cells(result)
        for point in dict.fromkeys(cell.point for cell in every):
            yield result, point, [cell for cell in every if cell.point == point]


def _one(here: Sequence[Cell], backend: str, used: str) -> Cell | None:
    return next((cell for cell in here if _is(cell, backend, used)), None)


def _is(cell: Cell, backend: str, used: str) -> bool:
    return (cell.backend, cell.client) == (backend, used) and cell.loop != "uvloop"


def _shared(*rows: dict[int, object] | dict[int, float] | dict[int, Run]) -> list[int]:
    return sorted(set.intersection(*(set(row) for row in rows)))


def _convoy(here: Sequence[Cell]) -> list[float]:
    ours, theirs = _one(here, "threading", WIRE), _one(here, "asyncio", WIRE)
    if ours is None or theirs is None or ours.point.workload != _PARSE or ours.point.concurrency == 1:
        return []
    values = [{run.block: run.wall_s for run in cell.runs} for cell in (ours, theirs)]
    return [values[0][block] / values[1][block] for block in _shared(*values)]


def _tail(run: Run) -> float:
    middle = run.latency.get("p50_ms", 0.0)
    return run.latency.get("p99_ms", 0.0) / middle if middle else 0.0


def _switched(result: Result) -> float | None:
    interval = result.config.get("switch_interval")
    return float(interval) if interval and float(interval) != _USUAL_INTERVAL else None


def _at(result: Result, point: Point) -> str:
    """Name a condition, and the study where there are several of it."""
    study = result.config.get("study")
    return label(point) + (f" ({study})" if study else "")


def _seed(result: Result) -> int:
    return int(result.config.get("seed", 1))
