"""The table of what is found on a page, in docs/accuracy.md: our column is what the code does."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from sixlegs import extract
from sixlegs.model import Reason, Response
from sixlegs.page import examine
from tests.unit.build import fetch, html

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"


class Row(NamedTuple):
    """Something that can be a link, and what is said of it: lychee, muffet, LinkChecker, linkinator, hyperlink."""

    name: str
    source: str  # with a link to x
    others: tuple[str, str, str, str, str]
    ours: str = "yes"
    headers: tuple[tuple[str, str], ...] = ()


def _rel(name: str) -> str:
    return f"<link rel={name} href=x>"


ROWS = [
    Row("a href", "<a href=x>x</a>", ("yes", "yes", "yes", "yes", "yes")),
    Row("area href", "<map><area href=x></map>", ("yes", "no", "yes", "yes", "yes")),
    Row("link href (stylesheet, icon, canonical ...)", _rel("stylesheet"), ("yes", "yes", "yes", "yes", "yes")),
    Row("link rel=preconnect, dns-prefetch", _rel("preconnect"), ("no", "no", "no", "no", "no"), "no"),
    Row("link imagesrcset", "<link rel=preload imagesrcset='x 1x'>", ("no", "no", "no", "no", "no")),
    Row("img src", "<img src=x>", ("yes", "yes", "yes", "yes", "yes")),
    Row("img srcset", "<img srcset='x 2x'>", ("yes", "no", "yes", "yes", "yes")),
    Row("source src", "<video><source src=x></video>", ("yes", "yes", "yes", "yes", "no")),
    Row("source srcset", "<picture><source srcset='x 2x'></picture>", ("yes", "yes", "no", "yes", "no")),
    Row("video src, audio src", "<video src=x></video>", ("yes", "no", "yes", "yes", "no")),
    Row("track src", "<video><track src=x></video>", ("yes", "yes", "yes", "yes", "no")),
    Row("video poster", "<video poster=x></video>", ("yes", "no", "no", "yes", "no")),
    Row("script src", "<script src=x></script>", ("no", "yes", "yes", "yes", "yes")),
    Row("iframe src", "<iframe src=x></iframe>", ("yes", "yes", "yes", "yes", "yes")),
    Row("iframe srcdoc", "<iframe srcdoc='<a href=x>x</a>'></iframe>", ("no", "no", "no", "no", "no")),
    Row("embed src", "<embed src=x>", ("yes", "no", "yes", "yes", "no")),
    Row("object data", "<object data=x></object>", ("yes", "no", "yes", "yes", "yes")),
    Row("input src", "<input type=image src=x>", ("yes", "no", "yes", "yes", "no")),
    Row("form action, by GET", "<form action=x></form>", ("yes", "no", "yes", "no", "no")),
    Row("form action, by POST", "<form action=x method=post></form>", ("yes", "no", "no", "no", "no"), "`skipped`"),
    Row("button formaction", "<form><button formaction=x></button></form>", ("yes", "no", "yes", "no", "no")),
    Row("q, blockquote, del, ins cite", "<q cite=x></q>", ("yes", "no", "yes", "yes", "no")),
    Row("body background", "<body background=x>", ("yes", "no", "yes", "yes", "no")),
    Row("html manifest", "<html manifest=x>", ("yes", "no", "yes", "yes", "no")),
    Row("img longdesc", "<img longdesc=x>", ("yes", "no", "yes", "no", "no")),
    Row("meta refresh", "<meta http-equiv=refresh content='0;url=x'>", ("no", "no", "yes", "yes", "no")),
    Row("header Refresh", "", ("no", "no", "yes", "no", "no"), headers=(("refresh", "0;url=x"),)),
    Row("header Link", "", ("no", "no", "yes", "no", "no"), headers=(("link", "<x>; rel=next"),)),
    Row("meta og:, twitter:", "<meta property=og:image content=x>", ("no", "in part", "no", "absolute", "no")),
    Row(
        "JSON-LD",
        '<script type="application/ld+json">{"url": "/x"}</script>',
        ("no", "no", "no", "yes", "no"),
    ),
    Row('CSS in style=""', "<p style='background: url(x)'>", ("no", "no", "yes", "option", "no")),
    Row("CSS in &lt;style&gt;", "<style>p { background: url(x) }</style>", ("yes", "no", "no", "option", "no")),
    Row("CSS @import", "<style>@import 'x';</style>", ("no", "no", "no", "option", "no")),
    Row("base href, the first", "<base href=/><a href=x>x</a><base href=/no/>", ("no", "yes", "yes", "yes", "no")),
    Row("svg use, image href", "<svg><use href=x /></svg>", ("yes", "no", "no", "no", "no")),
    Row("svg xlink:href", "<svg><use xlink:href=x /></svg>", ("no", "no", "yes", "no", "no")),
    Row("in noscript", "<noscript><a href=x>x</a></noscript>", ("no", "no", "yes", "yes", "no")),
    Row("in pre", "<pre><a href=x>x</a></pre>", ("no", "yes", "yes", "yes", "no")),
    Row("in template", "<template><a href=x>x</a></template>", ("", "", "", "", "")),
    Row("data-src, data-srcset", "<img data-src=x>", ("no", "no", "no", "no", "no"), "`--lazy`"),
    Row("href=http:/path, of the same host", "<a href='http:/x'>x</a>", ("wrong", "", "wrong", "yes", "")),
    Row("in a comment, a script's text", "<!-- <a href=x> --><script>'<a href=x>'</script>", ("no",) * 5, "no"),
]


def says(row: Row, parser: str) -> str:
    """Return our column, by what is really found."""
    replies = {
        lazy: examine(fetch(parser=parser, lazy=lazy), html(row.source, *row.headers)).links for lazy in (False, True)
    }
    found = [link for link in replies[True] if link.raw in {"x", "/x", "http:/x"}]
    if not found:
        return "no"
    assert [link.url for link in found] == ["http://site/x"]
    if not replies[False]:
        return "`--lazy`"
    return "`skipped`" if found[0].avoid is Reason.POST else "yes"


@pytest.mark.parametrize("parser", extract.PARSERS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_our_column_is_what_is_found(row: Row, parser: str) -> None:
    """Each row of the table holds with every parser."""
    assert says(row, parser) == row.ours


def test_style_sheets_are_read() -> None:
    """The row on .css files holds."""
    reply = Response(200, (("content-type", "text/css"),), b"p { background: url(x) }")
    assert [link.url for link in examine(fetch(), reply).links] == ["http://site/x"]


def test_the_document_has_the_table() -> None:
    """docs/accuracy.md shows the rows as they are here; if not, this is what to put there."""
    table = "\n".join(f"| {row.name} | {row.ours} | {' | '.join(row.others)} |" for row in ROWS)
    assert table in PAGE.read_text("utf-8"), table
