"""Laws of links in styles, structured data, metadata and documents within, which every parser keeps."""

from __future__ import annotations

import pytest

from sixlegs import extract
from sixlegs.extract.links import Page

pytestmark = pytest.mark.parametrize("parser", extract.PARSERS)


def read(parser: str, text: str, *, lazy: bool = False, most: int = 100) -> Page:
    """Return what a page holds."""
    return extract.reader(parser)(text, "http://site/dir/page", most, lazy=lazy)


def found(parser: str, text: str, *, lazy: bool = False) -> list[tuple[str, str, str]]:
    """Return the links of a page without where they lead."""
    return [(link.element, link.attribute, link.raw) for link in read(parser, text, lazy=lazy).links]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p style='background: url(a) url(&quot;b&quot;)'>", [("p", "style", "a"), ("p", "style", "b")]),
        ("<p style='a:u\\72l(x)'>", [("p", "style", "x")]),
        ("<p style='a:image-set(&quot;x&quot; 1x)'>", [("p", "style", "x")]),
        ("<style>@import 'a'; p { b: url(c) }</style>", [("style", "text", "a"), ("style", "text", "c")]),
        ("<svg><style>p { b: url(c) }</style></svg>", [("style", "text", "c")]),
        ("<style>p { b: url(#c) }</style><p style='clip-path: url(#c)'>", []),
        ("<html manifest=x>", [("html", "manifest", "x")]),
        ("<html manifest=' '>", []),
        ("<meta property=og:image content=x>", [("meta", "content", "x")]),
        ("<meta name='OG:url' content=' x '>", [("meta", "content", "x")]),
        ("<meta name=twitter:image content=x>", [("meta", "content", "x")]),
        ("<meta property=twitter:player content=x>", [("meta", "content", "x")]),
        ("<meta property=og:video:secure_url content=x>", [("meta", "content", "x")]),
        ("<meta property=og:title content=x><meta name=twitter:site content=@x>", []),
        ("<meta property=og:image content=' '><meta property=og:image>", []),
        (
            '<script type="Application/LD+JSON; charset=x">{"url": "https://x/", "image": ["/i"]}</script>',
            [("script", "url", "https://x/"), ("script", "image", "/i")],
        ),
        ("<script type=application/json>{'url': 'https://x/'}</script>", []),
        ("<img data-src=x data-srcset='y 1x'>", []),
    ],
)
def test_what_few_elements_hold_is_found(parser: str, text: str, expected: list[tuple[str, str, str]]) -> None:
    """A link is known by its element and by where in it it stands."""
    assert found(parser, text) == expected


def test_lazy_images_are_links_where_that_is_wanted(parser: str) -> None:
    """What a script moves to src later is a link with --lazy."""
    text = "<img data-src=x src=w data-srcset='y 1x, z 2x'><div data-src=' '>"
    assert found(parser, text, lazy=True) == [
        ("img", "src", "w"),
        ("img", "data-src", "x"),
        ("img", "data-srcset", "y"),
        ("img", "data-srcset", "z"),
    ]


def test_rare_links_stand_among_the_others(parser: str) -> None:
    """The order is that of the document, whatever kind of link it is."""
    text = (
        "<meta property=og:url content=a><link rel=icon href=b><link rel=preconnect href=no><style>p{b:url(c)}</style>"
        "<a href=d rel=nofollow>d</a><iframe srcdoc='<a href=e>e</a>'></iframe><p style='b:url(f)'><a href=g>g</a>"
    )
    assert [raw for _, _, raw in found(parser, text)] == list("abcdefg")


def test_a_document_within_has_links(parser: str) -> None:
    """Its base is that of the page around it, or its own relative to that; its fragments are its own."""
    text = (
        "<base href=/sub/><iframe srcdoc='<a href=x id=y>x</a><a href=#y>y</a>' src=z></iframe>"
        "<iframe srcdoc='<base href=deep/><a href=x>x</a>'></iframe><iframe srcdoc></iframe>"
    )
    page = read(parser, text)
    assert [link.url for link in page.links] == ["http://site/sub/z", "http://site/sub/x", "http://site/sub/deep/x"]
    assert not page.anchors


def test_documents_in_documents_end_somewhere(parser: str) -> None:
    """However deep they are nested, reading is bounded."""
    text = "<a href=x>x</a>"
    for _ in range(12):
        escaped = text.replace("&", "&amp;").replace("'", "&apos;")
        text = f"<a href=x>x</a><iframe srcdoc='{escaped}'></iframe>"
    assert len(read(parser, text).links) == 9


def test_rare_links_count_as_well(parser: str) -> None:
    """The most that is kept of a page holds for all of its links together."""
    page = read(parser, "<iframe srcdoc='<a href=a>a</a><a href=b>b</a>'></iframe><p style='a:url(c)'>", most=2)
    assert [link.raw for link in page.links] == ["a", "b"]
    assert page.cut


def test_all_of_a_page_s_words_can_be_had(parser: str) -> None:
    """The text of a page is what stands between its tags."""
    words = extract.words(parser)("<title>a</title><p>b <em>c</em><!--d--><template>e</template>")
    assert "".join(words.split()).startswith("abc")
