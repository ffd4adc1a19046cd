"""Owns the list of report formats and what a format is; each is one file, which sees the model and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import NamedTuple, Protocol, TextIO, cast

from sixlegs.model import Result
from sixlegs.report.run import Run

FORMATS = ("text", "json", "jsonl")  # each the name of a module here, which has `open_report` and `STREAMS`


class Style(NamedTuple):
    """How a report for people looks; formats for machines take no notice."""

    color: bool = False
    verbose: bool = False
    quiet: bool = False


class Report(Protocol):
    """One report being written: told of results as they settle, and of all of them at the end."""

    def add(self, results: Sequence[Result]) -> None:
        """Take the results that one visit settled."""

    def finish(self, run: Run, results: Iterable[Result]) -> None:
        """Write what is left to write; `results` are all of them, sorted by URL."""


class Format(NamedTuple):
    """What a format's module offers."""

    open_report: Callable[[TextIO, Style], Report]
    streams: bool  # it has something to say before the crawl is over


def load(name: str) -> Format:
    """Import one format."""
    module = import_module(f"sixlegs.report.{name}")
    return Format(cast("Callable[[TextIO, Style], Report]", module.open_report), bool(module.STREAMS))
