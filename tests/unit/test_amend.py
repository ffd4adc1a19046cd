"""Laws of how links are rewritten where they stand."""

from __future__ import annotations

import pytest

from sixlegs.amend import address, amended
from sixlegs.model import Note, Verdict
from tests.unit.samples import SITE, an_ok

MOVED = (Note.REDIRECTED, Note.PERMANENT_REDIRECT)
ROW = an_ok("old", final_url=SITE + "new?a=1&b=2", notes=MOVED)
NEW = SITE + "new?a=1&b=2"
OLD = SITE + "old"


@pytest.mark.parametrize(
    ("text", "column", "raw", "changed"),
    [
        (f'<a href="{OLD}">{OLD}</a>', 1, OLD, f'<a href="{NEW}">{OLD}</a>'),
        (f"<a title='{OLD}x' href={OLD}>", 1, OLD, f"<a title='{OLD}x' href={NEW}>"),
        (f"<a href=' {OLD}#x '>", 1, f"{OLD}#x", f"<a href=' {NEW}#x '>"),
        ('<a href="/o?a&amp;b">', 1, "/o?a&b", '<a href="http://site.test/new?a=1&amp;b=2">'),
        (f"[{OLD}]({OLD})", len(OLD) + 4, OLD, f"[{OLD}]({NEW})"),
        (f'<p><b><a href="{OLD}">', 1, OLD, f'<p><b><a href="{OLD}">'),
        ("<a href='elsewhere'>", 1, OLD, "<a href='elsewhere'>"),
    ],
)
def test_an_address_is_rewritten_and_nothing_else(text: str, column: int, raw: str, changed: str) -> None:
    """It is found by line and column, in its quotes and with its entities; what is not there is left alone."""
    assert amended(f"first\n{text}\nlast", [(ROW, 2, column, raw)]) == f"first\n{changed}\nlast"


def test_several_links_of_a_line_are_rewritten() -> None:
    """One change does not move the place of another, and what lies past the end of the file is none."""
    text = f"<a href={OLD}></a><a href={OLD}></a>"
    second = len(text) // 2 + 1
    links = [(ROW, 1, 1, OLD), (ROW, 1, second, OLD), (ROW, 9, 1, OLD)]
    assert amended(text, links) == text.replace(OLD, NEW)


def test_only_what_has_moved_for_good_gets_a_new_address() -> None:
    """Neither a link that fails in the end, nor one of whose redirects any may change again."""
    assert address(ROW._replace(verdict=Verdict.BROKEN), OLD) is None
    assert address(ROW._replace(notes=(Note.REDIRECTED,)), OLD) is None
    assert address(ROW._replace(final_url=None), OLD) is None
    assert amended("x", [(ROW._replace(notes=()), 1, 1, "x")]) == "x"


def test_a_local_folder_gets_its_slash() -> None:
    """Nothing else of a link between files can have moved."""
    row = an_ok(notes=MOVED)._replace(url="public/sub#x", final_url="public/sub/")
    assert address(row, "sub#x") == "sub/#x"
    assert address(row, "sub?v=1") is None
    assert address(row._replace(final_url="public/other"), "sub") is None


def test_a_quote_cannot_end_the_attribute() -> None:
    """An address that comes from the web is written so that it stays one, in HTML and in Markdown."""
    assert address(ROW._replace(final_url="http://site.test/(x))"), OLD) == "http://site.test/%28x%29%29"
    assert address(ROW._replace(final_url="http://site.test/(x)"), OLD) == "http://site.test/(x)"
    assert address(ROW._replace(final_url="http://site.test/'x"), OLD) == "http://site.test/%27x"
