"""Pages in depth, with two ways to one of them: the shorter way is the slower one."""

from __future__ import annotations

from sixlegs.lab.hostile.behaviour import Act, Answer, Behaviour, Meet, Turns, link, links, page
from sixlegs.lab.hostile.case import Behind, Case

SLOW = 0.5  # seconds: long enough for the longer way to be walked first


def _tree(name: str, behaviour: Behaviour, depth: int, page: str = "/tree/") -> Case:
    """A page of the tree; `depth` counts from the start page of the whole site."""
    return Case(f"tree-{name}", f"/tree/{name}", "ok/ok", behaviour, page=page, depth=depth)


CASES = (
    Case("tree", "/tree/", "ok/ok", links("/tree/short", "/tree/long-1")),
    _tree("short", (SLOW, Answer(body=link("/tree/shared"))), 2),
    _tree("long-1", links("/tree/long-2"), 2),
    _tree("long-2", links("/tree/shared"), 3, "/tree/long-1"),
    _tree("shared", links("/tree/below"), 3, "/tree/short"),
    _tree("below", links("/tree/under"), 4, "/tree/shared"),
    _tree("under", page(), 5, "/tree/below"),
)

# What follows belongs to runs of their own, on origins that the main crawl never sees.
GUESTS = 12  # pages that meet; a multiple of each size
SIZES = (1, 2, 3, 4, 6)


def _meeting(host: str, size: int) -> tuple[Behind, ...]:
    guests = [f"/meet/{size}/{n}" for n in range(GUESTS)]
    elsewhere = [f"http://feast.test{guest}" for guest in guests]
    return (
        Behind(host, f"/meet/{size}/", links(*guests)),
        Behind(host, f"/meet/{size}/both", links(*guests, *elsewhere)),
        *(Behind(host, guest, (Meet(size), Answer(body="<p>met"))) for guest in guests),
    )


def _crowd(size: int) -> tuple[Behind, ...]:
    """Pages that leave `size` connections idle, and then one that ends whatever connection it comes over."""
    crowd = [f"/crowd/{size}/{n}" for n in range(size)]
    return (
        Behind("party.test", f"/crowd/{size}/", links(*crowd)),
        *(Behind("party.test", each, (Meet(size), Answer(body=link(f"/crowd/{size}/rest")))) for each in crowd),
        Behind("party.test", f"/crowd/{size}/rest", (SLOW, Answer(body=link(f"/crowd/{size}/closed")))),
        Behind("party.test", f"/crowd/{size}/closed", (Act.CLOSE,)),
    )


BEHIND = (
    *(each for size in SIZES for host in ("party.test", "feast.test") for each in _meeting(host, size)),
    Behind("party.test", "/row/", links(*(f"/row/{n}" for n in range(5)))),
    *(Behind("party.test", f"/row/{n}", page()) for n in range(5)),
    Behind("party.test", "/hold/", links("/quick", *(f"/hold/{n}" for n in range(8)))),
    *(Behind("party.test", f"/hold/{n}", (Act.HOLD,)) for n in range(8)),
    Behind("party.test", "/quick", page()),
    Behind("party.test", "/stale/", links("/stale/once", "/row/0", "/stale/closed", "/row/1", "/stale/reset")),
    Behind("party.test", "/stale/once", Turns(((Act.CLOSE,), page()))),
    Behind("party.test", "/stale/closed", (Act.CLOSE,)),
    Behind("party.test", "/stale/reset", (Act.RESET,)),
    *(each for size in SIZES for each in _crowd(size)),
    Behind("party.test", "/poisoned/", links("/poison", *(f"/row/{n}" for n in range(5)))),
    Behind("party.test", "/poison", (Act.HOLD,)),
    Behind("party.test", "/wounded/", links("/wound", *(f"/row/{n}" for n in range(5)))),
    Behind("party.test", "/wound", Turns(((Act.HOLD,), links("/row/healed")))),
    Behind("party.test", "/row/healed", page()),
)
