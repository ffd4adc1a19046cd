"""Laws of the second look: what failed in passing is asked for once more when all else is done."""

from __future__ import annotations

import pytest

from sixlegs.crawl import Crawl
from sixlegs.model import Done, Failure, Kind, Note, Policy, Reason, Response, Verdict, Visit, Wait
from tests.unit.build import answer, crawled, fails, html, moved, next_fetch, next_wait, page

SITE = "http://site/"
A, B = SITE + "a", SITE + "b"
DOWN = [answer(503)] * 3  # for as long as the retries go


@pytest.mark.parametrize(
    "failures",
    [
        [answer(429)] * 3,
        DOWN,
        [fails(Reason.RESET)] * 3,
        [fails(Reason.REFUSED)] * 3,
        [fails(Reason.TRUNCATED)] * 3,
        [fails(Reason.TIMEOUT)] * 2,
    ],
)
def test_what_works_at_the_second_look_is_ok_and_flaky(failures: list[Response | Failure]) -> None:
    """Whatever the retries are for, when it works at the end of the crawl it is ok, with a note, and counted."""
    story = crawled({SITE: page("a"), A: [*failures, page("b")], B: page()}, obey_robots=False)
    assert (story.reason(A), story.rows[A].notes) == (Reason.OK, (Note.FLAKY,))
    assert story.rows[A].tries == len(failures) + 1
    assert (story.summary.flaky, story.summary.complete) == (1, True)
    assert (story.reason(B), story.rows[B].notes) == (Reason.OK, ())


def test_it_comes_when_nothing_else_is_left() -> None:
    """All other pages are asked for before, and it is not earlier than another back-off."""
    web = {SITE: page("a", "1"), A: [*DOWN, page()]} | {f"{SITE}{n}": page(str(n + 1)) for n in range(1, 20)}
    story = crawled(web, obey_robots=False, takes=1.0, backoff=2.0)
    assert story.requests[-1] == f"GET {A}"
    third, last = story.times(A)[-2:]
    assert last - third >= 1.0 + 0.75 * 8
    assert last >= max(each.at for each in story.asked[:-1]) + 1.0


def test_what_fails_again_is_judged_by_that() -> None:
    """One more request, and the last answer stands, without a note; it is not tried a fifth time."""
    story = crawled({SITE: page("a", "b"), A: [*DOWN, fails(Reason.RESET)], B: [*DOWN, answer(404)]}, obey_robots=False)
    assert (story.reason(A), story.reason(B)) == (Reason.RESET, Reason.NOT_FOUND)
    assert (len(story.times(A)), len(story.times(B))) == (4, 4)
    assert {story.rows[url].notes for url in (A, B)} == {()}
    assert story.summary.flaky == 0


def test_a_timeout_s_second_look_has_no_retries() -> None:
    """However many retries are left of a timeout, which gets one only, the second look is the last."""
    story = crawled({SITE: page("a"), A: [*[fails(Reason.TIMEOUT)] * 2, answer(503)]}, obey_robots=False, retries=9)
    assert (story.reason(A), len(story.times(A))) == (Reason.SERVER_ERROR, 3)


@pytest.mark.parametrize("policy", [{"retries": 0}, {"second_look": False}])
def test_it_can_be_turned_off(policy: dict[str, int]) -> None:
    """Who wants no retries, or says so, gets no second look."""
    story = crawled({SITE: page("a"), A: answer(503)}, obey_robots=False, **policy)
    assert (story.reason(A), len(story.times(A))) == (Reason.SERVER_ERROR, 1 + policy.get("retries", 2))


@pytest.mark.parametrize("reply", [answer(404), answer(500), fails(Reason.TLS), answer(429, ("retry-after", "3600"))])
def test_what_would_be_the_same_is_not_asked_again(reply: Response | Failure) -> None:
    """Only what retries are for gets a second look."""
    story = crawled({SITE: page("a"), A: reply}, obey_robots=False)
    assert len(story.times(A)) == 1


def test_an_origin_that_never_answered_is_not_asked_again() -> None:
    """A dead host is no matter of a moment: neither one that was given up, nor one that had few links."""
    web = {SITE: page("http://dead/1", *[f"http://gone/{n}" for n in range(9)]), "http://dead/1": fails(Reason.REFUSED)}
    web |= {f"http://gone/{n}": fails(Reason.RESET) for n in ("", *range(9))}
    story = crawled(web, obey_robots=False)
    assert (story.reason("http://dead/1"), len(story.times("http://dead/1"))) == (Reason.REFUSED, 3)
    assert {row.reason for url, row in story.rows.items() if "gone" in url} == {Reason.RESET}
    assert len([each for each in story.asked if "gone" in each.fetch.url]) < 27


def test_whether_the_origin_answers_before_or_after_makes_no_difference() -> None:
    """What was reset before its origin's first answer gets its second look, too."""
    story = crawled({SITE: [*[fails(Reason.RESET)] * 3, page()], A: page()}, SITE, A, obey_robots=False, per_host=1)
    assert (story.reason(SITE), story.rows[SITE].notes) == (Reason.OK, (Note.FLAKY,))


def test_one_at_a_time_is_asked_of_an_origin() -> None:
    """The second look begins with one request to each origin; more go out at a time as answers come."""
    names = [f"{SITE}{n}" for n in range(20)]
    story = crawled({name: [*DOWN, page()] for name in names}, *names, obey_robots=False, takes=1.0, per_host=9)
    begun = [each.at for each in story.asked[-20:]]
    at_once = [sum(at <= other < at + 1.0 for other in begun) for at in begun]
    assert (at_once[:3], max(at_once) > 2) == ([1, 1, 1], True)


def test_links_of_a_page_that_worked_at_last_are_followed() -> None:
    """They are links like any other, with a second look of their own."""
    web = {SITE: [*DOWN, page("a")], A: [*DOWN, page("b")], B: page()}
    story = crawled(web, obey_robots=False)
    assert {url: row.notes for url, row in story.rows.items()} == {SITE: (Note.FLAKY,), A: (Note.FLAKY,), B: ()}
    assert {row.verdict for row in story.rows.values()} == {Verdict.OK}
    assert story.summary.flaky == 2


def test_the_note_goes_along_with_a_redirect_and_with_fragments() -> None:
    """All rows that came by what was flaky say so, once, however they ended."""
    web = {SITE: page("a", "b#here", "b#gone"), A: [*DOWN, moved("/b")], B: [*DOWN, html("<p id=here>")]}
    story = crawled(web, obey_robots=False)
    assert story.rows[A].notes == (Note.FLAKY, Note.REDIRECTED)
    assert story.rows[B + "#here"].notes == (Note.FLAKY,)
    assert (story.reason(B + "#gone"), story.rows[B + "#gone"].notes) == (Reason.FRAGMENT_MISSING, (Note.FLAKY,))
    assert story.summary.flaky == 3


def test_a_redirect_that_was_flaky_is_noted_where_it_leads_to_what_is_not() -> None:
    """The row of the link has the note, and that of the page has not; a URL that is never asked for has none."""
    story = crawled({SITE: page("a", "b", "mailto:x"), A: [*DOWN, moved("/b")], B: page()}, obey_robots=False)
    assert (story.rows[A].notes, story.rows[B].notes) == ((Note.REDIRECTED, Note.FLAKY), ())
    assert story.summary.flaky == 1


def test_a_crawl_that_is_stopped_judges_by_what_was_met() -> None:
    """What waits for its second look, and what has it under way, is judged by its last answer and not skipped."""
    crawl = Crawl([A, B], Policy(obey_robots=False, retries=1, backoff=1.0, per_host=1))
    now = 0.0
    for _ in range(4):
        while isinstance(order := crawl.next(now), Wait):
            now += order.seconds or 0.0
        assert not isinstance(order, Done)
        crawl.feed(Visit(order, status=503), now)
    now += 10.0
    out = next_fetch(crawl, now)
    crawl.stop(Reason.INTERRUPTED)
    assert {row.reason for row in crawl.results()} == {Reason.SERVER_ERROR}
    crawl.feed(Visit(out, status=200), now)
    assert sorted(row.reason for row in crawl.results()) == [Reason.OK, Reason.SERVER_ERROR]
    assert crawl.next(now) == Done()


def test_what_fails_to_the_last_retry_after_the_stop_is_judged() -> None:
    """There is no second look any more to wait for."""
    crawl = Crawl([A], Policy(obey_robots=False, retries=1, backoff=1.0))
    crawl.feed(Visit(next_fetch(crawl), status=503), 0.0)
    order = next_fetch(crawl, next_wait(crawl, 0.0) or 0.0)
    crawl.stop(Reason.INTERRUPTED)
    crawl.feed(Visit(order, status=503), 9.0)
    assert [row.reason for row in crawl.results()] == [Reason.SERVER_ERROR]


def test_an_origin_that_ends_meanwhile_is_left_alone() -> None:
    """Where one second look meets a request to stay away, the others are judged by what they met before."""
    stay_away = answer(429, ("retry-after", "3600"))
    web = {SITE: page("a", "b"), A: [*DOWN, stay_away], B: [*[fails(Reason.RESET)] * 3, page()]}
    story = crawled(web, obey_robots=False, per_host=1)
    assert (story.reason(A), story.reason(B)) == (Reason.RATE_LIMITED, Reason.RESET)
    assert (len(story.times(A)), len(story.times(B))) == (4, 3)


def test_an_origin_that_ended_before_is_left_alone() -> None:
    """Who asked to be left alone while something waited for its second look is not asked again."""
    web = {SITE: page("a", "1"), A: DOWN, f"{SITE}9": answer(429, ("retry-after", "3600"))}
    web |= {f"{SITE}{n}": page(str(n + 1)) for n in range(1, 9)}
    story = crawled(web, obey_robots=False, takes=1.0)
    assert (story.reason(A), len(story.times(A))) == (Reason.SERVER_ERROR, 3)


def test_robots_txt_has_no_second_look() -> None:
    """It is no link; what it forbids by failing is skipped, and not called broken."""
    story = crawled({SITE + "robots.txt": answer(503)})
    assert [each.fetch.kind for each in story.asked] == [Kind.ROBOTS] * 3


def test_a_head_that_was_held_is_asked_again_by_head() -> None:
    """The second look asks as the tries before, and by GET where HEAD is refused now."""
    web = {
        SITE: page("http://other/"),
        "HEAD http://other/": [*[answer(429)] * 3, answer(405)],
        "http://other/": page(),
    }
    story = crawled(web, obey_robots=False)
    assert story.requests[1:] == ["HEAD http://other/"] * 4 + ["GET http://other/"]
    assert story.rows["http://other/"].notes == (Note.FLAKY,)


def test_a_text_that_is_looked_for_at_the_second_look_counts() -> None:
    """A page that is read again for a text that a link names, and fails in passing, is read once more."""
    link = B + "#:~:text=here"
    web = {SITE: page("b", "a"), B: [page(), answer(503), answer(503), html("<p>else")], A: page(link)}
    story = crawled(web, obey_robots=False, per_host=1)
    assert (story.reason(link), len(story.times(B))) == (Reason.OK, 4)
    assert Note.TEXT_MISSING in story.rows[link].notes


def test_silence_is_not_waited_for_again_and_again() -> None:
    """Where two second looks in a row take a whole deadline, the origin's other timeouts stand; other faults do not."""
    names = [f"{SITE}{n}" for n in range(8)]
    web: dict[str, object] = {SITE: page(*names, "a"), A: [*DOWN, page()]}
    web |= dict.fromkeys(names, fails(Reason.TIMEOUT))
    story = crawled(web, obey_robots=False, per_host=1)
    assert sorted(len(story.times(name)) for name in names) == [2] * 6 + [3] * 2
    assert {story.reason(name) for name in names} == {Reason.TIMEOUT}
    assert (story.reason(A), story.rows[A].notes) == (Reason.OK, (Note.FLAKY,))


def test_an_answer_between_makes_silence_worth_another_wait() -> None:
    """Only deadlines in a row count."""
    timeouts = [fails(Reason.TIMEOUT)] * 2
    names = [f"{SITE}{n}" for n in range(6)]
    web = {name: [*timeouts, page()] if n % 2 else fails(Reason.TIMEOUT) for n, name in enumerate(names)}
    story = crawled({**web, SITE: page(*names)}, obey_robots=False, per_host=1, backoff=1e-9, takes=1.0)
    assert {len(story.times(name)) for name in names} == {3}
    assert story.summary.flaky == 3


def test_the_silence_of_one_origin_is_not_another_s() -> None:
    """What waits elsewhere has its second look, whoever is silent meanwhile."""
    silent = [f"{SITE}{n}" for n in range(4)]
    web = {SITE: page(*silent), "http://other/": [*DOWN, page("/a")], "http://other/a": page()}
    story = crawled({**web, **dict.fromkeys(silent, fails(Reason.TIMEOUT))}, SITE, "http://other/", per_host=1)
    assert sorted(len(story.times(name)) for name in silent) == [2, 2, 3, 3]
    assert (story.rows["http://other/"].notes, story.reason("http://other/a")) == ((Note.FLAKY,), Reason.OK)
