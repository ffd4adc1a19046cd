"""Laws of the rows of a report."""

from __future__ import annotations

import pytest

from sixlegs.model import Note, Reason
from tests.unit.build import Web, crawled, fails, html, moved, page

SITE = "http://site/"


def test_a_row_tells_what_was_found_at_the_end() -> None:
    """Status, type, size and time are those of the page where the link ends; the hops are listed."""
    end = page("x")._replace(elapsed=0.5)
    row = crawled({SITE: page("a#f"), SITE + "a": moved("b", 301), SITE + "b": moved("c"), SITE + "c": end}).rows[
        SITE + "a#f"
    ]
    assert (row.url, row.final_url) == (SITE + "a#f", SITE + "c")
    assert row.redirects == ((SITE + "a", 301), (SITE + "b", 302))
    assert (row.status, row.content_type, row.bytes, row.elapsed_s) == (
        200,
        "text/html; charset=utf-8",
        len(end.body),
        0.5,
    )
    assert (row.depth, row.tries) == (1, 1)


def test_a_row_that_was_not_asked_for_has_no_answer() -> None:
    """A link that cannot be fetched has its place and its reason."""
    row = crawled({SITE: page("a"), SITE + "a": page("mailto:x")}).rows["mailto:x"]
    assert (row.status, row.final_url, row.tries, row.depth, row.referrer_count) == (None, None, 0, 2, 1)
    assert row.detail == "only http and https are fetched"


def test_what_is_not_ok_has_all_its_referrers() -> None:
    """Each place where a failing link stands is reported, in words and with what was written."""
    text = "<a href=b>one\n  <i>two</i></a>\n<img src=b>"
    row = crawled({SITE: html(text), SITE + "a": page("b")}, SITE, SITE + "a").rows[SITE + "b"]
    assert [(each.page, each.link.element, each.link.line, each.link.text) for each in row.referrers] == [
        (SITE, "a", 1, "one two"),
        (SITE, "img", 3, ""),
        (SITE + "a", "a", 1, "x"),
    ]
    assert row.referrer_count == 3


def test_what_is_ok_has_its_first_referrer_and_their_number() -> None:
    """Where all links to a page stand is of no interest while it is there, however late they are met."""
    web = {SITE: page("a", "a"), SITE + "a": page("/", "a"), SITE + "b": page("a")}
    row = crawled(web, SITE, SITE + "b").rows[SITE + "a"]
    assert [each.page for each in row.referrers] == [SITE]
    assert row.referrer_count == 4


def test_the_first_referrer_of_a_start_url_is_kept() -> None:
    """A start URL that was found ok before anybody linked to it still has a first referrer."""
    row = crawled({SITE: page("/", "/")}).rows[SITE]
    assert (len(row.referrers), row.referrer_count) == (1, 2)


@pytest.mark.parametrize(
    ("web", "notes"),
    [
        ({SITE: page()}, ()),
        ({SITE: moved("/a"), SITE + "a": page()}, (Note.REDIRECTED,)),
        ({SITE: moved("/a", 301), SITE + "a": page()}, (Note.REDIRECTED, Note.PERMANENT_REDIRECT)),
        (
            {SITE: moved("/a", 301), SITE + "a": moved("b", 308), SITE + "b": page()},
            (Note.REDIRECTED, Note.PERMANENT_REDIRECT),
        ),
        ({SITE: moved("/a", 301), SITE + "a": moved("b", 307), SITE + "b": page()}, (Note.REDIRECTED,)),
        ({SITE: moved("https://site/"), "https://site/": page()}, (Note.REDIRECTED,)),
        (
            {SITE: moved("https://site/"), "https://site/": moved("http://site/a"), SITE + "a": page()},
            (Note.REDIRECTED, Note.DOWNGRADED),
        ),
        ({SITE: page()._replace(cut=True)}, (Note.TOO_BIG,)),
        ({SITE: moved("/a"), SITE + "a": page()._replace(cut=True)}, (Note.TOO_BIG, Note.REDIRECTED)),
    ],
    ids=["none", "found", "moved", "moved twice", "moved and found", "secured", "downgraded", "big", "big and found"],
)
def test_notes_say_what_is_worth_knowing(web: Web, notes: tuple[Note, ...]) -> None:
    """How a link came to where it ends, and what its page was like, is noted without a verdict."""
    row = crawled(web).rows[SITE]
    assert (row.reason, row.notes) == (Reason.OK, notes)


@pytest.mark.parametrize(
    ("web", "url", "notes"),
    [
        ({"https://site/": page()}, "https://site/", (Note.INSECURE,)),
        ({SITE: moved("https://site/"), "https://site/": page()}, SITE, (Note.REDIRECTED, Note.INSECURE)),
        ({SITE: page()}, SITE, ()),
        ({"https://site/": fails(Reason.REFUSED)}, "https://site/", ()),
    ],
    ids=["https", "by way of https", "http", "no answer"],
)
def test_what_nobody_vouches_for_is_noted(web: Web, url: str, notes: tuple[Note, ...]) -> None:
    """Where any certificate will do, an answer that came over https says that none was looked at."""
    assert crawled(web, url, insecure=True, obey_robots=False).rows[url].notes == notes
    assert Note.INSECURE not in crawled(web, url, obey_robots=False).rows[url].notes


def test_a_failure_is_told_in_the_words_of_the_transport() -> None:
    """Reason and detail of a failure reach the row."""
    row = crawled({SITE: fails(Reason.TLS, "certificate has expired")}, obey_robots=False).rows[SITE]
    assert (row.reason, row.detail, row.status) == (Reason.TLS, "certificate has expired", None)
