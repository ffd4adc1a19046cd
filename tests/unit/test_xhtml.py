"""Laws of XHTML, which is XML by each parser."""

from __future__ import annotations

import pytest

from sixlegs import extract
from sixlegs.model import Link, Response, Visit
from sixlegs.page import examine
from tests.unit.build import fetch

TYPE = ("content-type", "application/xhtml+xml")
every_parser = pytest.mark.parametrize("parser", extract.PARSERS)
PAGE = """<?xml version="1.0"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:xlink="http://www.w3.org/1999/xlink">
<head><title/><script src="s.js"/><style/><base href="/b/"/></head>
<body>é<textarea/><iframe srcdoc="&lt;a href=in&gt;"/><a id="q" name="n"/>&nbsp;<a href="x?a&amp;b">one<br/>two</a>
<svg><a xlink:href="l"/></svg><![CDATA[<a href="no">]]><A HREF="no"/><p id="last"/><a href="y">a <a href="z">b</a></a>
</body></html>"""


def visit(parser: str, text: str, *texts: str) -> Visit:
    """Have a page read."""
    asked = fetch("http://site/dir/page")._replace(parser=parser, texts=texts)
    return examine(asked, Response(200, (TYPE,), text.encode()))


@every_parser
def test_what_closes_itself_is_closed(parser: str) -> None:
    """No link is lost after an element that closes itself, and each stands at its line and column."""
    read = visit(parser, PAGE)
    assert read.links == (
        Link("http://site/b/s.js", "script", "src", "s.js", 4, 15),
        Link("http://site/b/in", "a", "href", "in", 5, 19),
        Link("http://site/b/x?a&b", "a", "href", "x?a&b", 5, 81, "onetwo"),
        Link("http://site/b/l", "a", "xlink:href", "l", 6, 6),
        Link("http://site/b/y", "a", "href", "y", 6, 84, "a "),
        Link("http://site/b/z", "a", "href", "z", 6, 98, "b"),
    )
    assert read.anchors == frozenset({"q", "n", "last"})


@every_parser
@pytest.mark.parametrize(
    "text",
    [
        '<p><a href="x">not well-formed</p>',
        "<!DOCTYPE html [<!ENTITY a 'x'>]><html><a href='x'/></html>",
        "<!DOCTYPE html [<!ATTLIST a href CDATA 'y'>]><html><a href='x'/></html>",
        "<html><p>&nbsp;<a href='x'/></p></html>",
        "\0<a href='x'/>",
    ],
)
def test_what_is_no_xml_for_us_is_read_as_html(parser: str, text: str) -> None:
    """A page that is ill-formed, or declares things of its own, is read as HTML."""
    assert [link.url for link in visit(parser, text).links] == ["http://site/dir/x"]


@every_parser
def test_words_are_found_after_what_closes_itself(parser: str) -> None:
    """A text directive is searched for in all of the page's words, well-formed or not."""
    assert visit(parser, "<html><title/><p>here</p></html>", "here", "gone").texts == frozenset({"here"})
    assert visit(parser, "<html><p>here</html>", "here", "gone").texts == frozenset({"here"})


def test_an_xml_declaration_names_the_encoding() -> None:
    """The encoding that the declaration names counts where nothing else does."""
    body = '<?xml version="1.0" encoding="iso-8859-5"?><html><a href="?Я"/></html>'.encode("iso-8859-5")
    read = examine(fetch("http://site/"), Response(200, (TYPE,), body))
    assert [link.url for link in read.links] == ["http://site/?%CF"]


@pytest.mark.parametrize(
    "text",
    [
        "<a>" * 300_000 + "</a>" * 300_000,
        "<a>x" * 300_000 + "</a>" * 300_000,
        f'<r xmlns="{"u" * 1_000_000}">' + "<b/>" * 200_000 + "</r>",
        "<r>" + "".join(f'<a{number} xmlns:x{number}="u">' for number in range(50_000)),
    ],
    ids=["deep", "nested texts", "long names", "many names"],
)
def test_no_page_takes_for_ever(text: str) -> None:
    """Depth, nested texts and namespaces are no more work than as many bytes of anything else."""
    assert visit("turbohtml", text).failure is None
