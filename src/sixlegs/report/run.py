"""Owns what a report says of the crawl as a whole; knows nothing of any format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sixlegs.model import Edge, Exchange, Verdict


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl: what was asked for, and how it went."""

    version: str
    start: tuple[str, ...]
    backend: str
    client: str
    loop: str | None  # the event loop, where the backend lets one choose
    depth: int | None
    concurrency: int
    started: str  # ISO 8601, UTC, ends in Z
    elapsed_s: float
    complete: bool
    stopped_by: str | None  # sigint, sigterm, max-urls, max-time; None where nothing stopped it
    requests: int
    bytes: int
    connections: int
    counts: Mapping[Verdict, int]
    flaky: int = 0  # results that say Note.FLAKY
    edges: Callable[[], Iterable[Edge]] = tuple  # how page leads to page, made when asked for
    pending: int | None = None  # failures that do not count yet; None where all do
    published: Callable[[str], str] = str  # the address that a page has by --remap
    home: str = ""  # the first start URL that has an address by --remap; empty without
    exchanges: Iterable[Exchange] = ()  # in the order in which they ended, if a report wants to know
