"""Owns what the line charts have in common: grid, lines with their bands, and labels at their ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sixlegs.bench.report import palette, scale, svg
from sixlegs.bench.report.cells import Cell, Estimate
from sixlegs.bench.report.scale import Scale
from sixlegs.bench.report.svg import Element

WIDTH, HEIGHT = 336, 250
_LEFT, _RIGHT, _BOTTOM = 40, 108, 34
_LABEL = 14


@dataclass(frozen=True)
class Line:
    """One line of a chart."""

    label: str
    colour: str
    points: list[tuple[float, Estimate]]
    marks: tuple[bool, ...] = ()  # which of the points are doubtful
    dashed: bool = False


@dataclass(frozen=True)
class Axes:
    """Where values lie."""

    x: Scale
    y: Scale
    across: str  # what lies along them
    along: str
    x_ticks: Sequence[float] | None = None


def scales(x: tuple[float, float], y: tuple[float, float], *, log_x: bool, log_y: bool) -> tuple[Scale, Scale]:
    """Return the scales of a panel of the usual size."""
    return (
        Scale(x[0], x[1], _LEFT, WIDTH - _RIGHT, log=log_x),
        Scale(y[0], y[1], HEIGHT - _BOTTOM, 16, log=log_y),
    )


def grid(axes: Axes) -> list[Element]:
    """Draw what values are read against."""
    x, y = axes.x, axes.y
    marks = [svg.text(axes.along, 0, 6, class_="l")]
    for tick in y.ticks:
        at = y(tick)
        marks.append(svg.line((x.start, at, x.end, at), stroke="var(--rule)"))
        marks.append(svg.text(scale.short(tick), x.start - 7, at + 4, text_anchor="end", class_="l"))
    for tick in x.ticks if axes.x_ticks is None else axes.x_ticks:
        marks.append(svg.line((x(tick), y.start, x(tick), y.start + 4), stroke="var(--soft)"))
        marks.append(svg.text(scale.short(tick), x(tick), y.start + 17, text_anchor="middle", class_="l"))
    marks.append(svg.line((x.start, y.start, x.end, y.start), stroke="var(--soft)"))
    return [*marks, svg.text(axes.across, (x.start + x.end) / 2, y.start + 32, text_anchor="middle", class_="l")]


def draw(lines: Sequence[Line], axes: Axes) -> list[Element]:
    """Draw lines: bands below all of them, names at their ends."""
    lines = [line for line in lines if line.points]
    bands = [_band(line, axes) for line in lines]
    drawn = [_line(line, axes) for line in lines]
    return [*bands, *drawn, *names(lines, axes)]


def names(lines: Sequence[Line], axes: Axes) -> list[Element]:
    """Write what each line is where it ends."""
    ends = [axes.y(line.points[-1][1].median) for line in lines]
    places = scale.apart(ends, _LABEL, axes.y.end + 2, axes.y.start)
    marks = []
    for line, end, place in zip(lines, ends, places, strict=True):
        last = axes.x(line.points[-1][0])
        beside = axes.x.end + 14
        marks.append(
            svg.line((last + 5, end, beside - 3, place), stroke=palette.stroke(line.colour), stroke_opacity=0.45)
        )
        marks.append(svg.text(line.label, beside, place + 4, class_="l", style=f"fill:{palette.ink(line.colour)}"))
    return marks


def _band(line: Line, axes: Axes) -> Element:
    upper = [(axes.x(x), axes.y(value.high)) for x, value in line.points]
    lower = [(axes.x(x), axes.y(value.low)) for x, value in reversed(line.points)]
    return svg.path([*upper, *lower], fill=palette.stroke(line.colour), fill_opacity=0.16)


def _line(line: Line, axes: Axes) -> Element:
    colour = palette.stroke(line.colour)
    places = [(axes.x(x), axes.y(value.median)) for x, value in line.points]
    dash = {"stroke_dasharray": "5 3"} if line.dashed else {}
    marks = [svg.path(places, fill="none", stroke=colour, stroke_width=1.8, stroke_linejoin="round", **dash)]
    doubts = line.marks or (False,) * len(places)
    for (x, y), (value, found), doubt in zip(places, line.points, doubts, strict=True):
        fill = "var(--paper)" if doubt else colour
        dot = svg.element("circle", cx=x, cy=y, r=3.2, fill=fill, stroke=colour, stroke_width=1.5)
        said = f"{line.label}, {scale.short(value)}: {found.median:,.4g} ({found.low:,.4g} to {found.high:,.4g})"
        marks.append(svg.titled(said, dot))
    return svg.element("g", *marks)


def ordered(found: Sequence[Cell]) -> list[Cell]:
    """Sort cells along concurrency."""
    return sorted(found, key=lambda cell: cell.point.concurrency)
