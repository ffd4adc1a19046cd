"""Owns the list of concurrency strategies: which there are, what each is, and how to get hold of one.

The list is the entry-point group `sixlegs.backends`, so that a strategy can come from another package too. Nothing is
imported until it is asked for: naming the backends costs no backend's library.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from sixlegs.backends import clients, loops
from sixlegs.errors import CrawlImpossible, UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from sixlegs.crawl import Crawl
    from sixlegs.model import Emit

GROUP = "sixlegs.backends"
DEFAULT = "asyncio"

# From the plainest to the most involved. It only sorts: a name that is missing here comes after them.
ORDER = ("sequential", "threading", "multiprocessing", "gevent", "twisted", "asyncio")


@dataclass(frozen=True, slots=True)
class Backend:
    """One concurrency strategy, ready to run."""

    name: str
    native: str  # the HTTP library that people use with it
    summary: str
    concurrency: int  # requests in flight, unless the user says otherwise
    limit: int | None  # the most that it can do; None: no limit of its own
    descriptors: int  # open files that an exchange takes, kept connections with it
    run: Callable[[Crawl, Emit], None]
    patch: Callable[[], None]  # the standard library, before anything is imported that opens connections


class Choice(NamedTuple):
    """What drives a crawl: the strategy, and what it is used with."""

    backend: str
    client: str
    loop: str


def choose(backend: str | None, client: str | None, loop: str | None) -> Choice:
    """Fill in what the user has not said: the fastest that this machine offers, or the usual for a named backend."""
    if backend is None:
        return Choice(DEFAULT, client or clients.WIRE, loop or loops.fastest())
    if loop is not None and backend != loops.BACKEND:
        raise UsageError(f"--loop is for the {loops.BACKEND} backend: {backend} has none to choose")
    return Choice(backend, client or clients.NATIVE, loop or loops.ASYNCIO)


def names() -> list[str]:
    """Name every backend, installed libraries or not, without importing any."""
    return list(_entries())


def load(name: str) -> Backend:
    """Import the backend called `name`.

    Raises UsageError where there is none of that name, CrawlImpossible where its library is not installed.
    """
    try:
        return _backend(name, _module(name))
    except ImportError as error:
        package = (error.name or name).partition(".")[0]
        if package == "sixlegs":
            raise
        needs = f'the {name} backend needs the package {package}: pip install "sixlegs[{name}]"'
        raise CrawlImpossible(needs) from error


def _module(name: str) -> ModuleType:
    if name == DEFAULT:
        return import_module(f"{__name__}.{name}")  # ours, without a look at all that is installed
    entries = _entries()
    if name not in entries:
        raise UsageError(_unknown(name, list(entries)))
    module: ModuleType = entries[name].load()
    return module


def _entries() -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points  # noqa: PLC0415  25 ms that the default backend does not need

    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    return {name: found[name] for name in sorted(found, key=_rank)}


def _rank(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def _unknown(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    return f"there is no backend {name!r}: {hint}known are {', '.join(known)}"


def _nothing() -> None:
    """Most strategies leave the standard library alone."""


def _backend(name: str, module: ModuleType) -> Backend:
    missing = [each for each in ("NATIVE", "CONCURRENCY", "LIMIT", "run") if not hasattr(module, each)]
    if missing:
        raise CrawlImpossible(f"the {name} backend is incomplete: {module.__name__} has no {' and no '.join(missing)}")
    return Backend(
        name=name,
        native=module.NATIVE,
        summary=(module.__doc__ or name).partition("\n")[0].rstrip("."),
        concurrency=module.CONCURRENCY,
        limit=module.LIMIT,
        descriptors=getattr(module, "DESCRIPTORS", 2),
        run=module.run,
        patch=getattr(module, "patch", _nothing),
    )
