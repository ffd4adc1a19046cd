"""Owns the history in the cache file: when each link was last ok, and each time that it was not."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sixlegs.model import Result, Verdict
from sixlegs.store.history import GONE, MENDED, Outage

TABLES = """
    CREATE TABLE run (number INTEGER PRIMARY KEY, at REAL NOT NULL, crawl BLOB NOT NULL, journal BLOB UNIQUE) STRICT;
    CREATE TABLE fine (url TEXT PRIMARY KEY, at REAL NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE outage (
        url TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, status INTEGER,
        since REAL NOT NULL, latest REAL NOT NULL, runs INTEGER NOT NULL, ok REAL, ended REAL, ending TEXT,
        crawl BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX open_outage ON outage (url) WHERE ended IS NULL;
"""
_COLUMNS = ", ".join(Outage._fields)
_FINE = "INSERT INTO fine VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at"
_FAILING = f"""
    INSERT INTO outage ({_COLUMNS}, crawl)
    VALUES (:url, :verdict, :reason, :status, :now, :now, 1, (SELECT at FROM fine WHERE url = :url), NULL, NULL, :crawl)
    ON CONFLICT (url) WHERE ended IS NULL DO UPDATE SET verdict = excluded.verdict, reason = excluded.reason,
    status = excluded.status, latest = excluded.latest, runs = runs + 1, crawl = excluded.crawl
"""  # noqa: S608 - the names of columns
_END = "UPDATE outage SET ended = ?, ending = ? WHERE url = ? AND ended IS NULL"


class Run(NamedTuple):
    """One run of a crawl, as far as the history goes."""

    at: float  # seconds since 1970
    crawl: bytes  # what it is known by: another one may not have met the same links
    journal: bytes | None  # of --state: gone on with, or told again, it is the same run
    complete: bool


def is_known(database: sqlite3.Connection, run: Run) -> bool:
    """Say whether a run is in the history already."""
    return database.execute("SELECT 1 FROM run WHERE journal = ?", (run.journal,)).fetchone() is not None


def open_ones(database: sqlite3.Connection) -> dict[str, Outage]:
    """Return the links that were failing when they were last looked at."""
    return {outage.url: outage for outage in _outages(database, "ended IS NULL")}


def all_of(database: sqlite3.Connection) -> Iterator[Outage]:
    """Give every outage, the oldest first."""
    return _outages(database, "TRUE")


def fine(database: sqlite3.Connection, url: str) -> float | None:
    """Return when a link was last ok."""
    row = database.execute("SELECT at FROM fine WHERE url = ?", (text(url),)).fetchone()
    return row and float(row[0])


def runs(database: sqlite3.Connection) -> tuple[int, float | None]:
    """Return how many runs there were, and when the last one was."""
    number, at = database.execute("SELECT count(*), max(at) FROM run").fetchone()
    return int(number), at


def note(database: sqlite3.Connection, run: Run, results: Iterable[Result], failing: Collection[Verdict]) -> None:
    """Write down how the links are now; to be called within a transaction."""
    before = dict(database.execute("SELECT url, crawl FROM outage WHERE ended IS NULL"))
    met, good, bad = set[str](), list[tuple[str, float]](), list[dict[str, object]]()
    for result in results:
        url = text(result.url)
        if url in before:
            met.add(url)
        if result.verdict is Verdict.OK:
            good.append((url, run.at))
        elif result.verdict in failing:
            told = {"verdict": result.verdict, "reason": result.reason, "status": result.status}
            bad.append({"url": url, **told, "now": run.at, "crawl": run.crawl})
    database.execute("INSERT INTO run (at, crawl, journal) VALUES (?, ?, ?)", run[:3])
    database.executemany(_FAILING, bad)
    database.executemany(_FINE, good)
    database.executemany(_END, [(run.at, MENDED, url) for url, _ in good if url in before])
    if run.complete:
        gone = [url for url, crawl in before.items() if crawl == run.crawl and url not in met]
        database.executemany(_END, [(run.at, GONE, url) for url in gone])


def text(url: str) -> str:
    """Return a URL as text that a file can hold; what is no URL may be anything."""
    return url.encode("utf-8", "backslashreplace").decode()


def _outages(database: sqlite3.Connection, which: str) -> Iterator[Outage]:
    rows = database.execute(f"SELECT {_COLUMNS} FROM outage WHERE {which} ORDER BY since, url")  # noqa: S608 - our own
    return (Outage(*row) for row in rows)
