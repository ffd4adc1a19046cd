"""Owns how text from the web is shown to people: nothing in it can move a cursor, ring, hide or reorder a line."""

from __future__ import annotations


def escape(text: str) -> str:
    r"""Return `text` with all that does not print as itself written as an escape, such as \x1b or \u202e.

    That is everything `str.isprintable` says no to: control characters (C0, DEL, C1), line and paragraph
    separators, format characters (the bidirectional overrides among them), lone surrogates, unassigned code points.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def shorten(text: str, width: int) -> str:
    """Return `text` on one line, escaped and at most `width` characters long."""
    shown = escape(" ".join(text[: 4 * width].split()))
    return shown if len(shown) <= width else shown[: width - 3] + "..."
