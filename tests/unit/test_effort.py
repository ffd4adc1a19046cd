"""The laws of effort: no page is too hard for a parser, and none costs more than its length."""

from __future__ import annotations

from time import process_time

import pytest

from sixlegs import extract
from sixlegs.extract import PARSERS
from sixlegs.extract.effort import Effort, TooHard, bounded

URL = "http://site/"
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


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_length_only(parser: str, shape: str) -> None:
    """A page of eight times the length takes nowhere near sixty-four times the time, and no link gets lost."""
    times = []
    for length in (20_000, 160_000):
        page = SHAPES[shape] * (length // len(SHAPES[shape]))
        began = process_time()
        found = links(parser, FIRST + page + "</table>" + LAST)
        times.append(process_time() - began)
        assert {f"{URL}first", f"{URL}last"} <= found
    assert times[1] < 32 * max(times[0], 0.02)


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
