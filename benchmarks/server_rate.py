"""Measure how much the site server can do, with a raw client that does next to nothing, and keep the result.

    python benchmarks/server_rate.py [--quick]

A crawl is a fair measure of the crawler only where the server could do far more than is asked of it.
"""

from __future__ import annotations

import sys

import outcome

from sixlegs.bench import raw_client
from sixlegs.lab.generated.plan import REAL, Plan
from sixlegs.lab.generated.process import serving
from sixlegs.lab.generated.real import page_path

_PAGES = 10_000
_CONCURRENCY = 64


def main() -> None:
    """Run the benchmark."""
    arguments = outcome.arguments(__doc__)
    requests = 5_000 if arguments.quick else 50_000
    paths = [page_path(number) for number in range(_PAGES)]
    rows = []
    with serving(Plan(REAL, _PAGES, seed=arguments.seed)) as served:
        raw_client.load(served.base, paths, 1000, _CONCURRENCY)  # a warm-up
        for repetition in range(3 if arguments.quick else 5):
            served.reset()
            rate = raw_client.load(served.base, paths, requests, _CONCURRENCY)
            counts = served.counts()
            seconds = requests / rate.requests_per_s
            rows.append({"requests": counts.requests, "wall_s": seconds, "server_cpu_s": counts.cpu_s})
            print(f"{repetition + 1}: {rate.requests_per_s:.0f} requests/s", file=sys.stderr)
    outcome.keep("server_rate", arguments, {"pages": _PAGES, "concurrency": _CONCURRENCY, "runs": rows})


if __name__ == "__main__":
    main()
