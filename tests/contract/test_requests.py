"""What the server sees of the main crawl: each URL once, as written, and nothing that is not its business."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from sixlegs.lab.hostile import table
from sixlegs.lab.hostile.cases.robots import CRAWL_DELAY

if TYPE_CHECKING:
    from tests.contract.conftest import Crawled

EXPECTED = {"host", "user-agent", "accept", "accept-encoding", "connection"}


def _methods(crawled: Crawled) -> dict[tuple[str, str], tuple[str, ...]]:
    asked = defaultdict(list)
    for each in crawled.seen.requests:
        asked[each.origin, each.target].append(each.method)
    return {resource: tuple(methods) for resource, methods in asked.items()}


def test_nothing_is_asked_that_nothing_links_to(crawled: Crawled) -> None:
    """The server sees the targets of the table exactly as they are written there, and robots.txt; denied ones never."""
    asked = {(origin, target) for origin, target in _methods(crawled) if target != "/robots.txt"}
    assert asked == {(host, target) for host, target in table.requests() if target != "/robots.txt"}


def test_each_url_is_asked_for_once(crawled: Crawled) -> None:
    """A URL is asked for once; by HEAD and then GET where HEAD is refused; again only where a fault may pass."""
    asked = _methods(crawled)
    wrong = {}
    for resource, (methods, spare) in table.requests().items():
        seen = asked.get(resource, ())
        if sorted(set(seen)) != sorted(set(methods)) or not len(methods) <= len(seen) <= len(methods) + spare:
            wrong[resource] = (seen, methods)
    assert wrong == {}


def test_tries_are_what_the_server_saw(crawled: Crawled) -> None:
    """The report counts as many tries as the server has seen requests."""
    for case in table.CASES:
        if case.behaviour is not None and not case.spare:
            assert crawled.outcome.records[case.reported]["tries"] == len(case.methods), case.id


def test_robots_txt_comes_first_and_once(crawled: Crawled) -> None:
    """Of each origin robots.txt is asked for first, once unless it fails or moves, and nothing else before that."""
    asked = {behind.host: len(behind.asked) for behind in table.BEHIND if behind.target == "/robots.txt"}
    for origin in {each.origin for each in crawled.seen.requests}:
        first, *rest = crawled.seen.of(origin)
        assert (first.method, first.target) == ("GET", "/robots.txt"), origin
        again = [each for each in rest if each.target == "/robots.txt"]
        assert len(again) == asked.get(origin, 1) - 1, origin
        assert first.ended is not None
        assert all(each.began >= first.ended for each in rest), origin


def test_a_crawl_delay_is_kept(crawled: Crawled) -> None:
    """Where robots.txt asks for a delay, each request comes at least so long after the one before."""
    began = [each.began for each in crawled.seen.of("unhurried.test")]
    assert len(began) == 4
    assert all(later - earlier >= CRAWL_DELAY for earlier, later in pairwise(began))


def test_retry_after_is_waited_for(crawled: Crawled) -> None:
    """A server that says when to come again, in seconds or as a date, is not asked before."""
    for host in ("busy.test", "busier.test"):
        first, again = crawled.seen.of(host, "/limited")
        assert first.ended is not None
        assert again.began - first.ended >= 1.0


def test_only_expected_headers_are_sent(crawled: Crawled) -> None:
    """A request carries no cookie, no credentials, no referrer: only what is needed to get an answer."""
    for each in crawled.seen.requests:
        names = [name.lower() for name, _ in each.headers]
        assert set(names) <= EXPECTED, (each.target, names)
        assert len(set(names)) == len(names), (each.target, names)
        assert {"host", "user-agent", "accept-encoding"} <= set(names), (each.target, names)


def test_all_requests_introduce_themselves_alike(crawled: Crawled, reference: Crawled) -> None:
    """User-Agent, Accept and Accept-Encoding are the same in each request, whatever the client."""

    def introductions(crawl: Crawled) -> set[tuple[tuple[str, str], ...]]:
        keys = {"user-agent", "accept", "accept-encoding"}
        return {
            tuple(sorted((name.lower(), value) for name, value in each.headers if name.lower() in keys))
            for each in crawl.seen.requests
        }

    assert len(introductions(crawled)) == 1
    assert introductions(crawled) == introductions(reference)
