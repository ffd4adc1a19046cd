"""Owns the cache file: what was good in earlier runs, by URL, and beside it the history of what was not."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sixlegs import __version__, urls
from sixlegs.model import Policy, Result, Verdict
from sixlegs.store import identity, record
from sixlegs.store.sqlite import database, outages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sixlegs.store.history import Outage

KIND = database.Kind(
    "cache file",
    application=0x36_4C_43_41,  # "6LCA"
    version=2,
    tables=outages.TABLES
    + """
        CREATE TABLE reader (salt BLOB NOT NULL, fingerprint BLOB NOT NULL) STRICT;
        CREATE TABLE page (url TEXT PRIMARY KEY, visit BLOB NOT NULL) STRICT, WITHOUT ROWID;
    """,
)
MOST = 200  # changes that are not written yet


class CacheFile:
    """A cache, open for this process alone. What was read in another way, or with another login, is no use: it goes."""

    def __init__(self, path: Path, starts: Sequence[str], policy: Policy) -> None:
        if not database.is_there(path, KIND):
            database.create(path, KIND, _identify)
        self._path = path
        self._database = database.hold(path)
        self._changes: dict[str, bytes | None] = {}
        self.trouble = ""  # why it could not be written
        try:
            salt, before = self._database.execute("SELECT salt, fingerprint FROM reader").fetchone()
            self._crawl = identity.fingerprint(sorted(identity.fingerprints(starts, policy, salt).items()), salt)
            now = _fingerprint(starts, policy, salt)
            if before != now:
                with self._writing() as writing:
                    writing.execute("DELETE FROM page")
                    writing.execute("UPDATE reader SET fingerprint = ?", (now,))
        except BaseException:
            database.close(path, self._database)
            raise

    def look(self, url: str) -> bytes | None:
        """Return what is kept of a URL."""
        if url in self._changes:
            return self._changes[url]
        row = self._database.execute("SELECT visit FROM page WHERE url = ?", (url,)).fetchone()
        return bytes(row[0]) if row else None

    def keep(self, url: str, visit: bytes | None) -> None:
        """Keep something of a URL, or nothing."""
        self._changes[url] = visit
        if len(self._changes) >= MOST:
            self.flush()

    def flush(self) -> None:
        """Write what is not written yet."""
        with self._writing() as writing:
            writing.executemany("DELETE FROM page WHERE url = ?", [(url,) for url in self._changes])
            rows = [(url, visit) for url, visit in self._changes.items() if visit is not None]
            writing.executemany("INSERT INTO page VALUES (?, ?)", rows)
        self._changes.clear()

    def run(self, at: float, journal: bytes | None, *, complete: bool) -> outages.Run:
        """Return this run as the history has it."""
        return outages.Run(at, self._crawl, journal, complete)

    def is_known(self, run: outages.Run) -> bool:
        """Say whether a run is in the history already."""
        return outages.is_known(self._database, run)

    def open_outages(self) -> dict[str, Outage]:
        """Return the links that were failing when they were last looked at."""
        return outages.open_ones(self._database)

    def note(self, run: outages.Run, results: Callable[[], Iterable[Result]], failing: Collection[Verdict]) -> None:
        """Write a run into the history."""
        with self._writing() as writing:
            outages.note(writing, run, results(), failing)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Write all that the block does, or nothing. Where that cannot be, the crawl goes on without."""
        try:
            self._database.execute("BEGIN")
            yield self._database
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            self.trouble = database.words(self._path, error)
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        database.close(self._path, self._database)


def _identify(new: sqlite3.Connection) -> None:
    new.execute("INSERT INTO reader VALUES (?, ?)", (os.urandom(16), b""))


def _fingerprint(starts: Sequence[str], policy: Policy, salt: bytes) -> bytes:
    how = (__version__, record.SHAPE, policy.parser, policy.limits, policy.user_agent, policy.lazy, policy.login)
    secrets = identity.secrets(policy, salt)
    to_starts = policy.auth or policy.headers
    origins = sorted({urls.origin(url) for url in starts}) if to_starts else ()
    return identity.fingerprint((how, secrets, origins), salt)
