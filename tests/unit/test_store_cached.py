"""The laws of the cache: what it spares, and what it never does."""

from __future__ import annotations

from typing import Any

from sixlegs.crawl import Crawl
from sixlegs.model import Done, Fetch, Kind, Note, Policy, Reason, Response, Result, Visit
from sixlegs.page import examine
from sixlegs.store.cached import Cached
from tests.unit.build import Web, answer, html, moved, page

DAY = 86400.0
WEB: Web = {
    "http://site/": page("/tagged", "/dated", "/plain", "/gone", "/moved", "http://else/#x")._replace(
        headers=(("content-type", "text/html"), ("etag", '"1"'))
    ),
    "http://site/tagged": Response(200, (("content-type", "text/html"), ("etag", 'W/"2"')), b"<a href=/deep>"),
    "http://site/dated": Response(200, (("last-modified", "Tue, 01 Sep 2026 00:00:00 GMT"),), b"text"),
    "http://site/plain": page("/deep#end"),
    "http://site/deep": page(body="<p id=end>"),
    "http://site/moved": moved("/deep"),
    "http://else/": answer(200),
}


class Server:
    """Answers, 304 where that is asked for and true, and remembers what it was asked."""

    def __init__(self) -> None:
        self.changed: dict[str, Response] = {}
        self.asked: dict[str, int] = {}

    def exchange(self, fetch: Fetch) -> Visit:
        """Return what a worker brings home."""
        reply = self.changed.get(fetch.url) or WEB.get(fetch.url) or answer(404)
        headers, conditions = dict(reply.headers), dict(fetch.headers)
        if ("etag" in headers and conditions.get("If-None-Match") == headers["etag"]) or (
            "last-modified" in headers and conditions.get("If-Modified-Since") == headers["last-modified"]
        ):
            reply = answer(304)
        self.asked[fetch.url] = reply.status
        return examine(fetch, reply)


def run(kept: dict[str, bytes], server: Server, *, today: float, age: float = 0.0) -> tuple[list[Result], Any]:
    """Crawl with a cache; return the rows, and the crawl."""

    def keep(url: str, packed: bytes | None) -> None:
        kept.pop(url, None)
        if packed is not None:
            kept[url] = packed

    policy = Policy(obey_robots=False)
    crawl = Cached(Crawl(["http://site/"], policy), kept.get, keep, age=age, today=today)
    server.asked.clear()
    while not isinstance(order := crawl.next(0.0), Done):
        assert isinstance(order, Fetch)
        crawl.feed(server.exchange(order), 0.0)
    return [row._replace(elapsed_s=0.0) for row in crawl.results()], crawl


def test_what_has_not_changed_keeps_its_links() -> None:
    """A day later all is asked, what can be on condition; the result is the same, and less came over the wire."""
    kept: dict[str, bytes] = {}
    server = Server()
    first, crawl = run(kept, server, today=0.0)
    before = crawl.summary()
    again, crawl = run(kept, server, today=DAY)
    assert again == first
    assert {url for url, status in server.asked.items() if status == 304} == {
        "http://site/",
        "http://site/tagged",
        "http://site/dated",
    }
    assert crawl.summary().requests == before.requests
    assert crawl.summary().bytes < before.bytes


def test_what_was_good_lately_is_not_asked() -> None:
    """Within its age only what failed or redirects is."""
    kept: dict[str, bytes] = {}
    server = Server()
    first, _ = run(kept, server, today=0.0)
    again, crawl = run(kept, server, today=DAY / 2, age=DAY)
    assert again == first
    assert set(server.asked) == {"http://site/gone", "http://site/moved"}
    assert crawl.summary().requests == 2


def test_what_has_changed_is_read_again() -> None:
    """A page with new links has them followed; one that fails now is not kept."""
    kept: dict[str, bytes] = {}
    server = Server()
    run(kept, server, today=0.0)
    server.changed["http://site/tagged"] = page("/new")
    server.changed["http://site/dated"] = answer(404)
    rows, _ = run(kept, server, today=DAY)
    reasons = {row.url: row.reason for row in rows}
    assert reasons["http://site/new"] == reasons["http://site/dated"] == Reason.NOT_FOUND
    assert "http://site/dated" not in kept


def test_a_clock_that_was_put_back_spares_nothing() -> None:
    """What was kept tomorrow is not fresh today."""
    kept: dict[str, bytes] = {}
    server = Server()
    run(kept, server, today=DAY)
    asked = len(server.asked)
    run(kept, server, today=0.0, age=DAY)
    assert len(server.asked) == asked


def test_a_look_at_the_head_is_no_page() -> None:
    """Where only the status is known and the links are wanted now, the whole is asked."""
    kept: dict[str, bytes] = {}
    server = Server()
    run(kept, server, today=0.0)
    policy = Policy(obey_robots=False)
    crawl = Cached(Crawl(["http://else/"], policy), kept.get, lambda *_: None, age=DAY, today=1.0)
    order = crawl.next(0.0)
    assert isinstance(order, Fetch)
    assert (order.kind, order.remember) == (Kind.PAGE, True)


def test_a_page_that_is_to_be_compared_is_asked_unless_it_was_before() -> None:
    """What was kept without a sketch will not do where one is wanted; what was kept with one will."""
    kept: dict[str, bytes | None] = {}
    asked = []
    for wanted in (False, True, True):
        crawl = Crawl(["http://site/"], Policy(obey_robots=False, soft_404=wanted))
        cached = Cached(crawl, kept.get, kept.__setitem__, age=DAY, today=1.0)
        order = cached.next(0.0)
        assert isinstance(order, Fetch)
        asked.append(order.url)
        cached.feed(examine(order, page()), 0.0)
    assert asked[:2] == ["http://site/"] * 2
    assert "sixlegs-" in asked[2]  # the page is known, and what nobody has is asked for


def test_a_page_is_searched_for_a_text_that_it_was_not_searched_for_before() -> None:
    """What earlier answers were not asked about, they do not deny: those of a run before as those of this one."""
    kept: dict[str, Any] = {}
    web = {
        "http://site/": page("/t#:~:text=one", "/2"),
        "http://site/2": page("/t#:~:text=two", "/t#:~:text=three"),
        "http://site/t": html("one two"),
    }
    asked = []
    for start in ("http://site/", "http://site/2", "http://site/"):
        crawl = Cached(Crawl([start], Policy(obey_robots=False)), kept.get, kept.__setitem__, age=DAY, today=1.0)
        while not isinstance(order := crawl.next(0.0), Done):
            assert isinstance(order, Fetch)
            asked.append((order.url, order.texts))
            crawl.feed(examine(order, web[order.url]), 0.0)
        said = {row.url.partition("=")[2]: row.notes for row in crawl.results() if "=" in row.url}
        assert said.pop("three") == (Note.TEXT_MISSING,)
        assert set(said.values()) == {()}
    assert [texts for url, texts in asked if url == "http://site/t"] == [("one",), ("one", "three", "two")]


def test_rules_are_always_asked() -> None:
    """A robots.txt is no page."""
    crawl = Cached(Crawl(["http://site/"], Policy()), lambda _: None, lambda *_: None, age=DAY, today=0.0)
    order = crawl.next(0.0)
    assert isinstance(order, Fetch)
    assert (order.kind, order.remember) == (Kind.ROBOTS, False)
    crawl.feed(examine(order, answer(404)), 0.0)


def test_whether_anybody_is_there_is_asked() -> None:
    """A front page that was good lately is no sign of life today: a dead host is never `skipped`."""
    kept: dict[str, Any] = {}
    reasons = []
    for age, dead in ((0.0, False), (DAY, True)):
        crawl = Cached(Crawl(["http://site/", "http://site/2"], Policy()), kept.get, kept.__setitem__, age=age, today=1)
        now = 0.0
        while not isinstance(order := crawl.next(now), Done):
            if isinstance(order, Fetch):
                crawl.feed(Visit(order, failure=Reason.TIMEOUT) if dead else Visit(order, status=200), now)
            else:
                now += order.seconds or 0.0
        reasons.append({row.reason for row in crawl.results()})
    assert reasons == [{Reason.OK}, {Reason.TIMEOUT}]


def test_what_is_said_of_nothing_is_asked() -> None:
    """What the server says today where nothing is, no earlier answer says, and none is kept of it."""
    kept: dict[str, Any] = {}
    asked = []
    for _ in range(2):
        crawl = Crawl(["http://site/"], Policy(obey_robots=False, soft_404=True))
        cached = Cached(crawl, kept.get, kept.__setitem__, age=DAY, today=1.0)
        while not isinstance(order := cached.next(0.0), Done):
            assert isinstance(order, Fetch)
            asked.append(order.url)
            cached.feed(examine(order, page()), 0.0)
    assert asked[0] == "http://site/"
    assert asked[1] == asked[2] != asked[0]
    assert set(kept) == {"http://site/"}


def test_what_cannot_be_read_is_asked() -> None:
    """A damaged record is none."""
    crawl = Cached(
        Crawl(["http://site/"], Policy(obey_robots=False)), lambda _: b"x", lambda *_: None, age=DAY, today=0
    )
    order = crawl.next(0.0)
    assert isinstance(order, Fetch)
    assert (order.remember, order.url) == (True, "http://site/")
