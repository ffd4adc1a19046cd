"""Owns what changed between two results: each contender at each condition, by the same rule as within one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from sixlegs.bench.report.cells import Cell, cells, interval, label
from sixlegs.bench.report.evidence import unpaired
from sixlegs.bench.report.ratios import METRICS, few, name, told
from sixlegs.bench.result_file import LESS, MORE, NO_DIFFERENCE, TOO_FEW, Point, Ratio, Result, Run
from sixlegs.bench.statistics import LEAST_BLOCKS, Paired
from sixlegs.report.escape import escape

_PLAN = {"pages": None, "server": "own", "switch_interval": None, "pin": False, "url": ""}  # what an old file means
SAME_MACHINE = ("cpu", "cores", "memory_gb", "python", "system", "gil")
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
        if self.ratio.blocks < LEAST_BLOCKS:
            return TOO_FEW
        if self.ratio.holds_one:
            return f"{NO_DIFFERENCE} ({self._interval})"
        return f"{self.ratio.median:.2f} times ({self._interval})"

    @property
    def _interval(self) -> str:
        return interval(self.ratio.low, self.ratio.high, self.ratio.blocks)


def machines(old: Result, new: Result) -> list[str]:
    """Name what differs in the machines."""
    return [key for key in SAME_MACHINE if old.machine.get(key) != new.machine.get(key)]


def plans(old: Result, new: Result) -> list[str]:
    """Say which settings differ that decide what a run has to do, and on what."""
    pairs = [(key, *(each.config.get(key, usual) for each in (old, new))) for key, usual in _PLAN.items()]
    return [f"{key} {_set(before)} and {_set(after)}" for key, before, after in pairs if before != after]


def _set(value: Any) -> str:
    return "not set" if value in (None, "", False) else "set" if value is True else str(value)


def changes(old: Result, new: Result, *, relative: bool) -> list[Change]:
    """Compare all that both have; `relative`, as multiples of the baseline of each."""
    before = {(cell.contender, cell.point): cell for cell in cells(old)}
    pairs = [(before[key], cell) for cell in cells(new) if (key := (cell.contender, cell.point)) in before]
    return [
        Change(after.contender, after.point, metric, ratio)
        for earlier, after in pairs
        for metric in _METRICS
        if (ratio := _ratio((old, earlier), (new, after), metric, relative=relative)) is not None
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


@dataclass(frozen=True)
class Twice:
    """A ratio to the baseline as two runs found it."""

    first: Ratio
    second: Ratio

    @property
    def overlap(self) -> bool:
        """Whether the two intervals have anything in common."""
        return self.first.low <= self.second.high and self.second.low <= self.first.high

    @property
    def agree(self) -> bool:
        """Whether they do not contradict each other: one less, the other more."""
        return {self.first.conclusion, self.second.conclusion} != {LESS, MORE}


def twice(old: Result, new: Result) -> list[Twice]:
    """Pair the ratios of contenders in two results, those of so few blocks that they have no interval left out."""
    ours, theirs = ([each for each in found.ratios if not each.control and not few(each)] for found in (new, old))
    before = {_key(ratio): ratio for ratio in theirs}
    return [Twice(before[_key(ratio)], ratio) for ratio in ours if _key(ratio) in before]


def _key(ratio: Ratio) -> tuple[str, Point, str, str]:
    return ratio.contender, ratio.point, ratio.metric, ratio.baseline


def overlapping(pairs: Sequence[Twice]) -> str:
    """Say in a sentence how many intervals overlap."""
    if not pairs:
        return f"No ratio is of {LEAST_BLOCKS} blocks or more in both."
    agreed, same = sum(pair.overlap for pair in pairs), sum(pair.agree for pair in pairs)
    return (
        f"Of {len(pairs)} ratios to the baseline, {agreed} have overlapping intervals in both "
        f"({agreed / len(pairs):.0%}); {len(pairs) - same} show less in one and more in the other."
    )


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


def show_twice(pairs: Sequence[Twice], out: IO[str]) -> None:
    """Write how far the ratios of two results agree, and which do not."""
    if not pairs:
        return
    out.write(f"\n{overlapping(pairs)}\n")
    for pair in pairs:
        if not pair.overlap:
            who = f"{name(pair.second)}, {METRICS[pair.second.metric]}, {label(pair.second.point)}"
            out.write(f"  apart: {escape(who)}: {told(pair.first)}, then {told(pair.second)}\n")
