"""Crawl a folder of real HTML pages whole with each backend, compare the results, and print a Markdown table.

    python benchmarks/real_site.py /usr/share/doc/python3/html [--start index.html] [--runs 3] [--backend NAME ...]

The pages of Debian's packages python3-doc and git-doc are such folders. The server is nginx on loopback, in its own
process. Runs are interleaved: each round runs every backend once, in a new random order.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
from pathlib import Path

from folder_server import serving
from measure import Measurement, adopt_orphans, measure

from sixlegs import backends


def main() -> None:
    """Run the benchmark."""
    arguments = _arguments()
    adopt_orphans()
    runs: dict[str, list[Measurement]] = {name: [] for name in arguments.backend}
    reports: dict[str, dict[str, object]] = {}
    shuffle = random.Random(arguments.seed)  # noqa: S311  an order of runs is no secret
    with serving(arguments.folder) as base, tempfile.TemporaryDirectory() as work:
        for round_number in range(arguments.runs):
            for name in shuffle.sample(arguments.backend, len(arguments.backend)):
                report = Path(work, f"{name}.json")
                command = [sys.executable, "-m", "sixlegs", base + arguments.start, "--backend", name]
                command += ["--no-external", "--format", f"json:{report}", *arguments.option]
                runs[name].append(measure(command))
                reports[name] = json.loads(report.read_text())
                print(f"round {round_number + 1}: {name} {runs[name][-1].wall_s:.2f} s", file=sys.stderr)
    _check(reports)
    _print(runs, reports)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--start", default="index.html")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--backend", action="append", choices=backends.names())
    parser.add_argument("--option", action="append", default=[], help="handed to crawl as it is")
    arguments = parser.parse_args()
    arguments.backend = arguments.backend or backends.names()
    return arguments


def _verdicts(report: dict[str, object]) -> dict[str, tuple[str, str]]:
    results = report["results"]
    assert isinstance(results, list)
    return {row["url"]: (row["verdict"], row["reason"]) for row in results}


def _check(reports: dict[str, dict[str, object]]) -> None:
    """Stop unless every backend said the same of every URL: times of different work are not compared."""
    first, *others = reports
    for name in others:
        differing = _verdicts(reports[first]).items() ^ _verdicts(reports[name]).items()
        if differing:
            sys.exit(f"{first} and {name} differ in {len(differing)} rows, as in {sorted(differing)[:2]}")


def _print(runs: dict[str, list[Measurement]], reports: dict[str, dict[str, object]]) -> None:
    report = next(iter(reports.values()))
    print(f"Each backend: {json.dumps(report['summary'])}; medians of {len(next(iter(runs.values())))} runs.\n")
    print("| backend | client | in flight | wall s | CPU s | largest process MB | tree MB | requests | connections |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|")
    for name, measured in runs.items():
        run = reports[name]["run"]
        assert isinstance(run, dict)
        wall, cpu, rss, tree = (
            statistics.median(getattr(one, field) for one in measured)
            for field in ("wall_s", "cpu_s", "rss_mb", "tree_mb")
        )
        print(
            f"| {name} | {run['client']} | {run['concurrency']} | {wall:.2f} | {cpu:.2f} | {rss:.0f} | {tree:.0f} "
            f"| {run['requests']} | {run['connections']} |"
        )


if __name__ == "__main__":
    main()
