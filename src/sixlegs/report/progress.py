"""Owns what is seen while a crawl goes on; the clock is handed in, and `rich` is imported only for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Protocol, Self, TextIO

from sixlegs.report.escape import shorten

TERMINAL_INTERVAL = 0.1  # seconds between two updates: at most ten a second, however fast the crawl is
PLAIN_INTERVAL = 5.0  # seconds between two lines in a log
_A_MOMENT = 1e-3  # seconds
WORTH_SAYING = 1.0  # seconds that an origin makes the crawl wait


class Counts(Protocol):
    """What progress is read from, which is the crawl."""

    @property
    def settled(self) -> int:
        """How many URLs have their verdict."""

    @property
    def known(self) -> int:
        """How many URLs have been met."""

    @property
    def in_flight(self) -> int:
        """How many fetches are under way."""

    @property
    def waits(self) -> Mapping[str, float]:
        """Which origins must not be asked yet, and for how many seconds."""


class Progress:
    """A line about a crawl, kept up to date: live on a terminal, now and then in a log."""

    def __init__(self, counts: Counts, clock: Callable[[], float], err: TextIO) -> None:
        self._counts = counts
        self._clock = clock
        self._show: Callable[[str], None]
        self._stop: Callable[[], None] = _nothing
        if err.isatty():
            self._show, self._stop = _live(err)
            self._interval = TERMINAL_INTERVAL
        else:
            self._show = lambda text: print(text, file=err, flush=True)
            self._interval = PLAIN_INTERVAL
        self._began, self._before = clock(), counts.settled  # a crawl that goes on has some already
        self._due = self._began + self._interval

    def tick(self) -> None:
        """Bring the line up to date if that is due."""
        now = self._clock()
        if now >= self._due:
            self._due = now + self._interval
            self._show(self._line(now))

    def _line(self, now: float) -> str:
        counts = self._counts
        line = f"{counts.settled} of {counts.known} checked, {counts.in_flight} in flight"
        rate = (counts.settled - self._before) / max(now - self._began, _A_MOMENT)
        if rate:
            left = (counts.known - counts.settled) / rate  # of what is known; there may be more to come
            line = f"{line}, {rate:.3g} a second, {_duration(left)} left or more"
        return line + _waiting(counts.waits)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()


def _waiting(waits: Mapping[str, float]) -> str:
    """Say which host makes the crawl wait the longest, and how many others do."""
    long = {name: seconds for name, seconds in waits.items() if seconds >= WORTH_SAYING}
    if not long:
        return ""
    name = max(long, key=lambda name: long[name])
    others = {1: "", 2: " and 1 other host"}.get(len(long), f" and {len(long) - 1} other hosts")
    return f"; waiting {_duration(long[name])} for {shorten(name, 60)}{others}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _live(err: TextIO) -> tuple[Callable[[str], None], Callable[[], None]]:
    """Start a line that is written over itself, without the thread that rich would refresh it from."""
    from rich.console import Console  # noqa: PLC0415 - slow to import, and needed on a terminal only
    from rich.live import Live  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    live = Live(
        console=Console(file=err), auto_refresh=False, transient=True, redirect_stdout=False, redirect_stderr=False
    )
    live.start()
    return (lambda text: live.update(Text(text, style="dim"), refresh=True)), live.stop


def _nothing() -> None:
    """Stop what needs no stopping."""
