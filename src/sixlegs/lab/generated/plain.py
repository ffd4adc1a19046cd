"""Owns the made-up site of a given shape: stars, chains and trees of pages of any size; knows nothing of servers.

Page n is /p/n. A page links to its children first, and then, up to the number asked for, to pages before it, so that
no link is a shorter way to any page than the shape says. A page behind redirects is linked to as /r/HOPS/n.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from sixlegs.lab.generated import rules
from sixlegs.lab.generated.answer import MISSING, ROBOTS, Answer
from sixlegs.lab.generated.plan import CHAIN, STAR, Plan
from sixlegs.lab.generated.prose import prose

FAN_OUT = 10  # of a tree
_MASK = (1 << 64) - 1
_FILLER = 64 * 1024
_HTML = "text/html; charset=utf-8"


class PlainSite:
    """A site made to plan, whose hosts are at these addresses (scheme, host and port, no slash at the end)."""

    def __init__(self, plan: Plan, bases: Sequence[str]) -> None:
        self.plan = plan
        self._bases = [base.encode() for base in bases]
        text = prose(random.Random(plan.seed), _FILLER)  # noqa: S311  filler text is no secret
        self._filler = text * (plan.size // len(text) + 2)

    @property
    def depth(self) -> int:
        """Clicks from the first page to the last."""
        last, clicks = self.plan.pages - 1, 0
        while last:
            last, clicks = self._parent(last), clicks + 1
        return clicks

    @property
    def exchanges_in_row(self) -> int:
        """Exchanges of which each has to wait for the one before: robots.txt, then page after page, and redirects."""
        longest = {0: 1}
        for number in range(1, self.plan.pages):
            longest[number] = longest[self._parent(number)] + 1 + rules.hops(self.plan, number)
        return 1 + max(longest.values())

    def answer(self, path: bytes) -> Answer:
        """Return what is at a path."""
        if path == b"/robots.txt":
            return ROBOTS
        parts = path.split(b"/")
        number = int(parts[-1]) if parts[-1].isdigit() else -1
        if not 0 <= number < self.plan.pages:
            return MISSING
        if path == b"/p/%d" % number:
            return Answer(200, _HTML, self._body(number))
        hops = next((hop for hop in range(1, 4) if path == b"/r/%d/%d" % (hop, number)), 0)
        if not hops:
            return MISSING
        location = self._base(number) + (b"/r/%d/%d" % (hops - 1, number) if hops > 1 else b"/p/%d" % number)
        return Answer(301, "text/plain", b"", location)

    def leads_nowhere(self, path: bytes) -> bool:
        """Say whether a path is a page without children, which may fail without taking others along."""
        return path.startswith(b"/p/") and not self._children(int(path[3:]))

    def _children(self, number: int) -> range:
        pages, shape = self.plan.pages, self.plan.shape
        if shape == STAR:
            return range(1, pages) if number == 0 else range(0)
        if shape == CHAIN:
            return range(number + 1, min(number + 2, pages))
        return range(min(FAN_OUT * number + 1, pages), min(FAN_OUT * (number + 1) + 1, pages))

    def _parent(self, number: int) -> int:
        shape = self.plan.shape
        return 0 if shape == STAR else number - 1 if shape == CHAIN else (number - 1) // FAN_OUT

    def _links(self, number: int) -> list[int]:
        found = list(self._children(number))
        state = (number * 2654435761 + self.plan.seed * 40503 + 1) & _MASK
        while number and len(found) < self.plan.links:
            state = (state * 6364136223846793005 + 1442695040888963407) & _MASK  # Knuth's generator, as in MMIX
            found.append((state >> 33) % number)
        return found

    def _base(self, number: int) -> bytes:
        return self._bases[number % len(self._bases)]

    def _href(self, page: int, other: int) -> bytes:
        hops = rules.hops(self.plan, other)
        path = b"/r/%d/%d" % (hops, other) if hops else b"/p/%d" % other
        here = page % len(self._bases) == other % len(self._bases)
        return path if here else self._base(other) + path

    def _body(self, number: int) -> bytes:
        items = b"\n".join(b'<li><a href="%b">Page %d</a>' % (self._href(number, to), to) for to in self._links(number))
        head = b"<!DOCTYPE html>\n<title>Page %d</title>\n<ul>\n%b\n</ul>\n<p>" % (number, items)
        begin = number % 1009
        return head + self._filler[begin : begin + max(0, self.plan.size - len(head) - 5)] + b"</p>\n"
