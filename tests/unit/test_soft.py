"""Laws of soft 404s: sites that say 200 where nothing is, and pages that are like that."""

from __future__ import annotations

from typing import Any

import pytest

from sixlegs.crawl import Crawl
from sixlegs.model import Failure, Note, Policy, Reason, Response, Verdict, Visit
from tests.unit.build import Story, Web, answer, crawled, fails, html, moved, next_fetch, page, robots

SITE = "http://site/"
A, GONE = SITE + "docs/a", SITE + "docs/gone"
PROBE = "sixlegs-"
SORRY = html("<title>Oops</title><p>Sorry, nothing is here. Try the search, or the front page.")
WEB: Web = {
    SITE: page("docs/a", "docs/gone", "docs/gone#part", "docs/missing", "docs/old", "http://else/"),
    A: html("<title>A</title><p>A page about a thing or two."),
    GONE: SORRY,
    SITE + "docs/missing": SORRY,
    SITE + "docs/old": moved("/docs/gone"),
    "http://else/": SORRY,
}


def probes(story: Story) -> list[str]:
    """Return what was asked for that is nowhere."""
    return [each.fetch.url for each in story.asked if PROBE in each.fetch.url]


def soft(web: Web, reply: Response | Failure | list[Any], *starts: str, **policy: Any) -> Story:
    """Crawl a site that says this where nothing is."""
    policy = {"obey_robots": False, "soft_404": True} | policy
    nowhere = probes(crawled(web, *starts, **policy))
    return crawled({**web, **dict.fromkeys(nowhere, reply)}, *starts, **policy)


def marked(story: Story) -> set[str]:
    """Return the rows that have the note."""
    return {url for url, row in story.rows.items() if Note.SOFT_404 in row.notes}


def test_pages_like_what_is_said_where_nothing_is_are_noted() -> None:
    """By whatever way and fragment they are linked; verdicts stay; other pages and other sites are left alone."""
    story = soft(WEB, SORRY)
    assert marked(story) == {GONE, GONE + "#part", SITE + "docs/missing", SITE + "docs/old"}
    assert {row.verdict for url, row in story.rows.items() if "#" not in url} == {Verdict.OK}
    assert story.rows[SITE + "docs/old"].notes == (Note.REDIRECTED, Note.SOFT_404)


def test_each_origin_is_asked_once_at_the_end_in_the_folder_of_most_pages() -> None:
    """There is one request more, the last of all, for an HTML page; it has no row, but is counted."""
    story = soft(WEB, SORRY)
    (probe,) = probes(story)
    assert probe.startswith(SITE + "docs/" + PROBE)
    assert str(story.asked[-1]) == f"GET {probe}"
    assert probe not in story.rows
    assert story.summary.requests == len(story.asked) == len(crawled(WEB, obey_robots=False).asked) + 1


def test_the_question_is_the_same_in_every_run_of_a_seed() -> None:
    """It depends on seed, origin and pages alone, so that a crawl that goes on does not ask anew."""
    first, again, other = (probes(soft(WEB, SORRY, seed=seed)) for seed in (0, 0, 1))
    assert first == again != other


def test_without_the_option_nothing_is_asked() -> None:
    """No page is told from another, and no order asks for a sketch."""
    story = crawled(WEB, obey_robots=False)
    assert (probes(story), marked(story)) == ([], set())
    assert not any(each.fetch.sketch for each in story.asked)


@pytest.mark.parametrize(
    "reply",
    [
        answer(404),
        answer(200, ("content-type", "text/plain")),
        fails(Reason.RESET),
        moved("http://else/"),
        moved("/docs/loop"),
        SORRY._replace(status=404),
    ],
)
def test_a_site_that_says_that_nothing_is_there_has_no_soft_404(reply: Response | Failure) -> None:
    """Nor has one that says something else than a page, or sends away; the crawl ends all the same."""
    web = {**WEB, SITE + "docs/loop": moved("/docs/loop")}
    assert marked(soft(web, reply)) == set()


def test_a_site_may_send_who_is_lost_to_one_place() -> None:
    """Where it does, all links that are redirected there are noted, and those that lead there straight are not."""
    web = {**WEB, GONE: moved("/"), SITE + "docs/missing": moved("/docs/a")}
    assert marked(soft(web, moved("/"))) == {GONE, GONE + "#part", SITE + "docs/old"}
    assert marked(soft({**web, "http://other/": moved(SITE)}, moved("/"), SITE, "http://other/")) == {
        GONE,
        GONE + "#part",
        SITE + "docs/old",
    }


def test_a_question_that_is_only_tidied_is_the_same_question() -> None:
    """A slash more in the address makes no place of it where all are sent."""
    web: dict[str, Any] = dict(WEB)
    (nowhere,) = probes(soft(web, SORRY))
    story = soft({**web, nowhere + "/": SORRY}, moved(nowhere + "/"))
    assert marked(story) == {GONE, GONE + "#part", SITE + "docs/missing", SITE + "docs/old"}


def test_a_front_page_is_none() -> None:
    """Where every address gives the front page, all pages are noted but that one."""
    shell = html("<title>App</title><div id=app></div><a href=/docs/a></a>")
    assert marked(soft({SITE: shell, A: shell}, shell)) == {A}


def test_robots_txt_holds_for_the_question_too() -> None:
    """Where it forbids the address, or where that is sent, nobody asks."""
    web = {**WEB, SITE + "robots.txt": robots(f"User-agent: *\nDisallow: /docs/{PROBE}\nDisallow: /no")}
    assert probes(soft(web, SORRY, obey_robots=True)) == []
    web = {**WEB, SITE + "robots.txt": robots("User-agent: *\nDisallow: /no"), SITE + "no": SORRY}
    story = soft(web, moved("/no"), obey_robots=True)
    assert (len(probes(story)), marked(story)) == (1, set())
    assert story.times(SITE + "no") == []


def test_a_question_that_fails_in_passing_is_tried_again() -> None:
    """As often as any, but it gets no second look."""
    story = soft(WEB, [answer(503), SORRY])
    assert (len(probes(story)), GONE in marked(story)) == (2, True)
    assert len(probes(soft(WEB, answer(503)))) == 3


def test_it_comes_after_the_second_look() -> None:
    """What worked only then is compared, too."""
    story = soft({**WEB, GONE: [*[answer(503)] * 3, SORRY]}, SORRY)
    assert story.rows[GONE].notes == (Note.FLAKY, Note.SOFT_404)
    assert PROBE in story.asked[-1].fetch.url


def test_an_origin_that_ends_before_its_question_is_left_alone() -> None:
    """Who asked to be left alone is not asked for nothing."""
    web = {**WEB, A: answer(429, ("retry-after", "3600"))}
    assert probes(soft(web, SORRY, per_host=1)) == []


def test_pages_at_the_depth_limit_are_read() -> None:
    """They are compared like all others, so that HEAD will not do for them; other sites' pages are checked only."""
    story = soft(WEB, SORRY, depth=1)
    assert GONE in marked(story)
    assert [str(each) for each in story.asked if str(each).startswith("HEAD")] == ["HEAD http://else/"]


def test_a_crawl_that_is_stopped_does_not_ask() -> None:
    """What is over is over."""
    crawl = Crawl([SITE], Policy(obey_robots=False, soft_404=True))
    crawl.feed(Visit(next_fetch(crawl), status=200, content_type="text/html", sketch=b"12345678"), 0.0)
    probe = next_fetch(crawl)
    crawl.stop(Reason.INTERRUPTED)
    crawl.feed(Visit(probe, failure=Reason.WORKER_LOST), 0.0)
    assert marked(Story({row.url: row for row in crawl.results()}, crawl.summary(), [], 0.0)) == set()


def test_local_files_are_not_asked() -> None:
    """A folder says of what it has not that it has it not."""
    index = "https://files.invalid/index.html"
    assert probes(soft({index: SORRY}, SORRY, index, root="/tmp")) == []  # noqa: S108 - nothing is written
