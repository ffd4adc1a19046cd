"""Owns what changed between two results: each contender at each condition, by the same rule as within one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from sixlegs.bench.report.cells import Cell, cells, interval, label
from sixlegs.bench.report.evidence import unpaired
from sixlegs.bench.result_file import NO_DIFFERENCE, Point, Result, Run
from sixlegs.bench.statistics import LEAST_BLOCKS, Paired
from sixlegs.report.escape import escape

_SAME_MACHINE = ("cpu", "cores", "memory_gb", "python", "system", "gil")
_METRICS: dict[str, Callable[[Run], float]] = {
    "time": lambda run: run.wall_s,
    "processor time": lambda run: run.cpu_s,
    "memory": lambda run: run.rss_bytes,
}


@dataclass(frozen=True)
class Change:
    """What became of one contender at one condition."""

    contender: str
    point: Point
    metric: str
    ratio: Paired  # after over before

    @property
    def told(self) -> str:
        """Say it."""
        if self.ratio.holds_one or self.ratio.blocks < LEAST_BLOCKS:
            return f"{NO_DIFFERENCE} ({self._interval})"
        return f"{self.ratio.median:.2f} times ({self._interval})"

    @property
    def _interval(self) -> str:
        return interval(self.ratio.low, self.ratio.high, self.ratio.blocks)


def machines(old: Result, new: Result) -> list[str]:
    """Name what differs in the machines."""
    return [key for key in _SAME_MACHINE if old.machine.get(key) != new.machine.get(key)]


def changes(old: Result, new: Result, *, relative: bool) -> list[Change]:
    """Compare all that both have; `relative`, as multiples of the baseline of each."""
    before = {(cell.contender, cell.point): cell for cell in cells(old)}
    pairs = [(before[key], cell) for cell in cells(new) if (key := (cell.contender, cell.point)) in before]
    return [
        Change(after.contender, after.point, name, ratio)
        for earlier, after in pairs
        for name in _METRICS
        if (ratio := _ratio((old, earlier), (new, after), name, relative=relative)) is not None
    ]


def _ratio(before: tuple[Result, Cell], after: tuple[Result, Cell], name: str, *, relative: bool) -> Paired | None:
    ours, theirs = (_values(*each, name, relative=relative) for each in (after, before))
    return unpaired(ours, theirs, int(after[0].config.get("seed", 1))) if ours and theirs else None


def _values(result: Result, cell: Cell, name: str, *, relative: bool) -> list[float]:
    metric = _METRICS[name]
    if not relative:
        return [value for run in cell.runs if (value := float(metric(run))) > 0]
    base: dict[int, Run] = {run.block: run for run in result.of(str(result.config.get("baseline")), cell.point)}
    shared = [(metric(run), metric(base[run.block])) for run in cell.runs if run.block in base]
    return [ours / theirs for ours, theirs in shared if ours > 0 and theirs > 0]


def show(found: Sequence[Change], out: IO[str], *, other: Sequence[Any] = ()) -> None:
    """Write it, condition by condition."""
    if other:
        out.write(f"DIFFERENT MACHINES ({', '.join(other)} differ): each contender to the baseline of its own file.\n")
    if not found:
        out.write("The two have no contender at a condition in common.\n")
    for point in dict.fromkeys(change.point for change in found):
        out.write(f"\n{escape(label(point))}: after over before\n")
        for change in found:
            if change.point == point:
                out.write(f"  {escape(change.contender):<28}{change.metric:<16}{change.told}\n")
