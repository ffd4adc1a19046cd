"""Crawls within this process and says what is left: `python -m tests.contract.leftovers BACKEND CLIENT LOOP URL...`."""

from __future__ import annotations

import gc
import json
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from sixlegs import backends
from sixlegs.crawl import Crawl
from sixlegs.model import Policy

PATIENCE = 5.0  # seconds in which threads that were told to end have done so


def descriptors() -> dict[str, str]:
    """Return what is open: number, and kind or path."""
    found = {}
    for each in Path("/proc/self/fd").iterdir():
        try:
            found[each.name] = str(each.readlink()).split(":[")[0]
        except OSError:  # the one that looks
            continue
    return found


def main(backend: str, client: str, loop: str, *urls: str) -> None:
    """Crawl, and look around before and after."""
    strategy = backends.load(backend)
    before, threads = descriptors(), set(threading.enumerate())
    policy = Policy(client=client, loop=loop, concurrency=min(6, strategy.limit or 6), timeout=0.5, retries=0)
    strategy.run(Crawl(urls, policy, private_hosts=frozenset()), lambda _: None)
    deadline = time.monotonic() + PATIENCE
    while set(threading.enumerate()) - threads and time.monotonic() < deadline:
        time.sleep(0.01)
    gc.collect()
    kinds = Counter(kind for number, kind in descriptors().items() if before.get(number) != kind)
    names = [each.name for each in set(threading.enumerate()) - threads]
    print(json.dumps([kinds, names]))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
