"""Owns one measured crawl, in a process of its own: `python -m sixlegs.bench.one_run JSON` writes one line of JSON.

The backend is loaded before anything that imports `ssl`, as the command does it.
"""

from __future__ import annotations

import json
import sys
import time
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sixlegs import backends
from sixlegs.bench.result_file import NO_START, NULL, SLOW

if TYPE_CHECKING:
    from sixlegs.bench.observed import Observed
    from sixlegs.crawl import Crawl
    from sixlegs.model import Policy


def main() -> None:
    """Crawl, and write what it took."""
    order = json.loads(sys.argv[1])
    if order.get("switch_interval"):
        sys.setswitchinterval(order["switch_interval"])
    backend = backends.load(order["backend"])
    from sixlegs.bench.observed import Observed, cpu, peak_bytes  # noqa: PLC0415 - see above
    from sixlegs.command.neighbours import private_hosts  # noqa: PLC0415
    from sixlegs.command.session import calm_collector  # noqa: PLC0415

    policy = _policy(order)
    backend = _controlled(backend, order, policy)
    private = private_hosts(order["starts"], policy)
    crawl = Observed(order["starts"], policy, trace=order.get("trace", False), private_hosts=private)
    calm_collector()
    backend.run(crawl, lambda _: None)
    ended = time.monotonic()
    cpu_at_end, peak = cpu(), peak_bytes()
    said = _said(crawl, order, ended) | {"rss_bytes": peak}
    said["cpu_outside"] = [  # of the crawl: before and after it
        crawl.cpu_at_start[kind] + cpu()[kind] - cpu_at_end[kind] for kind in (0, 1)
    ]
    print(json.dumps(said))  # noqa: T201 - what it is there for


def _policy(order: dict[str, Any]) -> Policy:
    from sixlegs.model import Policy  # noqa: PLC0415

    concurrency = order["concurrency"]
    return Policy(
        client=order["client"],
        loop=order["loop"],
        concurrency=concurrency,
        per_host=concurrency,
        ca_file=order.get("ca"),
        **order.get("policy", {}),
    )


def _controlled(backend: backends.Backend, order: dict[str, Any], policy: Policy) -> backends.Backend:
    control = order.get("control", "")
    if control not in (SLOW, NULL):
        return backend
    from sixlegs.bench import controls  # noqa: PLC0415
    from sixlegs.crawl import Crawl  # noqa: PLC0415
    from sixlegs.lab.generated.plan import decode  # noqa: PLC0415

    if control == SLOW:
        return controls.slow(backend)

    def rehearsal() -> Crawl:
        return Crawl(order["starts"], policy, streams=False)

    return controls.null(backend, controls.Prepared(decode(order["plan"]), order["bases"]), rehearsal)


def _said(crawl: Observed, order: dict[str, Any], ended: float) -> dict[str, Any]:
    assert crawl.began is not None
    assert crawl.summary().complete
    found, urls = _digest(crawl, order["bases"])
    return {
        "start": "" if order["plan"] else _start(crawl, order["starts"]),
        "startup_s": crawl.began - order["spawned"],
        "wall_s": ended - crawl.began,
        "first_result_s": None if crawl.first_result is None else crawl.first_result - crawl.began,
        "urls": urls,
        "digest": found,
        "requests": crawl.summary().requests,
        "connections": crawl.summary().connections,
        "timeline": crawl.timeline(),
        **crawl.latency(),
    }


def _start(crawl: Observed, starts: list[str]) -> str:
    """Say what is wrong with where the crawl began; a crawl of nothing is fast."""
    wrong = (result for result in crawl.results() if result.url in starts and result.verdict != "ok")
    return next((f"{NO_START}{each.verdict}: {each.reason} {each.status or ''}".rstrip() for each in wrong), "")


def _digest(crawl: Observed, bases: list[str]) -> tuple[str, int]:
    """Return a fingerprint of what was found out, the server's ports left out of it, and of how many URLs."""
    rows = []
    for result in crawl.results():
        url = result.url
        for number, base in enumerate(bases):
            if url.startswith(base + "/"):
                url = f"{number}{url[len(base) :]}"
                break
        rows.append(f"{url} {result.verdict} {result.reason} {result.status}")
    return sha256("\n".join(sorted(rows)).encode()).hexdigest(), len(rows)


if __name__ == "__main__":
    main()
