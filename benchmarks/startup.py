"""Measure what the command takes before and after the work: a crawl of a site of one page, and `crawl --help`.

    python benchmarks/startup.py [--quick]

Each contender runs once a round, in a new random order; every run is a fresh process.
"""

from __future__ import annotations

import random
import sys
from typing import Any

import outcome
from crawl_run import cells, environment

from sixlegs.bench import statistics
from sixlegs.bench.measure import adopt_orphans, measure
from sixlegs.lab.generated.plan import REAL, Plan
from sixlegs.lab.generated.process import serving

BARE, HELP, PLAIN = "python, doing nothing", "crawl --help", "crawl URL"
_TIMEOUT_S = 20.0


def commands(url: str) -> dict[str, list[str]]:
    """Say what is run."""
    crawl = [sys.executable, "-m", "sixlegs"]
    plain = {BARE: [sys.executable, "-c", "pass"], HELP: [*crawl, "--help"], PLAIN: [*crawl, url]}
    return plain | {f"{PLAIN}, {cell}": [*crawl, url, *cell.options] for cell in cells()}


def run(contenders: dict[str, list[str]], rounds: int, seed: int) -> dict[str, list[dict[str, float]]]:
    """Run them all, after a round that does not count."""
    chance = random.Random(seed)  # noqa: S311  an order of runs is no secret
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name in chance.sample(list(contenders), len(contenders)):
            once = measure(contenders[name], _TIMEOUT_S, environment(number), sample=False)
            if once.code:
                sys.exit(f"{name} ended with {once.code}: {once.stderr[-2000:]}")
            if number:
                runs[name].append({"wall_s": once.wall_s, "cpu_s": once.cpu_s, "rss_mb": once.rss_mb})
        print(f"round {number} of {rounds}", file=sys.stderr)
    return runs


def figures(runs: list[dict[str, float]]) -> dict[str, Any]:
    """Say what is typical of one contender."""
    return {field: statistics.spread([one[field] for one in runs]).row() for field in runs[0]}


def main() -> None:
    """Run the benchmark."""
    arguments = outcome.arguments(__doc__)
    rounds = 2 if arguments.quick else 7
    adopt_orphans()
    with serving(Plan(REAL, 1, seed=arguments.seed)) as served:
        contenders = commands(served.start)
        runs = run(contenders, rounds, arguments.seed)
    outcome.keep(
        "startup", arguments, {"rounds": rounds, "contenders": {name: figures(of) for name, of in runs.items()}}
    )


if __name__ == "__main__":
    main()
