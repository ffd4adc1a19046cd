"""Owns the table of docs/hostile.md that sets the tools of benchmarks/hostile_peers.py side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.hostile_peers import MEMORY, READERS, asked

Results = Mapping[str, Mapping[str, Mapping[str, Any]]]  # tool, paragraph, what came of it
COUNTED = ("alarms", "missed", "silent")


def beside(results: Results) -> str:
    """Return the section."""
    names = [name for name in READERS if name in results]
    head = ["| | cases | " + " | ".join(names) + " |", "|---|---|" + "---|" * len(names)]
    totals = [
        _row("pages tried", "", [str(len(results[name])) for name in names]),
        _row("hung", "", [_sum(results[name], "hung") for name in names]),
        _row(f"ended at {MEMORY} MB", "", [_sum(results[name], "burst") for name in names]),
        _row("crashed, or no report", "", [_sum(results[name], "crashed") for name in names]),
        _row("tracebacks in the output", "", [_sum(results[name], "alarm") for name in names]),
        _row("peak memory, MB", "", [str(max(row["peak"] for row in results[name].values())) for name in names]),
        *(_row(words, "", [_count(results[name], kind) for name in names]) for kind, words in _KINDS.items()),
    ]
    rows = [
        _row(law, str(len(cases)), [_cell(results[name].get(law)) for name in names]) for law, cases in asked().items()
    ]
    wrong = [
        row for row, law in zip(rows, asked(), strict=True) if any(_faults(results[name].get(law)) for name in names)
    ]
    return "\n".join([*head, *totals, *wrong])


_KINDS = {"alarms": "good links called bad", "missed": "bad links called good", "silent": "links not spoken of"}


def _row(name: str, cases: str, cells: list[str]) -> str:
    return f"| {name} | {cases} | " + " | ".join(cells) + " |"


def _sum(results: Mapping[str, Mapping[str, Any]], key: str) -> str:
    return str(sum(row[key] for row in results.values()))


def _count(results: Mapping[str, Mapping[str, Any]], key: str) -> str:
    return str(sum(len(row[key]) for row in results.values()))


def _faults(row: Mapping[str, Any] | None) -> int:
    return sum(len(row[kind]) for kind in COUNTED) + row["hung"] + row["burst"] if row else 0


def _cell(row: Mapping[str, Any] | None) -> str:
    """As good links called bad + bad ones called good + those not spoken of."""
    if row is None:
        return "not tried"
    ended = " hung" if row["hung"] else " memory" if row["burst"] else " crashed" if row["crashed"] else ""
    return ("+".join(str(len(row[kind])) for kind in COUNTED) if _faults(row) else "✓") + ended
