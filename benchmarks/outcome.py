"""Owns what is kept of a benchmark: its figures, and a card of the machine and the versions that made them.

The card has neither the name of the machine nor a path on it.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sixlegs.bench import machine

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"


def parser(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the options that all benchmarks have."""
    made = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    made.add_argument("--quick", action="store_true", help="a small variant, to see that all works")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--results", type=Path, default=RESULTS, help="the folder for the result")
    return made


def arguments(description: str | None) -> argparse.Namespace:
    """Read the command line of a benchmark that has no options of its own."""
    return parser(description).parse_args()


def keep(name: str, given: argparse.Namespace, figures: Mapping[str, Any]) -> None:
    """Write the result of a benchmark."""
    given.results.mkdir(parents=True, exist_ok=True)
    document = {"benchmark": name, "card": card(given.seed), **figures}
    target = given.results / f"{name}.json"
    target.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"kept as {target.name}", file=sys.stderr)


def card(seed: int) -> dict[str, Any]:
    """Say what the figures were made on, and how."""
    command = shlex.join(["python", f"benchmarks/{Path(sys.argv[0]).name}", *_options(sys.argv[1:])])
    return {"command": command, "seed": seed} | machine.card()


def _options(given: list[str]) -> list[str]:
    """Leave out where the result went, which is a path of this machine."""
    kept, skip = [], False
    for word in given:
        if not skip and not word.startswith("--results"):
            kept.append(word)
        skip = word == "--results"
    return kept
