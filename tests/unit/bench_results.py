"""Owns made-up results of `crawl bench`, as real ones look: throughput grows up to a limit, with some noise."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sixlegs.bench.assess import assess
from sixlegs.bench.result_file import BEFORE, HALF, NULL, SAME, SLOW, Point, Result, Run

BACKENDS = ("sequential", "threading", "gevent", "asyncio")
PAGES = 200
EVIL = "http://127.0.0.1/<script>alert(1)</script>\x1b[2J\"'&"


def a_result(
    points: Sequence[Point] = (Point("tiny", 4, 20.0), Point("tiny", 16, 20.0)),
    *,
    blocks: int = 10,
    slower: Mapping[str, float] | None = None,
    switch_interval: float | None = None,
    loops: Sequence[str] = ("",),
    assessed: bool = True,
) -> Result:
    """Make a result; `slower` multiplies the time of a backend, or of a backend with a loop, by something."""
    config: dict[str, Any] = {
        "contenders": [f"{name} + {client}" for client in ("wire", "native") for name in BACKENDS],
        "baseline": "asyncio + wire",
        "blocks": blocks,
        "seed": 1,
        "switch_interval": switch_interval,
        "command": "crawl bench",
    }
    machine = {"cpu": "A processor", "cores": 2, "memory_gb": 8.0, "python": "CPython 3.11", "system": "Linux"}
    result = Result(machine, config, server={"points": [], "bandwidth_bytes_per_s": 1e9})
    chance = random.Random(1)  # noqa: S311 - made up
    for point in points:
        result.server["points"].append(_row(point))
        for block in range(blocks):
            result.runs += _block(point, block, chance, slower or {}, loops)
    result.traces = [
        replace(
            run, block=BEFORE, timeline=_timeline(run.wall_s, run.used_concurrency), phases={"reported": run.latency}
        )
        for run in result.runs
        if run.block == 0 and not run.control and run.concurrency == 16
    ]
    if assessed:
        assess(result)
    return result


def _row(point: Point) -> dict[str, Any]:
    return {
        "workload": point.workload,
        "concurrency": point.concurrency,
        "latency_ms": point.latency_ms,
        "exchanges_in_row": 4,
        "asked_delay_s": PAGES * point.latency_ms / 1000,
        "sent_bytes": 400_000,
        "raw_requests_per_s": 9000.0,
    }


def _block(
    point: Point, block: int, chance: random.Random, slower: Mapping[str, float], loops: Sequence[str]
) -> list[Run]:
    runs = [
        _run(point, block, chance, (name, client, loop, ""), slower.get(loop or name, 1.0))
        for client in ("wire", "native")
        for name in BACKENDS
        for loop in (loops if name == "asyncio" else ("",))
    ]
    controls = ((SAME, 1.0), (SLOW, 3.0), (HALF, 1.9), (NULL, 0.1))
    return runs + [_run(point, block, chance, (name, "wire", "", name), times) for name, times in controls]


def _run(point: Point, block: int, chance: random.Random, who: tuple[str, str, str, str], times: float) -> Run:
    name, client, loop, control = who
    lanes = 1 if name == "sequential" else point.concurrency
    cpu = PAGES * 0.0004 * (2.5 if client == "native" else 1.0) * times * chance.uniform(0.98, 1.02)
    wall = (PAGES * point.latency_ms / 1000 / lanes + cpu) * times * chance.uniform(0.98, 1.02)
    slow = 1000 * wall * lanes / PAGES
    quantiles = [slow * (0.9 + 0.2 * part / 100) for part in range(100)] + [slow * 2]
    return Run(
        backend=name,
        client=client,
        loop=loop,
        control=control,
        workload=point.workload,
        concurrency=point.concurrency,
        latency_ms=point.latency_ms,
        block=block,
        position=0,
        wall_s=wall,
        startup_s=0.3,
        first_result_s=0.02,
        cpu_user_s=cpu * 0.8,
        cpu_system_s=cpu * 0.2,
        rss_bytes=int((30 + lanes * (0.06 if name == "threading" else 0.01) + chance.uniform(0, 0.01)) * 2**20),
        urls=PAGES,
        digest="d",
        peak_in_flight=lanes,
        used_concurrency=lanes,
        connections=lanes,
        context_switches=10,
        requests=PAGES,
        latency={"p50_ms": slow, "p95_ms": slow * 1.08, "p99_ms": slow * 1.1, "max_ms": slow * 2},
        latency_quantiles_ms=quantiles,
        valid=True,
    )


def _timeline(wall: float, lanes: int) -> list[dict[str, Any]]:
    each = wall * lanes / PAGES
    return [
        {
            "url": f"{EVIL}{number}",
            "lane": number % lanes,
            "start_s": number // lanes * each,
            "first_byte_s": (number // lanes + 0.8) * each,
            "end_s": (number // lanes + 1) * each,
            "status": 200,
        }
        for number in range(PAGES)
    ]
