"""The laws of a machine that allows no further connection: it says nothing of the links, and slows the crawl down."""

from __future__ import annotations

from sixlegs.crawl import Crawl
from sixlegs.model import Policy, Reason, Visit
from tests.unit.build import crawled, fails, next_fetch, next_wait, page

FULL = fails(Reason.NO_DESCRIPTORS)


def test_no_descriptor_is_another_try_and_not_counted() -> None:
    """A URL for which no connection could be opened is asked again, and its tries are those that reached somebody."""
    story = crawled({"http://site/": [FULL, FULL, page()]}, obey_robots=False)
    assert story.reason("http://site/") is Reason.OK
    assert story.rows["http://site/"].tries == 1
    assert len(story.requests) == 3


def test_no_descriptor_leaves_as_many_exchanges_as_there_are() -> None:
    """Where no connection can be opened beside those that are, no more are ordered at a time from then on."""
    crawl = Crawl([f"http://127.0.0.{n}/" for n in range(1, 6)], Policy(concurrency=4, obey_robots=False))
    orders = [next_fetch(crawl) for _ in range(4)]
    crawl.feed(Visit(orders[0], failure=Reason.NO_DESCRIPTORS), 0.0)
    assert next_wait(crawl) is None
    crawl.feed(Visit(orders[1], 200), 0.0)
    assert next_fetch(crawl).url == "http://127.0.0.5/"
    assert next_wait(crawl) is None


def test_no_descriptor_for_ever_is_an_error() -> None:
    """Where not even one connection can be opened, the crawl ends, and says that the fault is here."""
    story = crawled({"http://site/": FULL}, obey_robots=False)
    assert story.reason("http://site/") is Reason.NO_DESCRIPTORS
    assert story.rows["http://site/"].verdict == "error"


def test_no_descriptor_gives_no_host_up() -> None:
    """However often no connection can be opened, it is not the host that is given up."""
    story = crawled({"http://site/": [FULL] * 9 + [page()]}, obey_robots=False)
    assert story.reason("http://site/") is Reason.OK
