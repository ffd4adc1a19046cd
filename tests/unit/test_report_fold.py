"""Laws of breaking lines for a terminal."""

from __future__ import annotations

import pytest

from sixlegs.report.fold import columns, folded

LINE = "    one two three http://site/a/very/long/address four"


def test_a_line_is_whole_where_there_is_no_terminal() -> None:
    """Pipes and files get each line as it is, and so does a terminal that is wide enough."""
    assert list(folded(LINE, None)) == list(folded(LINE, len(LINE))) == [LINE]
    assert list(folded("", 10)) == [""]


def test_a_line_is_broken_between_words_and_keeps_its_indent() -> None:
    """No word is broken, be it longer than the line."""
    assert list(folded(LINE, 16)) == ["    one two", "    three", "    http://site/a/very/long/address", "    four"]


@pytest.mark.parametrize(("text", "width"), [("\x1b[31mred\x1b[0m", 3), ("漢字", 4), ("plain", 5)])
def test_columns_are_those_that_are_seen(text: str, width: int) -> None:
    """Paint takes no room, and wide characters take two columns."""
    assert columns(text) == width
