"""Owns what a terminal shows of a result: a table with bars for each condition, and the controls in a line each."""

from __future__ import annotations

import shutil
from typing import IO

from rich.console import Console, ConsoleDimensions
from rich.table import Table
from rich.text import Text

from sixlegs.bench.report import palette, ratios, words
from sixlegs.bench.report.cells import Cell, cells, label, loaded, told
from sixlegs.bench.result_file import LESS, MORE, NO_DIFFERENCE, TOO_FEW, Point, Ratio, Result
from sixlegs.report.escape import escape

_BAR = 16
_WIDE, _BARRED = 132, 110  # columns: where there is no terminal, and of the narrowest that has room for bars
_COLUMNS = (  # and whether only a wide terminal has it
    *(("", False), ("pages/s", False), ("", True), ("of limit", True)),
    *(("time over baseline, 95 %", False), ("", False), ("CPU ms/page", False), ("MB", False)),
)
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def show(result: Result, out: IO[str], *, color: bool) -> None:
    """Write it."""
    width = shutil.get_terminal_size().columns if out.isatty() else _WIDE
    console = Console(file=out, no_color=not color, force_terminal=color, highlight=False, emoji=False)
    console.size = ConsoleDimensions(width, 25)  # set like this it holds on a dumb terminal too
    barred = width >= _BARRED and encodes(out)
    found = cells(result)
    for point in result.points:
        console.print(_table(result, [cell for cell in found if cell.point == point], point, barred=barred))
        for line in _void(result, point):
            console.print(Text(line, style="red"), soft_wrap=True)
    for said in words.course(result):
        console.print(Text(escape(said)), soft_wrap=True)
    for name, said in words.controls(result):
        console.print(Text.assemble((f"{name}: ", "bold"), escape(said)), soft_wrap=True)


def _table(result: Result, here: list[Cell], point: Point, *, barred: bool) -> Table:
    limit = next((each for each in result.limits if each.point == point), None)
    title = label(point) + (f"; limit {limit.seconds:.2f} s, by {limit.binding}" if limit else "")
    title += "; the server may have been what was measured" if loaded(result, point) else ""
    table = Table(title=Text(title, style="bold"), title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name, barred_only in _COLUMNS:
        if barred or not barred_only:
            table.add_column(name, justify="right" if name not in {"", "time over baseline, 95 %"} else "left")
    most = max((cell.pages_per_s.median for cell in here), default=0.0) or 1.0
    walls = {ratio.contender: ratio for ratio in result.ratios if (ratio.point, ratio.metric) == (point, "wall_s")}
    for cell in sorted(here, key=lambda cell: -cell.pages_per_s.median):
        row = _row(cell, walls.get(cell.contender), most)
        table.add_row(*(text for text, (_, extra) in zip(row, _COLUMNS, strict=True) if barred or not extra))
    return table


def _row(cell: Cell, ratio: Ratio | None, most: float) -> list[Text]:
    rate = cell.pages_per_s.median
    colour = palette.STRATEGIES[cell.colour].dark
    share = "" if cell.efficiency is None else f"{cell.efficiency:.0%}"
    unclear = ratio is not None and ratio.conclusion in {NO_DIFFERENCE, TOO_FEW}
    said = "" if ratio is None else ratios.told(ratio)
    verdict = _verdict(ratio)
    return [
        Text(escape(cell.contender) + (f" ({cell.void} void)" if cell.void else "")),
        Text(told(cell.pages_per_s, ",.0f")),
        Text(bar(rate / most), style=colour),
        Text(share),
        Text(said, style="dim" if unclear else ""),
        Text(verdict, style="dim" if unclear or ratio is None else ""),
        Text(told(cell.cpu_ms, ".2f")),
        Text(told(cell.memory_mb, ".0f")),
    ]


def _verdict(ratio: Ratio | None) -> str:
    if ratio is None:
        return "the baseline"
    if ratios.few(ratio):
        return ""  # the interval says it already
    shown = ratios.shows(ratio)
    return shown + " time" * (shown in {LESS, MORE})


def encodes(out: IO[str]) -> bool:
    """Say whether what is written to can show bars."""
    try:
        _EIGHTHS.encode(getattr(out, "encoding", None) or "utf-8")
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def bar(share: float) -> str:
    """Return a bar of eighths of a sign."""
    eighths = round(min(1.0, max(0.0, share)) * _BAR * 8)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip().ljust(_BAR)


def _void(result: Result, point: Point) -> list[str]:
    """Say which runs did not count."""
    return [
        f"void: {escape(run.contender)}, block {run.block + 1}: {escape('; '.join(run.notes))}"
        for run in result.runs
        if run.point == point and not run.valid
    ]
