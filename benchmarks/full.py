"""Owns the full run that docs/benchmarks.md is made of: what each claim needs, within a time that is set beforehand.

Each study has a budget: no block of it begins that would end after its share. `--plan` shows it and runs nothing.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from sixlegs import backends
from sixlegs.backends.clients import NATIVE, WIRE
from sixlegs.bench import machine, plan, result_file
from sixlegs.bench.assess import assess
from sixlegs.bench.plan import Config
from sixlegs.bench.result_file import HALF, NULL, SAME, SLOW, Point, Result
from sixlegs.bench.runner import Runner

MAIN = "bench-1-all"
RESULTS = Path(__file__).parent / "results"
LOOPS = ("asyncio", "uvloop")
FIRST_SEED = 1  # runs on other seeds stand beside it, and are kept under other names
START_S, CPU_MS = 0.4, {"tiny": 0.4, "parse": 4.5}  # of a run, of a page: for the estimate alone
PROCESS_S = 0.05  # for each process of a strategy that has some


@dataclass(frozen=True)
class Study:
    """One result file."""

    name: str
    why: str
    names: tuple[str, ...]
    clients: tuple[str, ...]
    points: tuple[Point, ...]
    blocks: int
    minutes: float
    switch_interval: float | None = None
    controls: tuple[str, ...] = (SAME, SLOW, HALF, NULL)

    def config(self, seed: int) -> Config:
        """Return what the runner is given."""
        return Config(
            plan.contenders(self.names, self.clients, LOOPS if self.switch_interval is None else ()),
            self.points,
            self.blocks,
            seed=seed,
            budget_s=self.minutes * 60,
            switch_interval=self.switch_interval,
            controls=self.controls,
        )

    def seconds(self, seed: int) -> float:
        """Estimate how long it would take with all its blocks and a warm-up, whatever its budget says."""
        config = self.config(seed)
        blocks = sum(_block_s(config, point) for point in self.points) * (self.blocks + 1)
        return blocks + _block_s(config, self.points[-1])  # once more, for the timeline


def studies() -> list[Study]:
    """List what is run."""
    names = tuple(backends.names())
    one = tuple(name for name in ("threading", "gevent", "twisted", "asyncio") if name in names)  # of one process
    both = tuple(name for name in ("threading", "asyncio") if name in names)
    heavy = (Point("parse", 16, 5.0),)
    every = (Point("tiny", 16, 0.0), Point("tiny", 16, 10.0))  # the cheapest first: what is left goes to the next
    sweep = (Point("tiny", 16, 10.0), Point("tiny", 4, 10.0), Point("tiny", 64, 10.0))
    few = (SAME, SLOW)
    return [
        Study(MAIN, "client, threads, uvloop, the timeline", names, (WIRE, NATIVE), every, 12, 7.0),
        Study("bench-2-sweep", "concurrency, threads, uvloop, memory", one, (WIRE,), sweep, 10, 3.5, controls=few),
        Study("bench-3-parse", "tails, uvloop with parsing, the convoy at 5 ms", both, (WIRE,), heavy, 10, 1.9),
        Study("bench-4-switch-500us", "the convoy", both, (WIRE,), heavy, 8, 0.8, 0.0005, few),
        Study("bench-5-switch-50us", "the convoy", both, (WIRE,), heavy, 8, 0.8, 0.00005, few),
    ]


def _block_s(config: Config, point: Point) -> float:
    total = 0.0
    for each in plan.runners(config, point).runners:
        pages, lanes = plan.pages(point), each.lanes(point.concurrency)
        cpu = pages * CPU_MS[point.workload] / 1000 * (1.6 if each.client == NATIVE else 1.0)
        wait = 0.0 if each.control == NULL else pages * point.latency_ms / 1000 / lanes
        started = PROCESS_S * lanes if each.backend == "multiprocessing" else 0.0
        total += START_S + started + max(wait, cpu)
    return total


def show(chosen: list[Study], seed: int) -> None:
    """Print the plan."""
    total = 0.0
    for study in chosen:
        wanted = study.seconds(seed) / 60
        expected = min(wanted, study.minutes)
        total += expected
        runners = [len(plan.runners(study.config(seed), point).runners) for point in study.points]
        print(f"{study.name}: {study.why}")
        print(
            f"  {len(study.points)} conditions, {min(runners)} to {max(runners)} runs a block, {study.blocks} blocks:"
        )
        print(f"  about {wanted:.1f} minutes, {study.minutes:g} at most")
    print(f"all in all about {total:.1f} minutes; seed {seed}")


def run(study: Study, seed: int, folder: Path) -> None:
    """Carry out one study; what is there of it already is kept."""
    config = study.config(seed)
    file = folder / (f"{study.name}.json" if seed == FIRST_SEED else f"again-{seed}-{study.name}.json")
    command = {"command": f"python benchmarks/full.py {study.name} --seed {seed}", "study": study.name}
    result = result_file.read(file) if file.exists() else Result(machine.whole_card(), config.document() | command)
    began = time.monotonic()
    say = print if sys.stderr.isatty() else (lambda _: None)
    Runner(config, result, say=say, save=lambda: result_file.write(result, file)).run()
    assess(result)
    result_file.write(result, file)
    blocks = {
        f"{point.concurrency} at {point.latency_ms:g} ms": len({run.block for run in result.runs if run.point == point})
        for point in result.points
    }
    print(f"{study.name}: {len(result.runs)} runs, blocks {blocks}, {(time.monotonic() - began) / 60:.1f} minutes")


def main() -> int:
    """Run it, or show what would be run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="studies; all of them unless named")
    parser.add_argument("--plan", action="store_true", help="show what would be run, and how long it takes")
    parser.add_argument("--main", action="store_true", help=f"{MAIN} alone: for a second seed, in half the time")
    parser.add_argument("--seed", type=int, default=FIRST_SEED)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--blocks", type=int, help="fewer blocks, to see that it works")
    args = parser.parse_args()
    names = [MAIN] if args.main else args.names
    chosen = [study for study in studies() if not names or study.name in names]
    if args.blocks:
        chosen = [replace(study, blocks=args.blocks) for study in chosen]
    if not chosen:
        parser.error(f"there are {', '.join(study.name for study in studies())}")
    show(chosen, args.seed)
    if args.plan:
        return 0
    args.results.mkdir(parents=True, exist_ok=True)
    for study in chosen:
        run(study, args.seed, args.results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
