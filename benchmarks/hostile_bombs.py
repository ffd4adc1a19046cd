"""Peak memory and processor time of each bomb: `python -m benchmarks.hostile_bombs` from the top of the project."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.setups import setups
from tests.site.bombs import BOMBS, CAP, Cost, cost


def table(sent: Mapping[str, int], costs: Mapping[str, Cost]) -> str:
    """Return the rows of one setup as Markdown."""
    lines = ["| bomb | bytes sent | said of it | notes | peak memory | processor time |", "|---|---|---|---|---|---|"]
    for name, each in costs.items():
        notes = ", ".join(f"`{note}`" for note in each.notes)
        lines.append(f"| {name} | {sent[name]:,} | `{each.said}` | {notes} | {each.mb} MB | {each.cpu:.2f} s |")
    return "\n".join(lines)


def summary(by_setup: Mapping[str, Mapping[str, Cost]]) -> str:
    """Return a row for each setup: the most that any bomb takes."""
    lines = [
        "| setup | most memory | by | most in one process | most processor time | by |",
        "|---|---|---|---|---|---|",
    ]
    for setup, costs in by_setup.items():
        large = max(costs, key=lambda name: costs[name].mb)
        slow = max(costs, key=lambda name: costs[name].cpu)
        memory = f"{costs[large].mb} MB | {large} | {max(each.largest for each in costs.values())} MB"
        lines.append(f"| `{setup}` | {memory} | {costs[slow].cpu:.2f} s | {slow} |")
    return "\n".join(lines)


def shown(kept: Mapping[str, Any]) -> str:
    """Return both tables out of what was kept."""
    costs = {setup: {name: Cost(**each) for name, each in row.items()} for setup, row in kept["costs"].items()}
    last = table(kept["sent"], costs[list(costs)[-1]])
    return f"{last}\n\nThe most that any of them takes, on each setup:\n\n{summary(costs)}"


def main() -> int:
    """Measure; say no where a process takes more than the cap."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="on every setup, not on the default one only")
    parser.add_argument("--write", type=Path, help="where the figures go, as JSON")
    parser.add_argument("options", nargs="*", help="options of crawl, after --")
    asked = parser.parse_args()
    answers = {name: make() for name, make in BOMBS.items()}
    chosen = [each for each in setups() if asked.all or not each.args]
    costs = {
        each.id: {name: cost(answer, [*each.args, *asked.options]) for name, answer in answers.items()}
        for each in chosen
    }
    sent = {name: len(answer) for name, answer in answers.items()}
    rows = {setup: {name: each._asdict() for name, each in row.items()} for setup, row in costs.items()}
    kept = {"sent": sent, "costs": rows}
    print(shown(kept))
    if asked.write:
        asked.write.write_text(json.dumps(kept, indent=1) + "\n")
    return int(any(each.largest > CAP for row in costs.values() for each in row.values()))


if __name__ == "__main__":
    sys.exit(main())
