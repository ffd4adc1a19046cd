"""Owns the site that is made to plan, as the lab serves it: pages, delays and faults out of a seed, and no file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sixlegs.lab.generated.plan import decode
from sixlegs.lab.generated.process import serving

TAKES = frozenset(
    {"port", "seed", "shape", "pages", "links", "size", "latency_ms", "pace", "errors", "hangs"}
    | {"redirects", "hosts", "tls"}
)


@contextmanager
def serve(settings: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    """Serve the site for as long as the block runs; give the URLs to begin at."""
    with serving(decode(settings), settings.get("port", 0)) as served:
        yield served.starts
