"""Owns two figures of one condition: ratios to the baseline with their intervals, and strategies by clients."""

from __future__ import annotations

from sixlegs.bench.report import palette, scale, svg
from sixlegs.bench.report.cells import Cell, focus, interval, label, workloads
from sixlegs.bench.report.figure import Figure, Panel, Table
from sixlegs.bench.report.scale import Scale
from sixlegs.bench.report.svg import Element
from sixlegs.bench.result_file import HALF, NO_DIFFERENCE, NULL, SAME, SLOW, TOO_FEW, Point, Ratio, Result
from sixlegs.bench.statistics import LEAST_BLOCKS

METRICS = {"wall_s": "time", "cpu_s": "processor time", "rss_bytes": "memory"}
CONTROLS = {
    SAME: "control: the baseline again",
    SLOW: "control: 1 ms more a page",
    HALF: "control: half as many",
    NULL: "control: no network",
}
AMONG_MANY = "not sure among so many"  # shown by its interval, not by the test that is corrected for their number
_ROW, _LEFT, _WIDE, _SAID = 24, 186, 700, 150
_CELL_W, _CELL_H, _NAMES = 150, 50, 136


def forest(result: Result, found: list[Cell]) -> Figure:
    """Draw the ratios to the baseline, with what the A/A control cannot tell apart."""
    panels = []
    for workload in workloads(found):
        point = focus(found, workload)
        for metric in ("wall_s", "cpu_s"):
            here = [ratio for ratio in result.ratios if (ratio.point, ratio.metric) == (point, metric)]
            here = [ratio for ratio in here if ratio.control != NULL]
            if here:
                panels.append(_panel(point, metric, here))
    return Figure("ratios", "Who is faster, and is it sure?", _sure(result), panels, _table(result),
                  "Dot: median over paired blocks. Line: its 95 % interval, by bootstrap over blocks. Grey: no "
                  "difference shown, or not sure among so many, by Holm's correction. Shaded: the interval of the "
                  "baseline against itself, what this study cannot tell apart.", columns=1, wide=True)  # fmt: skip


def name(ratio: Ratio) -> str:
    """Name who is compared."""
    return CONTROLS.get(ratio.control, ratio.contender)


def told(ratio: Ratio) -> str:
    """Write a ratio with its interval."""
    return f"{ratio.median:.2f} ({interval(ratio.low, ratio.high, ratio.blocks)})"


def few(ratio: Ratio) -> bool:
    """Whether a ratio is of so few blocks that nothing follows from it."""
    return ratio.blocks < LEAST_BLOCKS


def shows(ratio: Ratio) -> str:
    """Say what a ratio shows."""
    if few(ratio):
        return TOO_FEW
    alone = ratio.conclusion == NO_DIFFERENCE and not ratio.low <= 1 <= ratio.high
    return AMONG_MANY if alone else ratio.conclusion


def _sure(result: Result) -> str:
    walls = [ratio for ratio in result.ratios if ratio.metric == "wall_s" and not ratio.control]
    unclear = sum(ratio.conclusion == NO_DIFFERENCE for ratio in walls)
    lack = sum(ratio.conclusion == TOO_FEW for ratio in walls)
    said = f"Of {len(walls)} comparisons of time with {result.config.get('baseline', 'the baseline')}, "
    if walls and all(few(ratio) for ratio in walls):
        return said + f"none is of {LEAST_BLOCKS} blocks or more: {TOO_FEW} to say anything."
    said += f"{unclear} show no difference" if unclear else "none shows no difference"
    return said + (f", {lack} are of too few blocks for so many comparisons." if lack else ".")


def _table(result: Result) -> Table:
    rows = [
        (name(ratio), label(ratio.point), METRICS[ratio.metric], told(ratio),
         "" if few(ratio) else f"{ratio.p_holm:.3f}", shows(ratio), str(ratio.blocks))
        for ratio in result.ratios
    ]  # fmt: skip
    return Table(("Contender", "Condition", "Of", "Ratio, 95 %", "p (Holm)", "It shows", "Blocks"), rows)


def _panel(point: Point, metric: str, here: list[Ratio]) -> Panel:
    rows = sorted((ratio for ratio in here if not ratio.control), key=lambda ratio: ratio.median)
    rows = [*[ratio for ratio in here if ratio.control], *rows]
    values = [value for ratio in rows for value in (ratio.low, ratio.high, 1.0)]
    low, high = scale.around(values, log=True)
    across = Scale(low, high, _LEFT, _WIDE - _SAID, log=True)
    height = len(rows) * _ROW + 8
    marks = _ground(across, height, next((ratio for ratio in here if ratio.control == SAME), None))
    for at, ratio in enumerate(rows):
        marks += _one(ratio, at * _ROW + 16.0, across)
    baseline = here[0].baseline
    said = f"{METRICS[metric]}, times that of {baseline}"
    marks.append(svg.text(said, (across.start + across.end) / 2, height + 32, text_anchor="middle", class_="l"))
    return Panel(f"{METRICS[metric].capitalize()}: {label(point)}", _WIDE, height + 40, marks)


def _ground(across: Scale, height: float, same: Ratio | None) -> list[Element]:
    marks = []
    if same is not None and not few(same):
        left, right = across(same.low), across(same.high)
        marks.append(svg.element("rect", x=left, y=0, width=max(1, right - left), height=height, fill="var(--rule)"))
    for tick in across.ticks:
        marks.append(svg.line((across(tick), height, across(tick), height + 4), stroke="var(--soft)"))
        marks.append(svg.text(scale.short(tick), across(tick), height + 17, text_anchor="middle", class_="l"))
    marks.append(svg.line((across.start, height, across.end, height), stroke="var(--soft)"))
    marks.append(svg.line((across(1), 0, across(1), height), stroke="var(--ink)", stroke_width=1))
    return marks


def _one(ratio: Ratio, y: float, across: Scale) -> list[Element]:
    unclear = ratio.conclusion in {NO_DIFFERENCE, TOO_FEW}
    own = palette.stroke(palette.strategy(ratio.backend, ratio.loop))
    colour = "var(--ink)" if ratio.control else "var(--soft)" if unclear else own
    low, high, middle = across(ratio.low), across(ratio.high), across(ratio.median)
    said = NO_DIFFERENCE if shows(ratio) == NO_DIFFERENCE else told(ratio)
    if few(ratio):
        low = high = middle
    return [
        svg.text(name(ratio), _LEFT - 12, y + 4, text_anchor="end", class_="l" if ratio.control else "v"),
        svg.titled(
            f"{name(ratio)}: {told(ratio)}, {shows(ratio)}",
            svg.line((low, y, high, y), stroke=colour, stroke_width=2.2, stroke_linecap="round"),
            svg.element("circle", cx=middle, cy=y, r=4, fill="var(--paper)" if unclear else colour, stroke=colour,
                        stroke_width=1.8),
        ),
        svg.text(said, _WIDE - _SAID + 14, y + 4, class_="l" if unclear else "v l"),
    ]  # fmt: skip


def matrix(found: list[Cell]) -> Figure:
    """Draw strategies by clients, pages a second in each cell."""
    panels, rows = [], []
    for workload in workloads(found):
        point = focus(found, workload)
        here = [cell for cell in found if cell.point == point]
        panels.append(_grid(here))
        rows += [
            (cell.strategy, cell.client, f"{cell.pages_per_s.median:,.0f}", f"{cell.cpu_ms.median:.2f}",
             f"{cell.memory_mb.median:.0f}")
            for cell in here
        ]  # fmt: skip
    table = Table(("Strategy", "Client", "Pages/s", "CPU ms a page", "MB"), rows)
    return Figure("matrix", "Strategy or client: what matters more?", _matters(found), panels, table,
                  "Pages a second; darker is more in light mode, paler in dark mode. Read along a row for the "
                  "client, down a column for the strategy.", columns=2)  # fmt: skip


def _matters(found: list[Cell]) -> str:
    point = focus(found, workloads(found)[0])
    here = [cell for cell in found if cell.point == point and cell.alone]
    by_client = {client: [c.cpu_ms.median for c in here if c.client == client] for client in {c.client for c in here}}
    spreads = [max(values) / min(values) for values in by_client.values() if len(values) > 1]
    pairs = {cell.strategy: [c.cpu_ms.median for c in here if c.strategy == cell.strategy] for cell in here}
    steps = [max(values) / min(values) for values in pairs.values() if len(values) > 1]
    if not spreads or not steps:
        return f"At {label(point)}."
    return (
        f"In processor time a page, the change of client makes a factor of {min(steps):.1f} to {max(steps):.1f}; the "
        f"strategies of one process lie within a factor of {min(spreads):.1f} to {max(spreads):.1f} ({label(point)})."
    )


def _grid(here: list[Cell]) -> Panel:
    clients = list(dict.fromkeys(cell.client for cell in here))
    names = list(dict.fromkeys(cell.strategy for cell in here))
    most = max(cell.pages_per_s.median for cell in here)
    marks = [
        svg.text(client, _NAMES + at * _CELL_W + _CELL_W / 2, 12, text_anchor="middle", class_="v")
        for at, client in enumerate(clients)
    ]
    for cell in here:
        x, y = _NAMES + clients.index(cell.client) * _CELL_W, names.index(cell.strategy) * _CELL_H + 22
        marks.append(_square(cell, (x, y), cell.pages_per_s.median / most))
    for at, each in enumerate(names):
        marks.append(svg.text(each, _NAMES - 12, at * _CELL_H + 50, text_anchor="end", class_="v"))
    width = _NAMES + len(clients) * _CELL_W
    return Panel(f"Pages a second: {label(here[0].point)}", width, len(names) * _CELL_H + 26, marks)


def _square(cell: Cell, at: tuple[float, float], share: float) -> Element:
    x, y = at
    fill, ink = palette.heat(share * 0.999)
    rate = cell.pages_per_s
    words = {"text_anchor": "middle"}
    middle = x + _CELL_W / 2 - 2
    return svg.titled(
        f"{cell.contender}: {rate.median:,.0f} pages a second ({rate.low:,.0f} to {rate.high:,.0f})",
        svg.element("rect", x=x, y=y, width=_CELL_W - 4, height=_CELL_H - 4, rx=4, fill=fill),
        svg.text(f"{rate.median:,.0f}", middle, y + 21, style=f"font-size:16px;font-weight:600;fill:{ink}", **words),
        svg.text(
            f"{cell.cpu_ms.median:.2f} ms CPU a page", middle, y + 37, style=f"font-size:10.5px;fill:{ink}", **words
        ),
    )
