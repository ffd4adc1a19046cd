"""Laws of the crawl's state machine, over random sites and random orders of arrival."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sixlegs.crawl import Crawl
from sixlegs.model import Done, Fetch, Kind, Link, Policy, Reason, Result, Visit, Wait

HOSTS = ("http://site",) * 5 + ("http://other",)


@dataclass(frozen=True)
class Page:
    """One resource of a random site."""

    url: str
    status: int = 200
    links: tuple[str, ...] = ()
    anchors: frozenset[str] = frozenset()
    redirect: str | None = None
    head_status: int | None = None  # a server that does not like HEAD


@dataclass
class Log:
    """What a run showed from outside."""

    results: list[Result]
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    peak: int = 0
    streamed: Counter[str] = field(default_factory=Counter)
    complete: bool = False


def visit_of(fetch: Fetch, site: dict[str, Page]) -> Visit:
    """Answer as the site would."""
    if fetch.kind is Kind.ROBOTS:
        return Visit(fetch, status=404)
    page = site[fetch.url]
    if fetch.method == "HEAD" and page.head_status is not None:
        return Visit(fetch, status=page.head_status)
    if page.redirect is not None:
        return Visit(fetch, status=302, redirect=page.redirect)
    if fetch.kind is Kind.CHECK or page.status != 200:
        return Visit(fetch, status=page.status, content_type="text/html")
    links = tuple(Link(url, line=number) for number, url in enumerate(page.links, 1))
    return Visit(fetch, status=200, content_type="text/html", links=links, anchors=page.anchors)


def run(site: dict[str, Page], policy: Policy, random: Random | None) -> Log:
    """Crawl a site; `random` chooses which visit comes home next, None takes them in the order they went out."""
    crawl = Crawl(["http://site/0"], policy)
    out: list[Fetch] = []
    log = Log([])
    now = 0.0
    while not isinstance(order := crawl.next(now), Done):
        if isinstance(order, Fetch):
            out.append(order)
            log.asked[order.url, order.method] += 1
            log.peak = max(log.peak, len(out))
        elif out:
            fetch = out.pop(choose(out, random) if random else 0)
            now += 0.01
            log.streamed.update(result.url for result in crawl.feed(visit_of(fetch, site), now))
        else:
            assert isinstance(order, Wait)
            assert order.seconds is not None, "nothing is in flight, and nobody knows until when to wait"
            now += max(order.seconds, 1e-6)
    assert not out, "done while something was in flight"
    log.results = list(crawl.results())
    log.complete = crawl.summary().complete
    return log


def choose(out: list[Fetch], random: Random) -> int:
    """Let the newest come home first half of the time: long ways before short ones is the order that hurts."""
    return -1 if random.random() < 0.5 else random.randrange(len(out))


def facts(results: list[Result]) -> list[tuple[object, ...]]:
    """Return what may not depend on the order of arrivals."""
    return [
        (r.url, r.verdict, r.reason, r.status, r.final_url, r.redirects, r.depth, r.referrer_count, r.notes)
        for r in results
    ]


@st.composite
def sites(draw: st.DrawFn) -> dict[str, Page]:
    """A random site of pages, redirects and faults on two hosts, with fragments that exist and that do not."""
    count = draw(st.integers(1, 20))
    urls = ["http://site/0"] + [f"{draw(st.sampled_from(HOSTS))}/{number}" for number in range(1, count)]
    targets = st.builds(
        lambda url, fragment: url + fragment, st.sampled_from(urls), st.sampled_from(["", "", "", "#a", "#b", "#top"])
    )
    pages = {}
    for url in urls:
        match draw(st.sampled_from(["page"] * 6 + ["redirect", "fault"])):
            case "redirect":
                pages[url] = Page(url, redirect=draw(targets), head_status=draw(st.sampled_from([None, None, 405])))
            case "fault":
                pages[url] = Page(url, status=draw(st.sampled_from([404, 410, 500, 403])))
            case _:
                pages[url] = Page(
                    url,
                    links=tuple(draw(st.lists(targets, max_size=3))),
                    anchors=frozenset(draw(st.sets(st.sampled_from("ab")))),
                    head_status=draw(st.sampled_from([None, None, 405, 404])),
                )
    return pages


policies = st.builds(
    Policy,
    concurrency=st.integers(1, 8),
    per_host=st.sampled_from([None, 1, 3]),
    depth=st.sampled_from([None, None, 0, 1, 2, 3]),
    delay=st.sampled_from([0.0, 0.0, 0.5]),
    external=st.booleans(),
    external_fragments=st.booleans(),
    obey_robots=st.booleans(),
    max_redirects=st.sampled_from([0, 1, 3, 20]),
    include=st.sampled_from([(), (), ("/[0-5]$", "~")]),
    exclude=st.sampled_from([(), (), ("~7",), ("/3$",)]),
    scope=st.sampled_from(["origin", "origin", "prefix"]),
)


@settings(max_examples=400, deadline=None)
@given(sites(), policies, st.randoms(use_true_random=False))
def test_no_verdict_depends_on_the_order_of_arrivals(site: dict[str, Page], policy: Policy, random: Random) -> None:
    """Whatever the order in which visits come home, each row of the report is the same."""
    assert facts(run(site, policy, None).results) == facts(run(site, policy, random).results)


@settings(max_examples=200, deadline=None)
@given(sites(), policies, st.randoms(use_true_random=False))
def test_each_url_is_asked_for_once(site: dict[str, Page], policy: Policy, random: Random) -> None:
    """A resource is asked for by HEAD at most once and by GET at most once, and robots.txt once an origin."""
    log = run(site, policy, random)
    assert set(log.asked.values()) <= {1}


@settings(max_examples=200, deadline=None)
@given(sites(), policies, st.randoms(use_true_random=False))
def test_concurrency_is_never_exceeded(site: dict[str, Page], policy: Policy, random: Random) -> None:
    """Never more fetches are out than the policy allows."""
    assert run(site, policy, random).peak <= policy.concurrency


@settings(max_examples=200, deadline=None)
@given(sites(), policies, st.randoms(use_true_random=False))
def test_every_row_is_settled_and_streamed_once(site: dict[str, Page], policy: Policy, random: Random) -> None:
    """When the crawl is done, every row has a verdict, none is an internal error, and none was streamed twice."""
    log = run(site, policy, random)
    assert all(result.reason is not Reason.INTERNAL for result in log.results)
    assert set(log.streamed.values()) <= {1}
    assert set(log.streamed) <= {result.url for result in log.results}


@settings(max_examples=200, deadline=None)
@given(sites(), st.randoms(use_true_random=False))
def test_depth_is_the_least_over_all_paths(site: dict[str, Page], random: Random) -> None:
    """The depth of a row is the length of the shortest way to it, where redirects cost nothing."""
    log = run(site, Policy(concurrency=5, obey_robots=False), random)
    depths = shortest(site)
    for result in log.results:
        assert result.depth == depths[result.url.partition("#")[0]], result.url


def shortest(site: dict[str, Page]) -> dict[str, int]:
    """Breadth first over links, redirects at no cost: the textbook, to compare with."""
    scope = {"http://site", home(site)}
    depths = {"http://site/0": 0}
    queue = deque(depths)
    while queue:
        url = queue.popleft()
        page = site[url]
        steps, cost = page.links if page.status == 200 and url.rpartition("/")[0] in scope else (), 1
        if page.redirect is not None:
            steps, cost = (page.redirect,), 0
        for step in (step.partition("#")[0] for step in steps):
            if depths[url] + cost < depths.get(step, 1000):
                depths[step] = depths[url] + cost
                queue.append(step)
    return depths


def home(site: dict[str, Page]) -> str:
    """Return the origin of the page that the start URL leads to, which is in the scope as well."""
    page = site["http://site/0"]
    seen = set()
    while page.redirect is not None and page.url not in seen:
        seen.add(page.url)
        page = site[page.redirect.partition("#")[0]]
    return page.url.rpartition("/")[0] if page.status == 200 and page.redirect is None else "http://site"


@settings(max_examples=100, deadline=None)
@given(sites(), st.integers(1, 6), st.randoms(use_true_random=False))
def test_max_urls_is_a_limit_that_is_told(site: dict[str, Page], most: int, random: Random) -> None:
    """At most so many are asked for, a redirecting start aside; what was left out is told, and makes it incomplete."""
    policy = Policy(max_urls=most, obey_robots=False)
    log = run(site, policy, random)
    start = next(result for result in log.results if result.url == "http://site/0")
    assert len({url for url, _ in log.asked}) <= most + len(start.redirects)
    left_out = [result for result in log.results if result.reason is Reason.MAX_URLS]
    assert log.complete is not bool(left_out)
