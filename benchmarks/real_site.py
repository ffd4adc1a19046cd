"""Crawl a folder of real HTML pages whole with each backend and client, compare the results, and write a page on it.

    python benchmarks/real_site.py /usr/share/doc/python3/html --name "Python's own documentation" \
        --runs 3 --write docs/real-site.md

The pages of Debian's packages python3-doc and git-doc are such folders. The server is nginx on loopback, in its own
process. Runs are interleaved: each round runs every pair once, in a new random order.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from folder_server import serving

from sixlegs import backends
from sixlegs.backends import clients
from sixlegs.bench.measure import Measurement, adopt_orphans, measure

Pair = tuple[str, str]  # backend, client
Report = dict[str, Any]


def main() -> None:
    """Run the benchmark."""
    arguments = _arguments()
    adopt_orphans()
    pairs = [(backend, client) for client in clients.NAMES for backend in arguments.backend]
    runs: dict[Pair, list[Measurement]] = {pair: [] for pair in pairs}
    reports: dict[Pair, Report] = {}
    shuffle = random.Random(arguments.seed)  # noqa: S311  an order of runs is no secret
    with serving(arguments.folder) as base, tempfile.TemporaryDirectory() as work:
        for round_number in range(arguments.runs):
            for pair in shuffle.sample(pairs, len(pairs)):
                report = Path(work, "report.json")
                command = [sys.executable, "-m", "sixlegs", base + arguments.start, "--no-external"]
                command += ["--backend", pair[0], "--client", pair[1], "--format", f"json:{report}"]
                runs[pair].append(measure(command))
                reports[pair] = json.loads(report.read_text())
                print(f"round {round_number + 1}: {pair} {runs[pair][-1].wall_s:.2f} s", file=sys.stderr)
    _check(reports)
    page = _page(arguments.name or arguments.folder.name, runs, reports)
    if arguments.write:
        arguments.write.write_text(page)
    else:
        print(page)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--start", default="index.html")
    parser.add_argument("--name", help="what the pages are, for the heading")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--backend", action="append", choices=backends.names())
    parser.add_argument("--write", type=Path, help="the Markdown file, instead of standard output")
    arguments = parser.parse_args()
    arguments.backend = arguments.backend or backends.names()
    return arguments


def _verdicts(report: Report) -> dict[str, tuple[str, str]]:
    return {row["url"]: (row["verdict"], row["reason"]) for row in report["results"]}


def _check(reports: dict[Pair, Report]) -> None:
    """Stop unless all said the same of every URL: times of different work are not compared."""
    first, *others = reports
    for pair in others:
        differing = _verdicts(reports[first]).items() ^ _verdicts(reports[pair]).items()
        if differing:
            sys.exit(f"{first} and {pair} differ in {len(differing)} rows, as in {sorted(differing)[:2]}")


def _page(name: str, runs: dict[Pair, list[Measurement]], reports: dict[Pair, Report]) -> str:
    summary = next(iter(reports.values()))["summary"]
    counts = ", ".join(f"{count} {verdict}" for verdict, count in summary.items() if count and verdict != "urls")
    lines = [
        "# A real site, whole, with every backend",
        "",
        f"{name}, served by nginx on loopback and crawled to its end. Every backend and client came to the same",
        f"verdict on each of {summary['urls']} URLs: {counts}.",
        "",
        f"{_times(len(next(iter(runs.values()))))}, in random order, Python",
        f"{platform.python_version()}, a shared machine with two cores: trust the ratios more than the figures.",
        "Made by `benchmarks/real_site.py`; its first lines say how.",
        "",
        "| backend | client | in flight | wall s | CPU s | own process MB | tree MB | requests | connections |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    return "\n".join(lines + [_row(pair, measured, reports[pair]["run"]) for pair, measured in runs.items()]) + "\n"


def _times(runs: int) -> str:
    return "One run of each" if runs == 1 else f"Medians of {runs} runs, interleaved"


def _row(pair: Pair, measured: list[Measurement], run: Report) -> str:
    wall, cpu, rss, tree = (
        statistics.median(getattr(one, field) for one in measured) for field in ("wall_s", "cpu_s", "rss_mb", "tree_mb")
    )
    return (
        f"| {pair[0]} | {run['client']} | {run['concurrency']} | {wall:.2f} | {cpu:.2f} | {rss:.0f} | {tree:.0f} "
        f"| {run['requests']} | {run['connections']} |"
    )


if __name__ == "__main__":
    main()
