"""The laws of how much of a page a parser gets to see."""

from __future__ import annotations

import pytest

from sixlegs.extract.bounds import CALM, readable
from sixlegs.model import Note
from sixlegs.page import examine
from tests.unit.build import fetch, page

FILL = b"." * CALM


@pytest.mark.parametrize("body", [b"", b"<" * CALM, FILL + b"<=\0" * 99])
def test_an_ordinary_page_is_read_whole(body: bytes) -> None:
    """A page of a megabyte is not looked at, and a longer one is only where it is made of something odd."""
    assert readable(body) == body


@pytest.mark.parametrize("mark", [b"<", b"=", b"\0"])
def test_a_page_of_too_many_marks_is_cut_before_one(mark: bytes) -> None:
    """Of tags, attributes and NULs there are as many as can be read in the memory there is, and the rest is cut."""
    body = FILL + mark * 2_000_000
    left = readable(body)
    assert FILL in left
    assert 100_000 < left.count(mark) <= 1_000_000
    assert body[len(left) :].startswith(mark)


def test_a_page_that_is_too_long_is_cut() -> None:
    """Whatever it is made of, a page has an end."""
    assert len(readable(FILL * 20)) < len(FILL) * 10


def test_a_page_that_was_cut_says_so() -> None:
    """What a cut page links to is followed as far as it was read, and the page has the note that it was too big."""
    visit = examine(fetch(), page("/first", body="<p>" * 1_000_000))
    assert visit.notes == (Note.TOO_BIG,)
    assert [link.url for link in visit.links] == ["http://site/first"]
