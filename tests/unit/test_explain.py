"""Laws of what is said of one URL before a crawl."""

from __future__ import annotations

from typing import Any

import pytest

from sixlegs.explain import Question, deciding
from sixlegs.model import Done, Fetch, Policy, Reason, Wait
from sixlegs.page import examine
from tests.unit.build import answer, fails, moved, robots

RULES = """User-agent: other
Disallow: /

User-agent: *
user-agent: nobody
Allow: /a/public # a comment
Disallow: /a
Disallow: /*.pdf$
Disallow:
"""


def said(url: str, *replies: Any, start: str = "http://site/", **policy: Any) -> dict[str, str]:
    """Return what is said of a URL, when robots.txt is answered so."""
    question = Question(url, [start], Policy(**policy))
    queue = list(replies)
    while not isinstance(order := question.next(0.0), Done):
        assert isinstance(order, Fetch)
        assert question.next(0.0) == Wait()
        assert question.feed(examine(order, queue.pop(0)), 0.0) == []
    assert not queue
    return dict(question.answer())


def test_a_page_of_the_site_is_checked_and_searched() -> None:
    """It says how a URL is written in a request, what else is the same, and what would become of it."""
    found = said("http://user:secret@site/%7ea#part", answer(404), include=("a", "b"), exclude=("c",))
    assert found == {
        "URL": "http://***@site/%7ea#part",
        "asked for": "http://site/%7ea",
        "the same as": "http://site/~a",
        "fragment": "part",
        "scope": "inside, by the origin of the start URLs",
        "--include": "b does not match",
        "--exclude": "c does not match",
        "robots.txt": "404, which allows it",
        "result": "checked, and searched for links",
    }


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("http://site/a/b", "forbids it, line 7: Disallow: /a"),
        ("http://site/a/public/x", "allows it, line 6: Allow: /a/public"),
        ("http://site/x.pdf", "forbids it, line 8: Disallow: /*.pdf$"),
        ("http://site/x", "allows it: no rule is about it"),
    ],
)
def test_the_deciding_rule_is_named(url: str, line: str) -> None:
    """It is the longest of those that match, in the groups for everybody where none is for us."""
    assert said(url, robots(RULES))["robots.txt"] == line


def test_a_group_of_our_own_counts_alone() -> None:
    """Where robots.txt names us, what it says to everybody is not for us; a line that is none changes nothing."""
    text = "User-agent: *\nDisallow: /a\nnonsense\nUser-agent: SixLegs\nDisallow: /b"
    assert deciding(text, "http://site/a") is None
    assert str(deciding(text, "http://site/b")) == "line 5: Disallow: /b"


@pytest.mark.parametrize(
    ("url", "result", "policy"),
    [
        ("mailto:x@y.z", "skipped, scheme", {}),
        ("http://site/x", "skipped, excluded", {"exclude": ("x",)}),
        ("http://site/x#y", "skipped, excluded", {"exclude": ("#y",)}),
        ("http://10.0.0.1/", "skipped, private-address", {"obey_robots": False}),
        ("http://other/", "checked", {"obey_robots": False}),
    ],
)
def test_the_reason_is_the_crawl_s_own(url: str, result: str, policy: dict[str, Any]) -> None:
    """What would be skipped, and what checked, is said in the words of the report."""
    replies = [answer(404)] if policy.get("obey_robots", True) and url.startswith("http") else []
    assert said(url, *replies, start="http://site/", **policy)["result"].startswith(result)


def test_robots_txt_is_followed_where_it_leads() -> None:
    """Redirects are followed, five of them."""
    assert said("http://site/a", moved("http://www/robots.txt"), robots(RULES))["robots.txt"].startswith("forbids")
    assert said("http://site/a", *[moved(f"/{number}") for number in range(6)])["robots.txt"] == "302, which allows it"


def test_a_host_that_is_not_there_is_said() -> None:
    """What robots.txt meets is what the URL would meet."""
    found = said("http://site/a", fails(Reason.REFUSED, "nobody"))
    assert found["robots.txt"] == "cannot be read: refused nobody"
    assert found["result"] == "unreachable, refused: nobody"
    assert said("http://site/a", moved("http://dead/"), fails(Reason.REFUSED))["result"].startswith("skipped, robots-")


def test_a_local_file_has_no_robots_txt() -> None:
    """Nothing is asked for one's own files."""
    assert said("https://files.invalid/a", start="https://files.invalid/", root=".")["robots.txt"] == "not asked"


def test_it_goes_nowhere_where_a_crawl_would_not() -> None:
    """Where a robots.txt redirects to a private address, that is not asked; a name, at public ones only."""
    found = said("http://site/a", moved("http://127.0.0.1/internal"), private=False)
    assert (found["robots.txt"], found["result"]) == ("302, which allows it", "checked, and searched for links")
    assert said("http://10.0.0.1/")["result"].startswith("skipped, private-address")
    order = Question("http://other/", ["http://site/"], Policy()).next(0.0)
    assert isinstance(order, Fetch)
    assert order.public_only


def test_it_sends_what_a_crawl_sends() -> None:
    """A login goes along to the origin of the start URL, and to no other."""
    policy = Policy(auth="me:secret")
    for url, sent in (("http://site/a", True), ("http://other/a", False)):
        order = Question(url, ["http://site/"], policy).next(0.0)
        assert isinstance(order, Fetch)
        assert ("Authorization" in dict(order.headers)) is sent


def test_a_robots_txt_without_an_answer_is_not_the_host_s_end() -> None:
    """Its front page tells whether anybody is there, as in a crawl."""
    dead = said("http://site/a", fails(Reason.RESET, "closed"), fails(Reason.RESET, "closed"))
    assert dead["result"] == "unreachable, reset: closed"
    lives = said("http://site/a", fails(Reason.RESET, "closed"), answer(404))
    assert lives["result"].startswith("skipped, robots-unavailable")
