"""Owns the timeline: the exchanges of each contender in the lanes where they happened, all on one axis of time.

The drawing is whole without a script. The script uncovers it as time goes by, so that what is seen at a moment is
what had happened by then.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sixlegs.bench.report import palette, scale, svg
from sixlegs.bench.report.cells import label
from sixlegs.bench.report.figure import Figure, Panel, Table
from sixlegs.bench.report.scale import Scale
from sixlegs.bench.report.svg import Element
from sixlegs.bench.result_file import Result, Run

WIDE, LEFT, RIGHT = 1000, 184, 92
_LEAST_TRACK, _LANE, _MOST_LANES = 22, 3.5, 32
_GAP, _TOP = 12, 8


def timeline(result: Result) -> Figure | None:
    """Draw the traced runs; None where there are none."""
    runs = [run for run in result.traces or result.runs if run.timeline and run.valid and not run.control]
    if not runs:
        return None
    point = runs[0].point
    runs = sorted((run for run in runs if run.point == point), key=lambda run: run.wall_s)
    ends = [run.wall_s for run in runs if not 0 < run.used_concurrency < point.concurrency]
    span = max(ends or [run.wall_s for run in runs]) * 1.02
    limit = next((limit.seconds for limit in result.limits if limit.point == point), None)
    marks, tracks = _tracks(runs, Scale(0, span, LEFT, WIDE - RIGHT))
    height = _TOP + sum(_height(run) + _GAP for run in runs)
    across = Scale(0, span, LEFT, WIDE - RIGHT)
    panel = Panel(f"{label(point)}: every exchange, one lane for each that was in flight", WIDE, height + 34,
                  [*_axis(across, height, limit), *marks])  # fmt: skip
    return Figure("timeline", "As it really happened", _said(runs), [panel], _table(runs),
                  "Pale: waiting for the first byte. Solid: the rest of the exchange, until the crawl had it. "
                  "One more run of each, which enters no comparison: to write every exchange down takes time.",
                  columns=1, wide=True, extra={"tracks": _json({"span": span, "tracks": tracks})})  # fmt: skip


def _said(runs: Sequence[Run]) -> str:
    first, last = runs[0], runs[-1]
    return f"{first.contender} was done after {first.wall_s:.2f} s, {last.contender} after {last.wall_s:.2f} s."


def _json(value: Any) -> str:
    """Write JSON that can stand in a page: nothing in it ends a script."""
    return json.dumps(value).replace("<", "\\u003c").replace("&", "\\u0026")


def _lanes(run: Run) -> int:
    return min(_MOST_LANES, 1 + max(int(row["lane"]) for row in run.timeline or []))


def _height(run: Run) -> float:
    return max(_LEAST_TRACK, _lanes(run) * _LANE)


def _tracks(runs: Sequence[Run], across: Scale) -> tuple[list[Element], list[dict[str, Any]]]:
    marks, tracks = [], []
    y = float(_TOP)
    for number, run in enumerate(runs):
        height = _height(run)
        marks.append(_track(run, number, y, across))
        tracks.append({"ends": sorted(float(row["end_s"]) for row in run.timeline or []), "wall": run.wall_s})
        y += height + _GAP
    return marks, tracks


def _track(run: Run, number: int, y: float, across: Scale) -> Element:
    height, name = _height(run), palette.strategy(run.backend, run.loop)
    waits, rests = _bars(run, y, height, across)
    beyond = run.wall_s > across.high
    said = f"{run.wall_s:.2f} s" + (" →" if beyond else "")
    end = across(run.wall_s)
    marks = [
        svg.text(run.contender, LEFT - 14, y + height / 2 + 4, text_anchor="end", class_="v"),
        svg.element("rect", x=LEFT, y=y, width=end - LEFT, height=height, fill="var(--faint)"),
        svg.element("path", d=waits or "M0,0", fill=palette.stroke(name), fill_opacity=0.34),
        svg.element("path", d=rests or "M0,0", fill=palette.stroke(name)),
    ]
    covered = svg.element("g", *marks[1:], class_="uncovered")
    told = svg.text(said, WIDE - RIGHT + 10, y + height / 2 + 4, class_="v", data_track=str(number))
    return svg.element("g", marks[0], covered, told)


def _bars(run: Run, y: float, height: float, across: Scale) -> tuple[str, str]:
    """Return all waiting, and all the rest, of one run as paths; what lies beyond the axis is left out."""
    lane = height / _lanes(run)
    waits, rests = [], []
    for row in run.timeline or []:
        if row["start_s"] >= across.high or row["lane"] >= _MOST_LANES:
            continue
        first = row["first_byte_s"] if row["first_byte_s"] is not None else row["end_s"]
        top = y + row["lane"] * lane
        waits.append(_bar((across(row["start_s"]), across(first)), top, lane))
        rests.append(_bar((across(first), across(row["end_s"])), top, lane))
    return "".join(waits), "".join(rests)


def _bar(ends: tuple[float, float], top: float, lane: float) -> str:
    left, right = ends
    thick = max(0.8, lane * 0.78)
    wide = svg.number(max(0.4, right - left))
    return f"M{svg.number(left)},{svg.number(top)}h{wide}v{svg.number(thick)}H{svg.number(left)}z"


def _axis(across: Scale, height: float, limit: float | None) -> list[Element]:
    marks = []
    for tick in across.ticks:
        at = across(tick)
        marks.append(svg.line((at, 0, at, height), stroke="var(--rule)"))
        marks.append(svg.text(f"{scale.short(tick)} s", at, height + 16, text_anchor="middle", class_="l"))
    if limit is not None and limit < across.high:
        at = across(limit)
        marks.append(svg.line((at, 0, at, height), stroke="var(--ink)", stroke_dasharray="2 3"))
        marks.append(svg.text("limit", at, height + 30, text_anchor="middle", class_="v l"))
    return marks


def _table(runs: Sequence[Run]) -> Table:
    rows = []
    for run in runs:
        every = run.timeline or []
        home = run.phases.get("reported", {})
        reported = [f"{home[name]:,.0f}" if name in home else "" for name in ("p50_ms", "p99_ms")]
        rows.append((run.contender, str(len(every)), str(_lanes(run)), f"{run.wall_s:.3f}",
                     f"{sum(row['end_s'] - row['start_s'] for row in every):.2f}", *reported))  # fmt: skip
    head = ("Contender", "Exchanges drawn", "Lanes", "Seconds", "Seconds of exchanges, added")
    return Table((*head, "Found to reported: p50 ms", "p99 ms"), rows)
