"""Owns two figures over the whole sweep: pages per second, and how near that is to what is possible."""

from __future__ import annotations

from sixlegs.bench.report import palette, plot, scale, svg
from sixlegs.bench.report.cells import Cell, label, loaded, workloads
from sixlegs.bench.report.figure import Figure, Panel, Table
from sixlegs.bench.report.plot import Axes, Line
from sixlegs.bench.report.svg import Element
from sixlegs.bench.result_file import Result

_CELL_W, _CELL_H, _LEFT = 46, 30, 52


def throughput(result: Result, found: list[Cell]) -> Figure:
    """Draw throughput against concurrency, a panel for each latency and client."""
    panels = [
        _panel(result, found, workload, latency, client)
        for workload in workloads(found)
        for client in dict.fromkeys(cell.client for cell in found)
        for latency in _latencies(found, workload)
    ]
    return Figure("throughput", "More at a time, more pages a second", _best(found), panels, _table(result, found),
                  "Band: 95 % interval of the median over blocks; of fewer than six, all of them. "
                  "Both scales are logarithmic and the same in all "
                  "panels of a workload. A hollow point: the server may have been what was measured.",
                  columns=max(1, min(3, len(_latencies(found, workloads(found)[0])))))  # fmt: skip


def _latencies(found: list[Cell], workload: str) -> list[float]:
    return sorted({cell.point.latency_ms for cell in found if cell.point.workload == workload})


def _panel(result: Result, found: list[Cell], workload: str, latency: float, client: str) -> Panel:
    every = [cell for cell in found if cell.point.workload == workload]
    limits = _limits(result, every, latency)
    lanes = sorted({cell.point.concurrency for cell in every})
    values = [value for cell in every for value in (cell.pages_per_s.low, cell.pages_per_s.high)]
    here = [cell for cell in every if (cell.point.latency_ms, cell.client) == (latency, client)]
    x, y = plot.scales((lanes[0], lanes[-1]), scale.around(values, log=True), log_x=True, log_y=True)
    axes = Axes(x, y, "exchanges at a time", "pages per second", lanes)
    lines = [_line(result, [cell for cell in here if cell.contender == name]) for name in _names(here)]
    title = f"{workload}, {latency:g} ms, {client}"
    return Panel(title, plot.WIDTH, plot.HEIGHT, [*plot.grid(axes), *_limit(limits, axes), *plot.draw(lines, axes)])


def _names(here: list[Cell]) -> list[str]:
    return list(dict.fromkeys(cell.contender for cell in here))


def _line(result: Result, here: list[Cell]) -> Line:
    row = plot.ordered(here)
    return Line(
        row[0].strategy,
        row[0].colour,
        [(cell.point.concurrency, cell.pages_per_s) for cell in row],
        tuple(loaded(result, cell.point) for cell in row),
        dashed=row[0].loop == "uvloop",
    )


def _limits(result: Result, every: list[Cell], latency: float) -> list[tuple[float, float]]:
    """Return the pages a second that no strategy can go beyond."""
    pages = {cell.point: cell.pages for cell in every}
    found = [
        (limit.concurrency, pages[limit.point] / limit.seconds)
        for limit in result.limits
        if limit.point in pages and limit.latency_ms == latency and limit.seconds
    ]
    return sorted(found)


def _limit(limits: list[tuple[float, float]], axes: Axes) -> list[Element]:
    if not limits:
        return []
    inside = [(axes.x(x), axes.y(min(value, axes.y.high))) for x, value in limits]
    at = inside[len(inside) // 2]
    return [
        svg.path(inside, fill="none", stroke="var(--ink)", stroke_width=1.2, stroke_dasharray="2 3"),
        svg.text("limit", at[0] - 6, max(12.0, at[1] - 5), text_anchor="end", class_="v l"),
    ]


def _best(found: list[Cell]) -> str:
    waiting = [cell for cell in found if cell.point.latency_ms]
    best = max(waiting or found, key=lambda cell: cell.pages_per_s.median)
    share = f", {best.efficiency:.0%} of what is possible there" if best.efficiency else ""
    return (
        f"Where there is something to wait for, most was had from {best.contender}: "
        f"{best.pages_per_s.median:,.0f} pages a second ({label(best.point)}){share}."
    )


def _table(result: Result, found: list[Cell]) -> Table:
    rows = []
    for cell in found:
        rate = cell.pages_per_s
        efficiency = "" if cell.efficiency is None else f"{cell.efficiency:.0%}"
        marks = [f"{cell.void} void"] if cell.void else []
        marks += ["server busy"] if loaded(result, cell.point) else []
        rows.append(
            (cell.contender, label(cell.point), f"{rate.median:,.0f}", rate.range(",.0f"), efficiency, ", ".join(marks))
        )
    return Table(("Contender", "Condition", "Pages/s", "95 % interval", "Of the limit", "Marks"), rows)


def efficiency(result: Result, found: list[Cell]) -> Figure:
    """Draw the share of the limit that is reached, a map of concurrency and latency for each contender."""
    rated = [cell for cell in found if cell.efficiency is not None]
    panels = [
        _map(workload, name, [cell for cell in rated if (cell.contender, cell.point.workload) == (name, workload)])
        for workload in workloads(rated)
        for name in dict.fromkeys(cell.contender for cell in rated if cell.point.workload == workload)
    ]
    head = ("Contender", "Condition", "Of the limit")
    rows = [(cell.contender, label(cell.point), f"{cell.efficiency:.0%}") for cell in rated]
    bounds = ", ".join(sorted({limit.binding for limit in result.limits}))
    return Figure("efficiency", "How much of what is possible", _efficient(rated), panels, Table(head, rows),
                  f"Per cent of the limit's speed. What limits here: {bounds}. Darker is more, paler in dark mode "
                  "is more.", columns=4)  # fmt: skip


def _efficient(rated: list[Cell]) -> str:
    if not rated:
        return "There is no limit to compare with."
    best = max(rated, key=lambda cell: cell.efficiency or 0)
    return f"The nearest to the limit: {best.contender} with {best.efficiency:.0%} ({label(best.point)})."


def _map(workload: str, name: str, here: list[Cell]) -> Panel:
    lanes = sorted({cell.point.concurrency for cell in here})
    latencies = sorted({cell.point.latency_ms for cell in here})
    marks = []
    for cell in here:
        x = _LEFT + lanes.index(cell.point.concurrency) * _CELL_W
        y = latencies.index(cell.point.latency_ms) * _CELL_H + 4
        fill, said = palette.heat(cell.efficiency or 0)
        box = svg.element("rect", x=x, y=y, width=_CELL_W - 3, height=_CELL_H - 3, rx=3, fill=fill)
        middle = {"text_anchor": "middle", "style": f"fill:{said}"}
        figure = svg.text(f"{cell.efficiency or 0:.0%}".rstrip("%"), x + _CELL_W / 2 - 1.5, y + 18, **middle)
        marks.append(svg.titled(f"{name}, {label(cell.point)}: {cell.efficiency or 0:.0%}", box, figure))
    bottom = len(latencies) * _CELL_H + 18
    marks += [svg.text(f"{each:g} ms", _LEFT - 8, at * _CELL_H + 22, text_anchor="end", class_="l")
              for at, each in enumerate(latencies)]  # fmt: skip
    marks += [svg.text(str(each), _LEFT + at * _CELL_W + _CELL_W / 2 - 1.5, bottom, text_anchor="middle", class_="l")
              for at, each in enumerate(lanes)]  # fmt: skip
    title = name if workload == "tiny" else f"{name}, {workload}"
    return Panel(title, max(_LEFT + len(lanes) * _CELL_W, 250), bottom + 8, marks)
