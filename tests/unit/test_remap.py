"""The laws of URLs that are asked for in another place than where links say they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sixlegs.crawl import Crawl
from sixlegs.model import Done, Fetch, Policy
from sixlegs.page import examine
from sixlegs.remap import back, remapped
from tests.unit.build import Web, answer, moved, page

RULES = (("https://my.site/docs", "http://h:1/d"), ("https://my.site", "http://h:2"), ("https://x/y", "http://h:3"))


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://my.site/docs", "http://h:1/d"),
        ("https://my.site/docs/", "http://h:1/d/"),
        ("https://my.site/docs/a?b", "http://h:1/d/a?b"),
        ("https://my.site/docs?b", "http://h:1/d?b"),
        ("https://my.site/docs2", "http://h:2/docs2"),
        ("https://my.site/", "http://h:2/"),
        ("https://my.site.other/", "https://my.site.other/"),
        ("https://my.site:8443/", "https://my.site:8443/"),
        ("http://my.site/", "http://my.site/"),
        ("https://x/y", "http://h:3/"),
        ("https://x/y?z", "http://h:3/?z"),
        ("https://x/y/z", "http://h:3/z"),
    ],
)
def test_a_rule_is_about_what_it_names_and_all_below(url: str, place: str) -> None:
    """The first rule counts, a path ends where a segment does, and what results has a path."""
    assert remapped(url, RULES) == place


@pytest.mark.parametrize("rules", [(("https://h", "https://h/pr/12"),), (("https://h", "https://h"),)])
def test_what_is_in_its_place_stays_there(rules: tuple[tuple[str, str], ...]) -> None:
    """A place below what it stands for is led to once."""
    once = remapped("https://h/a", rules)
    assert remapped(once, rules) == once


def test_a_place_above_what_it_stands_for() -> None:
    """It is led to, though all of it begins alike."""
    assert remapped("https://h/docs/a", [("https://h/docs", "https://h")]) == "https://h/a"


@given(st.sampled_from(["", "/a", "/b/c", "?d"]), st.sampled_from(RULES))
def test_the_way_back(rest: str, rule: tuple[str, str]) -> None:
    """What was asked for in another place is what links say it is."""
    url = rule[0] + (rest or "/")
    assert remapped(back(remapped(url, [rule]), [rule]), [rule]) == remapped(url, [rule])


def test_redirects_and_sitemaps_lead_there_too() -> None:
    """Whatever names a URL, one that is elsewhere is asked for once, there, and its row is that of the link."""
    web: Web = {
        "http://h/": page("https://my.site/a", "/a", "/hop"),
        "http://h/hop": moved("https://my.site/b"),
        "http://h/a": answer(200),
        "http://h/b": page("/lost"),
    }
    policy = Policy(obey_robots=False, remap=(("https://my.site", "http://h"),))
    crawl, asked = Crawl(["http://h/"], policy), []
    while not isinstance(order := crawl.next(0.0), Done):
        assert isinstance(order, Fetch)
        asked.append(order.url)
        crawl.feed(examine(order, web.get(order.url) or answer(404)), 0.0)
    assert sorted(asked) == ["http://h/", "http://h/a", "http://h/b", "http://h/hop", "http://h/lost"]
    assert {row.url: row.verdict for row in crawl.results()} == {
        "http://h/": "ok",
        "https://my.site/a": "ok",
        "http://h/a": "ok",
        "http://h/hop": "ok",
        "http://h/lost": "broken",
    }
