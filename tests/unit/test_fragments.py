"""Laws of what a fragment asks of a page."""

from __future__ import annotations

import pytest

from sixlegs.extract import PARSERS
from sixlegs.fragments import is_anchored, names_nothing, stands, texts
from sixlegs.model import Note, Reason, Response
from tests.unit.build import crawled, html, moved, page

SITE = "http://site/"


@pytest.mark.parametrize("fragment", ["", "top", "TOP", "!/route", "/route", ":~:text=some%20words", "Top:~:text=x"])
def test_some_fragments_name_nothing(fragment: str) -> None:
    """The top of a page, a script's route and a text directive are no anchors."""
    assert names_nothing(fragment)


@pytest.mark.parametrize("fragment", ["a", "topic", "a:~:text=x", "%20"])
def test_other_fragments_name_something(fragment: str) -> None:
    """All else is looked for on the page."""
    assert not names_nothing(fragment)


@pytest.mark.parametrize("fragment", ["a", "a:~:text=x\ny", "b%20c", "%C3%BC", "ü", "100%", "d%41"])
def test_an_anchor_is_found_as_written_or_decoded(fragment: str) -> None:
    """A fragment names an anchor as it stands or percent-decoded (HTML 7.4.6.3)."""
    assert is_anchored(fragment, frozenset({"a", "b c", "ü", "100%", "d%41"}), "x.y")


@pytest.mark.parametrize("fragment", ["A", "b", "b+c", "%FF"])
def test_an_anchor_is_found_by_its_whole_name_only(fragment: str) -> None:
    """Case matters, and so does every character."""
    assert not is_anchored(fragment, frozenset({"a", "b c"}), "x.y")


@pytest.mark.parametrize("fragment", ["L10", "L10-L20", "L1C2-L3C4", "lines-5:9", "a%20b"])
def test_code_hosts_have_places_that_their_scripts_make(fragment: str) -> None:
    """Lines of code, and names without the prefix that the host puts before those of its users."""
    assert is_anchored(fragment, {"user-content-a b"}, "github.com")
    assert not is_anchored(fragment, {"user-content-a b"}, "site")
    assert not is_anchored("elsewhere", {"user-content-a b"}, "github.com")


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("a", set()),
        (":~:text=a%20b", {"a%20b"}),
        ("x:~:text=a&text=p-,b,c,-s&other=d", {"a", "p-,b,c,-s"}),
        (":~:text=", set()),
        (":~:text=a,b,c,d", set()),
    ],
)
def test_a_fragment_has_text_directives(fragment: str, expected: set[str]) -> None:
    """Several are told apart by `&`; what follows no rule asks for nothing."""
    assert texts(fragment) == expected


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("brown%20fox", True),
        ("BROWN%0AFox", True),
        ("red", False),
        ("quick,lazy", True),
        ("lazy,quick", False),
        ("the-,quick", True),
        ("a-,quick", False),
        ("quick,-brown", True),
        ("quick,-fox", False),
        ("the-,quick,over,-the", True),
        ("the-,quick,over,-a", False),
        ("no-,quick,over", False),
        ("a,b,c,d", True),
    ],
)
def test_a_text_is_there_or_gone(text: str, there: bool) -> None:  # noqa: FBT001  a table's column
    """Blanks and case do not count; prefix, end and suffix have to be where they are said to be."""
    assert stands(text, "The quick\n brown  fox jumps over the lazy dog") is there


@pytest.mark.parametrize("parser", PARSERS)
def test_a_text_that_is_gone_is_a_note(parser: str) -> None:
    """The page is searched for it with the same request where it can be, and the link is ok all the same."""
    web = {
        SITE: html("<a href='a#:~:text=one'>1</a><a href='a#x:~:text=three'>3</a><a href='a#y:~:text=one'>y</a>"),
        SITE + "a": html("<p id=x>one <b>two</b>"),
    }
    story = crawled(web, parser=parser)
    assert story.rows[SITE + "a#:~:text=one"].notes == ()
    assert story.rows[SITE + "a#x:~:text=three"].notes == (Note.TEXT_MISSING,)
    assert story.reason(SITE + "a#x:~:text=three") is Reason.OK
    assert story.reason(SITE + "a#y:~:text=one") is Reason.FRAGMENT_MISSING
    assert story.requests == [f"GET {SITE}", f"GET {SITE}a"]


def test_a_page_is_asked_again_for_a_text_that_turns_up_later() -> None:
    """Once, and nothing else of it is counted twice; what it says then of itself changes nothing."""
    again = [page("b", "#:~:text=x", "#:~:text=gone"), Response(500, ())]
    web = {SITE: again, SITE + "b": page("/#:~:text=other")}
    story = crawled(web, retries=0)
    assert story.requests.count(f"GET {SITE}") == 3
    assert story.rows[SITE + "b"].referrer_count == 1
    assert {row.reason for row in story.rows.values()} == {Reason.OK}
    again = [page("b", "#:~:text=x", "#:~:text=gone"), page("b", "c")]
    story = crawled({SITE: again, SITE + "b": page()})
    assert story.rows[SITE + "#:~:text=x"].notes == ()
    assert story.rows[SITE + "#:~:text=gone"].notes == (Note.TEXT_MISSING,)
    assert SITE + "c" not in story.rows


def test_a_text_is_looked_for_where_a_redirect_ends() -> None:
    """As any fragment is; and not on what is no page, nor where fragments are not wanted, nor outside the scope."""
    web = {
        SITE: page("a#:~:text=gone", "i#:~:text=gone", "http://other/#:~:text=gone"),
        SITE + "a": moved("/b"),
        SITE + "b": page(),
        SITE + "i": Response(200, (("content-type", "image/png"),)),
        "http://other/": page(),
    }
    rows = crawled(web).rows
    assert Note.TEXT_MISSING in rows[SITE + "a#:~:text=gone"].notes
    assert rows[SITE + "i#:~:text=gone"].notes == rows["http://other/#:~:text=gone"].notes == ()
    assert rows[SITE + "i#:~:text=gone"].reason is Reason.OK
    rows = crawled(web, external_fragments=True).rows
    assert rows["http://other/#:~:text=gone"].notes == (Note.TEXT_MISSING,)
    rows = crawled(web, fragments=False).rows
    assert Note.TEXT_MISSING not in rows[SITE + "a#:~:text=gone"].notes
