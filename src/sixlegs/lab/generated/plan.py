"""Owns what a made-up site is to be: its shape, its sizes, its pace and its faults; makes nothing of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from sixlegs.errors import UsageError

REAL, TREE, STAR, CHAIN = "real", "tree", "star", "chain"
SHAPES = (REAL, TREE, STAR, CHAIN)
CONSTANT, UNIFORM, EXPONENTIAL, TAIL = "constant", "uniform", "exponential", "tail"
PACES = (CONSTANT, UNIFORM, EXPONENTIAL, TAIL)
FIRST_HOST = 1  # 127.0.0.1, and so on upwards
MOST_HOSTS = 250


@dataclass(frozen=True)
class Plan:
    """A made-up site. Equal plans make equal sites, to the last byte, delay and fault."""

    shape: str = TREE
    pages: int = 1000
    links: int = 10  # of a page; a real-like one has its own number
    size: int = 2000  # bytes of a page; a real-like one has its own
    seed: int = 1
    latency_ms: float = 0.0  # from a request to its answer
    pace: str = CONSTANT  # how the latency spreads over the URLs
    errors: float = 0.0  # share of the pages that fail, of those that lead nowhere
    hangs: float = 0.0  # share of them that never answer
    redirects: float = 0.0  # share of the pages that are reached by one to three redirects
    hosts: int = 1  # on 127.0.0.1, 127.0.0.2, and so on
    tls: bool = False

    def __post_init__(self) -> None:
        if self.shape not in SHAPES or self.pace not in PACES:
            raise UsageError(f"shapes are {', '.join(SHAPES)}; distributions are {', '.join(PACES)}")
        if not 0 < self.hosts <= min(MOST_HOSTS, self.pages):
            raise UsageError(f"a site of {self.pages} pages has 1 to {min(MOST_HOSTS, self.pages)} hosts")
        if self.shape == REAL and (self.hosts > 1 or self.errors or self.hangs or self.redirects):
            raise UsageError("the real-like site has its own broken links, one host and no redirects: use a tree")
        if self.shape == CHAIN and (self.errors or self.hangs):
            raise UsageError("a chain ends where it breaks: use another shape for errors")

    def encode(self) -> str:
        """Return it as one line."""
        return json.dumps(asdict(self))


def decode(found: Mapping[str, Any]) -> Plan:
    """Make a plan of named values; names that no plan has are passed over."""
    known = {each.name for each in fields(Plan)}
    return Plan(**{name: value for name, value in found.items() if name in known})
