"""Laws of how alike two pages are."""

from __future__ import annotations

import pytest

from sixlegs.sketch import alike, sketch

A, B = "http://site/docs/first-page?x=1", "http://site/docs/sixlegs-0123"
WORDS = " ".join(f"word{number}" for number in range(400))


def page(text: str, title: str = "Docs") -> str:
    """Return a page with some furniture around a text."""
    return f"<!doctype html><html><head><title>{title}</title></head><body><p>{text}</body></html>"


def same(one: str, other: str) -> bool:
    """Say whether two pages, at A and B, are alike."""
    return alike(sketch(one, A), sketch(other, B))


def test_a_page_is_like_itself_and_unlike_another() -> None:
    """The same text is alike; a text of other words is not."""
    assert same(page(WORDS), page(WORDS))
    assert not same(page(WORDS), page(WORDS[::-1]))
    assert same(page(""), page(""))
    assert not same(page(""), page("Welcome"))


@pytest.mark.parametrize(("changed", "expected"), [(1, True), (8, True), (60, False), (200, False)])
def test_a_few_words_make_no_difference(changed: int, expected: bool) -> None:  # noqa: FBT001 - a parameter
    """A date or a counter is no difference; a seventh of the words is."""
    other = " ".join(["else"] * changed + WORDS.split()[changed:])
    assert same(page(WORDS), page(other)) is expected


def test_a_title_of_its_own_makes_a_page_another() -> None:
    """However much of the text is furniture that all pages of a site share."""
    assert not same(page(WORDS, "How to begin"), page(WORDS, "Not found"))
    assert not same(page(WORDS).replace("<title>Docs</title>", ""), page(WORDS))


@pytest.mark.parametrize("name", ["{url}", "{path}", "{bare}", "{last}", "&lt;{path}&gt;"])
def test_its_own_address_is_no_difference(name: str) -> None:
    """Error pages repeat what was asked for, whole or in part, in the title too."""

    def missing(url: str) -> str:
        path = url.removeprefix("http://site")
        bare = path.partition("?")[0]
        said = name.format(url=url, path=path, bare=bare, last=bare.rpartition("/")[2])
        return page(f"Sorry, there is no {said} here", f"{said} not found")

    assert same(missing(A), missing(B))


def test_an_address_in_percent_is_met_in_plain() -> None:
    """Where the address is written out, it counts for nothing either."""
    assert alike(
        sketch(page("No Käse here"), "http://site/K%C3%A4se"),
        sketch(page("No sixlegs-1 here"), "http://site/sixlegs-1"),
    )


def test_what_nobody_reads_is_no_difference() -> None:
    """Scripts, styles, comments and attributes change with every answer."""
    noise = "<script nonce=1>let a = '<b>1'</script><STYLE>p{}</STYLE><!-- 1 > 2 --><i id=1></i>"
    assert same(page(noise + WORDS), page(noise.replace("1", "2") + WORDS))
    assert same(page(WORDS + "<script>let b = 1"), page(WORDS + "<!-- and so on"))


@pytest.mark.parametrize("piece", ["<script>", "<!--", "<", "<title", "&amp", "word ", "</", "<style>x</style>"])
def test_no_page_takes_long(piece: str) -> None:
    """A page of a million characters made to cost time costs what its length does; its square would be hours."""
    assert alike(*[sketch(piece * (1_000_000 // len(piece)), url) for url in (A, B)])


def test_a_page_is_kept_in_half_a_kilobyte() -> None:
    """However long it is."""
    assert len(sketch(page(WORDS * 100), A)) <= 4 * 129
