"""Laws of what links and anchors are found in Markdown."""

from __future__ import annotations

import pytest

from sixlegs.extract import markdown, reader
from sixlegs.extract.links import Page

BASE = "https://host/docs/page.md"


def read(text: str, most: int = 100) -> Page:
    """Read a page."""
    return markdown.read(text, BASE, most, reader("turbohtml"))


def places(text: str) -> list[tuple[str, int | None, int | None]]:
    """Return address, line and column of each link."""
    return [(link.raw, link.line, link.column) for link in read(text).links]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see [a](b.md)", ("b.md", 1, 9)),
        ("\nsee [b.md](b.md 'title')", ("b.md", 2, 12)),
        ("see [a]( <b c.md> )", ("b c.md", 1, 11)),
        ("![pic](p.png)", ("p.png", 1, 8)),
        ("see <https://a.example/x>", ("https://a.example/x", 1, 6)),
        ("see https://a.example/x.", ("https://a.example/x", 1, 5)),
        ("see [a][r]\n\n[r]: b.md", ("b.md", 3, 6)),
        ("a\n\n| x |\n|---|\n| [a](b.md) |", ("b.md", 5, 7)),
        ("---\ntitle: [x](y)\n---\n[a](b.md)", ("b.md", 4, 5)),
        ("x\r\n\r\n[a](b.md)\r\n", ("b.md", 3, 5)),
        ("[a](b&amp;c)", ("b&c", 1, None)),
        ("[a]()", ("", 1, 5)),
        ("a <a href='b.md'>b</a>", ("b.md", 1, 3)),
        ("<div>\n  <a href='b.md'>b</a>\n</div>", ("b.md", 2, 3)),
    ],
)
def test_a_link_is_found_where_it_is_written(text: str, found: tuple[str, int, int]) -> None:
    """Line and column are those of the address, of a reference those of its definition, of HTML those of the tag."""
    assert places(text) == [found]


def test_equal_addresses_have_places_of_their_own() -> None:
    """Of two links to the same address in a block, each has its own column, and the text of a link has none."""
    assert places("[x](b) [x](b) https://a.b/ [https://a.b/](https://a.b/)") == [
        ("b", 1, 5),
        ("b", 1, 12),
        ("https://a.b/", 1, 43),
        ("https://a.b/", 1, 15),
    ]


def test_an_address_in_html_is_not_taken_for_a_bare_one() -> None:
    """Where the same address stands in a tag and bare, each is found at its own place."""
    assert sorted(places("<a href='https://a.b/'>x</a> https://a.b/")) == [
        ("https://a.b/", 1, 1),
        ("https://a.b/", 1, 30),
    ]


def test_code_holds_no_links() -> None:
    """What is shown as code is no link, and no HTML."""
    assert places("`[a](b)`\n\n```\n[a](b) <a href=c>\n```\n\n    [a](b)\n") == []


def test_a_link_has_its_text() -> None:
    """The text of a link is that of what it holds, an image by its alternative text, without further markup."""
    (link, image) = read("[**see** `this`](a) ![alt](b)").links
    assert (link.text, link.element, link.attribute) == ("see this", "a", "href")
    assert (image.text, image.element, image.attribute, image.url) == ("alt", "img", "src", "https://host/docs/b")


def test_headings_are_anchors_as_code_hosts_make_them() -> None:
    """Lower case, no punctuation, blanks as hyphens, a number on what comes again; and the ids of HTML besides."""
    text = "# What's `new`, Zoë?\n\nSetext\n===\n\n## Setext\n\n## C++ & you_2\n\n<p id='own'>"
    assert read(text).anchors == {"whats-new-zoë", "setext", "setext-1", "c--you_2", "own"}


@pytest.mark.parametrize(
    ("headings", "anchors"),
    [
        (["Dup", "Dup", "Dup-1"], ["dup", "dup-1", "dup-1-1"]),
        (["Dup-1", "Dup", "Dup", "Dup"], ["dup-1", "dup", "dup-2", "dup-3"]),
        (["", "", "?"], ["", "-1", "-2"]),
    ],
)
def test_what_was_given_is_not_given_again(headings: list[str], anchors: list[str]) -> None:
    """No two headings have one anchor: a number that another heading has by its words is passed over."""
    assert list(markdown.slugs(headings)) == anchors


@pytest.mark.parametrize("own", ["{#my_id}", "{: #my_id}", "{#my_id .c key=value}", "{ .c #my_id }", "{#my_id} ##"])
def test_a_heading_may_have_an_id_of_its_own(own: str) -> None:
    """What generators take for the id of a heading is an anchor."""
    assert "my_id" in read(f"## Title {own}").anchors
    assert "my_id" in read(f"Title {own.removesuffix(' ##')}\n---").anchors


@pytest.mark.parametrize("none", ["{}", "{.c}", "{#my_id} x", "#my_id}", "my_id"])
def test_other_words_of_a_heading_are_no_ids(none: str) -> None:
    """Only what ends a heading in braces is an id."""
    assert "my_id" not in read(f"## Title {none}").anchors


def test_no_more_links_than_wanted() -> None:
    """A page with more links is cut, and says so."""
    page = read("[a](b) [a](c)", 1)
    assert (len(page.links), page.cut) == (1, True)


def test_html_that_is_not_where_it_should_be_is_left_out() -> None:
    """A tag that the parser joins from two quoted lines stands nowhere as such: it is not guessed at."""
    assert places("> a <b\n> title='x'> [a](b)") == [("b", 2, 18)]
