"""Crawl the generated site with every strategy and client, and compare them; keep the result.

    python benchmarks/strategies.py [--quick] [--delay-ms 20] [--concurrency 64]

Two studies: one where the server answers at once, so that the processor is all that counts, and one where each answer
takes --delay-ms, so that waiting counts. Every run is a fresh process. They come in blocks, each in a new random order.
The first blocks hold all contenders; the later ones only those of the paired comparison, of which one is there twice:
what the two of it differ by is what this machine cannot tell apart.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import outcome
from crawl_run import Cell, Run, cells, check_alike, crawl

from sixlegs.backends import clients
from sixlegs.bench import statistics
from sixlegs.bench.measure import adopt_orphans
from sixlegs.lab.generated.plan import REAL, UNIFORM, Plan
from sixlegs.lab.generated.process import Served, serving
from sixlegs.lab.generated.real import Site

BASELINE = Cell("asyncio", clients.WIRE)
RIVAL = Cell("threading", clients.WIRE)
CONTROL = f"{BASELINE} again"
Contenders = dict[str, Cell]


class Study(NamedTuple):
    """One condition, and how often what is run under it."""

    name: str
    pages: int
    delay_ms: float
    contenders: Contenders
    rounds: int  # blocks of all contenders
    blocks: int  # blocks of the pair, those included


def studies(arguments: argparse.Namespace) -> list[Study]:
    """Say what is run."""
    everyone = {str(cell): cell for cell in cells()}
    delayed = {name: cell for name, cell in everyone.items() if _waits_together(cell)}
    if arguments.quick:
        return [Study("no delay", 200, 0, everyone, 1, 2), Study("delay", 600, arguments.delay_ms, delayed, 1, 2)]
    return [Study("no delay", 2000, 0, everyone, 3, 12), Study("delay", 8000, arguments.delay_ms, delayed, 3, 12)]


def _waits_together(cell: Cell) -> bool:
    """Say whether it is worth a run with delays: one exchange after the other would take what arithmetic can tell."""
    return bool(cell.client == clients.WIRE and cell.concurrency(2) > 1)


def order(study: Study, block: int, chance: random.Random) -> list[str]:
    """Return who runs in a block, in the order in which they do."""
    pair = [str(BASELINE), str(RIVAL)]
    names = list(study.contenders) if block < study.rounds else pair
    return chance.sample([*names, CONTROL], len(names) + 1)


def run(study: Study, served: Served, concurrency: int, seed: int) -> dict[str, list[Run]]:
    """Run a study."""
    chance = random.Random(seed)  # noqa: S311  an order of runs is no secret
    everyone = study.contenders | {CONTROL: BASELINE}
    runs: dict[str, list[Run]] = {name: [] for name in everyone}
    with tempfile.TemporaryDirectory() as work:
        for cell in study.contenders.values():  # a warm-up that does not count
            crawl(served, [*cell.options, "--depth", "0"], Path(work))
        for block in range(study.blocks):
            for name in order(study, block, chance):
                cell = everyone[name]
                options = [*cell.options, "--concurrency", str(cell.concurrency(concurrency))]
                runs[name].append(crawl(served, options, Path(work), hash_seed=block + 1))
                print(f"{study.name}, block {block + 1}: {name} {runs[name][-1].crawl_s:.2f} s", file=sys.stderr)
    return runs


def paired(ours: Sequence[Run], theirs: Sequence[Run], seed: int) -> dict[str, Any]:
    """Compare the times of two contenders, and their processor time."""
    return {
        field: asdict(statistics.ratio([getattr(a, field) for a in ours], [getattr(b, field) for b in theirs], seed))
        for field in ("wall_s", "crawl_s", "cpu_s")
    }


def figures(study: Study, runs: dict[str, list[Run]], site: Site, seed: int) -> dict[str, Any]:
    """Make what is kept of a study."""
    agreed = check_alike(runs, site.planted)
    base = runs[str(BASELINE)]
    return {
        **{key: value for key, value in study._asdict().items() if key != "contenders"},
        "jitter": 0.5,  # of the delay, as UNIFORM has it: no server's answers all come at the same moment
        "depth": site.depth,
        "digest": agreed,
        "planted": site.planted,
        "pairs": {
            f"{RIVAL} / {BASELINE}": paired(runs[str(RIVAL)], base, seed),
            f"{CONTROL} / {BASELINE}": paired(runs[CONTROL], base, seed),
        },
        "runs": {name: [one.row() for one in of] for name, of in runs.items()},
    }


def main() -> None:
    """Run the benchmark."""
    parser = outcome.parser(__doc__)
    parser.add_argument("--delay-ms", type=float, default=20.0)
    parser.add_argument("--concurrency", type=int, default=64)
    arguments = parser.parse_args()
    adopt_orphans()
    kept = []
    for study in studies(arguments):
        site = Site(study.pages, arguments.seed)
        plan = Plan(REAL, study.pages, seed=arguments.seed, latency_ms=study.delay_ms, pace=UNIFORM)
        with serving(plan) as served:
            runs = run(study, served, arguments.concurrency, arguments.seed)
        kept.append(figures(study, runs, site, arguments.seed))
    outcome.keep("strategies", arguments, {"concurrency": arguments.concurrency, "studies": kept})


if __name__ == "__main__":
    main()
