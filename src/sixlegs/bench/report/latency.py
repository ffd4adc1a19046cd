"""Owns the figure of how long exchanges take, down to the slowest: its upright scale gives every nine as much room."""

from __future__ import annotations

import math
from statistics import median

from sixlegs.bench.report import palette, plot, scale, svg
from sixlegs.bench.report.cells import Cell, focus, label, workloads
from sixlegs.bench.report.figure import Figure, Panel, Table
from sixlegs.bench.report.plot import Axes
from sixlegs.bench.report.scale import Scale
from sixlegs.bench.report.svg import Element

_SHARES = (0.0, 0.5, 0.9, 0.99, 0.999)
_HUNDRED = 101


def latency(found: list[Cell]) -> Figure:
    """Draw the share of exchanges that took no longer than a time."""
    panels, rows = [], []
    for workload in workloads(found):
        point = focus(found, workload)
        here = [cell for cell in found if cell.point == point and any(run.latency_quantiles_ms for run in cell.runs)]
        if not here:
            continue
        clients = dict.fromkeys(cell.client for cell in here)
        panels += [_panel(client, [cell for cell in here if cell.client == client], here) for client in clients]
        rows += [_row(cell) for cell in here]
    return Figure("latency", "How long the slowest wait", _tails(found), panels,
                  Table(("Contender", "Condition", "p50 ms", "p95 ms", "p99 ms", "slowest ms", "p99 / p50"), rows),
                  "Each line ends at the slowest exchange. Medians over blocks of each quantile, as the client saw "
                  "them. A crawler asks when it has room to, so this is no latency under a load that others make.",
                  columns=2)  # fmt: skip


def quantile(cell: Cell, name: str) -> float:
    """Return a percentile of a cell's exchanges: the median of its runs."""
    return median([run.latency[name] for run in cell.runs if name in run.latency] or [0.0])


def _row(cell: Cell) -> tuple[str, ...]:
    values = [quantile(cell, name) for name in ("p50_ms", "p95_ms", "p99_ms", "max_ms")]
    tail = f"{values[2] / values[0]:.1f}" if values[0] else ""
    return (cell.contender, label(cell.point), *(f"{value:.1f}" for value in values), tail)


def _nines(share: float) -> float:
    return -math.log10(1 - share)


def _curve(cell: Cell) -> list[tuple[float, float]]:
    """Return times and the shares of exchanges that took no longer; the last is that of the slowest."""
    runs = [run.latency_quantiles_ms for run in cell.runs if len(run.latency_quantiles_ms) == _HUNDRED]
    curve = [(median(run[part] for run in runs), part / 100) for part in range(100)]
    slowest = min(1 - 1 / max(cell.pages, 101), _SHARES[-1])
    return [*curve, (median(run[100] for run in runs), slowest)]


def _panel(client: str, here: list[Cell], every: list[Cell]) -> Panel:
    curves = {cell.contender: _curve(cell) for cell in every}
    times = [max(time, 0.01) for curve in curves.values() for time, _ in curve]
    x, _ = plot.scales(scale.around(times, log=True), (0, 1), log_x=True, log_y=False)
    y = Scale(0, _nines(_SHARES[-1]) * 1.03, plot.HEIGHT - 34, 16)
    axes = Axes(x, y, "milliseconds", "of all exchanges took no longer")
    marks = _rules(axes)
    ends = []
    for cell in here:
        places = [(x(time), y(_nines(share))) for time, share in curves[cell.contender]]
        dash = {"stroke_dasharray": "5 3"} if cell.loop == "uvloop" else {}
        stroke = palette.stroke(cell.colour)
        marks.append(svg.path(places, fill="none", stroke=stroke, stroke_width=1.8, stroke_linejoin="round", **dash))
        marks.append(svg.element("circle", cx=places[-1][0], cy=places[-1][1], r=3, fill=stroke))
        ends.append((cell, curves[cell.contender][-1]))
    return Panel(f"{label(here[0].point)}, {client}", plot.WIDTH, plot.HEIGHT, [*marks, *_legend(ends, axes)])


def _rules(axes: Axes) -> list[Element]:
    across = plot.grid(Axes(axes.x, Scale(0, 0, axes.y.start, axes.y.end), axes.across, axes.along))
    kept = [
        mark
        for mark in across
        if mark.attributes.get("text_anchor") != "end" and mark.attributes.get("stroke") != "var(--rule)"
    ]
    for share in _SHARES:
        at = axes.y(_nines(share))
        kept.append(svg.line((axes.x.start, at, axes.x.end, at), stroke="var(--rule)"))
        kept.append(svg.text(f"{share * 100:g} %", axes.x.start - 7, at + 4, text_anchor="end", class_="l"))
    return kept


def _legend(ends: list[tuple[Cell, tuple[float, float]]], axes: Axes) -> list[Element]:
    ends = sorted(ends, key=lambda end: end[1][0])
    marks = []
    for at, (cell, (slowest, _)) in enumerate(ends):
        y = axes.y.end + 8 + at * 28
        marks.append(svg.text(cell.strategy, axes.x.end + 14, y, class_="l", style=f"fill:{palette.ink(cell.colour)}"))
        marks.append(svg.text(f"slowest {scale.short(slowest)} ms", axes.x.end + 14, y + 12, style="font-size:10px"))
    return marks


def _tails(found: list[Cell]) -> str:
    point = focus(found, workloads(found)[0])
    here = [cell for cell in found if cell.point == point and quantile(cell, "p99_ms")]
    if not here:
        return "No exchange was timed."
    least = min(here, key=lambda cell: quantile(cell, "p99_ms"))
    most = max(here, key=lambda cell: quantile(cell, "p99_ms"))
    return (
        f"99 of 100 exchanges are done in {quantile(least, 'p99_ms'):.0f} ms with {least.contender}, "
        f"and in {quantile(most, 'p99_ms'):.0f} ms with {most.contender} ({label(point)})."
    )
