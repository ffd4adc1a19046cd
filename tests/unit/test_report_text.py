"""The laws of the report for people."""

from __future__ import annotations

import pytest

from sixlegs.model import Note, Reason, Verdict
from sixlegs.report import Style
from sixlegs.report.words import WORDS
from sixlegs.verdicts import VERDICT_OF
from tests.unit.samples import SITE, a_broken, a_referrer, a_skipped, an_ok, written


def test_the_header_says_what_ran() -> None:
    """The first line names version, start URL, backend, client, concurrency, and the depth if there is one."""
    assert written("text").splitlines()[0] == f"sixlegs 1.2.3: {SITE} (abacus with beads, concurrency 4)"
    assert written("text", depth=2).splitlines()[0].endswith("concurrency 4, depth 2)")


def test_a_broken_link_says_where_and_why() -> None:
    """Page, line and column, verdict, full URL, the link as written and the reason are all there."""
    lines = written("text", a_broken()).splitlines()
    assert f"On {SITE}" in lines
    assert f"      12:7  broken       {SITE}a" in lines
    assert '            <a href="a"> "see a": 404 Not Found' in lines


def test_links_are_grouped_by_page_in_the_order_of_the_page() -> None:
    """One heading a page, and under it line after line, whatever the verdicts."""
    text = written(
        "text",
        a_broken("z", referrers=(a_referrer(line=3),)),
        a_broken("y", referrers=(a_referrer(line=9),)),
        a_broken("x", verdict=Verdict.TIMEOUT, reason=Reason.TIMEOUT, referrers=(a_referrer(line=5),)),
    )
    assert text.count("On ") == 1
    assert text.index(SITE + "z") < text.index(SITE + "x") < text.index(SITE + "y")


def test_a_failed_start_has_no_page() -> None:
    """A start URL that fails stands under a heading of its own."""
    assert "\nStart URL\n" in written("text", a_broken("", referrers=(), referrer_count=0))


def test_redirects_of_a_failing_link_are_shown() -> None:
    """Where a link went before it failed is part of why."""
    text = written("text", a_broken(redirects=((SITE + "a", 301),), final_url=SITE + "b"))
    assert f"{SITE}a (301) -> {SITE}b" in text


def test_nothing_from_the_web_reaches_the_terminal_raw() -> None:
    """Escape sequences in a link are shown, not sent."""
    evil = "\x1b]0;x\x07\u202e"
    place = a_referrer(page="http://p/" + evil, raw=evil, text=evil, element=evil)
    text = written("text", a_broken(referrers=(place,), detail=evil, redirects=((evil, 301),), final_url=evil))
    assert not set("\x1b\x07\u202e") & set(text)
    assert text.count(r"\x1b]0;x\x07\u202e") == 7


def test_what_sixlegs_says_is_ascii() -> None:
    """A report of plain links can be shown by anything."""
    assert written("text", a_broken(), an_ok(), a_skipped("s", Reason.ROBOTS)).isascii()


def test_skipped_links_are_counted_by_reason_and_listed_on_demand() -> None:
    """Nothing goes unchecked in silence, and nothing fills the screen unasked."""
    skipped = [a_skipped("s1", Reason.ROBOTS), a_skipped("s2", Reason.ROBOTS), a_skipped("s3", Reason.SCHEME)]
    brief, full = written("text", *skipped), written("text", *skipped, style=Style(verbose=True))
    assert "       2  robots: robots.txt forbids it" in brief
    assert SITE + "s1" not in brief
    assert all(result.url in full for result in skipped)


def test_blocked_links_stand_apart_from_failed_ones() -> None:
    """What a server will not say is no fault of the site, and comes after the faults."""
    text = written("text", a_broken("b"), a_broken("w", verdict=Verdict.BLOCKED, reason=Reason.FORBIDDEN, status=403))
    assert text.index(SITE + "b") < text.index("Blocked") < text.index(SITE + "w")


def test_a_link_on_every_page_does_not_drown_the_rest() -> None:
    """Of many pages with the same link ten are shown, with their number; --verbose shows all."""
    everywhere = a_broken(referrers=tuple(a_referrer(page=f"{SITE}{page:02}") for page in range(25)))
    brief, full = written("text", everywhere), written("text", everywhere, style=Style(verbose=True))
    assert (brief.count("On "), full.count("On ")) == (10, 25)
    assert brief.count("on 25 pages, of which 10 are shown") == 1
    assert f"On {SITE}00" in brief


def test_the_pages_shown_do_not_depend_on_the_order_in_which_they_were_read() -> None:
    """Two runs that found the same say the same."""
    referrers = tuple(a_referrer(page=f"{SITE}{page:02}") for page in range(25))
    assert written("text", a_broken(referrers=referrers)) == written("text", a_broken(referrers=referrers[::-1]))


@pytest.mark.parametrize("width", [30, 40, 60])
def test_a_terminal_s_lines_are_broken_between_words(width: int) -> None:
    """On a terminal what is said of a link goes on below itself; a failing URL stays on the line of its verdict."""
    link = a_broken("lost/" + "x" * 90, referrers=(a_referrer(page=SITE),))
    whole, narrow = (written("text", link, style=Style(width=each)) for each in (None, width))
    assert narrow.split() == whole.split()
    assert any(line.split()[-2:] == ["broken", link.url] for line in narrow.splitlines() if line.strip())
    assert all(len(line) <= width for line in narrow.splitlines() if "/" not in line)
    assert len(narrow.splitlines()) > len(whole.splitlines())


def test_one_missing_page_is_told_once_a_page_whatever_the_fragments() -> None:
    """Links that fail because their page does are one item, with their number; --verbose shows each."""
    links = [a_broken(f"gone#{name}", reason=Reason.NOT_FOUND, referrers=(a_referrer(page=SITE),)) for name in "abc"]
    brief, full = written("text", *links), written("text", *links, style=Style(verbose=True))
    assert brief.count(SITE + "gone") == 1
    assert "and 2 more links to it on this page" in brief
    assert [full.count(f"{SITE}gone#{name}\n") for name in "abc"] == [1, 1, 1]


def test_missing_fragments_are_told_one_by_one() -> None:
    """Each missing fragment of a page is a fault of its own."""
    links = [a_broken(f"page#{name}", reason=Reason.FRAGMENT_MISSING, referrers=(a_referrer(),)) for name in "ab"]
    assert written("text", *links).count(SITE + "page#") == 2


def test_permanent_redirects_are_a_hint() -> None:
    """Links that work by way of a permanent redirect are counted, and listed with --verbose."""
    moved = an_ok("old", final_url=SITE + "new", notes=(Note.REDIRECTED, Note.PERMANENT_REDIRECT))
    assert "Moved for good: 1" in written("text", moved)
    assert f"{SITE}old -> {SITE}new" in written("text", moved, style=Style(verbose=True))


def test_quiet_shows_failures_and_nothing_else() -> None:
    """A clean site is silence; a broken link is not."""
    quiet = Style(quiet=True)
    assert written("text", an_ok(), style=quiet) == ""
    assert SITE + "a" in written("text", a_broken(), style=quiet)


def test_the_last_line_has_the_numbers() -> None:
    """Counts by verdict, then requests, connections, bytes and time."""
    last = written("text", an_ok(), a_broken()).splitlines()[-1]
    assert last == "2 URLs: 1 ok, 1 broken. 2 requests, 1 connection, 2.0 kB, 1.2 s."


def test_a_crawl_cut_short_says_so() -> None:
    """A report that does not cover everything says what stopped it."""
    assert "Stopped by sigint: not everything was checked." in written("text", complete=False, stopped_by="sigint")


def test_colour_changes_nothing_but_colour() -> None:
    """Without its colour codes, a coloured report is the plain one."""
    results = (a_broken(), an_ok())
    coloured = written("text", *results, style=Style(color=True))
    for code in ("1", "31", "32", "33", "2", "0"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured.replace(" ", "") == written("text", *results).replace(" ", "")


def test_every_reason_has_words() -> None:
    """The report can say every reason there is, and each belongs to a verdict."""
    assert set(WORDS) == set(Reason) == set(VERDICT_OF)


def test_links_that_moved_for_good_are_listed_where_wanted() -> None:
    """With --show-redirects each place of such a link has a line: page, line, old and new address with the fragment."""
    moved = an_ok("a#part", notes=(Note.PERMANENT_REDIRECT,), final_url=SITE + "b", referrers=(a_referrer(),))
    text = written("text", moved, style=Style(redirects=True))
    assert f"  {SITE}:12:7  {SITE}a#part -> {SITE}b#part\n" in text


def test_places_are_counted_where_they_are_more_than_targets() -> None:
    """A link on many pages fails many times: the last lines say how many places, and how many URLs."""
    twice = a_broken(referrers=(a_referrer(line=1), a_referrer(line=2)), referrer_count=2)
    assert "Failing links stand at 2 places (1 distinct)." in written("text", twice).splitlines()
    assert "distinct" not in written("text", a_broken())


def test_a_quiet_report_says_that_it_is_incomplete() -> None:
    """Where nothing failed, silence would mean that all is well."""
    text = written("text", an_ok(), style=Style(quiet=True), complete=False, stopped_by="max-time")
    assert text == "Stopped by max-time: not everything was checked.\n"
    assert written("text", an_ok(), style=Style(quiet=True)) == ""


def test_what_was_flaky_is_counted_and_listed_by_verbose() -> None:
    """A page that worked at the second look only is fine, but worth a line."""
    flaky = an_ok("slow", notes=(Note.FLAKY,))
    text = written("text", flaky, an_ok())
    assert "Flaky, as they worked only at the second look, at the end: 1; --verbose lists them." in text.splitlines()
    assert SITE + "slow" not in text
    assert f"  {SITE}slow" in written("text", flaky, style=Style(verbose=True)).splitlines()
    assert "Flaky" not in written("text", flaky, style=Style(quiet=True)) + written("text", an_ok())


def test_a_page_that_was_read_in_part_is_counted() -> None:
    """Links past a cut are not known: a report that says nothing of it would claim too much."""
    cut = an_ok("long", notes=(Note.TOO_BIG, Note.TOO_MANY_LINKS))
    lines = written("text", cut, an_ok()).splitlines()
    cuts = "Read in part, as they were too big, so that links past the cut are not known: 1; --verbose lists them."
    assert cuts in lines
    assert "With more links than are kept of one page (--max-links): 1; --verbose lists them." in lines
    assert f"  {SITE}long" in written("text", cut, style=Style(verbose=True)).splitlines()
    assert "Read in part" not in written("text", an_ok())


def test_soft_404s_are_listed_where_they_are_linked() -> None:
    """They are fine by their status, and worth a look all the same."""
    soft = an_ok("gone", notes=(Note.SOFT_404,), referrers=(a_referrer(),), referrer_count=1)
    lines = written("text", soft).splitlines()
    assert lines[2].startswith("Soft 404: ")
    assert any(line.endswith(f"ok           {SITE}gone") for line in lines)
    assert "Soft 404" not in written("text", soft, style=Style(quiet=True)) + written("text", an_ok())
