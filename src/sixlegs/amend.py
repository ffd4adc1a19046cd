"""Owns how a link is rewritten where it stands in a file: its address and nothing else; reads and writes no file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from sixlegs.model import Note, Result, Verdict

LONGEST_TAG = 2000  # characters in which an attribute is looked for


def address(row: Result, raw: str) -> str | None:
    """Return what to write in place of `raw`, or None where the link has not moved for good.

    A fragment goes along. Of a local folder only the slash was missing.
    """
    final = row.final_url
    if row.verdict is not Verdict.OK or Note.PERMANENT_REDIRECT not in row.notes or final is None:
        return None
    place, mark, fragment = raw.partition("#")
    if final.startswith(("http://", "https://")):
        if final.count("(") != final.count(")"):  # or Markdown would end the link there
            final = final.replace("(", "%28").replace(")", "%29")
        return final.replace("'", "%27") + mark + fragment
    moved_to_folder = final == row.url.partition("#")[0] + "/"
    return f"{place}/{mark}{fragment}" if moved_to_folder and "?" not in place else None


def amended(text: str, row_links: Iterable[tuple[Result, int, int, str]]) -> str:
    """Return a text in which links are rewritten, given with the line, column and address as they stand there.

    What is not found where it is said to be is left as it is.
    """
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    edits: dict[int, tuple[int, str]] = {}
    for row, line, column, raw in row_links:
        new = address(row, raw)
        if new is None or line > len(starts):
            continue
        at = starts[line - 1] + column - 1
        for old, written in ((raw, new), (escape(raw), escape(new))):
            found = _standing(text, at, old)
            if found >= 0:
                edits[found] = (found + len(old), written)
                break
    for begin in sorted(edits, reverse=True):
        end, new = edits[begin]
        text = text[:begin] + new + text[end:]
    return text


def _standing(text: str, at: int, old: str) -> int:
    """Where an address stands as a whole, right there or as an attribute's value of the tag that begins there."""
    if text.startswith(old, at) and not text.startswith("<", at):
        return at
    pattern = re.compile(rf"=\s*(?P<quote>[\"']?)\s*(?P<raw>{re.escape(old)})(?=\s*(?P=quote)[\s>/]|\s*(?P=quote)$)")
    end = text.find(">", at) + 1 or len(text)
    match = pattern.search(text, at, min(end, at + LONGEST_TAG))
    return match.start("raw") if match else -1
