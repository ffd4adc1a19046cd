"""Laws of the URLs of style sheets."""

from __future__ import annotations

import pytest

from sixlegs.extract import css, sheet
from sixlegs.extract.css import Url


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p{b:url(a)}", ["a"]),
        ("p{b:URL( 'a b' )}", ["a b"]),
        ('p{b:url("a\\\nb")}', ["ab"]),
        ("p{b:u\\72 l(a\\29 b)}", ["a)b"]),
        ("p{b:url(\\61\\000062\\63 )}", ["abc"]),
        ("p{b:url(a\\0\\d800\\110000)}", ["a\ufffd\ufffd\ufffd"]),
        ("@import 'a'; @IMPORT url(b) screen; @import\n/**/\"c\" layer(d);", ["a", "b", "c"]),
        ("@imp\\6frt 'a';", ["a"]),
        ("@namespace url(a); @namespace svg 'b'; @namespace s url('c;d'); p{b:url(e)}", ["e"]),
        ("@-moz-document url(a) /*{*/ {p{b:url(c)}}", ["c"]),
        ("@charset 'a'; @media (b) {p{c:url(d)}}", ["d"]),
        ("p{b:image-set('a' 1x, url(c) 2x, 'd' type('image/png'), f([{('e')}])) 'g'}", ["a", "c", "d"]),
        ("p{b:-webkit-image-set('a' 1x] 'b'", ["a", "b"]),
        ("p{b:src('a') src(var(--c))}", ["a"]),
        ("/* url(a) */ 'url(b)' \"url(c)\" #url(d) 1url(e) -url(f) x-url(g) url (h)", []),
        ("p{b:url(a b) url(c'd) url(e", ["e"]),
        ("p{b:url(a b\\) c) d:url(e)}", ["e"]),
        ("p{b:url('a\nb) c:d", []),
        ("p{b:url('a", ["a"]),
        ("p{b:url('a\\'", ["a'"]),
        ("p{b:url() url('') url(#a) url( '#b' )}", []),
        ("p{b:url(data:image/png;base64,A+/=)}", ["data:image/png;base64,A+/="]),
        ("p{b:url(a)}\\", ["a"]),
        ("a{b:c\\\nurl(d)}", ["d"]),
    ],
)
def test_urls_are_those_that_a_browser_would_ask_for(text: str, expected: list[str]) -> None:
    """Quotes, escapes, comments and bad tokens are read as CSS Syntax 3 says; a name or a place is no resource."""
    assert [url.raw for url in css.urls(text)] == expected


def test_a_url_has_a_line_and_a_column() -> None:
    """They are those of the function, or of the at-rule, or of the string of a set, counted from 1."""
    text = "@import 'a';\r\np { x: url(b)\r url('c') }\f\n  y: image-set('d' 1x)"
    assert list(css.urls(text)) == [Url("a", 1, 1), Url("b", 2, 8), Url("c", 3, 2), Url("d", 5, 16)]


@pytest.mark.parametrize(
    "text",
    ["url(", "\\", "'", "/*", "@import ", "image-set(", "-", "a(", "url('", "#", "@", "+-.", "(", "\\\n", "u\\72 "],
)
def test_a_hostile_sheet_takes_no_time(text: str) -> None:
    """A sheet costs time in proportion to its length: this would not end."""
    list(css.urls(text * (400_000 // len(text))))


def test_a_sheet_is_resolved_against_its_own_url() -> None:
    """A style sheet has links, with lines and columns, and no anchors; past the most they are left out."""
    page = sheet.read("a{b:url(c)}\n d{e:url('http://[')} f{g:url(h)}", "http://site/css/s.css", 2)
    assert [(link.url, link.valid, link.line, link.column) for link in page.links] == [
        ("http://site/css/c", True, 1, 5),
        ("http://[", False, 2, 6),
    ]
    assert (page.anchors, page.cut) == (frozenset(), True)
    assert not sheet.read("a{b:url(c)}", "http://site/css/s.css", 1).cut
