"""The laws of a crawl that somebody looks at."""

from __future__ import annotations

from sixlegs.crawl import Crawl
from sixlegs.model import Done, Fetch, Policy, Visit, Wait
from sixlegs.watched import LONGEST, Watched


def test_a_long_wait_can_be_seen_to_pass() -> None:
    """Asked to wait for half a minute, it is looked at each second, says for whom it waits, and goes on in time."""
    looks = list[dict[str, float]]()
    crawl = Crawl(["http://a/"], Policy(obey_robots=False))
    watched = Watched(crawl, lambda: looks.append(dict(crawl.waits)))
    fetch = watched.next(0.0)
    assert isinstance(fetch, Fetch)
    assert watched.next(0.0) == Wait()
    watched.feed(Visit(fetch, status=429, retry_after=30.0), 0.0)
    now = 0.0
    while isinstance(order := watched.next(now), Wait):
        assert order.seconds is not None
        assert order.seconds <= LONGEST
        now += order.seconds
    assert isinstance(order, Fetch)
    assert now == 30.0
    assert [look.get("http://a") for look in looks] == [None, None, *(30.0 - second for second in range(30)), None]
    watched.feed(Visit(order, status=200), now)
    assert isinstance(watched.next(now), Done)
