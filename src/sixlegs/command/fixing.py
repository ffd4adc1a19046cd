"""Owns `crawl fix-redirects`: checks local files, and rewrites their links that have moved for good.

Imported after the backend, which may have to come before anything that imports `ssl`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import cast

import click

from sixlegs.amend import amended
from sixlegs.backends import Backend
from sixlegs.command import session
from sixlegs.command.outputs import Outputs
from sixlegs.command.starts import Starts
from sixlegs.errors import UsageError
from sixlegs.model import Note, Policy, Result
from sixlegs.remap import back
from sixlegs.report.run import Run

_BOM = b"\xef\xbb\xbf"


class Moved:
    """Stands for the reports of a crawl, and keeps what has moved."""

    streams = timed = streams_to_terminal = False

    def __init__(self) -> None:
        self.rows: list[Result] = []

    def add(self, results: Sequence[Result]) -> None:
        """Do nothing: what has moved is known at the end."""

    def finish(self, _run: Run, results: Callable[[], Iterable[Result]]) -> None:
        """Keep what has moved for good."""
        self.rows = [row for row in results() if Note.PERMANENT_REDIRECT in row.notes]


def fix(begin: Starts, policy: Policy, backend: Backend, *, write: bool) -> session.Outcome:
    """Show what would change as a unified diff, or change the files."""
    if begin.root is None:
        raise UsageError("fix-redirects changes local files: name a file or a folder")
    moved = Moved()
    outcome = session.crawl(begin.urls, policy, backend, cast("Outputs", moved), progress=False, words=begin.words)
    rows = [row._replace(final_url=row.final_url and back(row.final_url, policy.remap)) for row in moved.rows]
    for file, old, new in _changes(rows):
        if write:
            file.write_bytes(new)
            click.echo(str(file))
        else:
            click.echo(_diff(str(file), _text(old), _text(new)), nl=False)
    return outcome


def _changes(rows: Iterable[Result]) -> Iterator[tuple[Path, bytes, bytes]]:
    pages: dict[str, list[tuple[Result, int, int, str]]] = defaultdict(list)
    for row in rows:
        for page, link in row.referrers:
            if link.line is not None and link.column is not None:
                pages[page].append((row, link.line, link.column, link.raw))
    for page, links in sorted(pages.items()):
        file = Path(page)
        if "://" in page or not file.is_file():
            continue
        old = file.read_bytes()
        bom = _BOM if old.startswith(_BOM) else b""
        encoding = _encoding(old)
        changed = bom + amended(old.removeprefix(bom).decode(encoding), links).encode(encoding)
        if changed != old:
            yield file, old, changed


def _encoding(content: bytes) -> str:
    """UTF-8, or else one that gives each byte a character, so that all others are kept as they are."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _text(content: bytes) -> str:
    return content.decode(_encoding(content))


def _diff(name: str, old: str, new: str) -> str:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    lines = unified_diff(before, after, f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
