"""Measure the core alone, without network and without concurrency; keep the result.

    python benchmarks/core.py [--quick]

Speed: a crawl of the generated site whose transport is a function call, split into examine (the worker's side: decode,
parse, resolve), next and feed (the owner's side). Memory: what a crawl of so many URLs holds at its end. Its visits are
made without HTML: the pages of the site with their anchors, each of which is linked from some five others. Each
repetition is a fresh process.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import outcome

from sixlegs.bench import statistics
from sixlegs.crawl import Crawl
from sixlegs.lab.generated.real import BROKEN_AT, BROKEN_EVERY, Site, page_path
from sixlegs.model import Done, Fetch, Link, Policy, Response, Visit, Wait
from sixlegs.page import examine

_ORIGIN = "http://127.0.0.1:8000"
_TIMEOUT_S = 150.0
_LINKS = 4  # of a page without HTML, or its ten children
_PHASES = ("examine", "next", "feed")
Digest = Callable[[Fetch], Visit]


def begin() -> Crawl:
    """Return a crawl that has not begun."""
    return Crawl([_ORIGIN + "/index.html"], Policy())


def respond(site: Site, fetch: Fetch) -> Response:
    """Answer as the server of the site would."""
    answer = site.answer(fetch.url.removeprefix(_ORIGIN).encode())
    body = b"" if fetch.method == "HEAD" else answer.body
    return Response(
        answer.status, (("content-type", answer.content_type), ("content-length", str(len(answer.body)))), body
    )


def speed(pages: int, seed: int) -> dict[str, float]:
    """Crawl once; return microseconds per URL of each phase, and of all that is not the site's own making."""
    site, crawl, flying = Site(pages, seed), begin(), deque[Fetch]()
    clock = time.perf_counter_ns
    spent = dict.fromkeys(_PHASES, 0)
    urls = 0
    began_cpu = time.process_time_ns()
    making = 0
    while True:
        started = clock()
        order = crawl.next(started / 1e9)
        spent["next"] += clock() - started
        match order:
            case Fetch():
                flying.append(order)
                continue
            case Done():
                break
            case Wait():
                fetch = flying.popleft()
        made = clock()
        reply = respond(site, fetch)
        started = clock()
        making += started - made
        visit = examine(fetch, reply)
        examined = clock()
        crawl.feed(visit, examined / 1e9)
        spent["feed"] += clock() - examined
        spent["examine"] += examined - started
        urls += 1
    cpu = time.process_time_ns() - began_cpu - making
    assert crawl.summary().complete
    return {phase: spent[phase] / urls / 1000 for phase in _PHASES} | {"cpu": cpu / urls / 1000, "urls": urls}


def memory(pages: int, seed: int) -> dict[str, float]:
    """Crawl once without bodies; return what each row holds at the end, and the peak of the process."""
    site, crawl, flying = Site(pages, seed), begin(), deque[Fetch]()
    gc.collect()
    before = _resident_bytes()
    started = time.perf_counter()
    while not isinstance(order := crawl.next(0.0), Done):
        if isinstance(order, Fetch):
            flying.append(order)
        else:
            crawl.feed(_visit(site, flying.popleft()), 0.0)
    seconds = time.perf_counter() - started
    after = _resident_bytes()
    return {
        "urls": crawl.known,
        "bytes_per_url": (after - before) / crawl.known,
        "resident_mb": after / 2**20,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "seconds": seconds,
    }


def _visit(site: Site, fetch: Fetch) -> Visit:
    """Make what `examine` would make of a page, roughly as large, without HTML."""
    path = fetch.url[len(_ORIGIN) :]
    if not path.endswith(".html"):
        return Visit(fetch, 200, content_type="text/plain", text="")
    if "missing" in path:
        return Visit(fetch, 404, content_type="text/plain")
    number = 0 if path == "/index.html" else int(path[6:-5])
    links = [_link(page_path(other).decode(), place) for place, other in enumerate(site.links(number, _LINKS))]
    if number % BROKEN_EVERY == BROKEN_AT:
        links.append(_link(f"/s{number % 20:02d}/missing-{number:06d}.html", 20))
    anchors = frozenset(f"part-{part}" for part in range(0, 10, 2))
    return Visit(fetch, 200, content_type="text/html; charset=utf-8", size=8600, links=tuple(links), anchors=anchors)


def _link(path: str, place: int) -> Link:
    return Link(_ORIGIN + path, "a", "href", path, 10 + place, 1 + place * 7, f"Page {path[6:12]}: amber valley road")


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def apart(what: str, pages: int, seed: int) -> dict[str, float]:
    """Do one repetition in a fresh process."""
    command = [
        sys.executable,
        str(Path(__file__).resolve()),
        "--once",
        what,
        "--pages",
        str(pages),
        "--seed",
        str(seed),
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=_TIMEOUT_S)
    found: dict[str, float] = json.loads(done.stdout)
    print(f"{what} of {pages}: { ({key: round(value, 2) for key, value in found.items()}) }", file=sys.stderr)
    return found


def study(arguments: argparse.Namespace) -> dict[str, Any]:
    """Repeat, and say what is typical."""
    pages, repetitions = (500, 2) if arguments.quick else (10_000, 7)
    sizes = (2_000,) if arguments.quick else (100_000, 1_000_000)
    runs = [apart("speed", pages, arguments.seed) for _ in range(repetitions)]
    phases = {name: statistics.spread([run[name] for run in runs]).row() for name in (*_PHASES, "cpu")}
    held = [apart("memory", size, arguments.seed) for size in sizes]
    return {"speed": {"pages": pages, "urls": runs[0]["urls"], "us_per_url": phases, "runs": runs}, "memory": held}


def main() -> None:
    """Run the benchmark, or one repetition of it."""
    parser = outcome.parser(__doc__)
    parser.add_argument("--once", choices=("speed", "memory"), help=argparse.SUPPRESS)
    parser.add_argument("--pages", type=int, default=0, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.once:
        print(json.dumps({"speed": speed, "memory": memory}[arguments.once](arguments.pages, arguments.seed)))
    else:
        outcome.keep("core", arguments, study(arguments))


if __name__ == "__main__":
    main()
