"""The laws of effort: no page is too hard for a parser, and none costs more than its length."""

from __future__ import annotations

import pytest

from sixlegs import extract
from sixlegs.extract import PARSERS
from sixlegs.extract.effort import Effort, TooHard, bounded
from tests.unit.steps import lines_run

URL = "http://site/"
LIMIT = 20_000  # as much less than the real one as the pages here are shorter than real ones may be
FIRST, LAST = "<a href=/first>x</a>", "<a href=/last>x</a>"
SHAPES = {  # each of them took some parser, or our own code, quadratic time once
    "ends-of-nothing": "<b></p>",
    "nested-lists": "<ul><li>",
    "nested-blocks": "<div>",
    "formatting": "<b><i>",
    "misplaced": "<table>x<b>",
    "odd-links": "<a href='a b'>x</a>",
}


def links(parser: str, text: str) -> set[str]:
    """Return the URLs that a parser finds."""
    return {link.url for link in extract.reader(parser)(text, URL, 1_000_000).links}


def shaped(shape: str, length: int) -> str:
    """Return a page of about so many characters, between two links."""
    return FIRST + SHAPES[shape] * (length // len(SHAPES[shape])) + "</table>" + LAST


def steps(parser: str, text: str) -> int:
    """Count the lines of Python that are run to read a page, in our own code and in a parser written in Python."""
    return lines_run(lambda: links(parser, text))


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_no_link_is_lost_between_hard_shapes(parser: str, shape: str) -> None:
    """A long page of a hard shape is read to its end."""
    assert {f"{URL}first", f"{URL}last"} <= links(parser, shaped(shape, 160_000))


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_with_length_only(parser: str, shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times the length takes nowhere near sixteen times as many lines of Python, once effort is limited."""
    for module in ("html5lib", "lxml"):
        monkeypatch.setattr(f"sixlegs.extract.{module}._EFFORT", LIMIT)
    short, long = (steps(parser, shaped(shape, length)) for length in (4_000, 16_000))
    assert long < 8 * short


@pytest.mark.parametrize("parser", PARSERS)
def test_a_tag_of_many_attributes_is_read(parser: str) -> None:
    """A tag with tens of thousands of attributes hides nothing."""
    attributes = " ".join(f"a{number}=x" for number in range(20_000))
    assert links(parser, f"{FIRST}<p {attributes}>{LAST}") == {f"{URL}first", f"{URL}last"}


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("start", ["&#", "&#x", "&#000"])
def test_a_reference_to_no_character_is_read(parser: str, start: str) -> None:
    """A character reference of any length is a character that is none."""
    assert links(parser, FIRST + start + "9" * 9000 + ";" + LAST) == {f"{URL}first", f"{URL}last"}


def test_what_is_too_hard_is_read_in_another_way() -> None:
    """Work is counted; past the limit the page is given to the parser that has none."""
    effort = Effort(3)
    effort.spend(3)
    with pytest.raises(TooHard):
        effort.spend(1)

    def length(text: str) -> int:
        return len(text)

    @bounded(length)
    def give_up(text: str) -> int:  # noqa: ARG001
        raise TooHard

    assert give_up("four") == 4
