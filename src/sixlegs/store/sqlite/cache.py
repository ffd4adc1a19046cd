"""Owns the cache file: what was good in earlier runs, by URL."""

from __future__ import annotations

import os
import sqlite3
from hashlib import blake2b
from pathlib import Path
from typing import Self

from sixlegs import __version__
from sixlegs.model import Policy
from sixlegs.store import record
from sixlegs.store.sqlite import database

KIND = database.Kind(
    "cache file",
    application=0x36_4C_43_41,  # "6LCA"
    version=1,
    tables="""
        CREATE TABLE reader (salt BLOB NOT NULL, fingerprint BLOB NOT NULL) STRICT;
        CREATE TABLE page (url TEXT PRIMARY KEY, visit BLOB NOT NULL) STRICT, WITHOUT ROWID;
    """,
)
MOST = 200  # changes that are not written yet


class CacheFile:
    """A cache, open for this process alone. What was read in another way, or with another login, is no use: it goes."""

    def __init__(self, path: Path, policy: Policy) -> None:
        if not database.is_there(path, KIND):
            database.create(path, KIND, lambda new: _identify(new, policy))
        self._path = path
        self._database = database.hold(path)
        self._changes: dict[str, bytes | None] = {}
        self.trouble = ""  # why it could not be written
        salt, fingerprint = self._database.execute("SELECT salt, fingerprint FROM reader").fetchone()
        if fingerprint != _fingerprint(policy, salt):
            self._database.execute("DELETE FROM page")
            self._database.execute("UPDATE reader SET fingerprint = ?", (_fingerprint(policy, salt),))

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
        try:
            self._database.execute("BEGIN")
            self._database.executemany("DELETE FROM page WHERE url = ?", [(url,) for url in self._changes])
            rows = [(url, visit) for url, visit in self._changes.items() if visit is not None]
            self._database.executemany("INSERT INTO page VALUES (?, ?)", rows)
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            self.trouble = database.words(self._path, error)
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
        self._changes.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        database.close(self._path, self._database)


def _identify(new: sqlite3.Connection, policy: Policy) -> None:
    salt = os.urandom(16)
    new.execute("INSERT INTO reader VALUES (?, ?)", (salt, _fingerprint(policy, salt)))


def _fingerprint(policy: Policy, salt: bytes) -> bytes:
    how = (
        __version__,
        record.SHAPE,
        policy.parser,
        policy.limits,
        policy.user_agent,
        policy.headers,
        policy.lazy,
        policy.login,
    )
    return blake2b(repr(how).encode("utf-8", "backslashreplace"), key=salt, digest_size=16).digest()
