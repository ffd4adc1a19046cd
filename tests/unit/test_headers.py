"""Laws of links in headers."""

from __future__ import annotations

import pytest

from sixlegs.extract.headers import links


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<a>; rel=next", ["a"]),
        ('<a>; rel="prev next", <b,c>; title="x, <y>"; rel=\'z\' ,,<d>', ["a", "b,c", "d"]),
        ('< a >;x="\\"<no>\\"", <b>', ["a", "b"]),
        ('<a>; rel=preconnect, <b>; REL="x DNS-Prefetch", <c>; rel=preload; as=style', ["c"]),
        ("<>; rel=x", []),
        ("a; rel=next", []),
        ("", []),
        ("<a", []),
    ],
)
def test_a_link_header_names_urls(value: str, expected: list[str]) -> None:
    """Each link of a Link header is one, unless it names an origin only (RFC 8288 3)."""
    assert links([("link", value)]) == [("link", url) for url in expected]


def test_headers_are_read_in_their_order() -> None:
    """Link may stand more than once; Refresh is a link too; raw UTF-8 is what was meant."""
    headers = [("link", "<a>"), ("refresh", "0; url=b"), ("x", "<no>"), ("link", "<\u00c3\u00bc>"), ("refresh", "5")]
    assert links(headers) == [("link", "a"), ("refresh", "b"), ("link", "\N{LATIN SMALL LETTER U WITH DIAERESIS}")]
