"""Laws of the second look, over random sites whose pages fail for a while, and random orders of arrival."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sixlegs.crawl import Crawl
from sixlegs.model import Done, Fetch, Kind, Link, Note, Policy, Reason, Result, Verdict, Visit, Wait

FAULTS: tuple[int | Reason, ...] = (429, 503, Reason.RESET, Reason.REFUSED, Reason.TRUNCATED)  # tried to the last retry


@dataclass(frozen=True)
class Page:
    """One resource: how it fails at first, for how long, and where it leads."""

    fault: int | Reason
    times: int
    links: tuple[str, ...]


@dataclass
class Log:
    """What a run showed from outside."""

    asked: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: dict[str, float] = field(default_factory=dict)  # when last
    others_out: dict[str, int] = field(default_factory=dict)  # to the same origin, when the last question went there
    results: dict[str, Result] = field(default_factory=dict)
    flaky: int = 0


@st.composite
def sites(draw: st.DrawFn) -> dict[str, Page]:
    """A random site whose pages fail so many times before they are there."""
    urls = [f"http://{host}/{n}" for n, host in enumerate(draw(st.lists(st.sampled_from(["a", "a", "b"]), min_size=1)))]
    page = st.builds(
        Page,
        fault=st.sampled_from(FAULTS),
        times=st.sampled_from([0, 0, 0, 1, 2, 3, 4, 5, 99]),
        links=st.lists(st.sampled_from(urls), max_size=4).map(tuple),
    )
    return {url: draw(page) for url in urls}


def visit_of(fetch: Fetch, site: dict[str, Page], asked: int) -> Visit:
    """Answer as the site would when it is asked for the so-manieth time, from 1."""
    if fetch.kind is Kind.ROBOTS:
        return Visit(fetch, status=404)
    page = site[fetch.url]
    if asked <= page.times:
        return Visit(fetch, **{"status" if isinstance(page.fault, int) else "failure": page.fault})  # type: ignore[arg-type]
    return Visit(fetch, status=200, content_type="text/html", links=tuple(map(Link, page.links)))


def run(site: dict[str, Page], policy: Policy, random: Random, *, stop_after: int | None = None) -> Log:
    """Crawl a site in an order that chance chooses; stop after so many answers."""
    starts = {url.rpartition("/")[0]: url for url in site}  # so that all of both origins is read
    crawl = Crawl(list(starts.values()), policy)
    out: list[Fetch] = []
    log, now, answers = Log(), 0.0, 0
    while not isinstance(order := crawl.next(now), Done):
        if isinstance(order, Fetch):
            origin = order.url.rpartition("/")[0]
            log.others_out[order.url] = sum(each.url.startswith(origin) for each in out)
            out.append(order)
            log.asked[order.url].append(now)
        elif out and (order.seconds is None or random.random() < 0.7):
            fetch = out.pop(random.randrange(len(out)))
            now += 0.01
            visit = visit_of(fetch, site, len(log.asked[fetch.url]))
            crawl.feed(visit, now)
            answers += 1
            if visit.status != 200:
                log.failed[fetch.url] = now
            if answers == stop_after:
                crawl.stop(Reason.INTERRUPTED)
        else:
            assert isinstance(order, Wait)
            assert order.seconds is not None, "nothing is in flight, and nobody knows until when to wait"
            now += max(order.seconds, 1e-6)
    assert not out
    log.results = {row.url: row for row in crawl.results()}
    log.flaky = crawl.summary().flaky
    return log


def policies(**more: st.SearchStrategy[object]) -> st.SearchStrategy[Policy]:
    """Policies under which every page of a site is read."""
    return st.builds(
        Policy,
        concurrency=st.integers(1, 6),
        per_host=st.sampled_from([None, 1, 3]),
        retries=st.integers(0, 3),
        backoff=st.sampled_from([0.1, 2.0]),
        delay=st.sampled_from([0.0, 0.0, 0.5]),
        **more,
    )


@settings(max_examples=300, deadline=None)
@given(sites(), policies(second_look=st.booleans()), st.randoms(use_true_random=False))
def test_each_page_is_tried_to_its_last_chance_and_no_more(
    site: dict[str, Page], policy: Policy, random: Random
) -> None:
    """A page is asked for until it is there: with so many retries, and once more where there is a second look."""
    log = run(site, policy, random)
    most = 1 + policy.retries + (policy.second_look and policy.retries > 0)
    for url, row in log.results.items():
        fails = site[url].times
        assert len(log.asked[url]) == row.tries == min(fails + 1, most), url
        assert (row.verdict is Verdict.OK) is (fails < most), url
        assert (Note.FLAKY in row.notes) is (1 + policy.retries <= fails < most), url
    assert log.flaky == sum(Note.FLAKY in row.notes for row in log.results.values())
    assert all(row.reason is not Reason.INTERNAL for row in log.results.values())


@settings(max_examples=200, deadline=None)
@given(sites(), policies(), st.randoms(use_true_random=False))
def test_the_second_look_is_late_and_gentle(site: dict[str, Page], policy: Policy, random: Random) -> None:
    """It comes another back-off after the last failure at the earliest, and not while a first question waits."""
    log = run(site, policy, random)
    second = {url: times[-1] for url, times in log.asked.items() if len(times) == policy.retries + 2}
    if not policy.retries:
        return
    for url, at in second.items():
        before = log.asked[url][-2]
        assert at >= before + 0.75 * policy.backoff * 2**policy.retries, url
    if second:
        assert log.others_out[min(second, key=lambda url: second[url])] == 0


@settings(max_examples=200, deadline=None)
@given(sites(), policies(), st.randoms(use_true_random=False), st.integers(1, 40))
def test_what_has_failed_is_judged_when_the_crawl_is_stopped(
    site: dict[str, Page], policy: Policy, random: Random, after: int
) -> None:
    """However early the end: what has failed to its last retry says how, and is not skipped."""
    log = run(site, policy, random, stop_after=after)
    for url, row in log.results.items():
        if row.reason is Reason.INTERRUPTED:
            assert len(log.asked[url]) <= policy.retries, url
    assert Counter(row.reason for row in log.results.values())[Reason.INTERNAL] == 0
