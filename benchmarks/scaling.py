"""Crawl generated sites of several sizes as `crawl URL` does it with no option, and see how time and memory grow.

    python benchmarks/scaling.py [--quick]

Every run is a fresh process; they come in rounds, each in a new random order, the large sites in the first ones only.
"""

from __future__ import annotations

import random
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import outcome
from crawl_run import Run, check_alike, crawl

from sixlegs.bench import statistics
from sixlegs.bench.measure import adopt_orphans
from sixlegs.lab.generated.plan import REAL, Plan
from sixlegs.lab.generated.process import serving
from sixlegs.lab.generated.real import Site

REFERENCE = 10_000
_TIMEOUT_S = 150.0
_FIELDS = ("wall_s", "crawl_s", "cpu_s", "rss_mb")


def run(rounds: dict[int, int], seed: int) -> dict[int, list[Run]]:
    """Crawl each size as many times as `rounds` says."""
    chance = random.Random(seed)  # noqa: S311  an order of runs is no secret
    runs: dict[int, list[Run]] = {pages: [] for pages in rounds}
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = {pages: stack.enter_context(serving(Plan(REAL, pages, seed=seed))) for pages in rounds}
        crawl(servers[min(rounds)], [], work)  # a warm-up that does not count
        for number in range(max(rounds.values())):
            due = [pages for pages, times in rounds.items() if number < times]
            for pages in chance.sample(due, len(due)):
                once = crawl(servers[pages], [], work, timeout=_TIMEOUT_S, hash_seed=number + 1, sample=False)
                runs[pages].append(once)
                print(f"round {number + 1}: {pages} pages in {once.wall_s:.2f} s", file=sys.stderr)
    return runs


def size(pages: int, runs: list[Run], seed: int) -> dict[str, Any]:
    """Make what is kept of one size."""
    site = Site(pages, seed)
    digest = check_alike({str(pages): runs}, site.planted)
    typical = {field: statistics.spread([getattr(one, field) for one in runs]).row() for field in _FIELDS}
    return {"pages": pages, "planted": site.planted, "digest": digest} | typical | {"runs": [one.row() for one in runs]}


def main() -> None:
    """Run the benchmark."""
    arguments = outcome.arguments(__doc__)
    rounds = {200: 2, 1000: 2} if arguments.quick else {1_000: 7, REFERENCE: 5, 100_000: 2}
    adopt_orphans()
    runs = run(rounds, arguments.seed)
    sizes = [size(pages, of, arguments.seed) for pages, of in runs.items()]
    outcome.keep("scaling", arguments, {"reference": REFERENCE, "sizes": sizes})


if __name__ == "__main__":
    main()
