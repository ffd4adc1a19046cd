"""Laws of style sheets, over any text, with tinycss2 as the oracle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2
from hypothesis import example, given
from hypothesis import strategies as st

from sixlegs.extract import css

SNIPPETS = st.sampled_from(
    [
        *("url(", "URL(", "u\\72l(", "\\75 rl(", "src(", "image-set(", "-webkit-image-set(", "type(", "f(", "-url("),
        *("#url(", "1url(", "1e3url(", "--url(", "@import ", "@imp\\6frt ", "@media ", "@url(", "@", "-", "+1", ".5"),
        *("(", ")", "{", "}", "[", "]", ";", ",", ":", "/", "/*", "*/", "*", "'", '"', "\\'", "\\29 "),
        # no lone backslash: of one before a line end, and of two in a bad URL, tinycss2 makes something else
        *("\n", "\r\n", "\f", "\0", " ", "a", "b.png", "#c", "\x07", "\\110000 ", "\\0", "\N{GREEK SMALL LETTER PI}"),
    ]
)
SHEETS = st.lists(SNIPPETS, max_size=16).map("".join)
ONE = {"url", "src"}
SETS = {"image-set", "-webkit-image-set"}


def expected(nodes: Iterable[Any], function: str = "", *, in_set: bool = False) -> Iterator[str]:
    """Give the URLs of tinycss2's tokens by the same rules: the arguments of a function, or others."""
    in_set = in_set or function in SETS
    first, importing = True, False
    for node in nodes:
        if node.type in {"comment", "whitespace"}:
            continue
        if node.type == "url" or (
            node.type == "string" and (function in SETS or importing or (function in ONE and first))
        ):
            yield node.value
        first = False
        importing = node.type == "at-keyword" and node.lower_value == "import" and not in_set
        if node.type == "function":
            yield from expected(node.arguments, node.lower_name, in_set=in_set)
        elif node.type.endswith("block"):
            yield from expected(node.content, in_set=in_set)


@example("url('a\nb') y:url(ok)")
@example("@import 'a' 'b'; @import/**/url(c)")
@example("image-set('a' 1x, url(b) 2x, 'c' type('t'), f('d', url(e)))")
@given(SHEETS)
def test_a_style_sheet_has_the_urls_that_its_tokens_say(text: str) -> None:
    """Whatever the text, the URLs found are those of its tokens by CSS Syntax 3."""
    tokens = tinycss2.parse_component_value_list(text)
    wanted = [value.strip() for value in expected(tokens)]
    assert [url.raw for url in css.urls(text)] == [value for value in wanted if value and value[0] != "#"]


@given(SHEETS)
def test_a_url_of_a_style_sheet_has_its_place(text: str) -> None:
    """The line and the column of a URL are those of a character of the sheet."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    for url in css.urls(text):
        assert lines[url.line - 1][url.column - 1 :]
