"""Owns the state file: the journal of one crawl, and what says which crawl that is."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

from sixlegs.errors import UsageError
from sixlegs.model import Policy
from sixlegs.store import identity, record
from sixlegs.store.sqlite import database

KIND = database.Kind(
    "state file",
    application=0x36_4C_53_54,  # "6LST"
    version=2,
    tables="""
        CREATE TABLE crawl (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE bundle (number INTEGER PRIMARY KEY, at REAL NOT NULL, visits BLOB NOT NULL) STRICT;
    """,
)
_SALT, _SHAPE = "salt", "shape"


class StateFile:
    """The state of one crawl, open for this process alone."""

    def __init__(self, path: Path, starts: Sequence[str], policy: Policy, *, resume: bool) -> None:
        """Open the state of the same crawl, or begin one; refuse that of another."""
        if not database.is_there(path, KIND):
            database.create(path, KIND, lambda new: _identify(new, starts, policy))
        elif not resume:
            raise UsageError(f"{path} has the state of a crawl: go on with it by --resume, or delete it")
        self._path = path
        self._database = database.hold(path)
        self.trouble = ""  # why it could not be written
        try:
            _compare(path, self._database, starts, policy)
            self._number, self.elapsed = self._last()
        except BaseException:
            database.close(path, self._database)
            raise

    @property
    def salt(self) -> bytes:
        """What no other state file has."""
        return bytes(self._database.execute("SELECT value FROM crawl WHERE name = ?", (_SALT,)).fetchone()[0])

    def bundles(self) -> Iterator[bytes]:
        """Give what was written, from the beginning."""
        for (visits,) in self._database.execute("SELECT visits FROM bundle ORDER BY number"):
            yield visits

    def write(self, bundle: bytes, at: float) -> None:
        """Write one more. Where that cannot be, the crawl goes on without."""
        if self.trouble:
            return
        try:
            # Interrupted before the number is raised, the same visits are written once more, in the same place.
            self._database.execute("INSERT OR REPLACE INTO bundle VALUES (?, ?, ?)", (self._number + 1, at, bundle))
            self._number += 1
        except sqlite3.Error as error:
            self.trouble = database.words(self._path, error)

    def damaged(self) -> Exception:
        """Return what is to be said where a bundle cannot be read."""
        return database.damaged(self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        database.close(self._path, self._database)

    def _last(self) -> tuple[int, float]:
        number, at = self._database.execute(
            "SELECT ifnull(max(number), 0), ifnull(max(at), 0.0) FROM bundle"
        ).fetchone()
        return int(number), float(at)


def _identify(new: sqlite3.Connection, starts: Sequence[str], policy: Policy) -> None:
    salt = os.urandom(16)
    values = {_SALT: salt, _SHAPE: record.SHAPE, **identity.fingerprints(starts, policy, salt)}
    new.executemany("INSERT INTO crawl VALUES (?, ?)", values.items())


def _compare(path: Path, kept: sqlite3.Connection, starts: Sequence[str], policy: Policy) -> None:
    values = dict(kept.execute("SELECT name, value FROM crawl"))
    if values.pop(_SHAPE) != record.SHAPE:
        raise UsageError(f"{path} was written by another version of crawl: delete it, or use that version")
    names = identity.differences(values, identity.fingerprints(starts, policy, values.pop(_SALT)))
    if names:
        raise UsageError(f"{path} has the state of another crawl: {', '.join(names)} were not the same")
