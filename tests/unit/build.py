"""Owns the small webs that the tests of the core crawl: pages as values, time as a number, no network."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sixlegs.crawl import Crawl
from sixlegs.model import Done, Failure, Fetch, Kind, Limits, Policy, Reason, Response, Result, Summary, Wait
from sixlegs.page import examine

HTML = ("content-type", "text/html; charset=utf-8")

Web = Mapping[str, Any]  # a Response or a Failure, or a list of them


def page(*links: str, body: str = "") -> Response:
    """Return an HTML page with these links."""
    return html("".join(f"<a href='{link}'>x</a>" for link in links) + body)


def html(text: str, *headers: tuple[str, str]) -> Response:
    """Return an HTML page."""
    return Response(200, (HTML, *headers), text.encode())


def answer(status: int, *headers: tuple[str, str]) -> Response:
    """Return an answer without content."""
    return Response(status, headers)


def moved(location: str, status: int = 302) -> Response:
    """Return a redirect."""
    return Response(status, (("location", location),))


def robots(text: str) -> Response:
    """Return a robots.txt."""
    return Response(200, (("content-type", "text/plain"),), text.encode())


def fails(reason: Reason, detail: str = "") -> Failure:
    """Return what comes of an exchange that HTTP had no part in."""
    return Failure(reason, detail)


def fetch(url: str = "http://site/", kind: Kind = Kind.PAGE, **changes: Any) -> Fetch:
    """Return an order."""
    return Fetch(url, kind=kind, **changes)


def limits(**changes: int) -> Limits:
    """Return bounds that are the usual ones but for these."""
    return Limits()._replace(**changes)


@dataclass
class Asked:
    """One request, as the web saw it."""

    fetch: Fetch
    at: float

    def __str__(self) -> str:
        return f"{self.fetch.method} {self.fetch.url}"


@dataclass
class Story:
    """What a crawl did and what it says."""

    rows: dict[str, Result]
    summary: Summary
    asked: list[Asked]
    ended: float
    told: list[Result] = field(default_factory=list)  # as each was settled

    @property
    def requests(self) -> list[str]:
        """All requests in order, as in `HEAD http://site/a`, without those for robots.txt."""
        return [str(each) for each in self.asked if each.fetch.kind is not Kind.ROBOTS]

    def times(self, url: str) -> list[float]:
        """When a URL was asked for."""
        return [each.at for each in self.asked if each.fetch.url == url]

    def reason(self, url: str) -> Reason:
        """Say why a URL was judged as it was."""
        return self.rows[url].reason


def crawled(web: Web, *starts: str, takes: float = 0.0, **policy: Any) -> Story:
    """Crawl a web whose every exchange takes so many seconds; what it does not have is 404.

    Answers are found by `HEAD http://site/a` or else by `http://site/a`; of several each is given once, the last for
    ever. The request that went out first comes home first.
    """
    crawl = Crawl(starts or ("http://site/",), Policy(**policy))
    replies = {key: deque(reply if isinstance(reply, list) else [reply]) for key, reply in web.items()}
    out: deque[tuple[Fetch, float]] = deque()
    asked: list[Asked] = []
    told: list[Result] = []
    now = 0.0
    while not isinstance(order := crawl.next(now), Done):
        if isinstance(order, Fetch):
            asked.append(Asked(order, now))
            out.append((order, now + takes))
        elif out and (order.seconds is None or out[0][1] <= now + order.seconds):
            home, at = out.popleft()
            now = max(now, at)
            told += crawl.feed(examine(home, _reply(replies, home)), now)
        else:
            assert order.seconds is not None, "nothing is out, and nobody knows how long to wait"
            assert order.seconds > 0
            now += order.seconds
    assert crawl.in_flight == 0
    return Story({row.url: row for row in crawl.results()}, crawl.summary(), asked, now, told)


def _reply(replies: Mapping[str, deque[Any]], order: Fetch) -> Any:
    queue = replies.get(f"{order.method} {order.url}") or replies.get(order.url) or deque([answer(404)])
    reply = queue.popleft() if len(queue) > 1 else queue[0]
    return reply._replace(body=b"") if isinstance(reply, Response) and order.method == "HEAD" else reply


def next_fetch(crawl: Crawl, now: float = 0.0) -> Fetch:
    """Return the order that a crawl gives now."""
    order = crawl.next(now)
    assert isinstance(order, Fetch), order
    return order


def next_wait(crawl: Crawl, now: float = 0.0) -> float | None:
    """Return how long a crawl says to wait now."""
    order = crawl.next(now)
    assert isinstance(order, Wait), order
    return order.seconds
