"""Laws of which attributes are links, which every parser keeps."""

from __future__ import annotations

import pytest

from sixlegs import extract
from sixlegs.extract.links import Page
from sixlegs.model import Reason

URL = "http://site/dir/page"

pytestmark = pytest.mark.parametrize("parser", extract.PARSERS)


def read(parser: str, text: str, most: int = 100) -> Page:
    """Return what a page holds."""
    return extract.reader(parser)(text, URL, most)


def raws(parser: str, text: str) -> list[str]:
    """Return the links of a page as they are written."""
    return [link.raw for link in read(parser, text).links]


LINKS = {
    "a": ["href", "xlink:href"],
    "area": ["href"],
    "audio": ["src"],
    "blockquote": ["cite"],
    "body": ["background"],
    "button": ["formaction"],
    "del": ["cite"],
    "embed": ["src"],
    "form": ["action"],
    "frame": ["src"],
    "iframe": ["src"],
    "image": ["href", "xlink:href"],
    "img": ["src", "srcset", "longdesc"],
    "input": ["src"],
    "ins": ["cite"],
    "link": ["href", "imagesrcset"],
    "object": ["data"],
    "q": ["cite"],
    "script": ["src"],
    "source": ["src", "srcset"],
    "table": ["background"],
    "td": ["background"],
    "th": ["background"],
    "track": ["src"],
    "use": ["href", "xlink:href"],
    "video": ["src", "poster"],
}
PAIRS = [(tag, attribute) for tag, attributes in LINKS.items() for attribute in attributes]
WITHIN = {  # elements that stand only within others
    "area": "<map>{}",
    "frame": "<frameset>{}",
    "image": "<svg>{}",
    "source": "<video>{}",
    "td": "<table><tr>{}",
    "th": "<table><tr>{}",
    "track": "<video>{}",
    "use": "<svg>{}",
}


@pytest.mark.parametrize(("tag", "attribute"), PAIRS)
def test_each_attribute_that_names_a_resource_is_a_link(parser: str, tag: str, attribute: str) -> None:
    """A link is known by its element and its attribute."""
    text = WITHIN.get(tag, "{}").format(f"<{tag} {attribute}=x>")
    if attribute == "xlink:href":
        text = "<svg>" + text
    (link,) = read(parser, text).links
    assert (link.element, link.attribute, link.raw, link.url) == (tag, attribute, "x", "http://site/dir/x")


@pytest.mark.parametrize(
    "text",
    [
        "<div href=x>",
        "<div src=x>",
        "<a src=x>",
        "<img href=x>",
        "<param value=x>",
        "<a ping=x>",
        "<img data-src=x>",
        "<div cite=x>",
        "<meta name=x content=x>",
        "<applet codebase=x archive=x>",
        "<object classid=x codebase=x>",
        "<svg><path href=x /></svg>",
        "<head profile=x>",
        "<button action=x>",
        "<input value=x formaction=x>",
    ],
)
def test_other_attributes_are_no_links(parser: str, text: str) -> None:
    """What is not in the table is not looked at."""
    assert raws(parser, text) == []


def test_links_come_in_document_order(parser: str) -> None:
    """Element after element."""
    assert raws(parser, "<img src=a srcset='b 1x, c 2x'><a href=d>d</a><p><a href=e>e</a>") == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize(
    "text",
    [
        "<a href>",
        "<a href=''>",
        "<a href=' '>",
        "<link href=''>",
        "<img src=''>",
        "<img src=' '>",
        "<img srcset=''>",
        "<form action=''>",
        "<q cite=''>",
        "<svg><use href=''/></svg>",
    ],
)
def test_an_empty_attribute_asks_for_nothing(parser: str, text: str) -> None:
    """An empty reference is one to the page that it stands on, and an empty image is not asked for."""
    assert raws(parser, text) == []


@pytest.mark.parametrize("rel", ["preconnect", "DNS-Prefetch", "x preconnect"])
def test_a_hint_of_an_origin_is_no_link(parser: str, rel: str) -> None:
    """Some link types name an origin to come near to, not a resource."""
    assert raws(parser, f"<link rel='{rel}' href=http://cdn/>") == []


@pytest.mark.parametrize("rel", ["stylesheet", "", "icon x"])
def test_other_link_types_are_links(parser: str, rel: str) -> None:
    """Whatever else a link element relates to is there or is broken."""
    assert raws(parser, f"<link rel='{rel}' href=x>") == ["x"]


@pytest.mark.parametrize(("rel", "nofollow"), [("nofollow", True), ("me NoFollow", True), ("nofollowed", False)])
def test_nofollow_is_a_word_of_rel(parser: str, rel: str, nofollow: bool) -> None:  # noqa: FBT001  a table's column
    """A link that its page does not vouch for says so in `rel`, and others on the page are not meant."""
    one, other = read(parser, f"<a href=x rel='{rel}'>x</a><a href=y>y</a>").links
    assert (one.avoid, other.avoid) == (Reason.NOFOLLOW if nofollow else None, None)


@pytest.mark.parametrize("method", ["post", " POST "])
def test_what_is_sent_by_post_is_to_be_avoided(parser: str, method: str) -> None:
    """To follow a form that is not for reading could change things."""
    for text in (
        f"<form action=x method='{method}'>",
        f"<button formaction=x formmethod='{method}'>",
        f"<form method='{method}'><button formaction=x>",
        f"<form method='{method}' id=f></form><form></form><button formaction=x form=f>",
        f"<table><form method='{method}'><tr><td><button formaction=x></button></form></table>",
    ):
        assert [(link.raw, link.avoid) for link in read(parser, text).links] == [("x", Reason.POST)], text


@pytest.mark.parametrize("method", ["get", "GET", "", " get ", "put"])
def test_what_is_sent_by_get_is_a_link(parser: str, method: str) -> None:
    """A form for reading is a link to its action, and what is no method of forms is GET (HTML 4.10.18.6)."""
    for text in (
        f"<form action=x method='{method}'>",
        f"<button formaction=x formmethod='{method}'>",
        f"<form method=post><button formaction=x formmethod='{method}'>",
    ):
        assert [(link.raw, link.avoid) for link in read(parser, text).links] == [("x", None)], text


def test_what_closes_a_dialog_is_no_link(parser: str) -> None:
    """A form of a dialog asks for nothing."""
    text = "<form method=dialog action=x><button formaction=y></form><button formaction=z formmethod=dialog>"
    assert raws(parser, text) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("0;url=x", ["x"]),
        (" 5 ; URL = 'x y' z", ["x y"]),
        ("0, url=x", ["x"]),
        ("1.5;url=x?a=b;c", ["x?a=b;c"]),
        ("0;url=", []),
        ("0;", []),
        ("5", []),
        ("", []),
    ],
)
def test_a_refresh_is_a_link(parser: str, content: str, expected: list[str]) -> None:
    """A page that sends its reader elsewhere links there; one that only renews itself does not."""
    assert raws(parser, f'<meta http-equiv="Refresh" content="{content}">') == expected


@pytest.mark.parametrize(
    "attributes", ["http-equiv=content-type content='0;url=x'", "name=refresh content='0;url=x'", "http-equiv=refresh"]
)
def test_another_meta_is_no_link(parser: str, attributes: str) -> None:
    """What a meta element says is a link only where it is a refresh."""
    assert raws(parser, f"<meta {attributes}>") == []


def test_anchors_are_ids_and_names_of_links(parser: str) -> None:
    """An id on any element, a name on `a` only, and neither where it is empty (HTML 7.4.6.3)."""
    text = "<p id=1><a name=2 id=3>x</a><img name=4><a id name>y</a><svg><g id=5></g></svg>"
    assert read(parser, text).anchors == frozenset("1235")


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("<base href='/sub/'>", "http://site/sub/x"),
        ("<base target=_top><base href='http://other/a/b' id=b>", "http://other/a/x"),
        ("<base href='/one/'><base href='/two/'>", "http://site/one/x"),
        ("<base href='data:text/html,x'>", "http://site/dir/x"),
        ("<base href='javascript:1'>", "http://site/dir/x"),
        ("<base href='http://['>", "http://site/dir/x"),
        ("<base href=''>", "http://site/dir/x"),
    ],
)
def test_a_base_is_what_links_are_resolved_against(parser: str, base: str, url: str) -> None:
    """The first base with an href counts, unless it is none, and is no link itself (HTML 4.2.3)."""
    assert [link.url for link in read(parser, f"{base}<a href=x>x</a>").links] == [url]


def test_links_past_the_most_are_left_out(parser: str) -> None:
    """The first ones are kept and the rest is known to be there; anchors are read to the end."""
    text = "<img srcset='a, b, c'>" * 3 + "<p id=end>"
    page = read(parser, text, most=4)
    assert [link.raw for link in page.links] == ["a", "b", "c", "a"]
    assert page.cut
    assert page.anchors == {"end"}
    assert not read(parser, text, most=9).cut


def test_a_link_that_is_no_url_is_kept_as_written(parser: str) -> None:
    """An invalid link is reported as it stands on the page."""
    (link,) = read(parser, "<a href=' http://[ '>x</a>").links
    assert (link.url, link.valid) == ("http://[", False)


def test_a_link_text_is_cut(parser: str) -> None:
    """Of a very long text the beginning is kept."""
    (link,) = read(parser, f"<a href=x>{'y' * 1000}</a>").links
    assert link.text == "y" * 200
