"""Runs a backend on some URLs, one after the other: `python -m tests.contract.errands BACKEND CLIENT LOOP CA URL...`.

Each visit is a line of JSON: what the transport noted, which no report shows.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, cast

from sixlegs import backends
from sixlegs.model import Done, Fetch, Policy, Result, Visit, Wait

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl


def order(url: str) -> Fetch:
    """Make the order of a URL; what follows a `!` may be fetched from a public address only."""
    return Fetch(url.removeprefix("!"), public_only=url.startswith("!"))


class Errands:
    """What a backend takes for a crawl."""

    def __init__(self, policy: Policy, urls: list[str]) -> None:
        self.policy = policy
        self._left = [order(url) for url in reversed(urls)]
        self._out = False

    def next(self, _: float) -> Fetch | Wait | Done:
        """Order one after the other."""
        if self._out:
            return Wait()
        if not self._left:
            return Done()
        self._out = True
        return self._left.pop()

    def feed(self, visit: Visit, _: float) -> list[Result]:
        """Say what came home."""
        self._out = False
        phases = visit.phases._asdict() if visit.phases else None
        print(json.dumps([visit.status, visit.failure, visit.opened, visit.peer, visit.elapsed, phases]), flush=True)  # noqa: T201
        return []


def main(backend: str, client: str, loop: str, ca_file: str, *urls: str) -> None:
    """Run the errands."""
    errands = Errands(Policy(client=client, loop=loop, ca_file=ca_file, concurrency=1), list(urls))
    backends.load(backend).run(cast("Crawl", errands), lambda _: None)


if __name__ == "__main__":
    main(*sys.argv[1:])
