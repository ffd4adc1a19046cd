"""Owns what is written down of a crawl while it is measured: as little as will do, and the same for every strategy."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sixlegs.bench.statistics import percentiles, quantiles
from sixlegs.crawl import Crawl
from sixlegs.model import Done, Fetch, Phases, Policy, Result, Visit, Wait

_BEAT_S = 0.01
_LONGEST_TIMELINE = 2000  # exchanges


class Exchange(NamedTuple):
    """One exchange, for the timeline."""

    url: str
    start: float
    end: float
    first_byte: float | None
    status: int | None


class Observed(Crawl):
    """A crawl that takes notes."""

    def __init__(
        self, starts: Sequence[str], policy: Policy, *, trace: bool, private_hosts: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(starts, policy, streams=trace, private_hosts=private_hosts)
        self.began: float | None = None  # by the clock that the owner reads
        self.cpu_at_start = (0.0, 0.0)
        self.first_result: float | None = None
        self.visits: list[tuple[float, Phases | None]] = []
        self.exchanges: list[Exchange] = []
        self.lag: list[float] | None = None
        self._trace = trace
        self._starts: dict[str, float] = {}
        self._met: list[float] = []  # when each URL was, in their order
        self._reported: dict[str, float] = {}

    def next(self, now: float) -> Fetch | Wait | Done:
        """Ask the crawl; what is noted at the first question costs nothing at the others."""
        if self.began is None:
            self.cpu_at_start = cpu()
            self.lag = watch()
            self.began = now = time.monotonic()
            self._met = [now] * self.known
            if not self._trace:
                self.__dict__["next"] = super().next
        order = super().next(now)
        if self._trace and isinstance(order, Fetch):
            self._starts[order.url] = time.monotonic()
        return order

    def feed(self, visit: Visit, now: float) -> list[Result]:
        """Note how long it took."""
        self.visits.append((visit.elapsed, visit.phases))
        if self._trace:
            self._note(visit, now)
        settled = super().feed(visit, now)
        if self.first_result is None and self.settled:
            self.first_result = time.monotonic()
        if self._trace:
            self._note_settled(settled)
        return settled

    def _note(self, visit: Visit, now: float) -> None:
        start = self._starts.pop(visit.fetch.url, now - visit.elapsed)
        first = visit.phases.first_byte if visit.phases else None
        self.exchanges.append(Exchange(visit.fetch.url, start, now, first, visit.status))

    def _note_settled(self, settled: Sequence[Result]) -> None:
        now = time.monotonic()
        self._met += [now] * (self.known - len(self._met))
        self._reported |= dict.fromkeys((result.url for result in settled), now)

    def _from_met_to_reported(self) -> list[float]:
        """Return how long each URL took from the moment when it was met, the queue included; of a trace alone."""
        met = zip((target.url for target in self._ledger.targets()), self._met, strict=False)
        return [self._reported[url] - at for url, at in met if url in self._reported]

    def latency(self) -> dict[str, Any]:
        """Return how long exchanges took, as the result file has it."""
        milliseconds = [elapsed * 1000 for elapsed, _ in self.visits]
        phases = [phases for _, phases in self.visits if phases is not None]
        connect = [each.connected - (each.resolved or 0.0) for each in phases if each.connected is not None]
        waits = [each.first_byte - _ready(each) for each in phases if each.first_byte is not None]
        found = {
            "connect": percentiles([each * 1000 for each in connect]),
            "first_byte": percentiles([each * 1000 for each in waits]),
            "total": percentiles(milliseconds),
            "reported": percentiles([each * 1000 for each in self._from_met_to_reported()]),
        }
        return {
            "latency": percentiles(milliseconds),
            "latency_quantiles_ms": [round(each, 4) for each in quantiles(milliseconds)],
            "phases": {name: values for name, values in found.items() if values},
            "loop_lag_ms": _lag(self.lag),
        }

    def timeline(self) -> list[dict[str, Any]] | None:
        """Return the exchanges in the order of their starts, each in the first lane that was free."""
        if not self._trace or self.began is None:
            return None
        free: list[float] = []  # when each lane was
        rows = []
        for each in sorted(self.exchanges, key=lambda each: each.start)[:_LONGEST_TIMELINE]:
            lane = next((lane for lane, at in enumerate(free) if at <= each.start), len(free))
            free[lane : lane + 1] = [each.end]
            first = None if each.first_byte is None else round(each.start + each.first_byte - self.began, 5)
            start, end = (round(at - self.began, 5) for at in (each.start, each.end))
            row = {"url": each.url, "lane": lane, "start_s": start, "first_byte_s": first, "end_s": end}
            rows.append(row | {"status": each.status})
        return rows


def cpu() -> tuple[float, float]:
    """Return the processor time of this process, user and system."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime, used.ru_stime


def peak_bytes() -> int:
    """Return the most memory that this process has held."""
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - after a crawl, no import to be made
        return next((int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:")), 0)


def watch() -> list[float] | None:
    """Let a timer tick in the loop that this is called from, if it is; return where its delays are noted."""
    later = _timer()
    if later is None:
        return None
    found: list[float] = []

    def beat(due: float) -> None:
        now = time.monotonic()
        found.append(now - due)
        later(_BEAT_S, beat, now + _BEAT_S)

    later(_BEAT_S, beat, time.monotonic() + _BEAT_S)
    return found


def _timer() -> Callable[..., Any] | None:
    asyncio: Any = sys.modules.get("asyncio")  # none is imported here: gevent has to come first
    loop = asyncio._get_running_loop() if asyncio else None  # noqa: SLF001 - as documented for what asks, not raises
    if loop is not None:
        call_later: Callable[..., Any] = loop.call_later
        return call_later
    reactor: Any = sys.modules.get("twisted.internet.reactor")
    if reactor is not None and reactor.running:
        later: Callable[..., Any] = reactor.callLater
        return later
    monkey: Any = sys.modules.get("gevent.monkey")
    if monkey is not None and monkey.is_module_patched("socket"):
        spawn: Callable[..., Any] = sys.modules["gevent"].spawn_later
        return spawn
    return None


def _ready(phases: Phases) -> float:
    return phases.secured or phases.connected or 0.0


def _lag(found: Sequence[float] | None) -> dict[str, float] | None:
    if not found:
        return None
    all_of = quantiles([max(0.0, each) * 1000 for each in found])
    return {"p50": round(all_of[50], 4), "p99": round(all_of[99], 4), "max": round(all_of[100], 4)}
