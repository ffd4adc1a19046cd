"""Owns what the page says of how far its figures go: controls by condition, and a second run beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sixlegs.bench.report import between
from sixlegs.bench.report.cells import label
from sixlegs.bench.report.markdown import table
from sixlegs.bench.report.ratios import METRICS, few, name, shows, told
from sixlegs.bench.result_file import HALF, SAME, SLOW, TOO_FEW, Point, Ratio, Result

Study = tuple[str, Result]
HALF_A_CORE = 0.5
_HEAD = (
    *("Result", "Condition", "Blocks", "Baseline against itself, time", "Not told apart"),
    *("1 ms more a page, processor time", "Half as many, time", "Server, of one core", "Raw client"),
)
_SAID = """Each study runs its baseline twice. That interval has to hold 1, and its width is what the study cannot tell
apart. A baseline that is busy for 1 ms more with each page has to be noticed by processor time, and one with half as
many requests in flight by time, where waiting is what limits: where the processor does, *not looked at* stands in its
place. The share of a core that the server took is marked where it is above half: there, it may have been what was
measured. *Raw client* says how many times as fast as the fastest contender a client was that reads nothing, at the same
site; where answers take time, both wait for the same.
"""


def controls(studies: Sequence[Study]) -> str:
    """Write what the controls showed."""
    rows = [_row(study, result, point) for study, result in studies for point in result.points]
    return f"{_SAID}\n{table(_HEAD, rows)}"


def _row(study: str, result: Result, point: Point) -> list[str]:
    same, slow, half = (_of(result, point, *which) for which in _WANTED)
    blocks = str(len({run.block for run in result.runs if run.point == point}))
    wide = f"less than {same.high / same.low - 1:.1%}" if same is not None and not few(same) else ""
    rows: list[dict[str, Any]] = result.server.get("points", [])
    server = next((row for row in rows if Point.read(row) == point), {})
    fewer = _more(half) if half is None or result.waits(point) else "not looked at"
    return [study, label(point), blocks, _same(same), wide, _more(slow), fewer, _share(server), _ahead(server)]


_WANTED = ((SAME, "wall_s"), (SLOW, "cpu_s"), (HALF, "wall_s"))


def _of(result: Result, point: Point, control: str, metric: str) -> Ratio | None:
    own = (ratio for ratio in result.ratios if (ratio.point, ratio.metric) == (point, metric))
    return next((ratio for ratio in own if ratio.control == control), None)


def _same(ratio: Ratio | None) -> str:
    if ratio is None:
        return "not run"
    return told(ratio) + ("; DOES NOT HOLD 1" if not few(ratio) and not ratio.low <= 1 <= ratio.high else "")


def _more(ratio: Ratio | None) -> str:
    if ratio is None:
        return "not run"
    return told(ratio) + ("; NOT NOTICED" if not few(ratio) and ratio.low <= 1 else "")


def _share(server: dict[str, Any]) -> str:
    if "cpu_share" not in server:
        return "not known"
    return f"{server['cpu_share']:.0%}" + (", ABOVE HALF" if server["cpu_share"] >= HALF_A_CORE else "")


def _ahead(server: dict[str, Any]) -> str:
    if "best_requests_per_s" not in server or server["latency_ms"]:
        return ""
    return f"{server['raw_requests_per_s'] / server['best_requests_per_s']:.1f} times" + (
        "" if server["enough"] else ", NOT ENOUGH"
    )


def lasting(studies: Sequence[Study]) -> str:
    """Write what of the studies could show something, and how long others used the machine."""
    rows = []
    for study, result in studies:
        claims = [ratio for ratio in result.ratios if not ratio.control]
        lack = sum(shows(ratio) == TOO_FEW for ratio in claims)
        void = sum(not run.valid for run in result.runs)
        doubtful = sum(any("load of" in note or "steal" in note for note in run.notes) for run in result.runs)
        said = str(result.config.get("stopped_by", "")) or "its plan"
        seed = str(result.config.get("seed", ""))
        rows.append([study, seed, str(len(result.runs)), str(void), str(doubtful), said, f"{lack} of {len(claims)}"])
    head = ("Result", "Seed", "Runs", "Void", "While others used the machine", "Ended by", "Ratios of too few blocks")
    return table(head, rows)


def twice(studies: Sequence[Study], again: Sequence[Study]) -> str:
    """Write how far a second run, of another seed, found the same; nothing where there is none."""
    pairs = ((study, old, new) for known, new in again for study, old in studies if known.endswith(study))
    return "\n".join(_twice(study, old, new) for study, old, new in pairs)


def _by_metric(pairs: Sequence[between.Twice]) -> list[list[str]]:
    found = {metric: [pair.overlap for pair in pairs if pair.second.metric == metric] for metric in METRICS}
    return [[METRICS[metric], str(len(each)), str(sum(each))] for metric, each in found.items() if each]


def _twice(study: str, old: Result, new: Result) -> str:
    pairs = between.twice(old, new)
    seeds = f"{old.config.get('seed')} and {new.config.get('seed')}"
    other = [key for key in ("revision", *between.SAME_MACHINE) if old.machine.get(key) != new.machine.get(key)]
    said = (
        f"{study} on the seeds {seeds}, which decide the order of the runs and what the pages say. "
        f"{between.overlapping(pairs)}\n\n"
    ) + (f"NOT ALL WAS EQUAL: {', '.join(other)} differ.\n\n" if other else "")
    said += table(("Of", "Ratios", "Intervals overlap"), _by_metric(pairs)) + "\n" if pairs else ""
    apart = [
        [name(pair.second), METRICS[pair.second.metric], label(pair.second.point), told(pair.first), told(pair.second)]
        for pair in pairs
        if not pair.overlap
    ]
    if not apart:
        return said
    head = ("Apart", "Of", "Condition", f"Seed {old.config.get('seed')}", f"Seed {new.config.get('seed')}")
    return (
        f"{said}{table(head, apart)}\nWhat lies apart changes from run to run by more than from block to block, so "
        "that its interval is narrower than what is not known.\n"
    )
