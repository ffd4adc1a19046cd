"""Owns where a long line is broken for a terminal: between words, so that no URL is cut; knows no format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import east_asian_width

_PAINT = re.compile(r"\x1b\[\d+m")


def folded(line: str, width: int | None) -> Iterator[str]:
    """Give a line in pieces of at most `width` columns, where no word is longer, all with its indent; None: whole."""
    indent = line[: len(line) - len(line.lstrip(" "))]
    if width is None or columns(line) <= width:
        yield line
        return
    piece = ""
    for word in line.strip(" ").split(" "):
        longer = f"{piece} {word}" if piece else indent + word
        if piece and columns(longer) > width:
            yield piece
            longer = indent + word
        piece = longer
    yield piece


def columns(text: str) -> int:
    """Return the columns that a text takes on a terminal."""
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in _PAINT.sub("", text))
