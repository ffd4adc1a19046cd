"""Owns the files of known failures: read before a crawl, written after it; knows not what is in them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path

from sixlegs.errors import CrawlImpossible, UsageError
from sixlegs.model import Result, Verdict
from sixlegs.store import baseline


def read(path: Path) -> baseline.Baseline:
    """Return the baseline in a file."""
    try:
        return baseline.parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    except ValueError as error:
        raise UsageError(f"{path} cannot be used as a baseline: {error}") from None


def write(path: Path, results: Iterable[Result], failing: Collection[Verdict]) -> None:
    """Write the failures of a crawl to a file, which is whole or not there at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text("\n".join(baseline.write(results, failing)) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise CrawlImpossible(f"cannot write {path}: {error.strerror}") from error
