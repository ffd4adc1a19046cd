"""The laws of the made-up site."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sixlegs.errors import UsageError
from sixlegs.lab.generated import rules
from sixlegs.lab.generated.plain import PlainSite
from sixlegs.lab.generated.plan import CHAIN, CONSTANT, PACES, REAL, SHAPES, STAR, TREE, Plan
from sixlegs.lab.generated.rules import Fault
from sixlegs.lab.generated.service import make_site
from sixlegs.model import Fetch, Response
from sixlegs.page import examine

BASE = "http://127.0.0.1:1"
plans = st.builds(
    Plan,
    shape=st.sampled_from([TREE, STAR, CHAIN]),
    pages=st.integers(1, 60),
    links=st.integers(1, 30),
    size=st.integers(1, 3000),
    seed=st.integers(1, 2**31),
    redirects=st.sampled_from([0.0, 0.4]),
)


def walk(plan: Plan) -> dict[str, int]:
    """Walk a site breadth first, as its pages' own links lead; return the clicks to each page, hops not counted."""
    site = PlainSite(plan, [BASE])
    depths, queue = {BASE + "/p/0": 0}, deque([BASE + "/p/0"])
    while queue:
        url = queue.popleft()
        answer = site.answer(url.removeprefix(BASE).encode())
        headers = [("content-type", answer.content_type)]
        if answer.location:
            headers.append(("location", answer.location.decode()))
        visit = examine(Fetch(url), Response(answer.status, tuple(headers), answer.body))
        found = [link.url for link in visit.links] if visit.redirect is None else [visit.redirect]
        for other in found:
            if other not in depths:
                depths[other] = depths[url] + (visit.redirect is None)
                (queue.append if visit.redirect is None else queue.appendleft)(other)
    return depths


@settings(max_examples=30)
@given(plans)
def test_a_crawl_meets_every_page_at_the_planned_depth(plan: Plan) -> None:
    """All pages of the plan can be reached, and the farthest is as many clicks away as the site says."""
    depths = walk(plan)
    pages = {url: depth for url, depth in depths.items() if "/p/" in url}
    assert len(pages) == plan.pages
    assert max(pages.values()) == PlainSite(plan, [BASE]).depth


@pytest.mark.parametrize("shape", SHAPES)
def test_equal_plans_make_equal_sites(shape: str) -> None:
    """Every byte comes from the plan, and another seed makes other bytes."""
    first, second = (make_site(Plan(shape, 60, seed=7), [BASE]) for _ in range(2))
    other = make_site(Plan(shape, 60, seed=8), [BASE])
    path = b"/index.html" if shape == REAL else b"/p/0"
    assert first.answer(path) == second.answer(path) != other.answer(path)


@given(st.sampled_from(PACES), st.integers(1, 99), st.binary(max_size=40))
def test_a_delay_comes_from_seed_and_url_alone(pace: str, seed: int, path: bytes) -> None:
    """The same URL of the same plan is delayed by the same time, whenever it is asked for."""
    plan = Plan(seed=seed, latency_ms=20, pace=pace)
    assert rules.delay_s(plan, path) == rules.delay_s(plan, path) >= 0
    assert pace != CONSTANT or rules.delay_s(plan, path) == 0.02


@pytest.mark.parametrize("pace", [pace for pace in PACES if pace != "tail"])
def test_delays_have_the_mean_that_is_asked_for(pace: str) -> None:
    """Over many URLs the mean of a distribution is the latency of the plan, within a few per cent."""
    plan = Plan(latency_ms=20, pace=pace)
    delays = [rules.delay_s(plan, b"/p/%d" % number) for number in range(20_000)]
    assert sum(delays) / len(delays) == pytest.approx(0.02, rel=0.03)


def test_faults_come_as_often_as_planned() -> None:
    """Over many URLs every fault of the list turns up, and all together make the share of the plan."""
    plan = Plan(errors=0.3, hangs=0.01)
    found = [rules.fault(plan, b"/p/%d" % number, 0) for number in range(20_000)]
    assert set(found) == set(Fault)
    assert sum(fault is not Fault.NONE for fault in found) / len(found) == pytest.approx(0.31, rel=0.05)


def test_what_fails_once_is_well_at_the_second_attempt() -> None:
    """A fault depends on the attempt where it says so, and on nothing but URL and attempt."""
    plan = Plan(errors=0.5)
    paths = [b"/p/%d" % number for number in range(500)]
    for path in paths:
        first, second, third = (rules.fault(plan, path, attempt) for attempt in range(3))
        assert second is third is (Fault.NONE if first is Fault.ONCE else first)


def test_only_pages_that_lead_nowhere_fail() -> None:
    """A fault takes no other page along: what has children is always answered."""
    site = PlainSite(Plan(pages=30), [BASE])
    assert [site.leads_nowhere(b"/p/%d" % number) for number in (0, 1, 2, 3, 29)] == [False, False, False, True, True]
    assert not site.leads_nowhere(b"/robots.txt")


@settings(max_examples=30)
@given(plans)
def test_the_longest_row_of_exchanges_is_that_of_the_walk(plan: Plan) -> None:
    """What has to happen one after the other is robots.txt, and then the longest way of pages and redirects."""
    site = PlainSite(plan, [BASE])
    longest = 1 + max(
        sum(1 + rules.hops(plan, number) for number in _line(site, last)) + 1 for last in range(plan.pages)
    )
    assert site.exchanges_in_row == longest


def _line(site: PlainSite, number: int) -> list[int]:
    line = []
    while number:
        line.append(number)
        number = site._parent(number)
    return line


def test_a_redirect_leads_on_to_its_page() -> None:
    """Each hop counts down, and the last one leads to the page."""
    site = PlainSite(Plan(pages=9), [BASE])
    ways = [b"/r/3/4", b"/r/2/4", b"/r/1/4", b"/p/4"]
    for here, there in pairwise(ways):
        assert site.answer(here).location == BASE.encode() + there
    assert site.answer(ways[-1]).status == 200
    assert site.answer(b"/r/4/4").status == site.answer(b"/p/9").status == site.answer(b"/q").status == 404


def test_pages_of_other_hosts_are_named_in_full() -> None:
    """Page n is on host n modulo their number, and a link to another host says which."""
    site = PlainSite(Plan(pages=4, hosts=2), [BASE, "http://127.0.0.2:1"])
    assert b'href="http://127.0.0.2:1/p/1"' in site.answer(b"/p/0").body
    assert b'href="/p/2"' in site.answer(b"/p/0").body


@pytest.mark.parametrize(
    "wrong",
    [
        {"shape": "ring"},
        {"pace": "slow"},
        {"hosts": 0},
        {"hosts": 300, "pages": 1000},
        {"hosts": 3, "pages": 2},
        {"shape": REAL, "errors": 0.1},
        {"shape": CHAIN, "errors": 0.1},
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(wrong: dict[str, Any]) -> None:
    """What does not go together is said before anything is served."""
    with pytest.raises(UsageError):
        Plan(**wrong)
