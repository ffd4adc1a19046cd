"""Laws of what a crawl knows of its URLs: what is met, how deep, in which scope, and which fragment is looked for."""

from __future__ import annotations

from typing import Any

import pytest

from sixlegs.crawl import Crawl
from sixlegs.model import Fetch, Kind, Note, Policy, Reason, Response, Verdict, Visit
from sixlegs.page import examine
from tests.unit.build import Story, Web, answer, crawled, fails, html, moved, next_fetch, page
from tests.unit.steps import lines_run

SITE = "http://site/"
OTHER = "http://other/"


# what is met


def test_what_cannot_be_fetched_is_known_at_once() -> None:
    """A link that is no URL is broken, and one of a scheme that is not fetched is skipped; both cost no request."""
    story = crawled({SITE: page("http://[", "mailto:a@b", "javascript:1", "tel:1", "data:,x", "ftp://a/")})
    assert story.reason("http://[") is Reason.BAD_URL
    assert {story.reason(url) for url in ("mailto:a@b", "javascript:1", "tel:1", "data:,x", "ftp://a/")} == {
        Reason.SCHEME
    }
    assert len(story.requests) == 1


def test_two_spellings_are_one_request_and_two_rows() -> None:
    """A resource is asked for by its first spelling, and each spelling is reported."""
    story = crawled({SITE: page("~a", "%7Ea", "%7ea"), SITE + "~a": page()})
    assert story.requests[1:] == ["GET http://site/~a"]
    assert {url for url in story.rows if url != SITE} == {SITE + "~a", SITE + "%7Ea", SITE + "%7ea"}


def test_a_url_with_fragments_is_one_request_and_a_row_each() -> None:
    """A URL met with two fragments and without is asked for once and reported three times."""
    story = crawled({SITE: page("a#1", "a#2", "a"), SITE + "a": html("<p id=1>")})
    assert story.requests[1:] == ["GET http://site/a"]
    assert [story.reason(SITE + url) for url in ("a", "a#1", "a#2")] == [
        Reason.OK,
        Reason.OK,
        Reason.FRAGMENT_MISSING,
    ]


def test_a_start_url_may_be_given_twice_and_with_fragments() -> None:
    """Starts that are the same resource are one request."""
    story = crawled({SITE: html("<p id=x>")}, SITE, SITE, SITE + "#x", SITE + "#y", obey_robots=False)
    assert story.requests == ["GET http://site/"]
    assert [story.reason(SITE + fragment) for fragment in ("", "#x", "#y")] == [
        Reason.OK,
        Reason.OK,
        Reason.FRAGMENT_MISSING,
    ]


def test_a_start_url_has_no_referrer_of_its_own() -> None:
    """A start URL that nobody links to has none, and is at depth 0."""
    row = crawled({SITE: answer(404)}).rows[SITE]
    assert (row.referrers, row.referrer_count, row.depth, row.reason) == ((), 0, 0, Reason.NOT_FOUND)


def test_links_of_an_error_page_are_not_followed() -> None:
    """What is not there has no links."""
    story = crawled({SITE: page("a"), SITE + "a": page("b")._replace(status=404)})
    assert list(story.rows) == [SITE, SITE + "a"]


def test_a_link_not_to_be_followed_is_skipped_where_the_user_says_so() -> None:
    """With --nofollow such a link is skipped, unless a page links to the same without."""
    text = "<a rel=nofollow href=a>1</a><a rel=nofollow href=a>2</a><a rel=nofollow href=b>3</a><a href=b>4</a>"
    story = crawled({SITE: html(text), SITE + "b": page()}, skip_nofollow=True)
    assert (story.reason(SITE + "a"), story.rows[SITE + "a"].referrer_count) == (Reason.NOFOLLOW, 2)
    assert (story.reason(SITE + "b"), story.rows[SITE + "b"].referrer_count) == (Reason.OK, 2)
    assert "GET http://site/a" not in story.requests
    assert crawled({SITE: html(text)}).reason(SITE + "a") is Reason.NOT_FOUND


def test_a_link_not_to_be_followed_is_a_place_all_the_same() -> None:
    """A broken URL is reported with every place where it stands, be it one that --nofollow does not follow."""
    text = "<a rel=nofollow href=b>1</a>\n<a href=b>2</a>\n<a rel=nofollow href=b>3</a>"
    story = crawled({SITE: html(text)}, skip_nofollow=True)
    row = story.rows[SITE + "b"]
    assert (row.reason, row.referrer_count) == (Reason.NOT_FOUND, 3)
    assert sorted(referrer.link.line or 0 for referrer in row.referrers) == [1, 2, 3]


def test_the_places_of_a_url_can_be_read_before_it_is_judged() -> None:
    """A crawl that ends early reports every place of what it has not settled, whether it was to be followed or not."""
    crawl = Crawl([SITE], Policy(obey_robots=False, skip_nofollow=True))
    text = "<a rel=nofollow href=b>1</a><a href=b>2</a><a rel=nofollow href=.>3</a>"
    crawl.feed(examine(next_fetch(crawl), html(text)), 0.0)
    crawl.stop(Reason.INTERRUPTED)
    assert {row.url: (row.reason, row.referrer_count, len(row.referrers)) for row in crawl.results()} == {
        SITE: (Reason.OK, 1, 1),
        SITE + "b": (Reason.INTERRUPTED, 2, 2),
    }


def test_urls_that_differ_in_user_information_only_are_one_row() -> None:
    """What is reported under one name is reported once, with all places."""
    text = "".join(
        f"<a href='http://{user}@site/{path}'>x</a>" for user in ("me", "me:x", "you") for path in ("a", "a#f")
    )
    story = crawled({SITE: html(text)}, "http://me@site/", "http://you@site/")
    assert sorted(row.url for row in story.told) == sorted(story.rows)
    assert {url: row.referrer_count for url, row in story.rows.items()} == {
        "http://***@site/": 0,
        "http://***@site/a": 3,
        "http://***@site/a#f": 3,
    }


def test_where_a_start_leads_is_wanted_like_the_start() -> None:
    """What a start URL redirects to is checked, whatever is to be included besides, and takes the start's own place."""
    web = {SITE: moved("/home"), SITE + "home": page("a", "b"), SITE + "a": page(), SITE + "b": page()}
    story = crawled(web, include=("/a$",))
    assert {url: row.reason for url, row in story.rows.items()} == {
        SITE: Reason.OK,
        SITE + "a": Reason.OK,
        SITE + "b": Reason.NOT_INCLUDED,
    }
    story = crawled(web, max_urls=1)
    assert (story.reason(SITE), story.reason(SITE + "a")) == (Reason.OK, Reason.MAX_URLS)
    assert crawled({SITE: moved("/home"), SITE + "home": page()}, max_urls=1).summary.complete


def test_what_is_to_be_excluded_is_not_wanted_even_if_a_start_leads_there() -> None:
    """--exclude wins."""
    story = crawled({SITE: moved("/home"), SITE + "home": page()}, exclude=("home",))
    assert story.reason(SITE) is Reason.EXCLUDED


def test_a_row_that_was_never_asked_for_leads_nowhere() -> None:
    """Without a request nobody knows where a URL ends; after a redirect one does."""
    web = {SITE: page("no", "a"), SITE + "a": moved("/no")}
    story = crawled(web, exclude=("no",))
    assert (story.rows[SITE + "no"].final_url, story.rows[SITE + "a"].final_url) == (None, SITE + "no")


# depth


def test_pages_at_the_depth_limit_are_checked_and_not_read() -> None:
    """Everything of depth at most N is checked; what stands on pages of depth N is not met."""
    web = {SITE: page("1"), SITE + "1": page("2"), SITE + "2": page("3")}
    story = crawled(web, depth=2)
    assert {url: row.depth for url, row in story.rows.items()} == {SITE: 0, SITE + "1": 1, SITE + "2": 2}
    assert story.requests[-1] == "HEAD http://site/2"
    assert list(crawled(web, depth=0).rows) == [SITE]


def test_a_shorter_way_that_comes_later_counts() -> None:
    """Depth is the least over all ways, whatever came home first; a page that is near enough now is read."""
    crawl = Crawl([SITE], Policy(obey_robots=False, depth=3))
    crawl.feed(examine(next_fetch(crawl), page("a", "z")), 0.0)
    a, z = next_fetch(crawl), next_fetch(crawl)
    crawl.feed(examine(a, page("b")), 0.0)
    crawl.feed(examine(next_fetch(crawl), page("c")), 0.0)
    c = next_fetch(crawl)
    crawl.feed(Visit(c, status=200), 0.0)
    crawl.feed(examine(z, page("c", "b")), 0.0)
    assert {row.url: row.depth for row in crawl.results()}[SITE + "c"] == 2
    assert next_fetch(crawl) == c._replace(kind=Kind.PAGE, method="GET")


def test_a_shorter_way_is_passed_on_to_what_lies_behind() -> None:
    """When a page turns out to be nearer, so do its links, over redirects as well, and pages left unread are read."""
    crawl = Crawl([SITE], Policy(obey_robots=False, depth=4, external_fragments=True))

    def home(order: Fetch, reply: Response) -> None:
        crawl.feed(examine(order, reply), 0.0)

    home(next_fetch(crawl), page("a", "z"))
    a, z = next_fetch(crawl), next_fetch(crawl)
    home(a, page("b"))
    home(next_fetch(crawl), page("c"))
    home(next_fetch(crawl), moved("d"))
    home(next_fetch(crawl), page("e#x"))
    home(next_fetch(crawl), html("<a href=f>f</a><p id=x>"))
    assert {row.url: row.depth for row in crawl.results()} == {
        SITE: 0,
        SITE + "a": 1,
        SITE + "z": 1,
        SITE + "b": 2,
        SITE + "c": 3,
        SITE + "e#x": 4,
    }
    home(z, page("c"))
    depths = {row.url: row.depth for row in crawl.results()}
    assert (depths[SITE + "c"], depths[SITE + "e#x"], depths[SITE + "f"]) == (2, 3, 4)


def test_a_redirect_is_no_deeper_than_what_redirects() -> None:
    """Depth counts links, not hops."""
    story = crawled({SITE: page("a"), SITE + "a": moved("b"), SITE + "b": page("c")})
    assert story.rows[SITE + "c"].depth == 2


# scope


def test_pages_outside_the_scope_are_checked_and_not_read() -> None:
    """An external link is asked for, by HEAD, and what it links to is not met."""
    story = crawled({SITE: page(OTHER), OTHER: page("x")})
    assert story.requests == ["GET http://site/", "HEAD http://other/"]
    assert story.reason(OTHER) is Reason.OK


def test_external_links_may_be_left_out() -> None:
    """With --no-external they are skipped, and so is a link that redirects to one."""
    story = crawled({SITE: page(OTHER, "a"), SITE + "a": moved(OTHER + "x")}, external=False)
    assert (story.reason(OTHER), story.reason(SITE + "a")) == (Reason.EXTERNAL, Reason.EXTERNAL)
    assert all(OTHER not in request for request in story.requests)


def test_places_on_a_page_can_be_excluded() -> None:
    """An exclude with a # in it sees the fragment, and leaves the page as it is; one without does not."""
    web = {SITE: page("a#g/1", "a#h", "#g/2", "%7E#g%2F3"), SITE + "a": html("<p id=h>")}
    story = crawled(web, exclude=("#g(/|%2F)", "h$"))
    assert {url: row.reason for url, row in story.rows.items()} == {
        SITE: Reason.OK,
        SITE + "#g/2": Reason.EXCLUDED,
        SITE + "a#g/1": Reason.EXCLUDED,
        SITE + "a#h": Reason.OK,
        SITE + "%7E#g%2F3": Reason.EXCLUDED,
    }
    assert story.requests[1:] == ["GET http://site/a"]


def test_what_is_excluded_is_skipped() -> None:
    """--include and --exclude decide on links before they are asked for."""
    story = crawled({SITE: page("in", "in/out", "else")}, include=("/$", "/in"), exclude=("out",))
    assert story.reason(SITE + "in") is Reason.NOT_FOUND
    assert story.reason(SITE + "in/out") is Reason.EXCLUDED
    assert story.reason(SITE + "else") is Reason.NOT_INCLUDED


def test_where_a_start_url_leads_is_the_scope_too() -> None:
    """The site of a start URL that redirects elsewhere is both, over several hops."""
    web = {
        SITE: moved("http://www.site/"),
        "http://www.site/": moved("/home"),
        "http://www.site/home": page("a", SITE + "b"),
    }
    web |= {"http://www.site/a": page("c"), SITE + "b": page("d")}
    for external in (True, False):
        story = crawled(web, external=external)
        assert story.reason("http://www.site/c") is Reason.NOT_FOUND
        assert story.reason(SITE + "d") is Reason.NOT_FOUND


def test_where_a_start_url_fails_to_lead_is_not_the_scope() -> None:
    """A redirect to a page that is not there makes nothing a site."""
    web = {SITE: moved(OTHER), "http://two/": page(OTHER + "a"), OTHER + "a": page("b")}
    story = crawled(web, SITE, "http://two/")
    assert story.reason(SITE) is Reason.NOT_FOUND
    assert OTHER + "b" not in story.rows


def leads_elsewhere(web: Web, **policy: Any) -> Story:
    """Crawl from two starts, of which the second says at last that it has moved to another site."""
    late = {"http://late/": [answer(503, ("retry-after", "9")), moved(OTHER)]}
    return crawled({**web, **late}, SITE, "http://late/", obey_robots=False, **policy)


def test_a_scope_that_grows_late_takes_back_what_was_left_out() -> None:
    """Links skipped as external are asked for once their site turns out to be ours."""
    web = {SITE: page(OTHER + "a", "http://third/"), OTHER: page(), OTHER + "a": page("b")}
    story = leads_elsewhere(web, external=False)
    assert story.reason(OTHER + "a") is Reason.OK
    assert story.reason(OTHER + "b") is Reason.NOT_FOUND
    assert story.reason("http://third/") is Reason.EXTERNAL


def test_a_scope_that_grows_late_reads_what_was_only_checked() -> None:
    """External pages are read once their site turns out to be ours, also if they had been read for a fragment."""
    web = {SITE: page(OTHER + "a", OTHER + "b#x"), OTHER: page(), OTHER + "a": page("1"), OTHER + "b": page("2")}
    story = leads_elsewhere(web, external_fragments=True)
    assert story.reason(OTHER + "1") is Reason.NOT_FOUND
    assert story.reason(OTHER + "2") is Reason.NOT_FOUND


@pytest.mark.parametrize("external_fragments", [True, False])
def test_a_scope_that_grows_late_looks_for_fragments(external_fragments: bool) -> None:  # noqa: FBT001  a parameter
    """A fragment on what turns out to be our site is missing or not, whatever came first."""
    web = {SITE: page(OTHER + "a#x"), OTHER: page(), OTHER + "a": page()}
    story = leads_elsewhere(web, external_fragments=external_fragments, depth=1)
    assert story.reason(OTHER + "a#x") is Reason.FRAGMENT_MISSING


def test_a_scope_that_grows_late_knows_each_place_of_what_is_broken_then() -> None:
    """A fragment that was none of our business has all its places in the report once it is missing on our site."""
    web = {SITE: page(OTHER + "a#x", "2"), SITE + "2": page(*[OTHER + "a#x"] * 3), OTHER: page(), OTHER + "a": page()}
    row = leads_elsewhere(web, depth=2).rows[OTHER + "a#x"]
    assert (row.reason, row.referrer_count, len(row.referrers)) == (Reason.FRAGMENT_MISSING, 4, 4)


def test_a_start_that_leads_to_a_page_known_already_makes_it_one() -> None:
    """Where the target of a start's redirect was met before as an external link, it is read now."""
    web = {SITE: page(OTHER), OTHER: page("a"), OTHER + "a": page("b")}
    assert leads_elsewhere(web).reason(OTHER + "b") is Reason.NOT_FOUND


def test_max_urls_also_bounds_what_was_left_out_at_first() -> None:
    """A link that comes back into the scope counts like any other."""
    web = {SITE: page(OTHER + "a", OTHER + "b"), OTHER: page()}
    story = leads_elsewhere(web, external=False, max_urls=3)
    assert {story.reason(OTHER + "a"), story.reason(OTHER + "b")} == {Reason.MAX_URLS}


# redirects


def test_a_redirect_is_judged_by_where_it_ends() -> None:
    """A link has the verdict of the page that it leads to, and that page is asked for once."""
    web = {SITE: page("a", "b", "c"), SITE + "a": moved("b"), SITE + "b": moved("c"), SITE + "c": page()}
    story = crawled(web)
    assert {row.reason for row in story.rows.values()} == {Reason.OK}
    assert len(story.requests) == 4


def test_the_target_of_a_redirect_is_no_row_of_its_own() -> None:
    """What nobody links to is reported as the end of the link that leads there."""
    story = crawled({SITE: page("a"), SITE + "a": moved("b"), SITE + "b": page()})
    assert list(story.rows) == [SITE, SITE + "a"]
    assert story.rows[SITE + "a"].final_url == SITE + "b"


@pytest.mark.parametrize(
    "web",
    [
        {SITE: moved("/")},
        {SITE: moved("a"), SITE + "a": moved("/")},
        {SITE: moved("a"), SITE + "a": moved("b"), SITE + "b": moved("a")},
        {SITE: moved("/#x")},
    ],
    ids=["itself", "there and back", "behind", "fragment"],
)
def test_redirects_that_meet_themselves_are_a_loop(web: Web) -> None:
    """A circle is seen at once, and each of its URLs is asked for once."""
    story = crawled(web)
    assert story.reason(SITE) is Reason.REDIRECT_LOOP
    assert len(story.requests) == len(web)


@pytest.mark.parametrize(("hops", "reason"), [(3, Reason.OK), (4, Reason.REDIRECT_LIMIT), (9, Reason.REDIRECT_LIMIT)])
def test_redirects_come_to_an_end(hops: int, reason: Reason) -> None:
    """A chain longer than the limit is broken, and is not followed past it."""
    web = {SITE: page("0"), f"{SITE}{hops}": page()}
    web |= {f"{SITE}{number}": moved(str(number + 1)) for number in range(hops)}
    story = crawled(web, max_redirects=3)
    assert story.reason(SITE + "0") is reason
    assert len(story.requests) == 1 + 4
    assert len(story.rows[SITE + "0"].redirects) == min(hops, 4)


def test_a_chain_that_is_met_in_the_middle_is_followed_from_there() -> None:
    """What lies past the limit of one link may be within that of another, whichever was there first."""
    web = {SITE: page("0", "later"), SITE + "later": page("2"), SITE + "5": page()}
    web |= {f"{SITE}{number}": moved(str(number + 1)) for number in range(5)}
    for concurrency in (1, 9):
        story = crawled(web, max_redirects=3, concurrency=concurrency)
        assert story.reason(SITE + "0") is Reason.REDIRECT_LIMIT
        assert story.reason(SITE + "2") is Reason.OK


def test_a_redirect_to_what_fails_fails() -> None:
    """A link that leads to a dead host is unreachable."""
    web = {SITE: page("a"), SITE + "a": moved(OTHER), OTHER: fails(Reason.TLS, "expired")}
    row = crawled(web).rows[SITE + "a"]
    assert (row.reason, row.detail) == (Reason.TLS, "expired")


# fragments


@pytest.mark.parametrize(
    ("fragment", "reason"),
    [
        ("here", Reason.OK),
        ("Here", Reason.FRAGMENT_MISSING),
        ("%C3%BC", Reason.OK),
        ("ü", Reason.OK),
        ("top", Reason.OK),
        ("", Reason.OK),
        ("!/route", Reason.OK),
        (":~:text=gone", Reason.OK),
        ("here:~:text=gone", Reason.OK),
        ("gone:~:text=x", Reason.FRAGMENT_MISSING),
    ],
)
def test_a_fragment_is_looked_for_on_its_page(fragment: str, reason: Reason) -> None:
    """A fragment that names nothing on its page breaks the link."""
    story = crawled({SITE: page(f"a#{fragment}"), SITE + "a": html("<p id=here><p id=ü>")})
    (row,) = [row for row in story.rows.values() if row.url != SITE]
    assert row.reason is reason


def test_a_fragment_of_the_page_itself_is_looked_for() -> None:
    """Links within a page are links."""
    story = crawled({SITE: html("<a href='#x'>x</a><a href='#y'>y</a><p id=x>")})
    assert (story.reason(SITE + "#x"), story.reason(SITE + "#y")) == (Reason.OK, Reason.FRAGMENT_MISSING)


def test_fragments_are_carried_over_redirects() -> None:
    """The link's fragment is looked for at the end, unless a Location on the way has one of its own."""
    web = {
        SITE: page("a#x", "b#x", "c#gone"),
        SITE + "a": moved("end"),
        SITE + "b": moved("end#gone"),
        SITE + "c": moved("end#x"),
        SITE + "end": html("<p id=x>"),
    }
    story = crawled(web)
    assert [story.reason(SITE + url) for url in ("a#x", "b#x", "c#gone")] == [
        Reason.OK,
        Reason.FRAGMENT_MISSING,
        Reason.OK,
    ]


def test_fragments_outside_the_scope_are_not_looked_for() -> None:
    """Other people's pages are asked for by HEAD, fragment or not."""
    story = crawled({SITE: page(OTHER + "#x"), OTHER: page()})
    assert story.reason(OTHER + "#x") is Reason.OK
    assert story.requests[1:] == ["HEAD http://other/"]


def test_fragments_outside_the_scope_are_a_note() -> None:
    """Where the user asks for them, one that is missing is worth a note and breaks nothing."""
    web = {SITE: page(OTHER + "#x", OTHER + "#y"), OTHER: html("<p id=x>")}
    story = crawled(web, external_fragments=True)
    assert (story.reason(OTHER + "#x"), story.rows[OTHER + "#x"].notes) == (Reason.OK, ())
    assert (story.reason(OTHER + "#y"), story.rows[OTHER + "#y"].notes) == (Reason.OK, (Note.FRAGMENT_MISSING,))
    assert story.requests[1:] == ["GET http://other/"]


def test_fragments_may_be_left_unchecked() -> None:
    """With --no-fragments a page is enough."""
    assert crawled({SITE: page("a#x"), SITE + "a": page()}, fragments=False).reason(SITE + "a#x") is Reason.OK


def test_a_fragment_of_what_is_no_page_cannot_be_missing() -> None:
    """A PDF may well have a page 3."""
    pdf = page()._replace(headers=(("content-type", "application/pdf"),))
    assert crawled({SITE: page("a#page=3"), SITE + "a": pdf}).reason(SITE + "a#page=3") is Reason.OK


def test_a_fragment_of_half_a_page_cannot_be_missing() -> None:
    """It may stand in the half that was not read."""
    web = {SITE: page("a#x"), SITE + "a": page()._replace(cut=True)}
    assert crawled(web).reason(SITE + "a#x") is Reason.OK


def test_a_fragment_of_what_is_not_there_is_not_the_problem() -> None:
    """A missing page is a missing page, with whatever fragment."""
    assert crawled({SITE: page("a#x")}).reason(SITE + "a#x") is Reason.NOT_FOUND


def test_a_status_that_the_user_accepts_is_a_page_without_content() -> None:
    """An accepted 404 is ok; it has not been read, and so no fragment of it is missing."""
    web = {SITE: page("a#x"), SITE + "a": page("b")._replace(status=404)}
    story = crawled(web, accept=frozenset({200, 404}))
    assert story.reason(SITE + "a#x") is Reason.OK
    assert SITE + "b" not in story.rows


def test_a_long_chain_of_links_takes_no_time() -> None:
    """Redirects in a row, each of which is linked to, cost time in proportion to their number, and no stack."""

    def chain(length: int) -> Story:
        web = {f"{SITE}{number}": moved(str(number + 1)) for number in range(length)}
        return crawled(web | {SITE: page(*map(str, range(length))), f"{SITE}{length}": page()}, obey_robots=False)

    story = chain(3000)
    assert story.reason(f"{SITE}{3000 - 20}") is Reason.OK
    assert story.reason(f"{SITE}{3000 - 21}") is Reason.REDIRECT_LIMIT
    assert lines_run(lambda: chain(400)) < 2.5 * lines_run(lambda: chain(200))


def test_what_is_only_posted_to_is_skipped() -> None:
    """A form sent by POST is not followed, unless something else leads to the same URL; it outweighs nofollow."""
    text = (
        "<form method=post action=a></form><form method=post action=b></form><a href=b>b</a>"
        "<a href=c rel=nofollow>c</a><form method=post action=c></form><form method=post action='http://['></form>"
    )
    story = crawled({SITE: html(text), SITE + "b": page()}, skip_nofollow=True)
    assert story.reason(SITE + "a") == story.reason(SITE + "c") == Reason.POST
    assert story.reason(SITE + "b") == Reason.OK
    assert story.reason("http://[") == Reason.BAD_URL
    assert "GET http://site/a" not in story.requests


@pytest.mark.parametrize("status", [400, 422])
@pytest.mark.parametrize(
    "field", ["<form action=a></form>", "<form action=to-a></form>", "<button formaction=a>x</button>"]
)
def test_a_form_that_misses_its_fields_is_no_broken_link(status: int, field: str) -> None:
    """Forms are asked for without what a reader would fill in; a server that says so is there, and is noted."""
    story = crawled({SITE: html(field * 2), SITE + "to-a": moved("a"), SITE + "a": answer(status)})
    row = next(row for url, row in story.rows.items() if url != SITE)
    assert (row.reason, row.status, row.referrer_count, len(row.referrers)) == (Reason.OK, status, 2, 1)
    assert row.notes[-1] is Note.FORM_EMPTY
    assert story.summary.counts[Verdict.BROKEN] == 0


@pytest.mark.parametrize(
    ("text", "status"),
    [("<form action=a></form>", 404), ("<form action=a></form>", 500), ("<form action=a></form><a href=a>x</a>", 400)],
)
def test_a_form_that_leads_nowhere_is_broken(text: str, status: int) -> None:
    """Only 400 and 422 are put down to the missing fields, and not where a plain link leads there too."""
    story = crawled({SITE: html(text), SITE + "a": answer(status)}, retries=0)
    assert story.rows[SITE + "a"].verdict is Verdict.BROKEN


def test_a_start_url_is_no_form() -> None:
    """What the user asked for is judged as it is, whatever forms lead there besides."""
    web = {SITE: html("<form action=a>"), SITE + "a": answer(400)}
    assert crawled(web, SITE, SITE + "a").reason(SITE + "a") is Reason.CLIENT_ERROR


@pytest.mark.parametrize(("shown", "kept"), [(True, [SITE + "a", SITE + "a", SITE + "b"]), (False, [SITE + "a"])])
def test_all_places_of_redirected_links_are_kept_where_wanted(shown: bool, kept: list[str]) -> None:  # noqa: FBT001 - a table's column
    """With show_redirects a link that redirects has every place, early or late; otherwise the first will do."""
    web = {
        SITE: page("a", "b"),
        SITE + "a": page("old", "old"),
        SITE + "b": page("old"),
        SITE + "old": moved("new", 301),
        SITE + "new": page(),
    }
    row = crawled(web, show_redirects=shown, concurrency=1).rows[SITE + "old"]
    assert [each.page for each in row.referrers] == kept
