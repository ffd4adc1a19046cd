"""Owns the list of report formats and what a format is; each is one file, which sees the model and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import NamedTuple, Protocol, TextIO, cast

from sixlegs.model import Note, Result, Verdict
from sixlegs.report.run import Run

# Each is the name of a module here, which has `open_report` and `STREAMS`; the others of `Format` are for those that
# need them.
FORMATS = ("text", "json", "jsonl", "html", "csv", "markdown", "junit", "sarif", "github", "sitemap", "dot", "graphml")
SPARED = frozenset({Note.KNOWN, Note.PENDING})  # what fails and does not count, or not yet
FAILING = (Verdict.BROKEN, Verdict.UNREACHABLE, Verdict.TIMEOUT, Verdict.ERROR)  # what --fail-on is by default


class Style(NamedTuple):
    """How a report looks, as far as the options and the surroundings say."""

    color: bool = False
    verbose: bool = False
    quiet: bool = False
    redirects: bool = False  # every place of a link that has moved for good
    width: int | None = None  # columns of the terminal; None: it is none
    failing: frozenset[Verdict] = frozenset(FAILING)  # by --fail-on: what a report for a CI system calls a failure

    def fails(self, result: Result) -> bool:
        """Say whether a result counts as a failure."""
        return result.verdict in self.failing and SPARED.isdisjoint(result.notes)


class Report(Protocol):
    """One report being written: told of results as they settle, and of all of them at the end."""

    def add(self, results: Sequence[Result]) -> None:
        """Take the results that one visit settled."""

    def finish(self, run: Run, results: Iterable[Result]) -> None:
        """Write what is left to write; `results` are all of them, sorted by URL."""


Part = Callable[[int], tuple[str, TextIO]]  # opens the part of a number, beside the report; returns its file's name too


class Format(NamedTuple):
    """What a format's module offers."""

    open_report: Callable[[TextIO, Style], Report]
    streams: bool  # it has something to say before the crawl is over
    also: tuple[str, str] | None = None  # an environment variable that names a file, and the format to append to it
    timed: bool = False  # it tells when each exchange was made
    open_parted: Callable[[TextIO, Style, Part], Report] | None = None  # where one file may not be enough


def load(name: str) -> Format:
    """Import one format."""
    module = import_module(f"sixlegs.report.{name}")
    opener = cast("Callable[[TextIO, Style], Report]", module.open_report)
    also, parted = getattr(module, "ALSO", None), getattr(module, "open_parted", None)
    return Format(opener, bool(module.STREAMS), also, getattr(module, "TIMED", False), parted)
