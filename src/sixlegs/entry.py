"""Owns what a crawl remembers of each URL while it runs; knows no rule of how that came to be."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum, auto
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING

from sixlegs.model import Reason

if TYPE_CHECKING:
    from sixlegs.fragments import Texts
    from sixlegs.model import Kind, Link, Note, Visit
    from sixlegs.politeness import Origin
    from sixlegs.verdicts import Judgement


_FEW = 32  # so many are found as fast by going through them


class State(Enum):
    """Where a resource is on its way."""

    IDLE = auto()  # known, not to be asked for (yet)
    QUEUED = auto()  # with the frontier: ready, delayed or parked
    LEASED = auto()  # with a worker
    SETTLED = auto()  # judged, or known to redirect


class Entry:
    """One resource: what is asked for at most once. All links to it, with whatever fragment, share it."""

    __slots__ = (
        "anchors",
        "anchors_wanted",
        "answered",
        "content_type",
        "depth",
        "elapsed",
        "hops",
        "is_start",
        "judgement",
        "location_fragment",
        "losses",
        "notes",
        "origin",
        "outlinks",
        "redirect",
        "sets_cookie",
        "size",
        "sources",
        "state",
        "status",
        "targets",
        "texts",
        "tries",
        "unexpanded",
        "url",
        "use_get",
    )

    def __init__(self, url: str, origin: Origin, depth: int, hops: int) -> None:
        self.url = url
        self.origin = origin
        self.depth = depth  # least number of links from a start page
        self.hops = hops  # least number of redirects since a link
        self.is_start = False  # a start URL, or what one redirects to: where it ends defines the scope
        self.state = State.IDLE
        self.use_get = False  # HEAD was refused
        self.tries = 0
        self.losses = 0  # workers that died of it
        self.targets: tuple[Target, ...] = ()  # what is reported of it: without fragment, and each fragment
        self.anchors_wanted = False  # somebody wants to know whether a fragment of it exists
        self.texts: Texts | None = None  # that links want to be on it
        # what the visit brought
        self.answered: Kind | None = None  # the most that was asked of it
        self.judgement: Judgement | None = None  # None while unknown, and where it redirects
        self.redirect: Entry | None = None
        self.location_fragment = ""  # of the redirect; wins over the link's own (RFC 9110 10.2.2)
        self.sets_cookie = False  # the redirect does
        self.sources: list[Entry] | None = None  # what redirects here, and waits for what becomes of it
        self.anchors: Collection[str] | None = None
        self.outlinks: tuple[Entry, ...] = ()  # for depths that turn out lower later
        self.unexpanded: tuple[Link, ...] = ()  # links read, not followed: too deep, or out of scope
        self.status: int | None = None
        self.content_type: str | None = None
        self.size = 0
        self.elapsed = 0.0
        self.notes: tuple[Note, ...] = ()

    def reads(self, visit: Visit) -> None:
        """Keep what a visit says of the resource itself."""
        self.answered = visit.fetch.kind
        self.status = visit.status
        self.content_type = visit.content_type and intern(visit.content_type)
        self.size = visit.size
        self.elapsed = visit.elapsed
        self.anchors = visit.anchors and _compact(visit.anchors)
        self.notes = visit.notes
        self.sets_cookie = visit.sets_cookie
        if self.texts is not None:
            self.texts.learns(visit.fetch.texts, visit.texts)


@lru_cache(maxsize=256)
def _compact(anchors: frozenset[str]) -> Collection[str]:
    """Pages of a site have the same few anchors; a small set takes seven times the room of a tuple."""
    return tuple(map(intern, anchors)) if len(anchors) <= _FEW else anchors


class RobotsOrder:
    """The question for an origin's robots.txt. Redirects may lead it to another origin, whose pace it keeps then."""

    __slots__ = ("asker", "hops", "is_late", "losses", "origin", "tries", "url")

    def __init__(self, asker: Origin, origin: Origin, url: str, hops: int = 0) -> None:
        self.asker = asker  # whose rules they will be
        self.origin = origin  # who is asked
        self.url = url
        self.is_late = False  # it has failed to its last retry, in passing
        self.hops = hops
        self.tries = 0
        self.losses = 0


class LifeOrder:
    """The question whether anybody is there, put to the front page of an origin that is silent on what it was asked."""

    __slots__ = ("losses", "origin", "robots", "tries", "url")

    def __init__(self, origin: Origin, robots: tuple[RobotsOrder, Visit] | None = None) -> None:
        self.origin = origin
        self.robots = robots  # the question for robots.txt and what that came home with; None: it was about pages
        self.url = origin.name + "/"
        self.tries = 0
        self.losses = 0


class ProbeOrder:
    """The question for a URL that is surely not there, wherever redirects have led it. It has no row."""

    __slots__ = ("hops", "losses", "origin", "tries", "url")

    def __init__(self, origin: Origin, url: str, hops: int = 0) -> None:
        self.origin = origin
        self.url = url
        self.hops = hops
        self.tries = 0
        self.losses = 0


Order = Entry | RobotsOrder | LifeOrder | ProbeOrder
# Where a link stands: the page, and what Link says of it there: element, attribute, raw text, line, column and text.
Place = tuple[Entry, str, str, str, int | None, int | None, str]


class Target:
    """One row of the report: a URL as it was met, with its fragment."""

    __slots__ = ("count", "entry", "first", "fragment", "judgement", "places", "url")

    def __init__(self, url: str, fragment: str, entry: Entry | None) -> None:
        self.url = url
        self.fragment = fragment
        self.entry = entry  # None: a URL that nothing can be asked of
        self.judgement: Judgement | None = None
        self.count = 0  # of the places where it stands
        self.places: list[Place] | None = []  # None: it is ok, and `first` is enough
        self.first: Place | None = None

    def adopt(self, other: Target) -> None:
        """Take over the places where the same URL stands as one that is not followed."""
        self.count += other.count
        if self.places is not None:
            self.places += other.standing()
            if self.judgement is not None:
                self.settle(self.judgement)

    def settle(self, judgement: Judgement, *, keeps_all: bool = False) -> None:
        """Say what has become of it; of an ok one the first place will do, unless all are wanted."""
        self.judgement = judgement
        if judgement.reason is not Reason.OK:
            self.places = self.standing()
        elif self.places and not keeps_all:
            self.first = self.places[0]
            self.places = None

    def standing(self) -> list[Place]:
        """Give the places that are kept."""
        if self.places is None:
            assert self.first is not None
            return [self.first]
        return self.places
