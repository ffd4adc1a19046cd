"""Kills crawls at random moments and resumes them: `python benchmarks/kill_and_resume.py [--times N] [BACKEND...]`.

Each crawl of a generated site is killed (SIGKILL, again and again) at moments drawn from its whole length, and resumed
until it is through. What it then reports must be what an undisturbed crawl does, row by row; and what the state file
held at a kill must not be asked again by any later run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sixlegs.store import record
from sixlegs.store.sqlite import database

if TYPE_CHECKING:
    from collections.abc import Iterator

CRAWL = (sys.executable, "-m", "sixlegs")
TIMES = 30
KILLS = 3  # of one crawl, at most
SITE = ("--pages", "400", "--latency", "4ms", "--errors", "0.1", "--redirects", "0.1")


class Whole(NamedTuple):
    """An undisturbed crawl."""

    rows: list[dict[str, Any]]
    answers: Counter[str]
    seconds: float


class Trial(NamedTuple):
    """What came of one crawl that was killed and resumed."""

    equal: bool
    kills: int
    kept: int  # answers that were in the file at the kills
    again: int  # answers beyond those of an undisturbed crawl


def main() -> int:
    """Kill, resume, compare; print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("backends", nargs="*", default=["threading", "multiprocessing", "asyncio"])
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311  moments are no secret
    print("| backend | crawls | kills | equal results | answers kept at a kill | of those asked again |")
    print("|---|---|---|---|---|---|")
    good = True
    for backend in asked.backends:
        with serving() as url, tempfile.TemporaryDirectory() as folder:
            whole = undisturbed(url, backend, Path(folder))
            trials = [trial(url, backend, Path(folder), whole, chance) for _ in range(asked.times)]
        equal, kills, kept, again = map(sum, zip(*trials, strict=True))
        print(f"| {backend} | {len(trials)} | {kills} | {equal} | {kept} | {again} |", flush=True)
        good &= equal == len(trials) and again == 0
    return 0 if good else 1


def trial(url: str, backend: str, folder: Path, whole: Whole, chance: random.Random) -> Trial:
    """Run one crawl through its kills."""
    state, report = folder / "one.state", folder / "one.json"
    state.unlink(missing_ok=True)
    kills = kept = 0
    while kills < KILLS and killed(url, backend, state, report, chance.uniform(0.0, whole.seconds)):
        kills += 1
        kept += sum(answers(state).values())
    run(url, backend, "--state", state, "--resume", "--format", f"json:{report}").wait()
    again = answers(state) - whole.answers
    return Trial(rows(report) == whole.rows, kills, kept, again.total())


def undisturbed(url: str, backend: str, folder: Path) -> Whole:
    """Run a crawl that nobody kills, once all that the site does on a first visit only is over."""
    run(url, backend).wait()
    state, report = folder / "whole.state", folder / "whole.json"
    began = time.monotonic()
    run(url, backend, "--state", state, "--format", f"json:{report}").wait()
    return Whole(rows(report), answers(state), time.monotonic() - began)


def killed(url: str, backend: str, state: Path, report: Path, after: float) -> bool:
    """Run a crawl and kill it after some seconds; say whether it was still alive then."""
    process = run(url, backend, "--state", state, "--resume", "--format", f"json:{report}")
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def run(url: str, backend: str, *args: str | Path) -> subprocess.Popen[bytes]:
    """Start a crawl."""
    command = [*CRAWL, url, "--backend", backend, *map(str, args)]
    return subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)


def answers(state: Path) -> Counter[str]:
    """Return what a state file holds: each question with the number of its answers."""
    if not state.exists():
        return Counter()
    with closing(database.hold(state)) as held:
        bundles = [visits for (visits,) in held.execute("SELECT visits FROM bundle ORDER BY number")]
    fetches = [visit.fetch for bundle in bundles for _, visit in record.unbundle(bundle)]
    return Counter(f"{fetch.method} {fetch.kind} {fetch.url}" for fetch in fetches)


def rows(report: Path) -> list[dict[str, Any]]:
    """Return the rows of a report without what is measured, and without the order in which referrers were met."""
    results: list[dict[str, Any]] = json.loads(report.read_text())["results"]
    for row in results:
        del row["elapsed_s"]
        row["referrers"] = sorted(map(json.dumps, row["referrers"])) if row["verdict"] != "ok" else None
    return results


@contextmanager
def serving() -> Iterator[str]:
    """Serve a site from a process of its own."""
    command = [*CRAWL, "lab", "serve", *SITE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


if __name__ == "__main__":
    sys.exit(main())
