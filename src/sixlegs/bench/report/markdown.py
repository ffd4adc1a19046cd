"""Owns how tables and text become Markdown in which nothing of theirs is taken for mark-up; knows no result."""

from __future__ import annotations

from collections.abc import Sequence

from sixlegs.report.escape import escape


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table."""
    lines = [head, ["---"] * len(head), *[[plain(cell) for cell in row] for row in rows]]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def items(rows: Sequence[tuple[str, str]]) -> str:
    """Write names and what is said of each as a list."""
    return "".join(f"- {key}: {plain(said)}\n" for key, said in rows)


def plain(said: str) -> str:
    """Return text that Markdown takes for nothing else."""
    return escape(said).replace("|", "\\|").replace("<", "&lt;").replace("--", "&#45;&#45;")


def slug(title: str) -> str:
    """Return the anchor that a heading gets."""
    return "".join(sign for sign in title.lower() if sign.isalnum() or sign in " -_").replace(" ", "-")
