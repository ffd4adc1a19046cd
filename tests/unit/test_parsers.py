"""Laws that every parser keeps, and the places where they differ, each with its reason."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from sixlegs import extract
from sixlegs.extract.links import Page
from sixlegs.model import Reason

every_parser = pytest.mark.parametrize("parser", extract.PARSERS)

ARTICLE = """<!DOCTYPE html>
<html lang=en><head><meta charset=utf-8><title>A &amp; B</title>
<link rel="stylesheet" href="style.css"><link rel=preconnect href="https://cdn/">
<script src="app.js" defer></script><style>a { background: url(no.png) }</style>
</head><body>
<!-- <a href="commented-out">x</a> -->
<nav><ul><li><a href="/">Home</a><li><a href="/news?a=1&amp;b=2">News</a></ul></nav>
<h1 id="top-of-it">Title <a class="anchor" href="#top-of-it">¶</a></h1>
<p>One<p>Two <a href='x y' rel="nofollow noopener">three <em>four</em></a>
<a name=old>old</a><img src=a.png srcset="a.png 1x, a@2x.png 2x" alt="">
<picture><source srcset="b.webp 1x, c.webp 2x"><img src=b.jpg></picture>
<video src=v.mp4 poster=v.jpg><track src=v.vtt></video><audio><source src=s.ogg></audio>
<script>document.write('<a href="scripted">x</a>')</script>
<blockquote cite="http://quoted/">q</blockquote><iframe src="//frame/x"></iframe>
</body></html>"""

FORMS = """<!DOCTYPE html><body><form action="/search"><input type=image src=go.png>
<button formaction="/other">o</button></form><form action=/login method=post><input name=user></form>
<textarea><a href="typed">x</a></textarea><select><option value=1>1</select>
<map name=m><area href=area1><area href=area2></map><object data=o.pdf></object><embed src=e.swf>"""

TABLES = """<!DOCTYPE html><table id=t background=bg.png><tr><td><a href=1>1</a><td id=cell><a href=2>2</a>
<tr><th><a href=3>3</a></table><dl><dt id=dt><a href=4>4</a><dd>d</dl>
<pre><a href=5>5
6</a></pre><details><summary id=s><a href=7>7</a></summary></details>"""

DRAWING = """<!DOCTYPE html><p id=before>x<svg viewBox="0 0 1 1"><defs><g id=shape></g></defs><use href="#shape"/>
<use xlink:href="sprite.svg#i"/><a xlink:href="from-a-drawing"><text>t</text></a><image href="pixels.png"/></svg>
<p><a href=after>a</a>"""

MISTAKES = """<p>No doctype<br><a href=1>unclosed <b>bold</a> still</b>
<a href="2" href="second-is-ignored">2</a><a href=3>three<a href=4>four</a>
<A HREF=5 ID=Five>5</A><a href="6&lt;&#x37;&copy">6</a><a href
=7>7</a><div id=d><p></div><a>none</a><a href>8</a>"""

MOVED = """<html><head><meta http-equiv=refresh content="3; url=elsewhere"><base href="/base/"></head>
<frameset><frame src=f1><frame src=f2></frameset></html>"""

ORDINARY = {
    "article": ARTICLE,
    "forms": FORMS,
    "tables": TABLES,
    "drawing": DRAWING,
    "mistakes": MISTAKES,
    "moved": MOVED,
    "empty": "",
    "text": "just words & <",
}


def read(parser: str, text: str) -> Page:
    """Return what a page holds."""
    return extract.reader(parser)(text, "http://site/dir/page", 1000)


def links(parser: str, text: str) -> list[tuple[str, str, str, Reason | None]]:
    """Return what the links are, apart from where they stand and in which words."""
    return [(each.element, each.attribute, each.url, each.avoid) for each in read(parser, text).links]


@pytest.mark.parametrize("name", ORDINARY)
@pytest.mark.parametrize("parser", extract.PARSERS[1:])
def test_parsers_agree_on_ordinary_pages(parser: str, name: str) -> None:
    """Links and anchors of a page are the same with each parser as with the default."""
    text, usual = ORDINARY[name], extract.PARSERS[0]
    assert links(parser, text) == links(usual, text)
    assert read(parser, text).anchors == read(usual, text).anchors


@pytest.mark.parametrize("name", ORDINARY)
@pytest.mark.parametrize("parser", extract.PARSERS[1:])
def test_parsers_agree_on_the_words_of_links(parser: str, name: str) -> None:
    """The text of a link is the same with each parser, but for blanks."""
    usual = [" ".join(found.text.split()) for found in read(extract.PARSERS[0], ORDINARY[name]).links]
    assert [" ".join(found.text.split()) for found in read(parser, ORDINARY[name]).links] == usual


def test_an_ordinary_page_has_the_links_that_it_has() -> None:
    """What the parsers agree on is also right."""
    assert [link.raw for link in read("turbohtml", ARTICLE).links] == [
        "style.css",
        "app.js",
        "no.png",
        "/",
        "/news?a=1&b=2",
        "#top-of-it",
        "x y",
        "a.png",
        "a.png",
        "a@2x.png",
        "b.webp",
        "c.webp",
        "b.jpg",
        "v.mp4",
        "v.jpg",
        "v.vtt",
        "s.ogg",
        "http://quoted/",
        "//frame/x",
    ]
    assert read("turbohtml", ARTICLE).anchors == {"top-of-it", "old"}


def test_the_default_parser_says_where() -> None:
    """Line and column of a link are those of its start tag, counted from 1, in characters."""
    found = read("turbohtml", "<p>\n üü <a\nhref=x>").links[0]
    assert (found.line, found.column) == (2, 5)


@pytest.mark.parametrize("parser", extract.PARSERS[1:])
def test_the_other_parsers_do_not_say_where(parser: str) -> None:
    """Line and column are unknown rather than guessed."""
    found = read(parser, "<p>\n <a href=x>").links[0]
    assert (found.line, found.column) == (None, None)


@every_parser
def test_links_in_templates_and_noscript_are_links(parser: str) -> None:
    """What a page shows later, or to others, is checked as well."""
    text = "<body><template><a href=1 id=one>1</a></template><noscript><a href=2 id=two>2</a></noscript>"
    assert [link.raw for link in read(parser, text).links] == ["1", "2"]
    assert read(parser, text).anchors == {"two"}


@every_parser
def test_what_is_in_a_template_is_no_place(parser: str) -> None:
    """A name that stands in templates only is no anchor; their own are, and those that stand outside as well."""
    inner = "<a name=in>1</a><p id=both></p><template id=inner><p id=deep></p></template><p id=in2></p>"
    text = f"<template id=outer>{inner}</template><p id=both></p><a name=after>2</a><template id=last></template>"
    assert read(parser, text).anchors == {"outer", "both", "after", "last"}


@every_parser
def test_a_shadow_root_is_read(parser: str) -> None:
    """Links in a declarative shadow root are links of the page; no fragment reaches what has a name in it."""
    text = "<div id=host><template shadowrootmode=open><a href=x id=in>y</a></template></div>"
    assert [link.raw for link in read(parser, text).links] == ["x"]
    assert read(parser, text).anchors == {"host"}
    assert "y" in extract.words(parser)(text)


@every_parser
@pytest.mark.parametrize("raw", ["/card/{{id}}", "{{ url }}", "/x/${id}", "/{% url %}", "/<%= id %>"])
def test_a_link_with_a_gap_in_a_template_is_none(parser: str, raw: str) -> None:
    """What a script fills in before it is used is no address; outside of templates it is what a browser asks for."""
    link = f"<a href='{raw}'>x</a>"
    assert [link.raw for link in read(parser, f"<template>{link}<a href=y></a></template>").links] == ["y"]
    assert [link.raw for link in read(parser, f"{link}<template><a href=y></a></template>").links] == [raw, "y"]


@every_parser
def test_deep_nesting_is_read(parser: str) -> None:
    """Depth loses no link, and costs no stack."""
    depth = 400 if parser == "html5lib" else 20_000
    assert read(parser, "<div>" * depth + "<a href=deep>x").links[-1].raw == "deep"


@every_parser
def test_nothing_of_a_page_is_a_lone_surrogate(parser: str) -> None:
    """Whatever is found can be written as UTF-8."""
    text = "<a href='&#xD800;x' id='&#xDFFF;'>&#xD83D;</a>"
    page = read(parser, text)
    for word in (*page.anchors, *(link.url + link.raw + link.text for link in page.links)):
        word.encode()


class Difference(NamedTuple):
    """A page of which a parser gives other links or anchors than the default does, and why."""

    why: str
    text: str
    usual: list[str]
    lxml: list[str]
    html5lib: list[str]


DIFFERENCES = [
    Difference(
        "libxml2 takes the title of a drawing for the title of the page, in which there are no elements",
        "<svg><title><a href=x>t</a></title></svg><a href=y>",
        usual=["x", "y"],
        lxml=["y"],
        html5lib=["x", "y"],
    ),
    Difference(
        "a second body is no element, but lends its new attributes to the first (HTML 13.2.6.4.7); libxml2 drops them",
        "<body id=one><p><body id=two background=bg.png><a href=y>",
        usual=["bg.png", "y", "#one"],
        lxml=["y", "#one"],
        html5lib=["bg.png", "y", "#one"],
    ),
    Difference(
        "the same goes for a second html",
        "<html><p><html id=two>",
        usual=["#two"],
        lxml=[],
        html5lib=["#two"],
    ),
    Difference(
        "html5lib is older than the rule that lets elements stand in a select",
        "<select><a href=x>x</a></select><a href=y>",
        usual=["x", "y"],
        lxml=["x", "y"],
        html5lib=["y"],
    ),
    Difference(
        "an image is an img (HTML 13.2.6.4.7) except in drawings; libxml2 leaves it what it is",
        "<image src=x><a href=y>",
        usual=["x", "y"],
        lxml=["y"],
        html5lib=["x", "y"],
    ),
    Difference(
        "a link left open is opened again in the next block (HTML 13.2.6.1), and so is there twice; libxml2 gives tags",
        "<a href=x><div><a href=y>y</a></div></a>",
        usual=["x", "x", "y"],
        lxml=["x", "y"],
        html5lib=["x", "x", "y"],
    ),
    Difference(
        "a form in a form is no element; libxml2 gives tags",
        "<form action=x><form action=y></form></form>",
        usual=["x"],
        lxml=["x", "y"],
        html5lib=["x"],
    ),
    Difference(
        "a frame outside a frameset is no element; libxml2 gives tags",
        "<body><frame src=x><a href=y>",
        usual=["y"],
        lxml=["x", "y"],
        html5lib=["y"],
    ),
    Difference(
        "a cell outside a table is no element; libxml2 gives tags",
        "<td background=x><a href=y>",
        usual=["y"],
        lxml=["x", "y"],
        html5lib=["y"],
    ),
    Difference(
        "html5lib knows no templates, in which a cell may stand by itself",
        "<template><td background=x></td></template><a href=y>",
        usual=["x", "y"],
        lxml=["x", "y"],
        html5lib=["y"],
    ),
]


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda each: each.text)
def test_where_parsers_differ_the_difference_is_known(difference: Difference) -> None:
    """The default follows the HTML standard; where another does not, it is for the reason given."""
    got = {
        parser: [found.raw for found in read(parser, difference.text).links]
        + [f"#{anchor}" for anchor in read(parser, difference.text).anchors]
        for parser in extract.PARSERS
    }
    expected = {"turbohtml": difference.usual, "lxml": difference.lxml, "html5lib": difference.html5lib}
    assert got == expected, difference.why
