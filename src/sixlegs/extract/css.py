"""Owns which URLs a style sheet or a style attribute names, and where (CSS Syntax 3, Values 4); resolves none of them.

Strategy: one regular expression steps over all that cannot name a resource (comments, strings, numbers, hashes, names),
so that Python sees a handful of places in each sheet; all its loops are possessive, so that it never goes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, cast

_NEWLINE = re.compile(r"\r\n?|\f")
# What is no ASCII counts as a letter. Said by what is none: a range up to the last character takes ms to compile.
_LETTER = r"[^\x00-@\[-^`{-\x7f]"
_WORD = r"[^\x00-,./:-@\[-^`{-\x7f]"
_ESCAPE = r"(?>\\(?:[0-9A-Fa-f]{1,6}[ \t\n]?|[^\n0-9A-Fa-f]))"
_NAME = rf"(?:{_WORD}|{_ESCAPE})"
_IDENT = rf"(?>(?:--|-?(?:{_LETTER}|{_ESCAPE})){_NAME}*+)"
_NUMBER = r"[+-]?(?:[0-9]++(?:\.[0-9]++)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?"
_STRING = r'(?:"(?:[^"\\\n]|\\(?s:.))*+"?+|' + r"'(?:[^'\\\n]|\\(?s:.))*+'?+)"  # a bare line end makes it a bad one
_COMMENT = r"/\*(?:[^*]|\*(?!/))*+(?:\*/)?+"
_OTHER = rf"""(?>[\x00- !$%&*,:;<=>?^`|~\x7f]++|(?!{_IDENT})[-+./\#]|\\(?=\n|\Z))"""
_SKIP = rf"{_COMMENT}|{_NUMBER}{_IDENT}?+|\#{_NAME}++|@(?!{_IDENT})|{_IDENT}(?!\()|{_OTHER}"
_PLACE = rf"(?P<place>@{_IDENT}|{_IDENT}\()"
_OUTSIDE = re.compile(rf"(?:{_SKIP}|{_STRING}|[()\[\]{{}}]++)*+{_PLACE}")
_INSIDE = re.compile(rf"(?:{_SKIP})*+(?:{_PLACE}|(?P<string>{_STRING})|(?P<bracket>[()\[\]{{}}]))")

_BLANK = rf"(?:[ \t\n]|{_COMMENT})*+"
_FIRST = re.compile(rf"{_BLANK}(?P<string>{_STRING})")
_QUOTE_FOLLOWS = re.compile(r"[ \t\n]*+[\"']")
_BARE = re.compile(rf"[ \t\n]*+(?P<url>(?:[^\"'()\\\x00- \x7f]|{_ESCAPE})*+)[ \t\n]*+(?:\)|\Z)")
_BAD = re.compile(r"(?:[^)\\]|\\(?s:.)|\\\Z)*+\)?")
_PRELUDE = re.compile(rf"(?:{_COMMENT}|{_STRING}|[^;{{\"'/]|/)*+")
_CODE = re.compile(r"\\(?:(?P<hex>[0-9A-Fa-f]{1,6})[ \t\n]?|(?P<one>[^\n])|\n|\Z)")

_ONE = frozenset({"url(", "src("})  # functions whose first argument is the URL
_SETS = frozenset({"image-set(", "-webkit-image-set("})  # any of whose strings is one
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_NAMING = frozenset({"@namespace", "@document", "@-moz-document"})  # a URL there is a name, not a resource


class Url(NamedTuple):
    """A URL as a style sheet has it, its escapes undone."""

    raw: str
    line: int  # from 1, of the function or at-rule that it stands in
    column: int  # from 1, in characters


def urls(css: str) -> Iterator[Url]:
    """Give the URLs of a style sheet or style attribute in their order, but none that names a part of the document."""
    css = _NEWLINE.sub("\n", css).replace("\0", "\ufffd")
    line = start_of_line = counted = 0
    for raw, place in _found(css):
        if raw and not raw.startswith("#"):
            line += css.count("\n", counted, place)
            start_of_line = css.rfind("\n", start_of_line, place) + 1 or start_of_line
            counted = place
            yield Url(raw, line + 1, place - start_of_line + 1)


def _found(css: str) -> Iterator[tuple[str, int]]:
    at = 0
    open_: list[str] = []  # brackets not yet closed, from the outermost whose strings are of interest
    while match := (_INSIDE if open_ else _OUTSIDE).match(css, at):
        at, name = match.end(), match["place"]
        if name is None:
            if string := match["string"]:
                if open_[-1] in _SETS:
                    yield _text(string, whole=at == len(css)), match.start("string")
            else:
                _bracket(open_, match["bracket"])
            continue
        place, name = match.start("place"), _unescaped(name).lower()
        if name == "url(" and not _QUOTE_FOLLOWS.match(css, at):
            url = _BARE.match(css, at)
            at = _end(_BAD, css, at) if url is None else url.end()
            yield "" if url is None else _unescaped(url["url"]), place
            continue
        if (name in _ONE or (name == "@import" and not open_)) and (first := _FIRST.match(css, at)):
            at = first.end()
            yield _text(first["string"], whole=at == len(css)), place
        if name[-1] == "(" and (open_ or name in _SETS):
            open_.append(name)
        elif name in _NAMING:
            at = _end(_PRELUDE, css, at)


def _bracket(open_: list[str], bracket: str) -> None:
    """Open one, or close the last one; one that closes nothing has no meaning."""
    if bracket in _CLOSING:
        open_.append(bracket)
    elif bracket == _CLOSING[open_[-1][-1]]:
        open_.pop()


def _text(string: str, *, whole: bool) -> str:
    """What is in a string token, or nothing of one that a line's end cuts (`whole`: the sheet's end does)."""
    closed = len(string) > 1 and string[-1] == string[0] and not _ends_in_escape(string)
    if not closed and not whole:
        return ""
    return _unescaped(string[1:-1] if closed else string[1:]).strip()


def _end(pattern: re.Pattern[str], css: str, at: int) -> int:
    """Where the match of a pattern that matches anything ends."""
    return cast("re.Match[str]", pattern.match(css, at)).end()


def _ends_in_escape(string: str) -> bool:
    before = string[1:-1]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _unescaped(text: str) -> str:
    return _CODE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    if match["hex"] is None:
        return match["one"] or ""
    code = int(match["hex"], 16)
    return "\ufffd" if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)
