"""Owns what a comparison consists of: contenders, conditions, and the order of the runs; runs nothing."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, NamedTuple

from sixlegs import backends
from sixlegs.backends import clients, loops
from sixlegs.bench.result_file import HALF, NULL, SAME, SLOW, Point
from sixlegs.lab.generated.plan import Plan

COMMAND = "command"  # what a foreign command has for a client
_PER_LANE = 20  # pages for each exchange in flight, so that the end of a run is not all of it
_USUAL, _LEAST = 200, 40  # pages
_PATIENCE_S = 4.0  # of a point, at its latency, beyond which it has fewer pages
_TOO_LONG_S = 10.0  # of a run, at its latency: a contender that cannot keep up with a point is left out of it
_MOST_PROCESSES = 64
OWN, NGINX = "own", "nginx"
SERVERS = (OWN, NGINX)  # of the made-up site
BASELINE = ("asyncio", clients.WIRE)


class Workload(NamedTuple):
    """What is asked of a crawler."""

    summary: str
    site: Mapping[str, Any]  # as the plan of a site has it
    policy: Mapping[str, Any]  # as the policy of a crawl has it
    most_pages: int = 100_000


WORKLOADS = {
    "tiny": Workload("pages of 2 kB with 10 links: what an exchange costs", {"size": 2000, "links": 10}, {}),
    "parse": Workload("pages of 200 kB with 2,000 links", {"size": 200_000, "links": 2000}, {}, 200),
    "payload": Workload("pages of 2 MB", {"size": 2_000_000, "links": 10}, {}, 60),
    "tls": Workload("as tiny, over TLS", {"size": 2000, "links": 10, "tls": True}, {}),
    "errors": Workload(
        "as tiny; of the leaf pages 30 % answer 404, 410, 500, 503 once, a reset, or half a body",
        {"size": 2000, "links": 10, "errors": 0.3},
        {"retries": 1, "backoff": 0.02, "second_look": False},  # which is gentle, one at a time: no strategy's matter
    ),
    "redirects": Workload(
        "as tiny; 40 % of the pages are reached by 1 to 3 redirects",
        {"size": 2000, "links": 10, "redirects": 0.4},
        {},
    ),
    "many-hosts": Workload("as tiny, on 40 hosts", {"size": 2000, "links": 10, "hosts": 40}, {}),
}


@dataclass(frozen=True)
class Contender:
    """Who runs: a strategy with its client, a foreign command, or a control."""

    backend: str
    client: str
    loop: str = ""  # where it is part of the comparison
    control: str = ""
    command: str = ""  # shell words, with {url}

    @property
    def name(self) -> str:
        """Name it as the result file does."""
        return self.control or " + ".join(filter(None, (self.backend, self.client, self.loop)))

    def lanes(self, concurrency: int) -> int:
        """Return how many exchanges it can have in flight of those that a point asks for."""
        concurrency = max(1, concurrency // 2) if self.control == HALF else concurrency
        limit = None if self.command else _limit(self.backend)
        return concurrency if limit is None else min(limit, concurrency)


@dataclass(frozen=True)
class Config:
    """All that decides what a comparison does."""

    contenders: tuple[Contender, ...]
    points: tuple[Point, ...]
    blocks: int
    seed: int = 1
    url: str = ""  # of a site to use instead of the made-up one
    budget_s: float | None = None  # no block begins that would end after it, once there are two
    switch_interval: float | None = None
    pin: bool = False
    pages: int | None = None  # of a site; None: as many as the point needs
    server: str = OWN
    controls: tuple[str, ...] = (SAME, SLOW, HALF, NULL)
    timeout_s: float = 300.0  # of one run

    @property
    def baseline(self) -> Contender:
        """The contender that all others are compared with, and that the controls are made of."""
        own = [each for each in self.contenders if not each.command]
        return next((each for each in own if (each.backend, each.client) == BASELINE), (own or [*self.contenders])[0])

    def document(self) -> dict[str, Any]:
        """Return it as the result file has it."""
        return {
            "contenders": [each.name for each in self.contenders],
            "commands": {each.backend: each.command for each in self.contenders if each.command},
            "baseline": self.baseline.name,
            "points": [asdict(point) for point in self.points],
            "workloads": {} if self.url else {name: WORKLOADS[name].summary for name in _names(self.points)},
            "blocks": self.blocks,
            "seed": self.seed,
            "url": self.url,
            "budget_s": self.budget_s,
            "switch_interval": self.switch_interval,
            "pin": self.pin,
            "server": self.server,
            "pages": self.pages,
        }


@dataclass
class Field:
    """Those who run at a point, and why the others do not."""

    runners: list[Contender] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)


def contenders(
    names: Sequence[str], used: Sequence[str], under: Sequence[str] = (), commands: Mapping[str, str] | None = None
) -> tuple[Contender, ...]:
    """List every strategy with every client, asyncio on each loop asked for, and the foreign commands."""
    found = []
    for name in names:
        on = under if name == "asyncio" and under else ("",)
        found += [Contender(name, client, loop) for client in used for loop in on]
    found += [Contender(name, COMMAND, command=words) for name, words in (commands or {}).items()]
    return tuple(found)


def points(workloads: Sequence[str], concurrency: Sequence[int], latency_ms: Sequence[float]) -> tuple[Point, ...]:
    """Combine all conditions."""
    return tuple(
        Point(workload, lanes, latency) for workload in workloads for latency in latency_ms for lanes in concurrency
    )


def pages(point: Point) -> int:
    """Return how many pages the site of a point has: the same for all who run there."""
    seconds = point.latency_ms / 1000
    affordable = int(_PATIENCE_S * point.concurrency / seconds) if seconds else _USUAL
    wanted = max(_PER_LANE * point.concurrency, min(_USUAL, max(_LEAST, affordable)))
    return min(wanted, WORKLOADS[point.workload].most_pages)


def site(config: Config, point: Point) -> Plan:
    """Return the plan of the site of a point."""
    many = config.pages or pages(point)
    return Plan(pages=many, seed=config.seed, latency_ms=point.latency_ms, **WORKLOADS[point.workload].site)


def runners(config: Config, point: Point) -> Field:
    """Say who runs at a point: the contenders that can, and the controls."""
    chosen = Field()
    for each in config.contenders:
        lanes = each.lanes(point.concurrency)
        takes = 0.0 if config.url else (config.pages or pages(point)) * point.latency_ms / 1000 / lanes
        if each.backend == "multiprocessing" and lanes > _MOST_PROCESSES:
            chosen.absent[each.name] = f"a process for each of {lanes} exchanges"
        elif lanes < point.concurrency and takes > _TOO_LONG_S:
            chosen.absent[each.name] = f"{lanes} at a time would take {takes:.0f} s by the latency alone"
        else:
            chosen.runners.append(each)
    base = config.baseline
    if not base.command:
        chosen.runners += [Contender(base.backend, base.client, base.loop, kind) for kind in _controls(config, point)]
    return chosen


def _controls(config: Config, point: Point) -> list[str]:
    """Name the controls of a point: those that can be had there."""
    missing = {NULL} if config.url else set()
    if config.baseline.lanes(point.concurrency) == 1:
        missing.add(HALF)
    return [name for name in config.controls if name not in missing]


def order(config: Config, point: Point, block: int, who: Sequence[Contender]) -> list[Contender]:
    """Return those who run in the order in which they do in a block: by chance, but the same for the same seed."""
    chance = random.Random(f"{config.seed} {point} {block}")  # noqa: S311  an order of runs is no secret
    return chance.sample(list(who), len(who))


def loop_of(contender: Contender) -> str:
    """Return the event loop that a contender has under it, where it is asyncio's."""
    return contender.loop or loops.ASYNCIO


def _names(points: Sequence[Point]) -> list[str]:
    return list(dict.fromkeys(point.workload for point in points))


@cache
def _limit(backend: str) -> int | None:
    return backends.load(backend).limit
