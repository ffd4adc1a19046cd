"""Owns the course of a comparison: point by point, block by block; keeps what is done, whatever comes in between."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

from sixlegs.bench import machine, plan, raw_client
from sixlegs.bench.contest import Ground, Turn, contest
from sixlegs.bench.measure import adopt_orphans
from sixlegs.bench.plan import Config, Contender
from sixlegs.bench.result_file import BEFORE, NO_START, Point, Result, Run
from sixlegs.errors import CrawlImpossible
from sixlegs.lab.generated import nginx
from sixlegs.lab.generated.nginx import Nginx
from sixlegs.lab.generated.plain import PlainSite
from sixlegs.lab.generated.plan import Plan
from sixlegs.lab.generated.process import Served, serving
from sixlegs.lab.generated.service import Counts

_STEAL, _OTHERS = 0.02, 0.5  # share of the machine that the host took, cores that others used: more is a doubt
_LEAST_BLOCKS = 2  # whatever the budget says
_RAW_REQUESTS = 2000
_BANDWIDTH = Plan(pages=8, size=2_000_000)
Say = Callable[[str], None]


class Runner:
    """A comparison under way."""

    def __init__(self, config: Config, result: Result, *, say: Say, save: Callable[[], None]) -> None:
        self._config = config
        self._result = result
        self._say = say
        self._save = save
        self._began = time.monotonic()
        self._traced = _traced(config)

    def run(self) -> None:
        """Do all that is not done yet."""
        adopt_orphans()
        if not self._config.url and "bandwidth_bytes_per_s" not in self._result.server:
            kind = nginx.version() if self._config.server == plan.NGINX else "generated"
            self._result.server |= {"kind": kind, "points": [], "bandwidth_bytes_per_s": self._bandwidth()}
        for point in self._config.points:
            self._contest(point)

    def _contest(self, point: Point) -> None:
        who = plan.runners(self._config, point)
        for name, why in who.absent.items():
            self._result.config.setdefault("absent", {})[f"{name} at {_label(point)}"] = why
        due = [block for block in range(self._config.blocks) if not self._done(point, block, who.runners)]
        if not due:
            return
        with self._ground(point) as ground:
            self._know(ground)
            for number, each in enumerate(who.runners):
                self._say(f"{_label(point)}: warm-up {number + 1}/{len(who.runners)} {each.name}")
                run, _ = contest(self._config, ground, Turn(each, 0, number))
                if run.notes and run.notes[0].startswith(NO_START):
                    raise CrawlImpossible(f"there is nothing to compare: {run.notes[0]}")
            if ground.point == self._traced:
                self._trace(ground, who.runners)
            for block in due:
                if block >= _LEAST_BLOCKS and self._spent(point):
                    self._result.config["stopped_by"] = "budget"
                    return
                self._block(ground, block, who.runners)

    def _trace(self, ground: Ground, who: list[Contender]) -> None:
        """Let each run once more and write down every exchange: for the timeline alone, no ratio knows of it."""
        self._say(f"{_label(ground.point)}: every exchange, for the timeline")
        own = [each for each in who if not each.command and not each.control]
        turns = [Turn(each, BEFORE, number, trace=True) for number, each in enumerate(own)]
        self._result.traces = [contest(self._config, ground, turn)[0] for turn in turns]

    def _block(self, ground: Ground, block: int, who: list[Contender]) -> None:
        """Let each run once; only a whole block is kept."""
        before, own = _Usage.now(), 0.0
        runs = []
        for position, each in enumerate(plan.order(self._config, ground.point, block, who)):
            self._say(f"{_label(ground.point)}: block {block + 1}/{self._config.blocks} {each.name}")
            run, seen = contest(self._config, ground, Turn(each, block, position))
            own += run.process_cpu_s + seen.cpu_s
            runs.append(run)
            self._note_server(ground.point, run, seen)
        doubts = before.doubts(own)
        self._result.runs = [run for run in self._result.runs if (run.point, run.block) != (ground.point, block)] + [
            replace(run, notes=[*run.notes, *doubts]) for run in runs
        ]
        self._save()

    def _done(self, point: Point, block: int, who: list[Contender]) -> bool:
        there = {run.contender for run in self._result.runs if run.point == point and run.block == block}
        return there >= {each.name for each in who}

    def _spent(self, point: Point) -> bool:
        """Say whether the next block would end after the time that there is."""
        if self._config.budget_s is None:
            return False
        blocks: dict[int, float] = {}
        for run in self._result.runs:
            if run.point == point:
                blocks[run.block] = blocks.get(run.block, 0.0) + run.process_s
        longest = max(blocks.values(), default=0.0)
        share = self._config.budget_s * (1 + self._config.points.index(point)) / len(self._config.points)
        return time.monotonic() - self._began + longest > share

    @contextmanager
    def _ground(self, point: Point) -> Iterator[Ground]:
        if self._config.url:
            yield Ground(point, [self._config.url])
            return
        site = plan.site(self._config, point)
        with self._serving(site) as served, tempfile.TemporaryDirectory() as folder:
            if self._config.pin:
                _part(served)
            ca = Path(folder) / "ca.pem"
            ca.write_text(served.ca, encoding="ascii")
            bases = [start.rpartition("/p/")[0] for start in served.starts]
            yield Ground(point, served.starts, bases, site, served, str(ca) if served.ca else None)

    def _serving(self, site: Plan) -> AbstractContextManager[Served | Nginx]:
        return nginx.serving(site) if self._config.server == plan.NGINX else serving(site)

    def _bandwidth(self) -> float:
        """Return the bytes a second that come through when nobody looks at them."""
        with self._serving(_BANDWIDTH) as served:
            raw_client.load(served.base, [b"/p/1"], 20, 4)
            return raw_client.load(served.base, [b"/p/1", b"/p/2"], 200, 4).bytes_per_s

    def _know(self, ground: Ground) -> None:
        """Put down what is to be known of a site and of its server."""
        if ground.site is None or ground.served is None:
            return
        site = PlainSite(ground.site, ground.bases)
        paths = [b"/p/0"] if ground.site.errors else [b"/p/%d" % number for number in range(ground.site.pages)]
        share = ground.point.latency_ms / 1000 / ground.point.concurrency
        requests = max(ground.point.concurrency, min(_RAW_REQUESTS, int(2.0 / share) if share else _RAW_REQUESTS))
        requests = min(requests, 200) if ground.site.size > 100_000 else requests
        raw = raw_client.load(ground.bases[0], paths, requests, ground.point.concurrency)
        rows = self._result.server["points"]
        rows[:] = [row for row in rows if not _is_of(row, ground.point)]
        rows.append(
            asdict(ground.point)
            | {"site": asdict(ground.site), "exchanges_in_row": site.exchanges_in_row, "depth": site.depth}
            | {"raw_requests_per_s": raw.requests_per_s, "raw_bytes_per_s": raw.bytes_per_s}
        )

    def _note_server(self, point: Point, run: Run, seen: Counts) -> None:
        if run.valid and run.digest and not run.control:
            for row in self._result.server.get("points", []):
                if _is_of(row, point):
                    row |= {"asked_delay_s": seen.asked_delay_s, "sent_bytes": seen.sent_bytes, "faults": seen.faults}


class _Usage(NamedTuple):
    """What the machine had done by a certain moment."""

    at: float
    busy: float
    steal: float
    own: float

    @classmethod
    def now(cls) -> _Usage:
        """Look."""
        return cls(time.monotonic(), machine.busy_s(), machine.steal_s(), time.process_time())

    def doubts(self, measured_s: float) -> list[str]:
        """Say what cast a doubt on what was measured since then, for which so much processor time was used."""
        now = _Usage.now()
        seconds = now.at - self.at
        others = (now.busy - self.busy - measured_s - (now.own - self.own)) / seconds
        steal = (now.steal - self.steal) / seconds
        found = [f"steal {steal:.0%}"] if steal > _STEAL else []
        return [*found, f"load of others {others:.1f}"] if others > _OTHERS else found


def _traced(config: Config) -> Point:
    """Choose the point that is drawn as a timeline: one where there is something to wait for."""
    waiting = [point for point in config.points if point.latency_ms]
    return min(waiting or config.points, key=lambda point: abs(point.concurrency - 16))


def _is_of(row: dict[str, Any], point: Point) -> bool:
    return Point.read(row) == point


def _label(point: Point) -> str:
    return f"{point.workload}, {point.concurrency} at a time, {point.latency_ms:g} ms"


def _part(served: Served | Nginx) -> None:
    """Give the server the last core, and all that is started from here the others."""
    every = sorted(os.sched_getaffinity(served.pid))
    if len(every) > 1:
        for pid in served.pids:
            os.sched_setaffinity(pid, every[-1:])
        os.sched_setaffinity(0, every[:-1])
