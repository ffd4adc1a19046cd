"""Write docs/performance.md from the kept results of the other benchmarks.

python benchmarks/report.py [--results FOLDER] [--write FILE]
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
Figures = dict[str, Any]


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--results", type=Path, default=HERE / "results")
    parser.add_argument("--write", type=Path, default=HERE.parent / "docs" / "performance.md")
    arguments = parser.parse_args()
    arguments.write.write_text("\n".join(page(arguments.results)) + "\n", encoding="utf-8")


def page(results: Path) -> Iterator[str]:
    """Give the lines of the page."""
    core, scaling = _load(results, "core"), _load(results, "scaling")
    startup, strategies = _load(results, "startup"), _load(results, "strategies")
    yield from _head(strategies["card"])
    yield from _strategies(strategies)
    yield from _scaling(scaling)
    yield from _core(core)
    yield from _startup(startup)
    if (results / "beside.json").exists():
        yield from _beside(_load(results, "beside"))


def _load(results: Path, name: str) -> Figures:
    loaded: Figures = json.loads((results / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def _head(card: Figures) -> Iterator[str]:
    yield "# Performance"
    yield ""
    yield "Made by `python benchmarks/report.py` from the results in `benchmarks/results/`, each of which says by"
    yield "which command it was made, on what, and with which versions. Sites are generated and served on loopback by"
    yield "a process of its own; every run is a fresh process; runs are interleaved in random order; a run that found"
    yield "anything else than the others voids the table."
    yield ""
    yield f"{card['python']}, {card['cores']} cores ({card['cpu']}), {card['system']} {card['kernel']}. The machine is"
    yield "a shared one, the server runs on it as well, and two cores cannot show what many would: trust ratios of one"
    yield "table more than figures, and neither across tables."


def _made(card: Figures) -> str:
    return f"Measured on {card['date'][:10]}, of revision {card['revision']}."


def _strategies(figures: Figures) -> Iterator[str]:
    for study in figures["studies"]:
        delay = study["delay_ms"]
        yield ""
        yield f"## Strategies and clients, {'without' if not delay else f'with {delay:g} ms of'} server delay"
        yield ""
        yield _made(figures["card"])
        yield ""
        yield f"{study['pages']} pages; medians. *Crawl* is the crawl alone, without the start of the process."
        if delay:
            yield "The limit is what the requests in flight allow at best: all delays that the server was asked for,"
            yield "divided by the requests in flight."
        yield ""
        yield from _table(_strategy_rows(study, delayed=bool(delay)))
        yield ""
        for pair, ratios in study["pairs"].items():
            yield (
                f"- {pair}: crawl time {_ratio(ratios['crawl_s'])}, processor time {_ratio(ratios['cpu_s'])} "
                f"({ratios['cpu_s']['blocks']} blocks)"
            )


def _strategy_rows(study: Figures, *, delayed: bool) -> Iterator[list[str]]:
    header = ["strategy", "wall s", "crawl s", "CPU s", "connections"]
    yield header + (["peak in flight", "limit s", "efficiency"] if delayed else [])
    for name, runs in study["runs"].items():
        middle = {key: statistics.median(run[key] for run in runs) for key in runs[0] if key != "digest"}
        row = [name, *(f"{middle[key]:.2f}" for key in ("wall_s", "crawl_s", "cpu_s"))]
        row.append(f"{middle['connections']:.0f}")
        if delayed:
            row.append(f"{middle['peak_in_flight']:.0f}")
            limit = middle["asked_delay_s"] / middle["concurrency"]
            row += [f"{limit:.2f}", f"{limit / middle['crawl_s']:.0%}"]
        yield row


def _ratio(figures: Figures) -> str:
    verdict = " (no difference shown)" if figures["low"] <= 1 <= figures["high"] else ""
    return f"{figures['median']:.2f} times, 95 % interval {figures['low']:.2f} to {figures['high']:.2f}{verdict}"


def _scaling(figures: Figures) -> Iterator[str]:
    yield ""
    yield "## Size of the site"
    yield ""
    yield _made(figures["card"])
    yield ""
    yield "`crawl URL` with no option; medians."
    yield ""
    sizes = figures["sizes"]
    reference = next((size for size in sizes if size["pages"] == figures["reference"]), sizes[-1])
    rows = [["pages", "crawl s", "CPU s", "memory MB", f"crawl time a page, {reference['pages']} pages being 1"]]
    for size in sizes:
        share = size["crawl_s"]["median"] / size["pages"] / (reference["crawl_s"]["median"] / reference["pages"])
        figure = [f"{size[key]['median']:.2f}" for key in ("crawl_s", "cpu_s")]
        rows.append([str(size["pages"]), *figure, f"{size['rss_mb']['median']:.0f}", f"{share:.2f}"])
    yield from _table(rows)


def _core(figures: Figures) -> Iterator[str]:
    speed = figures["speed"]
    yield ""
    yield "## The core alone"
    yield ""
    yield _made(figures["card"])
    yield ""
    yield f"A crawl of {speed['pages']} generated pages with a transport that costs nothing, in microseconds a URL."
    yield ""
    parts = [
        [name, *(f"{spread[key]:.1f}" for key in ("median", "least", "most"))]
        for name, spread in speed["us_per_url"].items()
    ]
    yield from _table([["part", "median", "least", "most"], *parts])
    yield ""
    yield "Memory that a URL costs, measured over crawls of pages without bodies:"
    yield ""
    rows = [[str(one["urls"]), f"{one['bytes_per_url']:.0f}", f"{one['resident_mb']:.0f}"] for one in figures["memory"]]
    yield from _table([["URLs", "bytes a URL", "resident MB"], *rows])


def _startup(figures: Figures) -> Iterator[str]:
    yield ""
    yield "## Start-up"
    yield ""
    yield _made(figures["card"])
    yield ""
    yield "What the command takes for a site of one page; medians."
    yield ""
    rows = [
        [name, f"{one['wall_s']['median']:.2f}", f"{one['cpu_s']['median']:.2f}"]
        for name, one in figures["contenders"].items()
    ]
    yield from _table([["command", "wall s", "CPU s"], *rows])


def _beside(figures: Figures) -> Iterator[str]:
    yield ""
    yield "## Beside other tools"
    yield ""
    yield _made(figures["card"])
    yield ""
    yield "One site, served by nginx from files, on the same machine; `benchmarks/beside.py` has each tool's options:"
    yield "as many requests at once as ours, no robots.txt, no retries. lychee does not follow links, so it is given a"
    yield "list of all pages; wget2 is a tool to mirror sites, in C. *Found* are the broken links that a tool names, of"
    yield "those planted. A ratio below 1 says that `crawl` took less; its interval is one of 95 %."
    for study in figures["studies"]:
        yield ""
        yield f"{study['pages']} pages, {study['blocks']} blocks; medians."
        yield ""
        yield from _table(_beside_rows(study, figures["versions"]))


def _beside_rows(study: Figures, versions: Figures) -> Iterator[list[str]]:
    yield ["tool", "wall s", "CPU s", "memory MB", "found", "wall, ours to its", "CPU, ours to its"]
    for name, runs in study["runs"].items():
        middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        row = [f"{name} {versions.get(name, '')}".strip(), f"{middle['wall_s']:.2f}", f"{middle['cpu_s']:.2f}"]
        row += [f"{middle['rss_mb']:.0f}", f"{middle['found']:.0f} of {study['planted']}"]
        ratios = study["ratios"].get(name)
        yield row + ([_interval(ratios["wall_s"]), _interval(ratios["cpu_s"])] if ratios else ["", ""])


def _interval(figures: Figures) -> str:
    return f"{figures['median']:.2f} ({figures['low']:.2f} to {figures['high']:.2f})"


def _table(rows: Iterable[list[str]]) -> Iterator[str]:
    header, *body = rows
    yield "| " + " | ".join(header) + " |"
    yield "|" + "|".join("---" if index == 0 else "---:" for index in range(len(header))) + "|"
    for row in body:
        yield "| " + " | ".join(row) + " |"


if __name__ == "__main__":
    main()
