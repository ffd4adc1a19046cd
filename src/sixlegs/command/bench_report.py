"""Owns `crawl bench report` and `crawl bench compare`: which files are read, and where pictures go."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sixlegs.bench import result_file
from sixlegs.bench.report import between, html, picture, terminal
from sixlegs.bench.report.figure import Figure
from sixlegs.bench.report.figures import figures
from sixlegs.bench.result_file import Result
from sixlegs.command.group import CheckCommand
from sixlegs.command.option import Option
from sixlegs.command.outputs import stdout
from sixlegs.errors import CrawlImpossible, UsageError


def report(files: Sequence[str], **values: Any) -> int:
    """Draw results again: a page, pictures, or a table where nothing else is asked for."""
    studies = [(Path(name).stem, load(name)) for name in files]
    if values["html"] is not None:
        _write(Path(values["html"]), html.page(studies))
    for kind, write in (("svg", picture.write_svg), ("png", picture.write_png)):
        if values[kind] is not None:
            _draw(studies, Path(values[kind]), write)
    if not any(values[kind] is not None for kind in ("html", "svg", "png")):
        out = stdout()
        for _, result in studies:
            terminal.show(result, out, color=out.isatty())
    return 0


def compare(before: str, after: str, *, other_machine: bool, other_plan: bool) -> int:
    """Say what changed from one result to another: the ratio and its interval, or that no difference is shown."""
    old, new = load(before), load(after)
    settings = between.plans(old, new)
    if settings and not other_plan:
        raise UsageError(
            f"they are of different plans ({', '.join(settings)}); --other-plan compares them all the same"
        )
    differing = between.machines(old, new)
    if differing and not other_machine:
        said = f"they are of different machines ({', '.join(differing)})"
        raise UsageError(f"{said}; --other-machine compares them to their own baselines")
    between.show(between.changes(old, new, relative=bool(differing)), stdout(), other=differing)
    between.show_twice(between.twice(old, new), stdout())
    return 0


def load(name: str) -> Result:
    """Read a result; what cannot be read is said in a line."""
    try:
        return result_file.read(Path(name))
    except OSError as error:
        raise UsageError(f"cannot read {name}: {error.strerror}") from None
    except json.JSONDecodeError:
        raise UsageError(f"{name}: this is no JSON") from None
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from None


def _draw(studies: Sequence[tuple[str, Result]], folder: Path, write: Any) -> None:
    for name, result in studies:
        inner = folder / name if len(studies) > 1 else folder
        try:
            inner.mkdir(parents=True, exist_ok=True)
            drawn: list[Figure] = figures(result)
            for figure in drawn:
                write(figure, inner)
        except OSError as error:
            raise CrawlImpossible(f"cannot write to {inner}: {error.strerror}") from None


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CrawlImpossible(f"cannot write {file}: {error.strerror}") from None


def declare() -> list[Option]:
    """Return the options of both."""
    return [*_report_options(), *_compare_options()]


def _report_options() -> list[Option]:
    return [
        Option("Output", "--html", metavar="FILE", help="Write all of it as one page that needs no network."),
        Option("Output", "--svg", metavar="DIR", help="Write each figure as SVG."),
        Option("Output", "--png", metavar="DIR", help="Write each figure as PNG, by cairosvg or chromium."),
    ]


def _compare_options() -> list[Option]:
    return [
        Option(
            "Output",
            "--other-machine",
            is_flag=True,
            help="Compare results of different machines, each contender to the baseline of its own file.",
        ),
        Option(
            "Output",
            "--other-plan",
            is_flag=True,
            help="Compare results of different pages, server, switch interval, pinning or URL all the same.",
        ),
    ]


def commands() -> Sequence[click.Command]:
    """Return both commands."""
    names = click.Argument(["files"], nargs=-1, required=True, metavar="FILE...")
    both = [click.Argument([name], metavar=name.upper()) for name in ("before", "after")]
    return [
        CheckCommand("report", callback=report, help=report.__doc__, params=[names, *_report_options()]),
        CheckCommand("compare", callback=compare, help=compare.__doc__, params=[*both, *_compare_options()]),
    ]
