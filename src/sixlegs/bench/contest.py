"""Owns one run of one contender: starts it in a process of its own, and puts down what it took."""

from __future__ import annotations

import json
import os
import shlex
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sixlegs.bench import plan
from sixlegs.bench.measure import Measurement, measure
from sixlegs.bench.plan import Config, Contender
from sixlegs.bench.result_file import Point, Run
from sixlegs.lab.generated.nginx import Nginx
from sixlegs.lab.generated.plan import Plan
from sixlegs.lab.generated.process import Served
from sixlegs.lab.generated.service import Counts

_ENDED_WELL = frozenset({0, 1})  # of a foreign command: 1 is what link checkers end with when links are broken


@dataclass(frozen=True)
class Ground:
    """Where a point is contested: the site, and the server of it unless it is somebody else's."""

    point: Point
    starts: Sequence[str]
    bases: Sequence[str] = ()
    site: Plan | None = None
    served: Served | Nginx | None = None
    ca_file: str | None = None


@dataclass(frozen=True)
class Turn:
    """Whose turn it is, and when."""

    contender: Contender
    block: int
    position: int
    trace: bool = False


def contest(config: Config, ground: Ground, turn: Turn) -> tuple[Run, Counts]:
    """Let a contender crawl; return what it took and what the server saw of it."""
    if ground.served is not None:
        ground.served.reset()
    environment = os.environ | {"PYTHONHASHSEED": str(turn.block + 1)}
    measured = measure(_command(config, ground, turn), config.timeout_s, environment)
    seen = ground.served.counts() if ground.served is not None else Counts()
    return _run(ground, turn, measured, seen), seen


def _command(config: Config, ground: Ground, turn: Turn) -> list[str]:
    who = turn.contender
    lanes = who.lanes(ground.point.concurrency)
    if who.command:
        fill = {"{url}": ground.starts[0], "{concurrency}": str(lanes)}
        words = shlex.split(who.command)
        for mark, value in fill.items():
            words = [word.replace(mark, value) for word in words]
        return words
    order = {
        "backend": who.backend,
        "client": who.client,
        "loop": plan.loop_of(who),
        "control": who.control,
        "starts": list(ground.starts),
        "bases": list(ground.bases),
        "plan": asdict(ground.site) if ground.site else None,
        "concurrency": lanes,
        "policy": dict(plan.WORKLOADS[ground.point.workload].policy) if ground.site else {},
        "ca": ground.ca_file,
        "switch_interval": config.switch_interval,
        "trace": turn.trace,
        "spawned": time.monotonic(),
    }
    return [sys.executable, "-m", "sixlegs.bench.one_run", json.dumps(order)]


def _run(ground: Ground, turn: Turn, measured: Measurement, seen: Counts) -> Run:
    """Put together what was seen from inside, from outside, and from the server."""
    foreign = bool(turn.contender.command)
    said, trouble = _said(measured, foreign=foreign)
    trouble = trouble or (_left_out(ground, seen) if foreign else "")
    wall = said.get("wall_s", measured.wall_s)
    outside = said.get("cpu_outside", (0.0, 0.0))
    others = int((measured.peaks_mb - measured.rss_mb) * 2**20)
    return Run(
        **asdict(ground.point),
        backend=turn.contender.control or turn.contender.backend,
        client=turn.contender.client,
        loop=turn.contender.loop,
        control=turn.contender.control,
        block=turn.block,
        position=turn.position,
        used_concurrency=turn.contender.lanes(ground.point.concurrency),
        wall_s=wall,
        startup_s=said.get("startup_s", 0.0),
        first_result_s=said.get("first_result_s"),
        cpu_user_s=max(0.0, measured.user_s - outside[0]),
        cpu_system_s=max(0.0, measured.system_s - outside[1]),
        rss_bytes=said.get("rss_bytes", int(measured.rss_mb * 2**20)) + others,
        pss_bytes=int(measured.tree_mb * 2**20) if measured.processes > 1 else 0,
        processes=measured.processes,
        urls=said.get("urls", seen.requests),
        digest=said.get("digest", ""),
        requests=seen.requests or said.get("requests", 0),
        connections=seen.connections or said.get("connections", 0),
        peak_in_flight=seen.peak_in_flight,
        context_switches=measured.switches,
        involuntary_context_switches=measured.forced_switches,
        process_s=measured.wall_s,
        process_cpu_s=measured.cpu_s,
        server_cpu_share=seen.cpu_s / wall if wall else 0.0,
        latency=said.get("latency", {}),
        latency_quantiles_ms=said.get("latency_quantiles_ms", []),
        phases=said.get("phases", {}),
        loop_lag_ms=said.get("loop_lag_ms"),
        timeline=said.get("timeline"),
        valid=not trouble,
        notes=[trouble] if trouble else ["traced"] if turn.trace else [],
    )


def _left_out(ground: Ground, seen: Counts) -> str:
    """Say how much of a site of ours a foreign command never asked for: what does less work is in no race."""
    pages = ground.site.pages if ground.site else 0
    if seen.requests >= pages:
        return ""
    return f"asked for {seen.requests} of {pages} pages" if seen.requests else "asked the server for nothing"


def _said(measured: Measurement, *, foreign: bool) -> tuple[Mapping[str, Any], str]:
    """Return what the run says of itself, and what is wrong with it if anything is."""
    if foreign:
        return {}, "" if measured.code in _ENDED_WELL else f"ended with {measured.code}"
    if measured.code:
        last = (measured.stderr.strip().splitlines() or [""])[-1]
        return {}, f"ended with {measured.code}: {last[:200]}"
    said: Mapping[str, Any] = json.loads(measured.stdout)
    return said, said["start"]
