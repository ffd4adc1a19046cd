"""Owns one measured run of the command on a generated site: what it took, and a digest of what it found."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sixlegs import backends
from sixlegs.backends import clients, loops
from sixlegs.bench.measure import Measurement, measure
from sixlegs.lab.generated.process import Served

_ENDED_WELL = frozenset({0, 1})  # 1: links are broken, as planted
_SAME_EVERYWHERE = ("verdict", "reason", "status", "depth", "tries", "content_type", "bytes", "notes", "referrer_count")
_PLACE = ("element", "attribute", "raw", "line", "column", "text")


@dataclass(frozen=True)
class Cell:
    """One contender: a strategy, what speaks HTTP for it, and the loop under it."""

    backend: str
    client: str
    loop: str = ""

    def __str__(self) -> str:
        """Name it as a table does."""
        return " + ".join(filter(None, (self.backend, self.client, self.loop)))

    @property
    def options(self) -> list[str]:
        """The options of the command that choose it."""
        loop = ["--loop", self.loop] if self.loop else []
        return ["--backend", self.backend, "--client", self.client, *loop]

    def concurrency(self, wanted: int) -> int:
        """Return how many exchanges go on at a time: what is wanted, or what the strategy has as its own if less."""
        return min(wanted, backends.load(self.backend).concurrency)


@dataclass(frozen=True)
class Run:
    """One run."""

    wall_s: float  # of the process, from its start to its end
    cpu_s: float  # of its whole tree
    rss_mb: float  # of the largest process
    tree_mb: float  # of the tree; 0 where it was over too soon
    crawl_s: float  # of the crawl alone, as the report has it
    requests: int  # as the server saw it, like all that follows
    connections: int
    peak_in_flight: int
    asked_delay_s: float
    service_s: float
    server_cpu_s: float
    digest: str  # of the results
    broken: int
    concurrency: int

    def row(self) -> dict[str, Any]:
        """Return it for a JSON file, to the digits that mean something."""
        return {key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(self).items()}


def cells() -> list[Cell]:
    """List every strategy with every client, and asyncio on every loop that is installed."""
    plain = [Cell(name, client) for name in backends.names() for client in clients.NAMES]
    if loops.fastest() == loops.ASYNCIO:
        return plain
    return plain + [Cell("asyncio", client, loops.UVLOOP) for client in clients.NAMES]


def crawl(
    served: Served,
    options: Sequence[str],
    work: Path,
    *,
    timeout: float = 120.0,
    hash_seed: int = 0,
    sample: bool = True,
) -> Run:
    """Run the command once in a fresh process."""
    report = work / "report.json"
    command = [sys.executable, "-m", "sixlegs", served.start, "--format", f"json:{report}", *options]
    served.reset()
    measured = measure(command, timeout, environment(hash_seed), sample=sample)
    seen = served.counts()
    _check(measured)
    document = json.loads(report.read_bytes())
    report.unlink()
    return Run(
        wall_s=measured.wall_s,
        cpu_s=measured.cpu_s,
        rss_mb=measured.rss_mb,
        tree_mb=measured.tree_mb,
        crawl_s=document["run"]["elapsed_s"],
        requests=seen.requests,
        connections=seen.connections,
        peak_in_flight=seen.peak_in_flight,
        asked_delay_s=seen.asked_delay_s,
        service_s=seen.service_s,
        server_cpu_s=seen.cpu_s,
        digest=digest(document["results"], served.base),
        broken=document["summary"]["broken"],
        concurrency=document["run"]["concurrency"],
    )


def environment(hash_seed: int) -> dict[str, str]:
    """Return the environment of a run; the order of sets and dicts of strings is not to favour anybody."""
    return os.environ | {"PYTHONHASHSEED": str(hash_seed)}


def digest(results: Sequence[Mapping[str, Any]], base: str) -> str:
    """Return a fingerprint of all that must not depend on the strategy: times, and an ok link's first place, do."""
    made = hashlib.sha256()
    for row in results:
        said = [row["url"].replace(base, "/"), (row["final_url"] or "").replace(base, "/")]
        said += [row.get(key) for key in _SAME_EVERYWHERE]
        if row["verdict"] != "ok":
            places = [[place["page"].replace(base, "/"), *(place[key] for key in _PLACE)] for place in row["referrers"]]
            said.append(sorted(places, key=json.dumps))
        made.update(json.dumps(said).encode())
    return made.hexdigest()[:16]


def check_alike(runs: Mapping[str, Sequence[Run]], planted: int) -> str:
    """Return the digest that all runs share. Times of different work are not compared: else this is the end."""
    digests = {name: {run.digest for run in of} for name, of in runs.items()}
    if len(set.union(*digests.values())) != 1:
        sys.exit(f"the results differ, so that no table is made: {digests}")
    found = {run.broken for of in runs.values() for run in of}
    if found != {planted}:
        sys.exit(f"{planted} broken links were planted, {sorted(found)} found: no table is made")
    return next(iter(next(iter(digests.values()))))


def _check(measured: Measurement) -> None:
    if measured.code not in _ENDED_WELL:
        sys.exit(f"crawl ended with {measured.code}: {measured.stderr[-2000:]}")
