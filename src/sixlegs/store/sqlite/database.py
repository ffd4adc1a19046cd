"""Owns how a database file is made, checked and held; knows nothing of what is in it.

A file that is not ours is never opened as a database: its head says whose it is. A new one takes its name once it is
whole. While it is in use nobody else gets in, and the kernel lets go of it however the process ends.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from sixlegs.errors import CrawlImpossible, UsageError

_MAGIC = b"SQLite format 3\0"
_HEAD = 100  # bytes (https://sqlite.org/fileformat2.html 1.3)


class Kind(NamedTuple):
    """One kind of file."""

    name: str  # as in "state file"
    application: int  # https://sqlite.org/pragma.html#pragma_application_id
    version: int  # of its tables
    tables: str


def is_there(path: Path, kind: Kind) -> bool:
    """Say whether there is such a file; refuse one that is something else, without touching it."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    if head[:16] != _MAGIC or int.from_bytes(head[68:72]) != kind.application:
        raise UsageError(f"{path} is no {kind.name} of crawl, and was left as it is")
    if int.from_bytes(head[60:64]) != kind.version:
        raise UsageError(f"{path} was written by another version of crawl: delete it, or use that version")
    return True


def create(path: Path, kind: Kind, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Make a new file."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with _failing_as(path):
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # it may tell what a site has inside
        try:
            with closing(sqlite3.connect(part)) as database:
                database.executescript(
                    f"PRAGMA application_id = {kind.application}; PRAGMA user_version = {kind.version}; {kind.tables}"
                )
                fill(database)
                database.commit()
            os.link(part, path)  # and not `rename`: another run may have made one meanwhile
        except FileExistsError:
            raise CrawlImpossible(f"{path} is in use by another crawl") from None
        finally:
            part.unlink(missing_ok=True)


def hold(path: Path) -> sqlite3.Connection:
    """Open a file for this process alone."""
    with _failing_as(path):
        _checked(path).close()
        database = _connect(path, "mode=rw")
        try:
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")  # a crash of the machine loses the end, and spoils nothing
            database.execute("BEGIN EXCLUSIVE")
            database.execute("COMMIT")
        except BaseException:
            database.close()
            raise
        return database


@contextmanager
def reading(path: Path, kind: Kind) -> Iterator[sqlite3.Connection]:
    """Open a file for the length of the block to read it, and leave it as it is."""
    if not is_there(path, kind):
        raise UsageError(f"cannot read {path}: No such file or directory")
    with _failing_as(path), closing(_checked(path)) as database:
        yield database


def damaged(path: Path) -> CrawlImpossible:
    """Return what is to be said of a damaged file."""
    return CrawlImpossible(f"{path} is damaged, and was left as it is: delete it to begin anew")


def words(path: Path, error: sqlite3.Error | OSError) -> str:
    """Return one line on why a file could not be read or written."""
    why = error.strerror if isinstance(error, OSError) else str(error)
    return f"cannot write {path}: {why}"


def close(path: Path, database: sqlite3.Connection) -> None:
    """Close a file; what could not be written by then has been told."""
    with suppress(OSError):
        _beside(path, "-shm").unlink()  # of the check for damage; who has a file for himself needs none
    with suppress(sqlite3.Error):
        database.close()


def _connect(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, timeout=0, isolation_level=None)


def _checked(path: Path) -> sqlite3.Connection:
    """Open a file to read it; nothing beside it is made, unless a killed crawl has left something there."""
    database = _connect(path, "mode=ro" if _beside(path, "-wal").exists() else "immutable=1")
    try:
        whole = database.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
    except BaseException:
        database.close()
        raise
    if not whole:
        database.close()
        raise damaged(path)
    return database


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


@contextmanager
def _failing_as(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CrawlImpossible(words(path, error)) from error
    except sqlite3.Error as error:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise CrawlImpossible(f"{path} is in use by another crawl") from error
        if error.sqlite_errorname.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise damaged(path) from error
        raise CrawlImpossible(words(path, error)) from error
