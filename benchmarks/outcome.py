"""Owns what is kept of a benchmark: its figures, and a card of the machine and the versions that made them.

The card has neither the name of the machine nor a path on it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

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
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "command": shlex.join(["python", f"benchmarks/{Path(sys.argv[0]).name}", *_options(sys.argv[1:])]),
        "seed": seed,
        "revision": _revision(),
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.system(),
        "kernel": platform.release().partition("-")[0],
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "steal_s": _steal_s(),
        "packages": _packages(),
    }


def _options(given: list[str]) -> list[str]:
    """Leave out where the result went, which is a path of this machine."""
    kept, skip = [], False
    for word in given:
        if not skip and not word.startswith("--results"):
            kept.append(word)
        skip = word == "--results"
    return kept


def _revision() -> str:
    """Return the commit of the checkout, with a plus if it is not all of it."""
    git = ["git", "--no-optional-locks", "-C", str(HERE)]
    try:
        commit = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=True)
        changes = subprocess.run(
            [*git, "status", "--porcelain", "--", "../src"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return commit.stdout.strip() + ("+" if changes.stdout.strip() else "")


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _steal_s() -> float:
    """Return the seconds that the host has taken from this machine since it was started."""
    fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()
    return int(fields[8]) / os.sysconf("SC_CLK_TCK")


def _packages() -> dict[str, str]:
    """Return the versions of sixlegs and of what it is made of."""
    wanted = {"sixlegs", "urllib3"}
    for line in requires("sixlegs") or ():
        wanted |= set(re.findall(r"^[\w.-]+", line))
    found = {}
    for name in sorted(wanted, key=str.lower):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
