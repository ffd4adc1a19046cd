"""The hostile web on loopback: one table says what each link is, what stands behind it, and what must be said of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

TAKES: frozenset[str] = frozenset()


@contextmanager
def addresses() -> Iterator[Mapping[str, Any]]:
    """Run the site in a process of its own for as long as the block runs; give what it says of itself."""
    with subprocess.Popen(
        [sys.executable, "-m", "sixlegs.lab.hostile"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            told: dict[str, Any] = json.loads(process.stdout.readline())
            yield told
        finally:
            process.stdin.close()
            process.wait(timeout=10)


@contextmanager
def serve(_: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    """Serve the site for as long as the block runs; give the URL to begin at."""
    with addresses() as told:
        yield [f"http://{told['addresses']['main.test']}/"]
