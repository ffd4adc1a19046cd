"""Owns two figures of what a crawl takes: processor time for a page, and memory for each exchange in flight."""

from __future__ import annotations

from sixlegs.bench.report import palette, plot, scale, svg
from sixlegs.bench.report.cells import Cell, Estimate, estimate, focus, label, memory_mb, workloads
from sixlegs.bench.report.figure import Figure, Panel, Table
from sixlegs.bench.report.plot import Axes, Line
from sixlegs.bench.report.scale import Scale
from sixlegs.bench.report.svg import Element

_ROW, _LEFT, _WIDE = 24, 178, 700


def processor(found: list[Cell]) -> Figure:
    """Draw processor time per page, user and system, at the condition that stands for the others."""
    panels, rows = [], []
    for workload in workloads(found):
        point = focus(found, workload)
        here = sorted((cell for cell in found if cell.point == point), key=lambda cell: cell.cpu_ms.median)
        panels.append(_bars(label(point), here))
        rows += [_row(cell) for cell in here]
    return Figure("processor", "What a page costs the processor", _cheapest(found), panels,
                  Table(("Contender", "Condition", "ms a page", "95 % interval", "User", "System"), rows),
                  "Solid: in the program. Pale: in the system, for it. The thin line is the 95 % interval. This is the "
                  "figure that holds on other machines too: pages a second are cores over this.",
                  columns=1, wide=True)  # fmt: skip


def _parts(cell: Cell) -> tuple[float, float]:
    user = cell.of(lambda run: run.cpu_user_s * 1000 / run.urls).median
    return user, cell.of(lambda run: run.cpu_system_s * 1000 / run.urls).median


def _row(cell: Cell) -> tuple[str, ...]:
    user, system = _parts(cell)
    whole = cell.cpu_ms
    return (
        cell.contender,
        label(cell.point),
        f"{whole.median:.2f}",
        whole.range(".2f"),
        f"{user:.2f}",
        f"{system:.2f}",
    )


def _cheapest(found: list[Cell]) -> str:
    point = focus(found, workloads(found)[0])
    here = sorted((cell for cell in found if cell.point == point), key=lambda cell: cell.cpu_ms.median)
    least, most = here[0], here[-1]
    times = most.cpu_ms.median / least.cpu_ms.median
    return (
        f"From {least.cpu_ms.median:.2f} ms a page ({least.contender}) to {most.cpu_ms.median:.2f} ms "
        f"({most.contender}), {times:.1f} times as much, for the same work ({label(point)})."
    )


def _bars(title: str, here: list[Cell]) -> Panel:
    across = Scale(0, max(cell.cpu_ms.high for cell in here) * 1.02, _LEFT, _WIDE - 60)
    marks: list[Element] = []
    for at, cell in enumerate(here):
        marks += _bar(cell, at * _ROW + 4, across)
    return Panel(f"{title}: milliseconds of processor time a page", _WIDE, len(here) * _ROW + 12, marks)


def _bar(cell: Cell, y: float, across: Scale) -> list[Element]:
    user, system = _parts(cell)
    whole = cell.cpu_ms
    colour = palette.stroke(cell.colour)
    at, middle = across(user), y + 8
    return [
        svg.text(cell.contender, _LEFT - 10, y + 12, text_anchor="end", class_="v"),
        svg.titled(
            f"{cell.contender}: {whole.median:.2f} ms, {user:.2f} user and {system:.2f} system",
            svg.element("rect", x=_LEFT, y=y, width=max(0.5, at - _LEFT), height=16, fill=colour),
            svg.element(
                "rect", x=at, y=y, width=max(0.5, across(user + system) - at), height=16, fill=colour, fill_opacity=0.45
            ),
        ),
        svg.line((across(whole.low), middle, across(whole.high), middle), stroke="var(--ink)", stroke_width=1.2),
        svg.text(f"{whole.median:.2f}", across(max(whole.high, user + system)) + 8, y + 12, class_="v"),
    ]


def memory(found: list[Cell]) -> Figure:
    """Draw peak memory against concurrency, and what each exchange in flight adds."""
    workload = workloads(found)[0]
    latency = _swept(found, workload)
    swept = [cell for cell in found if (cell.point.workload, cell.point.latency_ms) == (workload, latency)]
    panels, rows = [], []
    for client in dict.fromkeys(cell.client for cell in swept):
        here = [cell for cell in swept if cell.client == client]
        panels.append(_memory_panel(f"{client}, {latency:g} ms", here, swept))
        for name in dict.fromkeys(cell.contender for cell in here):
            row = plot.ordered([cell for cell in here if cell.contender == name])
            rows += [_memory_row(cell, per_lane(row)) for cell in row]
    return Figure("memory", "What each exchange in flight adds to memory", _slopes(swept), panels,
                  Table(("Contender", "Condition", "MB at its peak", "95 % interval", "kB an exchange"), rows),
                  "Beside a name: the slope of the line, in kB an exchange. Of several processes, shared pages are "
                  "counted once where the system says so. The whole process is seen, with what a larger site "
                  "needs for its results.", columns=2)  # fmt: skip


def _swept(found: list[Cell], workload: str) -> float:
    """Return the latency of which most concurrencies were measured."""
    lanes: dict[float, set[int]] = {}
    for cell in found:
        if cell.point.workload == workload:
            lanes.setdefault(cell.point.latency_ms, set()).add(cell.point.concurrency)
    return max(lanes, key=lambda latency: (len(lanes[latency]), latency))


def per_lane(row: list[Cell]) -> Estimate | None:
    """Return the kB that one more exchange in flight adds, block by block by least squares; None where it has none."""
    lines: dict[int, list[tuple[float, float]]] = {}
    for cell in row:
        if not cell.short_of_lanes:
            for run in cell.runs:
                lines.setdefault(run.block, []).append((cell.point.concurrency, memory_mb(run) * 1024))
    slopes = [_slope(line) for line in lines.values() if len({x for x, _ in line}) > 1]
    return estimate(slopes) if slopes else None


def _slope(line: list[tuple[float, float]]) -> float:
    x_mean = sum(x for x, _ in line) / len(line)
    y_mean = sum(y for _, y in line) / len(line)
    return sum((x - x_mean) * (y - y_mean) for x, y in line) / sum((x - x_mean) ** 2 for x, _ in line)


def _memory_row(cell: Cell, slope: Estimate | None) -> tuple[str, ...]:
    held = cell.memory_mb
    said = f"{slope.median:,.0f} ({slope.range(',.0f')})" if slope else ""
    return (cell.contender, label(cell.point), f"{held.median:.1f}", held.range(".1f"), said)


def _memory_panel(title: str, here: list[Cell], every: list[Cell]) -> Panel:
    lanes = sorted({cell.point.concurrency for cell in every})
    values = [value for cell in every for value in (cell.memory_mb.low, cell.memory_mb.high)]
    x, y = plot.scales((lanes[0], lanes[-1]), scale.around(values, log=True), log_x=True, log_y=True)
    axes = Axes(x, y, "exchanges at a time", "MB at the peak", lanes)
    lines = []
    for name in dict.fromkeys(cell.contender for cell in here):
        row = plot.ordered([cell for cell in here if cell.contender == name])
        slope = per_lane(row)
        said = f"{row[0].strategy} {slope.median:+,.0f}" if slope else row[0].strategy
        lines.append(Line(said, row[0].colour, [(cell.point.concurrency, cell.memory_mb) for cell in row]))
    return Panel(title, plot.WIDTH, plot.HEIGHT, [*plot.grid(axes), *plot.draw(lines, axes)])


def _slopes(swept: list[Cell]) -> str:
    found = {}
    for name in dict.fromkeys(cell.contender for cell in swept):
        slope = per_lane([cell for cell in swept if cell.contender == name])
        if slope is not None:
            found[name] = slope.median
    if not found:
        return "One concurrency alone does not show what an exchange adds."
    least, most = min(found, key=found.__getitem__), max(found, key=found.__getitem__)
    return f"From {found[least]:,.0f} kB an exchange ({least}) to {found[most]:,.0f} kB ({most})."
