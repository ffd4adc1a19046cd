"""How hard the server is worked: requests at once, delays, connections; and how far a crawl goes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from sixlegs.lab.hostile.cases.tree import GUESTS

if TYPE_CHECKING:
    from tests.contract.command import Outcome
    from tests.contract.conftest import Crawled
    from tests.site.running import RunningSite

Run = Callable[..., "Outcome"]
DELAY = 0.1


def test_concurrency_is_reached_and_never_exceeded(crawl: Run, site: RunningSite, crawled: Crawled) -> None:
    """With enough to do there are exactly `--concurrency` requests in flight; connections are used again."""
    size = min(6, crawled.limit)
    outcome = crawl(f"http://party.test/meet/{size}/", "--concurrency", str(size))
    seen = site.seen()
    assert outcome.exit_code == 0
    assert outcome.report["summary"]["ok"] == GUESTS + 1
    assert max(each.in_flight for each in seen.requests) == size
    assert seen.connections <= size + 4 < len(seen.requests)


def test_per_host_is_reached_and_never_exceeded(crawl: Run, site: RunningSite, crawled: Crawled) -> None:
    """An origin gets exactly `--per-host` requests at once, however many more could go elsewhere."""
    size = min(3, crawled.limit)
    outcome = crawl(f"http://party.test/meet/{size}/both", "--concurrency", str(size * 2 + 2), "--per-host", str(size))
    assert outcome.exit_code == 0
    for origin in ("party.test", "feast.test"):
        assert max(each.in_flight_here for each in site.seen().of(origin)) == size


def test_a_stale_connection_costs_one_more_request(crawl: Run, site: RunningSite) -> None:
    """What fails over a connection that had served before is asked once more over a fresh one, and no more often."""
    outcome = crawl("http://party.test/stale/", "--concurrency", "1", "--retries", "0")
    prefix = "http://party.test/stale/"
    verdicts = {name: outcome.verdict(prefix + name) for name in ("once", "closed", "reset")}
    assert verdicts == {"once": "ok/ok", "closed": "unreachable/reset", "reset": "unreachable/reset"}
    for name in verdicts:
        requests = site.seen().of("party.test", f"/stale/{name}")
        assert len(requests) == len({each.connection for each in requests}) == 2, name


def test_many_stale_connections_cost_no_more_than_one(crawl: Run, site: RunningSite, crawled: Crawled) -> None:
    """However many idle connections there are, what fails over one of them is asked once more and not over each."""
    size = min(6, crawled.limit)
    outcome = crawl(f"http://party.test/crowd/{size}/", "--concurrency", str(size), "--retries", "0")
    assert outcome.verdict(f"http://party.test/crowd/{size}/closed") == "unreachable/reset"
    assert len(site.seen().of("party.test", f"/crowd/{size}/closed")) <= 2


def test_delay_is_kept(crawl: Run, site: RunningSite) -> None:
    """With `--delay`, requests to an origin begin at least so long after each other, and one at a time."""
    crawl("http://party.test/row/", "--delay", str(DELAY))
    requests = site.seen().of("party.test")
    assert len(requests) == 7
    assert all(after.began - before.began >= DELAY for before, after in pairwise(requests))
    assert {each.in_flight for each in requests} == {1}


def test_depth_limits_what_is_followed(crawl: Run, site: RunningSite) -> None:
    """With `--depth 1`, what the start page links to is checked and not expanded."""
    outcome = crawl("http://main.test/tree/", "--depth", "1")
    assert {url: record["depth"] for url, record in outcome.records.items()} == {
        "http://main.test/tree/": 0,
        "http://main.test/tree/short": 1,
        "http://main.test/tree/long-1": 1,
    }
    asked = {each.target for each in site.seen().requests}
    assert asked == {"/robots.txt", "/tree/", "/tree/short", "/tree/long-1"}
    assert outcome.report["run"]["depth"] == 1


def test_max_urls_limits_what_is_asked(crawl: Run, site: RunningSite) -> None:
    """With `--max-urls 3`, three URLs are asked for; the rest are reported as skipped, and the crawl as incomplete."""
    outcome = crawl("http://party.test/row/", "--max-urls", "3")
    assert len(site.seen().requests) == 4
    skipped = [record for record in outcome.records.values() if record["reason"] == "max-urls"]
    assert (len(skipped), len(outcome.records)) == (3, 6)
    assert (outcome.report["run"]["complete"], outcome.report["run"]["stopped_by"]) == (False, "max-urls")


def test_max_time_limits_the_whole_crawl(crawl: Run) -> None:
    """With `--max-time`, a crawl of silent pages is over by then; what was not answered is skipped for that reason."""
    patience = 30.0
    outcome = crawl("http://party.test/hold/", "--max-time", "1", "--timeout", str(patience))
    assert 1.0 <= outcome.report["run"]["elapsed_s"] < patience
    assert outcome.report["run"]["stopped_by"] == "max-time"
    assert outcome.verdict("http://party.test/hold/") == "ok/ok"
    assert outcome.verdict("http://party.test/hold/0") == "skipped/max-time"


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_shorter_way_found_late_is_followed(crawl: Run, concurrency: int) -> None:
    """A page met at the depth limit first, and nearer later, is expanded all the same."""
    outcome = crawl("http://main.test/tree/", "--depth", "3", "--concurrency", str(concurrency))
    prefix = "http://main.test/tree/"
    assert {url.removeprefix(prefix): record["depth"] for url, record in outcome.records.items()} == {
        "": 0,
        "short": 1,
        "long-1": 1,
        "long-2": 2,
        "shared": 2,
        "below": 3,
    }
