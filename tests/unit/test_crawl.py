"""Laws of the course of a crawl: when what is asked, what is asked again, and how it ends."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sixlegs.crawl import Crawl
from sixlegs.model import Done, Edge, Failure, Kind, Link, Policy, Reason, Response, Verdict, Visit, Wait
from sixlegs.page import examine
from sixlegs.robots import DOUBTFUL, UNREACHED
from sixlegs.timed import TimedCrawl
from tests.unit.build import answer, crawled, fails, html, moved, next_fetch, next_wait, page, robots

SITE = "http://site/"
NO_ROBOTS = Policy(obey_robots=False)


# laws of the machine


def test_the_edges_are_the_links_and_redirects_that_were_read() -> None:
    """An edge is there once, however often a page says it; no login is in it; unread pages lead nowhere."""
    crawl = Crawl([SITE], NO_ROBOTS)
    crawl.feed(examine(next_fetch(crawl), page("/a", "/a#x", "http://me:secret@else/")), 0.0)
    crawl.feed(examine(next_fetch(crawl), moved("/b", 301)), 0.0)
    assert list(crawl.edges()) == [
        Edge(SITE, SITE + "a"),
        Edge(SITE, "http://else/"),
        Edge(SITE + "a", SITE + "b", redirect=True),
    ]


def test_each_url_is_asked_once_and_then_it_is_done() -> None:
    """A page that links to itself and to another, twice, costs two requests; Done is final."""
    crawl = Crawl([SITE], NO_ROBOTS)
    crawl.feed(examine(next_fetch(crawl), page("/", "/a", "/a", "#")), 0.0)
    crawl.feed(examine(next_fetch(crawl), page("/a", "/")), 0.0)
    assert [crawl.next(0.0), crawl.next(9.0)] == [Done(), Done()]


def test_a_wait_without_end_means_that_something_is_out() -> None:
    """While the only request is out there is nothing to do but to wait for it."""
    crawl = Crawl([SITE], NO_ROBOTS)
    next_fetch(crawl)
    assert crawl.next(0.0) == Wait(None)
    assert crawl.in_flight == 1


def test_no_more_is_out_than_allowed() -> None:
    """With as many requests out as `concurrency` says, nothing starts before one is home."""
    crawl = Crawl(["http://a/", "http://b/"], Policy(obey_robots=False, concurrency=1))
    first = next_fetch(crawl)
    assert crawl.next(0.0) == Wait(None)
    crawl.feed(Visit(first, status=200), 1.0)
    assert next_fetch(crawl, 1.0).url == "http://b/"


def test_children_are_ordered_before_their_parent_is_let_go() -> None:
    """A visit settles its own URL, and what it links to is known by then."""
    crawl = Crawl([SITE], NO_ROBOTS)
    (result,) = crawl.feed(
        examine(next_fetch(crawl), page("/a", "mailto:x"))._replace(links=(Link("http://site/a"),)), 0.0
    )
    assert (result.url, result.verdict) == (SITE, Verdict.OK)
    assert (crawl.known, crawl.settled) == (2, 1)


def test_a_result_is_told_once_when_it_is_settled() -> None:
    """What `feed` gives over a whole crawl is every row once."""
    story = crawled({SITE: page("a", "b#x", "mailto:c"), SITE + "b": page()})
    assert sorted(row.url for row in story.told) == sorted(story.rows)


def test_the_user_s_headers_do_not_follow_a_robots_txt_to_another_origin() -> None:
    """Where a start origin's robots.txt redirects elsewhere, it is asked for there without the user's own headers."""
    secret = ("Authorization", "secret")
    crawl = Crawl([SITE], Policy(headers=(secret,)))
    first = next_fetch(crawl)
    crawl.feed(Visit(first, status=302, redirect="http://elsewhere/robots.txt"), 0.0)
    second = next_fetch(crawl)
    assert (secret in first.headers, second.url, secret in second.headers) == (
        True,
        "http://elsewhere/robots.txt",
        False,
    )


def test_where_nobody_listens_rows_are_made_at_the_end_only() -> None:
    """A crawl that does not stream tells nothing on the way, and everything at the end."""
    crawl = Crawl([SITE], NO_ROBOTS, streams=False)
    assert crawl.feed(examine(next_fetch(crawl), page("/")), 0.0) == []
    assert [row.url for row in crawl.results()] == [SITE]


def test_the_start_urls_have_rows_of_their_own() -> None:
    """What became of each start URL can be asked for, in the order in which they were given."""
    crawl = Crawl(["http://b/", "http://a/"], NO_ROBOTS)
    assert [row.url for row in crawl.start_results()] == ["http://b/", "http://a/"]


def test_a_crawl_counts() -> None:
    """The summary has all requests, those for robots.txt too, the bytes, the connections, and a count per verdict."""
    web = {SITE: page("a", "b")._replace(opened=1), SITE + "b": page()}
    story = crawled(web)
    assert story.summary.requests == len(story.asked) == 4
    assert story.summary.bytes == len(page("a", "b").body)
    assert story.summary.connections == 1
    assert {verdict: count for verdict, count in story.summary.counts.items() if count} == {"ok": 2, "broken": 1}
    assert (story.summary.complete, story.summary.stopped_by) == (True, None)


def test_origins_take_turns() -> None:
    """A site with many links to one host does not keep those to another waiting."""
    web = {SITE: page(*[f"http://rich/{number}" for number in range(9)], "http://poor/")}
    story = crawled(web, obey_robots=False, per_host=1)
    assert story.requests[2] == "HEAD http://poor/"


@pytest.mark.parametrize("most", [1, 3])
def test_no_host_has_more_in_flight_than_its_limit(most: int) -> None:
    """However much may be out at once, of one origin it is no more than `per_host`."""
    crawl = Crawl([SITE], Policy(obey_robots=False, per_host=most))
    crawl.feed(examine(next_fetch(crawl), page(*map(str, range(9)))), 0.0)
    for _ in range(most):
        next_fetch(crawl)
    assert crawl.next(0.0) == Wait(None)


def test_a_delay_lies_between_requests() -> None:
    """With a delay there is one request at a time, and the delay counts from the end of one."""
    story = crawled({SITE: page("a", "b")}, takes=1.0, delay=5.0, obey_robots=False, depth=1)
    assert [each.at for each in story.asked[:2]] == [0.0, 6.0]
    assert story.summary.requests == 5  # `a` and `b` are asked by HEAD, and then by GET
    assert story.ended == 25.0


# what is asked, and how


def test_a_page_is_got_and_a_leaf_is_headed() -> None:
    """Where only the status is wanted, HEAD is enough."""
    web = {SITE: page("a", "http://other/"), "http://other/": page()}
    story = crawled(web | {SITE + "a": page()}, depth=1)
    assert sorted(story.requests) == ["GET http://site/", "HEAD http://other/", "HEAD http://site/a"]


@pytest.mark.parametrize(
    "reply",
    [
        answer(400),
        answer(403),
        answer(404),
        answer(405),
        answer(500),
        answer(501),
        answer(999),
        answer(100),
        fails(Reason.TIMEOUT),
        fails(Reason.RESET),
        fails(Reason.PROTOCOL),
        fails(Reason.TRUNCATED),
    ],
)
def test_a_head_that_is_refused_is_asked_again_by_get(reply: Response | Failure) -> None:
    """No link is broken because its server does not like HEAD."""
    web = {SITE: page("http://other/"), "HEAD http://other/": reply, "http://other/": page()}
    story = crawled(web)
    assert story.requests[1:] == ["HEAD http://other/", "GET http://other/"]
    assert story.rows["http://other/"].verdict is Verdict.OK
    assert story.rows["http://other/"].tries == 2


@pytest.mark.parametrize("status", [405, 501])
def test_a_host_that_knows_no_head_is_not_asked_it_again(status: int) -> None:
    """What one URL showed of the host is remembered for the others."""
    web = {SITE: page("http://other/1", "http://other/2"), "HEAD http://other/1": answer(status)}
    story = crawled(web, per_host=1)
    assert "HEAD http://other/2" not in story.requests
    assert "GET http://other/2" in story.requests


def test_a_head_that_failed_for_one_url_is_not_held_against_the_host() -> None:
    """A 404 to HEAD says nothing of the next URL."""
    story = crawled({SITE: page("http://other/1", "http://other/2")}, per_host=1)
    assert "HEAD http://other/2" in story.requests


def test_a_leaf_that_turns_out_to_be_a_page_is_asked_again() -> None:
    """What was checked at the depth limit is read when a shorter way to it is found."""
    crawl = Crawl([SITE], Policy(obey_robots=False, depth=2))
    crawl.feed(examine(next_fetch(crawl), page("a", "slow")), 0.0)
    first, slow = next_fetch(crawl), next_fetch(crawl)
    crawl.feed(examine(first, page("b")), 0.0)
    leaf = next_fetch(crawl)
    assert (leaf.url, leaf.kind) == (SITE + "b", Kind.CHECK)
    crawl.feed(Visit(leaf, status=200), 0.0)
    assert next_wait(crawl) is None
    crawl.feed(examine(slow, moved("b")), 0.0)
    again = next_fetch(crawl)
    assert again == leaf._replace(kind=Kind.PAGE, method="GET")


def test_a_leaf_whose_fragment_is_asked_for_is_read() -> None:
    """A page that was only checked is read as soon as a link names a place on it."""
    web = {SITE: page("a", "b"), SITE + "a": page(), SITE + "b": moved("a#x")}
    story = crawled(web, depth=1, per_host=1)
    assert story.requests[1:] == ["HEAD http://site/a", "HEAD http://site/b", "GET http://site/a"]
    assert story.reason(SITE + "b") is Reason.FRAGMENT_MISSING


def test_a_leaf_that_is_out_when_its_body_is_wanted_is_asked_again() -> None:
    """That a HEAD was already under way loses nothing."""
    crawl = Crawl([SITE], Policy(obey_robots=False, depth=1))
    crawl.feed(examine(next_fetch(crawl), page("a", "b")), 0.0)
    leaf, other = next_fetch(crawl), next_fetch(crawl)
    crawl.feed(examine(other, moved("a#x")), 0.0)
    crawl.feed(Visit(leaf, status=200), 0.0)
    assert next_fetch(crawl) == leaf._replace(method="GET", kind=Kind.PAGE)


def test_the_user_s_headers_are_for_the_start_origins_only() -> None:
    """What may be a secret is sent to no other scheme, host or port, not even after a redirect."""
    web = {
        SITE: page("/a", "http://site:81/", "https://site/", "http://other/"),
        SITE + "a": moved("http://other/b"),
        "http://two/": page(),
    }
    story = crawled(web, SITE, "http://two/", headers=(("Authorization", "secret"),), user_agent="me")
    for each in story.asked:
        ours = each.fetch.url.startswith((SITE, "http://two/"))
        assert (("Authorization", "secret") in each.fetch.headers) is ours
        assert ("User-Agent", "me") in each.fetch.headers


def test_user_information_is_masked_and_never_sent() -> None:
    """A URL with a password in it is asked for without, and reported without."""
    web = {
        SITE: page("http://me:secret@site/a", "//me:secret@other/"),
        SITE + "a": moved("http://me:secret@other/b"),
        "http://site/robots.txt": moved("http://me:secret@other/robots.txt"),
    }
    story = crawled(web, "http://me:secret@site/")
    assert "http://site/robots.txt" in [each.fetch.url for each in story.asked]
    assert all("secret" not in each.fetch.url for each in story.asked)
    assert "http://***@site/a" in story.rows
    for row in story.rows.values():
        assert "secret" not in repr((row.url, row.detail, row.final_url, row.redirects))
        assert "secret" not in repr([(referrer.page, referrer.link.raw) for referrer in row.referrers])


def test_bounds_and_parser_travel_with_the_order() -> None:
    """What the worker has to keep to is written on the order."""
    policy = Policy(timeout=7.0, parser="lxml")
    order = next_fetch(Crawl([SITE], policy))
    assert (order.deadline, order.parser, order.limits) == (7.0, "lxml", policy.limits)


# trying again


@pytest.mark.parametrize("reply", [answer(503), answer(502), fails(Reason.RESET), fails(Reason.REFUSED)])
def test_a_retry_costs_no_worker_only_time(reply: Response | Failure) -> None:
    """A passing fault is asked again after the backoff, and meanwhile nothing sleeps and other URLs go."""
    crawl = Crawl(["http://a/", "http://b/"], Policy(obey_robots=False, backoff=5.0))
    first, second = next_fetch(crawl), next_fetch(crawl)
    assert crawl.feed(examine(first, reply), 1.0) == []
    assert len(crawl.feed(Visit(second, status=200), 1.0)) == 1
    wait = next_wait(crawl, 1.0)
    assert wait is not None
    assert 3.75 <= wait <= 6.25
    assert crawl.in_flight == 0
    assert next_fetch(crawl, 1.0 + wait) == first


def test_what_fails_to_the_end_has_failed() -> None:
    """After the last retry the last answer stands, and all exchanges are counted."""
    story = crawled({SITE: answer(503)}, obey_robots=False, retries=2, second_look=False)
    assert story.requests == ["GET http://site/"] * 3
    assert (story.reason(SITE), story.rows[SITE].tries) == (Reason.SERVER_ERROR, 3)


def test_what_comes_back_is_fine() -> None:
    """A 503 and then a page is a page."""
    story = crawled({SITE: [answer(503), page("a")], SITE + "a": page()}, obey_robots=False)
    assert {row.verdict for row in story.rows.values()} == {Verdict.OK}


@pytest.mark.parametrize(
    "header",
    [("retry-after", "30"), ("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT")],
)
def test_retry_after_holds_back_the_whole_host(header: tuple[str, str]) -> None:
    """A host that says when to come back is asked for nothing before, other URLs included."""
    date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT")
    web = {SITE: page("a", "b"), SITE + "a": [answer(429, date, header), page()], SITE + "b": page()}
    story = crawled(web, per_host=1, obey_robots=False)
    assert story.times(SITE + "a") == [0.0, 30.0]
    assert story.times(SITE + "b") == [30.0]


def test_retry_after_holds_back_the_host_even_if_nothing_is_tried_again() -> None:
    """That the user wants no retries is no leave to press on."""
    web = {SITE: page("a", "b"), SITE + "a": answer(429, ("retry-after", "30")), SITE + "b": page()}
    story = crawled(web, per_host=1, obey_robots=False, retries=0)
    assert story.times(SITE + "b") == [30.0]


def test_a_head_that_met_load_waits_as_it_was_told() -> None:
    """Retry-After speaks of load and not of the method: no GET follows at once."""
    web = {SITE: page("http://other/"), "http://other/": [answer(503, ("retry-after", "9")), page()]}
    story = crawled(web, obey_robots=False)
    assert story.times("http://other/") == [0.0, 9.0]
    assert story.requests[1:] == ["HEAD http://other/"] * 2


@pytest.mark.parametrize(("status", "reason"), [(429, Reason.RATE_LIMITED), (503, Reason.SERVER_ERROR)])
def test_a_retry_after_that_is_too_long_is_an_answer(status: int, reason: Reason) -> None:
    """Nobody waits an hour for a link, nor does the rest of the host."""
    web = {SITE: page("a", "b"), SITE + "a": answer(status, ("retry-after", "3600")), SITE + "b": page()}
    story = crawled(web, per_host=1, obey_robots=False)
    assert (story.reason(SITE + "a"), story.rows[SITE + "a"].tries) == (reason, 1)
    assert story.ended == 0.0


def test_a_rate_limit_that_is_too_long_stops_the_questions() -> None:
    """Where 429 asks for an hour, the rest of the host is not asked, and is reported as blocked."""
    web = {SITE: page("a", "b", "c"), SITE + "a": answer(429, ("retry-after", "3600"))}
    story = crawled(web, per_host=1, obey_robots=False)
    assert story.requests == ["GET http://site/", "GET http://site/a"]
    assert {story.rows[SITE + name].verdict for name in "abc"} == {Verdict.BLOCKED}


def test_an_accepted_status_is_no_reason_to_stop() -> None:
    """Who accepts 429 takes it for an answer, whatever it asks for."""
    web = {SITE: page("a", "b"), SITE + "a": answer(429, ("retry-after", "3600")), SITE + "b": page()}
    story = crawled(web, per_host=1, obey_robots=False, accept=frozenset({200, 429}))
    assert {row.verdict for row in story.rows.values()} == {Verdict.OK}


def test_a_refused_head_uses_up_no_retry() -> None:
    """GET has all the tries to itself."""
    web = {SITE: page("http://other/"), "HEAD http://other/": answer(403), "http://other/": answer(502)}
    story = crawled(web, obey_robots=False, retries=2, second_look=False)
    assert story.requests[1:] == ["HEAD http://other/"] + ["GET http://other/"] * 3


def test_a_server_that_is_overrun_is_asked_again_with_less_at_once() -> None:
    """A timeout of an origin that has answered is tried again, when fewer requests are out there."""
    crawl = Crawl([SITE], Policy(obey_robots=False, per_host=4))
    crawl.feed(examine(next_fetch(crawl), page(*"abcdefgh")), 0.0)
    for order in [next_fetch(crawl) for _ in range(4)]:
        crawl.feed(Visit(order, failure=Reason.TIMEOUT), 20.0)
    assert next_fetch(crawl, 30.0).url in {SITE + name for name in "abcd"}
    assert crawl.next(30.0) == Wait(None)


def test_a_silent_host_costs_two_deadlines() -> None:
    """However many links lead to a host that never answers, and whether it is asked for robots.txt or not."""
    dead = {f"http://dead/{number}": fails(Reason.TIMEOUT) for number in range(50)}
    web = {
        SITE: page(*dead),
        "http://dead/robots.txt": fails(Reason.TIMEOUT),
        "http://dead/": fails(Reason.TIMEOUT),
    } | dead
    for obey in (True, False):
        story = crawled(web, obey_robots=obey, per_host=1, takes=20.0)
        assert len([each for each in story.asked if "dead" in each.fetch.url]) == 2
        assert {row.verdict for url, row in story.rows.items() if url != SITE} == {Verdict.TIMEOUT}


@pytest.mark.parametrize(("reason", "count"), [(Reason.TIMEOUT, 3), (Reason.RESET, 6)])
@pytest.mark.parametrize("per_host", [1, 8])
def test_pages_that_fail_do_not_end_their_host(reason: Reason, count: int, per_host: int) -> None:
    """Where nobody asked for robots.txt, the front page says whether anybody is there; the others are then asked."""
    bad = {f"http://host/{number}": fails(reason) for number in range(count)}
    web = {SITE: page(*bad, "http://host/good"), **bad, "http://host/good": page()}
    story = crawled(web, obey_robots=False, per_host=per_host, takes=20.0)
    assert story.reason("http://host/good") is Reason.OK
    assert {story.reason(url) for url in bad} == {reason}
    assert story.requests.count("GET http://host/") <= 1


@pytest.mark.parametrize("front", [fails(Reason.RESET, "words"), fails(Reason.INTERNAL)])
def test_a_host_whose_front_page_is_as_silent_as_its_pages_is_given_up(front: Failure) -> None:
    """It, or trouble of our own with it, is no sign of life."""
    dead = {f"http://dead/{number}": fails(Reason.RESET) for number in range(50)}
    story = crawled({SITE: page(*dead), **dead, "http://dead/": front}, obey_robots=False, per_host=1)
    assert {story.reason(url) for url in dead} == {Reason.RESET}
    assert len(story.requests) == (1 + 4 + 1 if front.reason is Reason.RESET else 1 + 4 + 1 + 1)


def test_the_front_page_may_be_asked_for_and_asked_about_at_once() -> None:
    """A start page that is late once is read at its second try, whoever was told first that its server lives."""
    for takes in (0.0, 20.0):
        story = crawled({SITE: [fails(Reason.TIMEOUT), page("a")]}, obey_robots=False, takes=takes)
        assert (story.reason(SITE), story.reason(SITE + "a")) == (Reason.OK, Reason.NOT_FOUND)


def test_a_front_page_is_not_asked_for_where_its_host_was_given_up() -> None:
    """A failed connection may say sooner that nobody is there."""
    web = {f"http://dead/{number}": fails(Reason.RESET if number < 4 else Reason.DNS) for number in range(9)}
    crawl = Crawl(list(web), Policy(obey_robots=False, per_host=5, retries=0))
    for order in [next_fetch(crawl) for _ in range(5)]:
        crawl.feed(examine(order, web[order.url]), 0.0)
    assert crawl.next(0.0) == Done()
    assert {row.reason for row in crawl.results()} == {Reason.RESET, Reason.DNS}


def test_the_order_of_a_lost_worker_goes_out_again() -> None:
    """A URL whose worker died is given to another, at once and without counting as a try."""
    story = crawled({SITE: [fails(Reason.WORKER_LOST), fails(Reason.WORKER_LOST), page()]}, obey_robots=False)
    assert (story.reason(SITE), story.rows[SITE].tries, story.ended) == (Reason.OK, 1, 0.0)


def test_a_url_that_kills_its_workers_is_an_error() -> None:
    """After the third worker it is the URL's fault."""
    story = crawled({SITE: page("a"), SITE + "a": fails(Reason.WORKER_LOST, "signal 9")}, obey_robots=False)
    assert story.requests[1:] == ["GET http://site/a"] * 3
    assert story.rows[SITE + "a"].verdict is Verdict.ERROR
    assert story.rows[SITE + "a"].detail == "signal 9"


def test_a_page_that_waits_for_its_cookie_is_blocked() -> None:
    """A redirect to itself that sets a cookie is no broken link; one that sets none is."""
    cookie = Response(302, (("location", "/"), ("set-cookie", "seen=1")))
    assert crawled({SITE: cookie}, obey_robots=False).rows[SITE].verdict is Verdict.BLOCKED
    assert crawled({SITE: moved("/")}, obey_robots=False).rows[SITE].verdict is Verdict.BROKEN


def test_what_breaks_after_it_was_ok_names_all_places() -> None:
    """A HEAD that was fine and a GET that is not: no place was let go in between, as long as there could be one."""
    web = {
        SITE: page("a", "b", "c"),
        SITE + "a": page("leaf"),
        SITE + "b": page("leaf"),
        SITE + "c": moved("/d"),
        SITE + "d": page("leaf#x"),
        "HEAD http://site/leaf": answer(200),
        SITE + "leaf": answer(404),
    }
    row = crawled(web, obey_robots=False, depth=2, per_host=1).rows[SITE + "leaf"]
    assert (row.reason, len(row.referrers), row.referrer_count) == (Reason.NOT_FOUND, 2, 2)


# hosts that are not there


@pytest.mark.parametrize("reason", [Reason.DNS, Reason.NO_ROUTE])
def test_a_host_that_cannot_be_reached_is_given_up(reason: Reason) -> None:
    """After five failed connections in a row, the rest of the links get what those met, without being asked."""
    dead = {f"http://dead/{number}": fails(reason, "nobody") for number in range(50)}
    web = {SITE: page(*dead), **dead}
    story = crawled(web, obey_robots=False, per_host=1)
    assert len(story.requests) == 1 + 5
    rows = [row for url, row in story.rows.items() if url != SITE]
    assert {(row.reason, row.detail) for row in rows} == {(reason, "nobody")}


def test_to_give_up_a_host_takes_no_time() -> None:
    """The delay between requests is not waited for where there is no request."""
    dead = {f"http://dead/{number}": fails(Reason.DNS) for number in range(50)}
    web = {SITE: page(*dead), **dead}
    assert crawled(web, obey_robots=False, delay=10.0).ended == 40.0


def test_a_host_given_up_does_not_wait_out_an_old_pause() -> None:
    """What it asked for before, a short wait and a retry with it, is of no matter then."""
    rows = {f"{SITE}{number}": answer(429, ("retry-after", "3600")) for number in range(9)}
    web = {SITE: page(*rows), **rows, f"{SITE}0": answer(429, ("retry-after", "15"))}
    story = crawled(web, obey_robots=False, per_host=2)
    assert story.ended == 0.0
    assert {story.reason(url) for url in rows} == {Reason.RATE_LIMITED}


def test_links_met_after_a_host_was_given_up_are_not_asked() -> None:
    """A link to a host that is known to be dead is judged at once."""
    web = {
        SITE: page("http://dead/1", "a"),
        SITE + "a": page("http://dead/2"),
        "http://dead/robots.txt": fails(Reason.DNS),
    }
    story = crawled(web, per_host=1)
    assert story.times("http://dead/robots.txt") == [0.0]
    assert story.reason("http://dead/2") is Reason.DNS


NO_NAME_SERVER = Failure(Reason.DNS, "no name server", passing=True)


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("obey", [True, False])
def test_a_name_server_that_is_away_for_a_while_costs_no_host(times: int, *, obey: bool) -> None:
    """The look-up is tried again, and once more at the end; what is found then counts."""
    first = "http://site/robots.txt" if obey else SITE
    web = {SITE: page(), "http://site/robots.txt": robots("")}
    again = {first: [*[NO_NAME_SERVER] * times, web[first]]}
    assert crawled(web | again, obey_robots=obey).reason(SITE) is Reason.OK


def test_a_name_server_that_stays_away_is_said_to() -> None:
    """After the retries and the look at the end; without these at once."""
    web = {"http://site/robots.txt": NO_NAME_SERVER}
    for options, tries in (({}, 4), ({"second_look": False}, 3), ({"retries": 0}, 1)):
        story = crawled(web, **options)
        assert (story.reason(SITE), story.rows[SITE].detail) == (Reason.DNS, "no name server")
        assert len(story.times("http://site/robots.txt")) == tries


# robots.txt


def test_nothing_is_asked_before_robots_txt() -> None:
    """The first URL of an origin orders its robots.txt, once, and all wait for it."""
    crawl = Crawl([SITE, SITE + "a"], Policy())
    order = next_fetch(crawl)
    assert (order.url, order.method, order.kind) == ("http://site/robots.txt", "GET", Kind.ROBOTS)
    assert crawl.next(0.0) == Wait(None)
    crawl.feed(Visit(order, status=404), 0.0)
    assert [next_fetch(crawl).url, next_fetch(crawl).url] == [SITE, SITE + "a"]


def test_what_robots_forbid_is_skipped() -> None:
    """A link that robots.txt denies is not asked for; a start URL no less."""
    web = {"http://site/robots.txt": robots("User-agent: *\nDisallow: /no"), SITE: page("no", "yes", "no/2")}
    story = crawled(web, SITE, SITE + "no/start")
    assert not [each for each in story.requests if "/no" in each]
    assert {story.reason(SITE + url) for url in ("no", "no/2", "no/start")} == {Reason.ROBOTS}


def test_robots_may_be_ignored() -> None:
    """Who is told not to ask for robots.txt does not."""
    assert crawled({SITE: page()}, obey_robots=False).summary.requests == 1


def test_robots_txt_itself_can_be_linked_to() -> None:
    """A link to robots.txt is a link like another."""
    web = {SITE: page("robots.txt"), "http://site/robots.txt": robots("User-agent: *\nDisallow: /x")}
    assert crawled(web).reason(SITE + "robots.txt") is Reason.OK


def test_a_robots_txt_with_a_server_error_denies_all() -> None:
    """After the retries the origin's links are skipped, and say why."""
    story = crawled({"http://site/robots.txt": answer(500)})
    assert (story.reason(SITE), story.requests) == (Reason.ROBOTS_UNAVAILABLE, [])


@pytest.mark.parametrize("reason", sorted(UNREACHED))
def test_a_robots_txt_whose_host_is_not_reached_is_the_host_s_failure(reason: Reason) -> None:
    """A dead host never looks skipped: all parked links get what robots.txt met, and nothing more is asked."""
    web = {SITE: page("http://dead/1", "http://dead/2#x"), "http://dead/robots.txt": fails(reason, "words")}
    story = crawled(web)
    for url in ("http://dead/1", "http://dead/2#x"):
        assert (story.reason(url), story.rows[url].detail) == (reason, "words")
    assert story.requests == ["GET http://site/"]


@pytest.mark.parametrize("reason", sorted(DOUBTFUL))
def test_a_host_that_is_silent_on_its_front_page_too_is_dead(reason: Reason) -> None:
    """Where robots.txt gets no answer and the front page none either, all parked links get that, not `skipped`."""
    dead = {"http://dead/robots.txt": fails(reason, "words"), "http://dead/": fails(reason, "more words")}
    story = crawled({SITE: page("http://dead/1", "http://dead/2#x"), **dead})
    for url in ("http://dead/1", "http://dead/2#x"):
        assert (story.reason(url), story.rows[url].detail) == (reason, "more words")
    assert set(story.requests) == {"GET http://site/", "GET http://dead/"}


@pytest.mark.parametrize("reason", sorted(DOUBTFUL))
def test_a_host_that_lives_is_not_given_up_for_its_robots_txt(reason: Reason) -> None:
    """Where robots.txt alone gets no answer, it forbids everything (RFC 9309 2.3.1.4), and says why; nothing failed."""
    web = {SITE: answer(200), "http://site/robots.txt": fails(reason, "words")}
    story = crawled(web, SITE + "a")
    assert story.reason(SITE + "a") is Reason.ROBOTS_UNAVAILABLE
    assert "(words)" in story.rows[SITE + "a"].detail
    assert story.requests == ["GET http://site/"]


def test_a_robots_txt_may_be_late_once() -> None:
    """After a timeout the host is asked whether it is there, and robots.txt once more, if retries are wanted."""
    web = {SITE: page(), "http://site/robots.txt": [fails(Reason.TIMEOUT), robots("")]}
    story = crawled(web)
    assert (story.reason(SITE), len(story.times("http://site/robots.txt"))) == (Reason.OK, 2)
    assert crawled(web, retries=0).reason(SITE) is Reason.ROBOTS_UNAVAILABLE


def test_an_answer_to_any_try_is_a_sign_of_life() -> None:
    """A host whose robots.txt answers 503 and then breaks off is there, and is not asked whether it is."""
    story = crawled({"http://site/robots.txt": [answer(503), fails(Reason.RESET)]})
    assert (story.reason(SITE), story.requests) == (Reason.ROBOTS_UNAVAILABLE, [])


@pytest.mark.parametrize("reason", [Reason.INTERNAL, Reason.WORKER_LOST, Reason.NO_DESCRIPTORS])
@pytest.mark.parametrize("elsewhere", [False, True])
def test_trouble_of_our_own_over_robots_txt_is_never_skipped(reason: Reason, *, elsewhere: bool) -> None:
    """Where the question for robots.txt failed on our side, here or where it leads to, all that waited is an error."""
    ours = fails(reason, "words")
    asked = {"http://site/robots.txt": moved("http://other/")} if elsewhere else {}
    story = crawled({"http://other/" if elsewhere else "http://site/robots.txt": ours} | asked, SITE, SITE + "a")
    assert {story.reason(url) for url in (SITE, SITE + "a")} == {reason}
    assert story.rows[SITE].verdict is Verdict.ERROR
    assert story.rows[SITE].detail == "robots.txt could not be asked for (words)"


@pytest.mark.parametrize("reason", [Reason.INTERNAL, Reason.WORKER_LOST])
def test_trouble_of_our_own_is_no_sign_of_life(reason: Reason) -> None:
    """Where the front page could not be asked for, nobody knows if the host is there: that is an error too."""
    story = crawled({"http://site/robots.txt": fails(Reason.RESET), SITE: fails(reason)}, SITE + "a")
    assert story.reason(SITE + "a") is reason


def test_a_host_given_up_while_its_front_page_waits_is_judged() -> None:
    """With many retries the connections give out first; whoever was parked gets their failure."""
    web = {"http://dead/robots.txt": fails(Reason.RESET), "http://dead/": fails(Reason.RESET, "words")}
    story = crawled(web, "http://dead/1", retries=9)
    assert (story.reason("http://dead/1"), story.rows["http://dead/1"].detail) == (Reason.RESET, "words")
    assert len(story.times("http://dead/")) == 5


def test_robots_txt_is_tried_again() -> None:
    """A passing fault of robots.txt does not decide on the whole origin."""
    web = {"http://site/robots.txt": [fails(Reason.RESET), answer(503), robots("")], SITE: page()}
    assert crawled(web).reason(SITE) is Reason.OK


def test_a_worker_lost_over_robots_txt_is_replaced() -> None:
    """Robots orders are looked after like the others."""
    web = {"http://site/robots.txt": [fails(Reason.WORKER_LOST), robots("")], SITE: page()}
    assert crawled(web).reason(SITE) is Reason.OK


def test_an_origin_given_up_while_its_robots_txt_waits_is_judged() -> None:
    """With many retries the connections give out first; whoever was parked gets their failure."""
    web = {SITE: page("http://dead/1"), "http://dead/robots.txt": fails(Reason.REFUSED)}
    story = crawled(web, retries=9)
    assert story.reason("http://dead/1") is Reason.REFUSED
    assert len(story.times("http://dead/robots.txt")) == 5


def test_a_robots_txt_may_be_elsewhere() -> None:
    """Up to five redirects are followed, to other hosts too (RFC 9309 2.3.1.2), and the rules are for the first."""
    web = {f"http://site/{number}.txt": moved(f"/{number + 1}.txt") for number in range(1, 4)}
    web |= {
        "http://site/robots.txt": moved("/1.txt"),
        "http://site/4.txt": moved("http://other/rules#x"),
        "http://other/rules": robots("User-agent: *\nDisallow: /"),
    }
    assert crawled(web).reason(SITE) is Reason.ROBOTS


def test_a_robots_txt_that_is_too_far_away_is_none() -> None:
    """After the fifth redirect there are no rules."""
    web = {f"http://site/{number}.txt": moved(f"/{number + 1}.txt") for number in range(1, 9)}
    story = crawled(web | {"http://site/robots.txt": moved("/1.txt"), SITE: page()})
    assert [each.fetch.url for each in story.asked][5:] == ["http://site/5.txt", SITE]
    assert story.reason(SITE) is Reason.OK


def test_a_robots_txt_elsewhere_is_asked_at_the_pace_of_that_place() -> None:
    """Where a robots.txt redirects to another origin, it takes its turn among the requests to that one."""
    web = {"http://site/robots.txt": moved("http://other/rules"), "http://other/rules": robots(""), SITE: page()}
    story = crawled(web, SITE, "http://other/", delay=10.0)
    times = [each.at for each in story.asked if each.fetch.url.startswith("http://other/")]
    assert len(times) == 3
    assert all(after - before >= 10.0 for before, after in pairwise(times))
    assert [each.at for each in story.asked if each.fetch.url.startswith(SITE)] == [0.0, 10.0]


@pytest.mark.parametrize("reason", sorted((UNREACHED | DOUBTFUL) - {Reason.PRIVATE_ADDRESS}))
def test_a_robots_txt_that_leads_to_a_dead_host_says_nothing_of_its_own(reason: Reason) -> None:
    """The origin is there; what its robots.txt says cannot be known, and so nothing is asked."""
    story = crawled({"http://site/robots.txt": moved("http://dead/"), "http://dead/": fails(reason, "words")})
    assert story.reason(SITE) is Reason.ROBOTS_UNAVAILABLE
    assert "(words)" in story.rows[SITE].detail


def test_a_robots_txt_that_leads_to_a_host_given_up_is_not_asked_for() -> None:
    """What waits for a host that is given up meanwhile is known by its failure."""
    web = {"http://site/robots.txt": moved("http://dead/rules"), "http://dead/robots.txt": fails(Reason.DNS, "words")}
    story = crawled(web, "http://dead/", SITE, per_host=1, takes=1.0, concurrency=2)
    assert (story.reason("http://dead/"), story.reason(SITE)) == (Reason.DNS, Reason.ROBOTS_UNAVAILABLE)
    assert story.times("http://dead/rules") == []
    assert "(words)" in story.rows[SITE].detail


def test_two_origins_may_share_one_robots_txt() -> None:
    """Where one origin's robots.txt redirects to the other's, both are asked for, and each is its own."""
    crawl = Crawl(["http://a/", "https://a/"], Policy())
    plain, secure = next_fetch(crawl), next_fetch(crawl)
    crawl.feed(Visit(plain, status=301, redirect="https://a/robots.txt"), 0.0)
    again = next_fetch(crawl)
    assert (again.url, crawl.in_flight) == (secure.url, 2)
    crawl.feed(Visit(secure, status=404), 0.0)
    crawl.feed(Visit(again, status=404), 0.0)
    assert {next_fetch(crawl).url, next_fetch(crawl).url} == {"http://a/", "https://a/"}


def test_a_crawl_delay_is_kept() -> None:
    """Crawl-delay lies between the requests to the origin, and there is one at a time."""
    web = {"http://site/robots.txt": robots("User-agent: *\nCrawl-delay: 2"), SITE: page("a"), SITE + "a": page()}
    story = crawled(web, takes=0.5)
    assert [each.at for each in story.asked] == [0.0, 2.5, 5.0]


def test_a_redirect_to_what_robots_forbid_is_skipped() -> None:
    """A link that leads where we may not go cannot be judged."""
    web = {"http://site/robots.txt": robots("User-agent: *\nDisallow: /no"), SITE: page("a"), SITE + "a": moved("/no")}
    story = crawled(web)
    assert story.reason(SITE + "a") is Reason.ROBOTS
    assert story.rows[SITE + "a"].redirects == ((SITE + "a", 302),)
    assert SITE + "no" not in story.rows


# the end


def test_max_time_cuts_the_deadline_of_what_goes_out() -> None:
    """No request may last longer than the crawl."""
    crawl = Crawl([SITE, SITE + "a"], Policy(obey_robots=False, max_time=30.0, timeout=20.0))
    assert next_fetch(crawl, 100.0).deadline == 20.0
    assert next_fetch(crawl, 120.0).deadline == 10.0


def test_a_timeout_that_the_crawl_made_is_not_the_server_s() -> None:
    """What was cut off by --max-time is skipped, be it a page or a HEAD, and the crawl is not complete."""
    policy = Policy(obey_robots=False, max_time=10.0)
    crawl = Crawl([SITE, "http://b/"], policy)
    first, second = next_fetch(crawl), next_fetch(crawl)
    crawl.feed(examine(second, page("http://leaf/")), 1.0)
    leaf = next_fetch(crawl, 1.0)
    for order in (first, leaf):
        assert crawl.feed(Visit(order, failure=Reason.TIMEOUT), 10.0) == []
    assert crawl.next(10.0) == Done()
    assert [row.reason for row in crawl.results()] == [Reason.OK, Reason.MAX_TIME, Reason.MAX_TIME]
    assert (crawl.summary().complete, crawl.summary().stopped_by) == (False, Reason.MAX_TIME)


def test_a_robots_txt_cut_off_by_the_crawl_says_nothing_of_its_host() -> None:
    """Links that waited for it are skipped, not unreachable."""
    crawl = Crawl([SITE], Policy(max_time=10.0))
    crawl.feed(Visit(next_fetch(crawl), failure=Reason.TIMEOUT), 10.0)
    assert crawl.next(10.0) == Done()
    assert [row.reason for row in crawl.results()] == [Reason.MAX_TIME]


def test_a_timeout_before_the_crawl_s_time_is_the_server_s() -> None:
    """A server that is too slow is too slow."""
    assert (
        crawled({SITE: fails(Reason.TIMEOUT)}, obey_robots=False, max_time=99.0).rows[SITE].verdict is Verdict.TIMEOUT
    )


def test_nobody_waits_past_the_end() -> None:
    """A wait for a retry or a delay ends with the crawl's time."""
    web = {SITE: answer(503, ("retry-after", "50"))}
    story = crawled(web, obey_robots=False, max_time=10.0)
    assert (story.ended, story.reason(SITE)) == (10.0, Reason.MAX_TIME)


def test_what_comes_home_after_the_end_still_counts() -> None:
    """A crawl that is stopped orders nothing more, and judges what was out."""
    crawl = Crawl([SITE, SITE + "a"], Policy(obey_robots=False, per_host=1))
    first = next_fetch(crawl)
    crawl.stop(Reason.INTERRUPTED)
    crawl.stop(Reason.MAX_TIME)
    assert crawl.next(0.0) == Wait(None)
    crawl.feed(examine(first, page("b")), 0.0)
    assert crawl.next(0.0) == Done()
    assert {row.url: row.reason for row in crawl.results()} == {
        SITE: Reason.OK,
        SITE + "a": Reason.INTERRUPTED,
        SITE + "b": Reason.INTERRUPTED,
    }


def test_max_urls_bounds_what_is_asked() -> None:
    """URLs past the limit are known, skipped, and make the crawl incomplete."""
    story = crawled({SITE: page("a", "b", "c", "mailto:x")}, max_urls=2)
    assert [url for url, row in story.rows.items() if row.reason is Reason.MAX_URLS] == [SITE + "b", SITE + "c"]
    assert (story.summary.complete, story.summary.stopped_by) == (False, Reason.MAX_URLS)
    assert crawled({SITE: page("a")}, max_urls=2).summary.complete


def test_a_row_that_was_never_settled_says_so() -> None:
    """While a crawl goes on, what is not known yet is not called anything else."""
    (row,) = Crawl([SITE], Policy()).results()
    assert (row.verdict, row.reason) == (Verdict.ERROR, Reason.INTERNAL)


def test_rows_are_sorted_by_url() -> None:
    """Two reports can be compared."""
    story = crawled({SITE: html("<a href=c><a href=a><a href='b#2'><a href='b#1'>")})
    assert list(story.rows) == sorted(story.rows)


def test_a_timed_crawl_takes_note_of_every_exchange() -> None:
    """robots.txt, a retry and a page are three exchanges, each with its end; no login is in the log."""
    crawl = TimedCrawl(["http://me:secret@site/"], Policy(retries=1))
    crawl.feed(examine(next_fetch(crawl), answer(404)), 1.0)
    crawl.feed(examine(next_fetch(crawl, 1.0), answer(503)), 2.0)
    crawl.feed(examine(next_fetch(crawl, 9.0), page()), 9.5)
    assert [(each.status, each.ended) for each in crawl.exchanges] == [(404, 1.0), (503, 2.0), (200, 9.5)]
    assert "secret" not in str(crawl.exchanges)


def test_a_sign_of_life_is_not_waited_for_where_the_host_was_given_up() -> None:
    """Others whose robots.txt leads to the host may find out first that nobody is there."""
    web: dict[str, Response | Failure] = {
        "http://dead/robots.txt": fails(Reason.PROTOCOL),
        "http://dead/": fails(Reason.RESET),
    }
    for name in "abcd":
        web[f"http://{name}/robots.txt"] = moved(f"http://dead/{name}")
        web[f"http://dead/{name}"] = fails(Reason.REFUSED, "words")
    story = crawled(web, "http://dead/1", *[f"http://{name}/" for name in "abcd"])
    assert (story.reason("http://dead/1"), story.rows["http://dead/1"].detail) == (Reason.REFUSED, "words")
    assert (len(story.times("http://dead/")), story.ended) == (1, 0.0)
