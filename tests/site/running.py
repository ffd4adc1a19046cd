"""Owns the site as a process of its own, and what a test may ask of it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from sixlegs.lab import hostile
from sixlegs.lab.hostile import table
from sixlegs.lab.hostile.behaviour import Place
from sixlegs.lab.hostile.log import Request

ROOT = Path(__file__).parents[2]
_PATIENCE = 20.0  # seconds until a test gives up on something that must happen


@dataclass(frozen=True)
class Seen:
    """What the site has seen so far."""

    requests: tuple[Request, ...]
    in_flight: tuple[Request, ...]
    connections: int

    def of(self, origin: str, target: str = "") -> list[Request]:
        """Return the requests to an origin, or to one target there."""
        return [each for each in self.requests if each.origin == origin and target in {"", each.target}]


@dataclass(frozen=True)
class RunningSite:
    """The site, from outside."""

    place: Place  # names to addresses
    name: Place  # and back
    control: int

    def url(self, path: str, host: str = "main.test") -> str:
        """Return the real URL of a path."""
        return self.place(f"http://{host}{path}")

    def seen(self) -> Seen:
        """Return what the site has seen since the last reset."""
        return self._ask("/log")

    def renew(self) -> None:
        """Make the site forget, once it has noticed that whoever was there has left."""
        deadline = time.monotonic() + _PATIENCE
        while self.seen().in_flight:
            assert time.monotonic() < deadline, "there are requests left of the test before"
            time.sleep(0.01)
        self._ask("/reset")

    def wait_for(self, prefix: str, count: int = 1, *, besides: frozenset[int] = frozenset()) -> list[Request]:
        """Wait until `count` requests whose target begins with `prefix` are in flight, not counting some peers."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            waiting = [each for each in self.seen().in_flight if each.target.startswith(prefix)]
            waiting = [each for each in waiting if each.peer not in besides]
            if len(waiting) >= count:
                return waiting
            time.sleep(0.01)
        raise AssertionError(f"the site never saw {count} requests to {prefix}* at once")

    def _ask(self, path: str) -> Seen:
        connection = HTTPConnection("127.0.0.1", self.control, timeout=10)
        connection.request("GET", path)
        document: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return Seen(
            tuple(Request(**each) for each in document["requests"]),
            tuple(Request(**each) for each in document["in_flight"]),
            document["connections"],
        )


@contextmanager
def running() -> Iterator[RunningSite]:
    """Run the site for the length of a block."""
    with hostile.addresses() as told:
        yield RunningSite(table.placing(told["addresses"]), table.naming(told["addresses"]), told["control"])
