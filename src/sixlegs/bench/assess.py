"""Owns what the runs of a comparison say: which of them count, the ratios, the limits, the controls; runs nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from statistics import median
from typing import Any

from sixlegs.bench import statistics
from sixlegs.bench.result_file import (
    HALF,
    LESS,
    MORE,
    NO_DIFFERENCE,
    NULL,
    SAME,
    SLOW,
    TOO_FEW,
    Limit,
    Point,
    Ratio,
    Result,
    Run,
)

METRICS = ("wall_s", "cpu_s", "rss_bytes")
_HALF_A_CORE = 0.5
_AHEAD = 3.0  # times that a raw client has to be faster than the fastest contender where nothing waits


def assess(result: Result) -> None:
    """Work everything out anew from the runs."""
    result.runs = [run for point in result.points for run in _judged(result, point)]
    result.traces = _judged_traces(result)
    result.limits = [found for point in result.points if (found := _limit(result, point))]
    _rate(result)
    result.ratios = [ratio for point in result.points for ratio in _ratios(result, point)]
    result.controls = _controls(result)
    _mark_server(result)


def _judged(result: Result, point: Point) -> list[Run]:
    """Void the runs that did not do the same work; who is right, the run without a network says, else most."""
    runs = [run for run in result.runs if run.point == point]
    right = [run.digest for run in runs if run.control == NULL and run.digest] or [
        digest for digest, _ in Counter(run.digest for run in runs if run.digest).most_common(1)
    ]
    return [_void(run) if run.digest and run.digest != right[0] else run for run in runs]


def _judged_traces(result: Result) -> list[Run]:
    right = {run.point: run.digest for run in result.runs if run.valid and run.digest}
    return [run if run.digest == right.get(run.point, run.digest) else _void(run) for run in result.traces]


def _void(run: Run) -> Run:
    said = "other results than the rest"
    return replace(run, valid=False, notes=run.notes if said in run.notes else [*run.notes, said])


def _limit(result: Result, point: Point) -> Limit | None:
    """Return what cannot be beaten at a point; None where the site is not ours."""
    row = _server_row(result, point)
    runs = [run for run in result.runs if run.point == point and run.valid and run.digest]
    if row is None or "asked_delay_s" not in row or not runs:
        return None
    own = [median(run.cpu_s for run in found) for name in result.contenders if (found := result.of(name, point))]
    bounds = {
        "depth": row["exchanges_in_row"] * point.latency_ms / 1000,
        "concurrency": row["asked_delay_s"] / point.concurrency,
        "bandwidth": row["sent_bytes"] / result.server["bandwidth_bytes_per_s"],
        "processor": min(own, default=0.0) / int(result.machine.get("cores", 1)),
    }
    bound = statistics.limit(bounds)
    return Limit(**asdict(point), seconds=bound.seconds, binding=bound.binding, bounds=bound.bounds)


def _rate(result: Result) -> None:
    """Say of each run how near it came to the limit."""
    seconds = {limit.point: limit.seconds for limit in result.limits}
    result.runs = [
        replace(run, efficiency=seconds[run.point] / run.wall_s if _rated(run, seconds) else None)
        for run in result.runs
    ]


def _rated(run: Run, seconds: Mapping[Point, float]) -> bool:
    return run.point in seconds and run.wall_s > 0 and run.control != NULL  # which waits for nothing


def _ratios(result: Result, point: Point) -> list[Ratio]:
    made = []
    for metric in METRICS:
        found = [ratio for name in _named(result, point) if (ratio := _ratio(result, point, name, metric)) is not None]
        claims = [ratio for ratio in found if not ratio.control]
        corrected = statistics.holm([ratio.p_value for ratio in claims])
        made += [_concluded(ratio, p_holm, len(claims)) for ratio, p_holm in zip(claims, corrected, strict=True)]
        made += [_concluded(ratio, ratio.p_value, 1) for ratio in found if ratio.control]  # planned, one by one
    return made


def _named(result: Result, point: Point) -> list[str]:
    """Name all who ran at a point, in an order that chance had no part in; the baseline is compared with nobody."""
    names = {run.contender for run in result.runs if run.point == point} - {result.config["baseline"]}
    listed = [*result.config.get("contenders", []), SAME, SLOW, HALF, NULL]
    return [name for name in listed if name in names]


def _ratio(result: Result, point: Point, name: str, metric: str) -> Ratio | None:
    baseline = str(result.config["baseline"])
    ours, theirs = ({run.block: run for run in result.of(who, point)} for who in (name, baseline))
    shared = sorted(ours.keys() & theirs.keys())
    shared = [block for block in shared if getattr(ours[block], metric) > 0 and getattr(theirs[block], metric) > 0]
    if not shared:
        return None
    pair = [[getattr(of[block], metric) for block in shared] for of in (ours, theirs)]
    paired = statistics.ratio(pair[0], pair[1], int(result.config["seed"]))
    who = ours[shared[0]]
    return Ratio(
        **asdict(point),
        backend=who.backend,
        client=who.client,
        loop=who.loop,
        control=who.control,
        baseline=baseline,
        metric=metric,
        median=paired.median,
        low=paired.low,
        high=paired.high,
        blocks=paired.blocks,
        p_value=paired.p_value,
    )


def _concluded(ratio: Ratio, p_holm: float, compared: int) -> Ratio:
    """Say what a ratio shows: something only where both the interval and the corrected p-value say so."""
    beyond = not ratio.low <= 1.0 <= ratio.high
    conclusion = NO_DIFFERENCE
    if ratio.blocks < statistics.blocks_for(1) or (beyond and ratio.blocks < statistics.blocks_for(compared)):
        conclusion = TOO_FEW
    elif beyond and p_holm < statistics.SIGNIFICANT:
        conclusion = MORE if ratio.median > 1 else LESS
    return replace(ratio, p_holm=p_holm, conclusion=conclusion)


def _controls(result: Result) -> dict[str, Any]:
    """Say what each control was to show, and whether it did, point by point."""
    return {
        SAME: {
            "expected": "the same contender twice: the interval holds 1, and its width is what cannot be told apart",
            "points": [
                _shown(ratio) | {"passed": _judged_same(ratio), "width": ratio.high / ratio.low - 1}
                for ratio in _of_control(result, SAME)
            ],
        },
        SLOW: {
            "expected": "a busy millisecond more for each page: it takes more processor time, and the interval says so",
            "points": [_shown(ratio) | {"passed": _judged_more(ratio)} for ratio in _of_control(result, SLOW, "cpu_s")],
        },
        HALF: {
            "expected": "half as many at a time: where waiting is what limits it takes longer, as is to be seen",
            "points": [
                _shown(ratio) | {"passed": _judged_more(ratio)}
                for ratio in _of_control(result, HALF)
                if result.waits(ratio.point)
            ],
        },
        NULL: {
            "expected": "no network and no waiting: what is left is the crawl's own work, and that of measuring",
            "points": [_overhead(result, ratio) for ratio in _of_control(result, NULL)],
        },
    }


def _of_control(result: Result, control: str, metric: str = "wall_s") -> list[Ratio]:
    return [ratio for ratio in result.ratios if ratio.control == control and ratio.metric == metric]


def _judged_same(ratio: Ratio) -> bool | None:
    """Say whether the interval holds 1; None where there are too few blocks for it to mean anything."""
    return ratio.low <= 1 <= ratio.high if ratio.blocks >= statistics.LEAST_BLOCKS else None


def _judged_more(ratio: Ratio) -> bool | None:
    """Say whether the whole interval lies above 1; None where there are too few blocks."""
    return ratio.low > 1 if ratio.blocks >= statistics.LEAST_BLOCKS else None


def _shown(ratio: Ratio) -> dict[str, Any]:
    return asdict(ratio.point) | {
        "metric": ratio.metric,
        "median": ratio.median,
        "low": ratio.low,
        "high": ratio.high,
        "blocks": ratio.blocks,
    }


def _overhead(result: Result, ratio: Ratio) -> dict[str, Any]:
    runs = result.of(NULL, ratio.point)
    share = median(run.wall_s for run in runs) / max(1, runs[0].urls)
    return _shown(ratio) | {"passed": ratio.median < 1, "seconds_per_url": share}


def _mark_server(result: Result) -> None:
    """Say of each point whether the server could have done far more than was asked of it."""
    for row in result.server.get("points", []):
        point = Point.read(row)
        runs = [run for run in result.runs if run.point == point and run.valid and run.control != NULL]
        if runs:
            fastest = max(run.requests / run.wall_s for run in runs)
            share = _highest_share(result, point, runs)
            ahead = bool(point.latency_ms) or row["raw_requests_per_s"] >= _AHEAD * fastest
            row |= {"best_requests_per_s": fastest, "cpu_share": share, "enough": ahead and share < _HALF_A_CORE}


def _highest_share(result: Result, point: Point, runs: Sequence[Run]) -> float:
    names = {run.contender for run in runs}
    return max(median(run.server_cpu_share for run in result.of(name, point)) for name in names)


def _server_row(result: Result, point: Point) -> dict[str, Any] | None:
    return next((row for row in result.server.get("points", []) if Point.read(row) == point), None)
