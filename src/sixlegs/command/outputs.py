"""Owns where reports go: files that are whole or not there at all, and standard output; knows no format."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE
from typing import NamedTuple, Protocol, Self, TextIO, cast

from sixlegs import report
from sixlegs.errors import CrawlImpossible, UsageError
from sixlegs.model import Result, Verdict
from sixlegs.report.run import Run

STDOUT = "-"


class Wanted(NamedTuple):
    """One report that was asked for: a format and a file, `-` being standard output."""

    format: str
    file: str = STDOUT


class Look(NamedTuple):
    """What the options say of how a report looks."""

    color: str = "auto"
    verbose: bool = False
    quiet: bool = False
    redirects: bool = False
    failing: frozenset[Verdict] = frozenset(report.FAILING)

    def style(self, out: TextIO) -> report.Style:
        """Return the style for one stream (https://no-color.org: set and not empty means no colour)."""
        plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        color = self.color == "always" or (self.color == "auto" and out.isatty() and not plain)
        width = shutil.get_terminal_size().columns if out.isatty() else None
        return report.Style(color, self.verbose, self.quiet, self.redirects, width, self.failing)


class Outputs:
    """All reports of one crawl, opened before it begins, so that a file that cannot be written is found out then."""

    def __init__(self, wanted: Sequence[Wanted], look: Look) -> None:
        self._reports: list[tuple[_Place, report.Report]] = []
        self.streams = False  # some report has something to say before the crawl is over
        self.timed = False  # some report tells when each exchange was made
        self.streams_to_terminal = False
        try:
            for each in wanted:
                self._open(each, look)
        except BaseException:
            self._discard()
            raise

    def add(self, results: Sequence[Result]) -> None:
        """Tell every report of what a visit settled."""
        for place, each in self._reports:
            with _failing_as(place.name):
                each.add(results)

    def finish(self, run: Run, results: Callable[[], Iterable[Result]]) -> None:
        """Let every report be written to its end, and put the files in their places; one that fails costs no other."""
        troubles = []
        for place, each in self._reports:
            try:
                with _failing_as(place.name):
                    each.finish(run, results())
                    place.keep()
            except CrawlImpossible as trouble:
                troubles.append(trouble)
        if troubles:
            raise max(troubles, key=lambda trouble: bool(str(trouble)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._discard()

    def _open(self, wanted: Wanted, look: Look) -> None:
        kind = report.load(wanted.format)
        if wanted.file == STDOUT:
            place: _Place = _Stdout()
            self.streams_to_terminal |= kind.streams and place.out.isatty()
        else:
            with _failing_as(wanted.file):
                place = _File(wanted.file, in_place=kind.streams)
        self.streams |= kind.streams
        self.timed |= kind.timed
        style = look.style(place.out)
        if kind.open_parted is not None and isinstance(place, _File) and place.has_parts:
            self._reports.append((place, kind.open_parted(place.out, style, place.part)))
        else:
            self._reports.append((place, kind.open_report(place.out, style)))
        if kind.also and os.environ.get(kind.also[0]):
            self._append(os.environ[kind.also[0]], kind.also[1], look)

    def _append(self, file: str, name: str, look: Look) -> None:
        """Write one more report, to the end of a file that others write to as well."""
        with _failing_as(file):
            place = _Appended(file)
        style = look._replace(verbose=False).style(place.out)
        self._reports.append((place, report.load(name).open_report(place.out, style)))

    def _discard(self) -> None:
        for place, _ in self._reports:
            place.discard()


def destinations(formats: Sequence[Wanted], output: str | None) -> tuple[Wanted, ...]:
    """Return what to write where: `--output` is for the one format that names no file of its own."""
    wanted = tuple(formats) or (Wanted("text"),)
    homeless = [each for each in wanted if each.file == STDOUT]
    if len(homeless) > 1:
        names = " and ".join(each.format for each in homeless)
        raise UsageError(f"{names} cannot share one output: give all but one a file, as in --format json:report.json")
    if output is not None and not homeless:
        raise UsageError("--output has nothing to hold: every --format names a file already")
    wanted = tuple(each._replace(file=output or STDOUT) if each in homeless else each for each in wanted)
    files = [os.path.realpath(each.file) for each in wanted if each.file != STDOUT]
    if len(set(files)) < len(files):
        raise UsageError("two reports cannot be written to the same file")
    return wanted


class _Place(Protocol):
    """Where a report is written to."""

    name: str
    out: TextIO

    def keep(self) -> None:
        """The report is whole."""

    def discard(self) -> None:
        """Leave nothing of it, if it is not."""


class _File:
    """A file that takes its name when it is whole; one that streams, or is no regular file, is written in place."""

    def __init__(self, name: str, *, in_place: bool) -> None:
        self.name = name
        self._parts: list[_File] = []
        given = Path(name)
        is_stream = given.exists() and not given.is_file()  # a pipe's /dev/fd/N leads to a name that nothing has
        self._path = given if is_stream else Path(os.path.realpath(name))
        existing = self._path.stat() if self._path.exists() else None
        in_place |= existing is not None and not self._path.is_file()
        if existing is not None and not os.access(self._path, os.W_OK):
            raise PermissionError(0, "Permission denied")
        self._written = self._path if in_place else self._path.with_name(f".{self._path.name}.{os.getpid()}.part")
        self.out: TextIO = self._written.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
        if existing is not None and not in_place:
            self._written.chmod(S_IMODE(existing.st_mode))

    @property
    def has_parts(self) -> bool:
        """Whether there can be others beside it: not where it is a pipe or a device."""
        return self._written != self._path

    def part(self, number: int) -> tuple[str, TextIO]:
        """Open another one beside it, which has a number in its name, and takes it when this one does."""
        path = self._path.with_name(f"{self._path.stem}-{number}{self._path.suffix}")
        self._parts.append(_File(str(path), in_place=False))
        return path.name, self._parts[-1].out

    def keep(self) -> None:
        for part in self._parts:
            part.keep()
        self.out.close()
        if self._written != self._path:
            self._written.replace(self._path)

    def discard(self) -> None:
        for part in self._parts:
            part.discard()
        with suppress(OSError):
            self.out.close()
        if self._written != self._path:
            self._written.unlink(missing_ok=True)


class _Appended:
    """A file that others write to as well."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.out: TextIO = Path(name).open("a", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115 - see keep

    def keep(self) -> None:
        self.out.close()

    def discard(self) -> None:
        with suppress(OSError):
            self.out.close()


def stdout() -> TextIO:
    """Return standard output, able to take any text whatever the locale says."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    return cast("TextIO", sys.stdout)


class _Stdout:
    """Standard output, able to take any text whatever the locale says."""

    name = "standard output"

    def __init__(self) -> None:
        self.out = stdout()

    def keep(self) -> None:
        self.out.flush()

    def discard(self) -> None:
        """It is not ours to close."""


@contextmanager
def _failing_as(name: str) -> Iterator[None]:
    """Turn an operating system's no into one line; a reader who has gone away needs none."""
    try:
        yield
    except BrokenPipeError as error:
        raise CrawlImpossible("") from error
    except OSError as error:
        raise CrawlImpossible(f"cannot write {name}: {error.strerror or error}") from error
