"""Owns what links and anchors a Markdown file holds, as code hosts show it (GFM); knows nothing of HTML's elements."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from sixlegs.extract.links import LONGEST_TEXT, Page, Resolver
from sixlegs.model import Link

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_NOT_A_BREAK = re.compile(r"[^\n]")


class Written(NamedTuple):
    """A link as it is written: its address, where that stands in the text (-1: nobody knows), and what it is on."""

    raw: str
    at: int
    line: int
    element: str
    attribute: str
    text: str


def read(text: str, url: str, most: int, html: Callable[[str, str, int], Page]) -> Page:
    """Read the links (at most `most`) and anchors; `html` reads the HTML that stands in between."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    source = _Source(_FRONT_MATTER.sub(lambda match: _blank(match[0]), text))
    resolve = Resolver(url, None)
    links = [_link(each, source, resolve) for each in source.links()]
    anchors = frozenset((*slugs(source.headings), *source.own_ids))
    if source.has_html:
        inner = html(source.html(), url, most)
        links = sorted([*links, *inner.links], key=lambda link: (link.line or 0, link.column or 0))
        anchors |= inner.anchors
    return Page(tuple(links[:most]), anchors, len(links) > most)


def slugs(headings: list[str]) -> Iterator[str]:
    """Give the anchors that code hosts make of headings: those that were given already are counted."""
    given: dict[str, int] = {}
    for heading in headings:
        slug = "".join(character for character in heading.strip().lower() if _stays(character)).replace(" ", "-")
        anchor = slug
        while anchor in given:
            given[slug] += 1
            anchor = f"{slug}-{given[slug]}"
        given[anchor] = 0
        yield anchor


def _own_id(heading: str) -> str:
    """Return the id that a heading gives itself at its end, as `{#id}`, `{: #id}` or `{#id .class}`."""
    _, brace, own = heading.rstrip().rpartition("{")
    words = own[:-1].removeprefix(":").split() if brace and own.endswith("}") else []
    return next((word[1:] for word in words if word.startswith("#")), "")


def _stays(character: str) -> bool:
    return character in " -_" or unicodedata.category(character)[0] in "LMN"


class _Source:
    """A text, taken apart. Markdown parsers tell the lines of blocks only: where in them a link is, is looked up."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text)), len(text) + 1]
        environment: dict[str, Any] = {}
        self._tokens = _parser().parse(text, environment)
        references = environment.get("references", {}).values()
        self._definitions: dict[str, tuple[int, int]] = {each["href"]: each["map"] for each in references}
        self._taken: set[int] = set()
        self._html: list[tuple[int, str]] = []
        headings = [inline for token, inline in pairwise(self._tokens) if token.type == "heading_open"]
        self.headings = [_plain(inline.children or []) for inline in headings]
        self.own_ids = [own for inline in headings if (own := _own_id(inline.content))]

    @property
    def has_html(self) -> bool:
        """Whether there is HTML in between; known once all links were given."""
        return bool(self._html)

    def links(self) -> Iterator[Written]:
        """Give the links in the order in which they are met, and note where HTML stands."""
        for token in self._tokens:
            if token.type == "html_block" and token.map:
                self._html.append((self._starts[token.map[0]], token.content))
            if token.type == "inline" and token.map:
                begin, end = (self._starts[line] for line in token.map)
                yield from self._inline(token.children or [], begin, end)

    def position(self, at: int, line: int) -> tuple[int, int | None]:
        """Return line and column, from 1, of a place in the text."""
        if at < 0:
            return line, None
        start = self._text.rfind("\n", 0, at) + 1
        return self._text.count("\n", 0, at) + 1, at - start + 1

    def html(self) -> str:
        """Return a text that has the HTML where it stands, and nothing but blanks around it."""
        parts, at = [], 0
        for begin, html in self._html:
            parts += [_blank(self._text[at:begin]), html]
            at = begin + len(html)
        return "".join(parts)

    def _inline(self, tokens: list[Token], begin: int, end: int) -> Iterator[Written]:
        for number, token in enumerate(tokens):
            if token.type == "html_inline":
                at = self._text.find(token.content, max([begin, *(place + len(html) for place, html in self._html)]))
                if begin <= at < end:
                    self._html.append((at, token.content))
            elif token.type == "image":
                yield self._written(str(token.attrs["src"]), (begin, end), ("img", "src"), token.content)
            elif token.type == "link_open":
                href = str(token.attrs["href"])
                yield self._written(href, (begin, end), ("a", "href"), _plain(_linked(tokens[number + 1 :])))

    def _written(self, raw: str, block: tuple[int, int], markup: tuple[str, str], text: str) -> Written:
        begin = block[0]
        at = self._find(raw, *block)
        if at < 0 and raw in self._definitions:  # a reference: what can be mended is where it is defined
            first, last = self._definitions[raw]
            begin = self._starts[first]
            at = self._text.find(raw, self._text.index("]:", begin), self._starts[last])
        return Written(raw, at, self._text.count("\n", 0, begin) + 1, *markup, text)

    def _find(self, raw: str, begin: int, end: int) -> int:
        """Return where in a block an address stands that no other link there has taken."""
        quoted = re.escape(raw)
        for pattern in (rf"\]\(\s*<?(?P<raw>{quoted})(?=[\s>)])", rf"(?P<raw>{quoted})" if raw else r"(?!)"):
            for match in re.compile(pattern).finditer(self._text, begin, end):
                at = match.start("raw")
                if at not in self._taken and (pattern.startswith(r"\]") or self._stands_alone(at)):
                    self._taken.add(at)
                    return at
        return -1

    def _stands_alone(self, at: int) -> bool:
        """Say whether this is an address by itself: not the text of a link, nor a part of HTML."""
        return not any(begin <= at < begin + len(html) for begin, html in self._html)


def _link(written: Written, source: _Source, resolve: Resolver) -> Link:
    target, valid = resolve(written.raw)
    line, column = source.position(written.at, written.line)
    text = written.text[:LONGEST_TEXT]
    return Link(target, written.element, written.attribute, written.raw, line, column, text, valid=valid)


def _linked(tokens: list[Token]) -> list[Token]:
    ends = [number for number, token in enumerate(tokens) if token.type == "link_close"]
    return tokens[: ends[0]] if ends else tokens


def _plain(tokens: list[Token]) -> str:
    return "".join(token.content for token in tokens if token.type in {"text", "code_inline"})


def _blank(text: str) -> str:
    return _NOT_A_BREAK.sub(" ", text)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415  only those who have Markdown need it

    parser = MarkdownIt("gfm-like")
    assert parser.linkify is not None
    parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False})  # or README.md is a site of Moldova
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - the parser's signature
    return parser
