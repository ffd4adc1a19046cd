"""Laws of the worker's side: what an answer means."""

from __future__ import annotations

import gzip

import pytest

from sixlegs.extract import PARSERS
from sixlegs.model import Failure, Kind, Note, Reason, Response, Visit
from sixlegs.page import examine, is_html
from tests.unit.build import HTML, answer, fetch, html, limits, moved, robots

PAGE = fetch("http://site/dir/page")


def links(reply: Response) -> list[str]:
    """Return the URLs that a page links to."""
    return [link.url for link in examine(PAGE, reply).links]


def test_a_failure_comes_home_as_it_is() -> None:
    """What the transport says of an exchange that failed is what is known of it."""
    visit = examine(PAGE, Failure(Reason.TLS, "expired", 1.5, 1))
    assert visit == Visit(PAGE, failure=Reason.TLS, detail="expired", elapsed=1.5, opened=1)


def test_an_answer_is_counted() -> None:
    """Size as sent, time and connections are part of a visit."""
    visit = examine(PAGE, html("x")._replace(elapsed=0.5, opened=1))
    assert (visit.status, visit.content_type, visit.size, visit.elapsed, visit.opened) == (200, HTML[1], 1, 0.5, 1)


@pytest.mark.parametrize("status", [0, 99, 100, 101, 199, 304, 600, 998, 1000])
def test_a_status_that_answers_nothing_is_against_the_protocol(status: int) -> None:
    """A final answer is 200 to 599, or the 999 of some bot walls; 304 answers a question that was not asked."""
    visit = examine(PAGE, answer(status))
    assert visit.failure is Reason.PROTOCOL
    assert str(status) in visit.detail


@pytest.mark.parametrize("status", [200, 204, 305, 310, 399, 404, 418, 500, 599, 999])
def test_any_other_status_stands_for_itself(status: int) -> None:
    """What is no redirect and no error of the protocol is for the verdict to judge."""
    visit = examine(PAGE, answer(status))
    assert (visit.status, visit.failure, visit.redirect) == (status, None, None)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_a_redirect_leads_somewhere(status: int) -> None:
    """A redirect's Location is resolved against the URL that was asked for."""
    assert examine(PAGE, moved("../to?x#y", status)).redirect == "http://site/to?x#y"


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("//other/x", "http://other/x"),
        ("?q", "http://site/dir/page?q"),
        ("/a b", "http://site/a%20b"),
        ("/ü".encode().decode("iso-8859-1"), "http://site/%C3%BC"),
        ("/\xfc", "http://site/%EF%BF%BD"),
        ("\\x", "http://site/x"),
        ("/a\tb", "http://site/ab"),
        ("/\u20ac", "http://site/?"),
        ("/" + "x" * 100_000, "http://site/" + "x" * 100_000),
    ],
    ids=["host", "query", "space", "utf-8", "latin-1", "backslash", "tab", "no-latin-1", "long"],
)
def test_a_location_is_read_as_a_browser_reads_it(location: str, url: str) -> None:
    """Whatever a server writes into Location becomes a URL where a browser makes it one."""
    assert examine(PAGE, moved(location)).redirect == url


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("", "without a Location"),
        ("  ", "without a Location"),
        ("http://[", "invalid URL"),
        ("file:///etc/passwd", "'file'"),
        ("javascript:1", "'javascript'"),
        ("data:,x", "'data'"),
        ("gopher://a/", "'gopher'"),
    ],
)
def test_a_redirect_to_where_nothing_is_fetched_is_bad(location: str, words: str) -> None:
    """Only http(s) URLs are followed."""
    visit = examine(PAGE, moved(location))
    assert (visit.failure, visit.redirect) == (Reason.BAD_REDIRECT, None)
    assert words in visit.detail


def test_a_redirect_without_location_is_bad() -> None:
    """A redirect that names no target leads nowhere."""
    assert examine(PAGE, answer(302)).failure is Reason.BAD_REDIRECT


def test_two_locations_must_agree() -> None:
    """One Location twice is one; two different ones are an attack or a mistake, and not followed."""
    two = Response(302, (("location", "/a"), ("location", "/a")))
    assert examine(PAGE, two).redirect == "http://site/a"
    assert examine(PAGE, Response(302, (("location", "/a"), ("location", "/b")))).failure is Reason.PROTOCOL


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("3", 3.0),
        (" 120 ", 120.0),
        ("99999999999999999999", 999999999.0),
        ("Sun, 06 Nov 1994 08:49:47 GMT", 10.0),
        ("Sun, 06 Nov 1994 08:40:00 GMT", 0.0),
        ("abc", None),
        ("-1", None),
        ("1.5", None),
        ("\u0663", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_seconds_or_a_date(status: int, retry_after: str, seconds: float | None) -> None:
    """A date counts from the server's own clock, one that is over is now, and nonsense is nothing."""
    date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT")
    assert examine(PAGE, answer(status, date, ("retry-after", retry_after))).retry_after == seconds


def test_retry_after_counts_only_where_it_means_something() -> None:
    """On other answers, and as a date without the server's clock, Retry-After says nothing."""
    assert examine(PAGE, answer(404, ("retry-after", "3"))).retry_after is None
    assert examine(PAGE, answer(503, ("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT"))).retry_after is None


def test_links_are_found_with_their_places() -> None:
    """A link has its absolute URL, what was written, where, in which words, and under which relation."""
    reply = html("<p>\n <a rel='nofollow ugc' href='../x'>a <b>word</b></a>")
    (link,) = examine(PAGE, reply).links
    assert link == ("http://site/x", "a", "href", "../x", 2, 2, "a word", Reason.NOFOLLOW, True)


def test_a_link_that_is_no_url_is_kept_as_written() -> None:
    """An invalid link is reported as it stands on the page, but for blanks around it."""
    (link,) = examine(PAGE, html("<a href=' http://[ '>")).links
    assert (link.url, link.raw, link.valid) == ("http://[", "http://[", False)


def test_a_link_text_is_cut() -> None:
    """Of a very long text the beginning is kept."""
    (link,) = examine(PAGE, html(f"<a href=x>{'y' * 1000}</a>")).links
    assert len(link.text) == 200


def test_anchors_are_found() -> None:
    """Every id, and every name of an `a`, can be named by a fragment."""
    reply = html("<p id=one><a name=two>x</a><input name=three><a id=four name=five>")
    assert examine(PAGE, reply).anchors == frozenset({"one", "two", "four", "five"})


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("<base href='/sub/'>", "http://site/sub/x"),
        ("<base target=_top><base href='http://other/a/b'>", "http://other/a/x"),
        ("<base href='/one/'><base href='/two/'>", "http://site/one/x"),
        ("<base href='data:text/html,x'>", "http://site/dir/x"),
        ("<base href='javascript:1'>", "http://site/dir/x"),
        ("<base href='http://['>", "http://site/dir/x"),
        ("<base href=''>", "http://site/dir/x"),
    ],
)
def test_a_base_href_is_what_links_are_resolved_against(base: str, url: str) -> None:
    """The first base with an href counts, unless it is none (HTML 4.2.3)."""
    assert links(html(f"{base}<a href=x>")) == [url]


def test_a_page_with_too_many_links_is_cut() -> None:
    """The first links are kept, and a note says that there were more."""
    order = PAGE._replace(limits=limits(max_links=2))
    visit = examine(order, html("<a href=1></a><a href=2></a><a href=3></a><p id=x>"))
    assert [link.raw for link in visit.links] == ["1", "2"]
    assert visit.notes == (Note.TOO_MANY_LINKS,)
    assert visit.anchors == frozenset({"x"})
    assert examine(order, html("<a href=1></a><a href=2></a>")).notes == ()


def test_a_body_that_we_cut_is_noted_and_read() -> None:
    """A page longer than our cap is judged by what came."""
    visit = examine(PAGE, html("<a href=x>x</a><a hr")._replace(cut=True))
    assert (visit.failure, visit.notes, len(visit.links)) == (None, (Note.TOO_BIG,), 1)


def test_a_page_that_inflates_too_far_is_noted_and_read() -> None:
    """A page whose text is longer than our cap is judged by what came, and noted once."""
    body = gzip.compress(b"<a href=x>x</a>" + bytes(100_000))
    reply = Response(200, (HTML, ("content-encoding", "gzip")), body, cut=True)
    visit = examine(PAGE._replace(limits=limits(max_inflated=1000)), reply)
    assert (visit.failure, visit.notes, len(visit.links)) == (None, (Note.TOO_BIG,), 1)


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        (gzip.compress(b"<a href=x>" * 99)[:-20], Reason.TRUNCATED, "mid-coding"),
        (b"<a href=x>", Reason.DECODE, "wrong"),
    ],
)
def test_a_page_that_cannot_be_decoded_is_a_failure(body: bytes, reason: Reason, words: str) -> None:
    """A page cut short by the server, or in another coding than it says, has not been read."""
    visit = examine(PAGE, Response(200, (HTML, ("content-encoding", "gzip")), body))
    assert (visit.failure, visit.links) == (reason, ())
    assert words in visit.detail


def test_codings_may_stand_on_several_lines() -> None:
    """Content-Encoding is a list, and a list may be sent as several headers (RFC 9110 5.3)."""
    body = gzip.compress(gzip.compress(b"<a href=x>"))
    coding = ("content-encoding", "gzip")
    assert links(Response(200, (HTML, coding, coding), body)) == ["http://site/dir/x"]


@pytest.mark.parametrize(
    "content_type", ["text/html", "TEXT/HTML; charset=x", "application/xhtml+xml", " text/html ", "", ";"]
)
def test_html_is_read(content_type: str) -> None:
    """Pages are known by their media type, and an empty one may be a page."""
    assert is_html(content_type)
    assert links(Response(200, (("content-type", content_type),), b"<a href=x>")) == ["http://site/dir/x"]


@pytest.mark.parametrize("content_type", ["application/octet-stream", "text/plain", "image/svg+xml", "text/htmlx"])
def test_other_content_is_not_read(content_type: str) -> None:
    """What is not HTML by its media type has neither links nor anchors."""
    visit = examine(PAGE, Response(200, (("content-type", content_type),), b"<a href=x>"))
    assert (visit.links, visit.anchors, visit.failure) == ((), None, None)


@pytest.mark.parametrize(
    ("body", "read"),
    [(b"\xef\xbb\xbf \n<a href=x>", True), (b"text <a href=x>", False), (b"%PDF-1.7 <a href=x>", False), (b"", False)],
)
def test_content_of_no_type_is_read_where_it_looks_like_a_page(body: bytes, read: bool) -> None:  # noqa: FBT001  a table's column
    """Without a Content-Type, what opens with a tag is a page."""
    assert (examine(PAGE, Response(200, (), body)).anchors is not None) is read


def test_the_first_of_several_content_types_counts() -> None:
    """A header that may stand once is read once."""
    reply = Response(200, (("content-type", "text/plain"), HTML), b"<a href=x>")
    assert examine(PAGE, reply).content_type == "text/plain"


def test_a_check_reads_no_content() -> None:
    """Where only the status is wanted, only the status is looked at."""
    visit = examine(fetch(kind=Kind.CHECK), html("<a href=x>"))
    assert (visit.status, visit.links, visit.anchors) == (200, (), None)


def test_an_error_page_is_not_read() -> None:
    """Links on error pages are not followed."""
    assert links(html("<a href=x>")._replace(status=404)) == []


def test_a_robots_txt_is_text() -> None:
    """It is UTF-8, with or without a mark, of whatever type, and its first 500 KiB are kept (RFC 9309 2.5)."""
    order = fetch("http://site/robots.txt", Kind.ROBOTS)
    assert examine(order, robots("\ufeffAllow: /ü")).text == "Allow: /ü"
    assert examine(order, robots("x" * 600_000)).text == "x" * 500 * 1024


def test_a_bug_of_ours_is_a_value() -> None:
    """Where reading an answer raises, the visit says so and the crawl goes on."""
    visit = examine(PAGE._replace(parser="no-such-parser"), html("x")._replace(elapsed=0.5, opened=1))
    assert (visit.status, visit.failure, visit.elapsed, visit.opened) == (200, Reason.INTERNAL, 0.5, 1)
    assert "ModuleNotFoundError" in visit.detail


def test_a_304_nobody_asked_for_says_what_is_wrong_with_it() -> None:
    """Only a conditional request may be answered by 304 (RFC 9110 15.4.5)."""
    visit = examine(fetch(), Response(304, ()))
    assert (visit.failure, visit.detail) == (Reason.PROTOCOL, "304 Not Modified to a request without a condition")


def test_a_style_sheet_is_read() -> None:
    """What a style sheet names is followed, in the encoding that it says it is in; it has no places to name."""
    css = ("content-type", "text/css")
    visit = examine(PAGE, Response(200, (css,), b"@charset \"windows-1251\"; @import '\xe4.css'"))
    assert [(link.element, link.raw) for link in visit.links] == [("css", "\u0434.css")]
    assert visit.anchors is None
    for body in (
        b"\xef\xbb\xbf@import '\xc3\xa4'",
        b"@import '\xc3\xa4'",
        b"\xff\xfe@\0i\0m\0p\0o\0r\0t\0'\0\xe4\0'\0",
    ):
        assert [link.raw for link in examine(PAGE, Response(200, (css,), body)).links] == ["\u00e4"]
    assert examine(fetch(kind=Kind.CHECK), Response(200, (css,), b"@import 'x'")).links == ()


def test_too_many_urls_of_a_style_sheet_are_left_out() -> None:
    """The bound on links holds for style sheets too."""
    reply = Response(200, (("content-type", "text/css"),), b"a{b:url(c) url(d)}")
    visit = examine(PAGE._replace(limits=limits(max_links=1)), reply)
    assert ([link.raw for link in visit.links], visit.notes) == (["c"], (Note.TOO_MANY_LINKS,))


def test_headers_have_links() -> None:
    """Link and Refresh headers count on whatever is read, before the links of the page, and relative to its URL."""
    headers = (("link", "<x>; rel=next, <http://[>"), ("refresh", "0;url=y"))
    visit = examine(PAGE, html("<base href=/other/><a href=z>z</a>", *headers))
    assert [(link.element, link.attribute, link.url, link.valid) for link in visit.links] == [
        ("header", "link", "http://site/dir/x", True),
        ("header", "link", "http://[", False),
        ("header", "refresh", "http://site/dir/y", True),
        ("a", "href", "http://site/other/z", True),
    ]
    assert len(examine(PAGE, Response(200, (("content-type", "image/png"), *headers))).links) == 3
    assert examine(fetch(kind=Kind.CHECK), html("", *headers)).links == ()


def test_a_sketch_is_made_of_html_where_it_is_wanted() -> None:
    """Of nothing else, and of no page whose order does not say so."""
    wanted = PAGE._replace(sketch=True)
    assert examine(PAGE, html("<p>x")).sketch is None
    assert examine(wanted, html("<p>x")).sketch is not None
    assert examine(wanted, Response(200, (("content-type", "text/css"),), b"a{}")).sketch is None
    assert examine(wanted, answer(404)).sketch is None


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("charset", "href", "url"),
    [
        ("iso-8859-1", "s/é?q=é#é", "http://site/dir/s/%C3%A9?q=%E9#%C3%A9"),
        ("windows-1252", "/s?é&amp;я&amp;😀", "http://site/s?%E9&%26%231103%3B&%26%23128512%3B"),
        ("windows-1251", "?Я=é", "http://site/dir/page?%DF=%26%23233%3B"),
        ("shift_jis", "?q=表", "http://site/dir/page?q=%95\\"),
        ("gb18030", "//other/?é", "http://other/?%A8%A6"),
        ("iso-8859-1", "mailto:x?subject=é", "mailto:x?subject=%C3%A9"),
        ("iso-8859-1", "http://[?é", "http://[?é"),
        ("iso-8859-1", "?é=&#xD800;", "http://site/dir/page?%E9=%26%2365533%3B"),
        ("utf-8", "?é", "http://site/dir/page?%C3%A9"),
        ("utf-16le", "?é", "http://site/dir/page?%C3%A9"),
    ],
)
def test_a_query_is_in_the_encoding_of_its_page(parser: str, charset: str, href: str, url: str) -> None:
    """Queries are sent as a browser sends them from a page of an old encoding; paths and fragments are UTF-8."""
    body = f'<a href="{href}">x</a>'.encode(charset, "xmlcharrefreplace")
    reply = Response(200, (("content-type", f"text/html; charset={charset}"),), body)
    visit = examine(PAGE._replace(parser=parser), reply)
    assert [link.url for link in visit.links] == [url]


@pytest.mark.parametrize("parser", PARSERS)
def test_documents_within_and_bases_are_of_the_page_s_encoding(parser: str) -> None:
    """The query of a base, and of a link in a srcdoc, are encoded as the page around them."""
    text = "<base href='/b?é'><iframe srcdoc='<a href=?é>'></iframe><img src='#x'>"
    reply = Response(200, (("content-type", "text/html; charset=iso-8859-1"),), text.encode("iso-8859-1"))
    visit = examine(PAGE._replace(parser=parser), reply)
    assert [link.url for link in visit.links] == ["http://site/b?%E9", "http://site/b?%E9#x"]


def test_what_is_known_of_a_text_is_known_in_one_encoding() -> None:
    """The same text on pages of two encodings of a site is two URLs, in whatever order they are met."""
    found = []
    for charset in ("utf-8", "iso-8859-1", "utf-8"):
        reply = Response(200, (("content-type", f"text/html; charset={charset}"),), "<a href='/?é'>".encode(charset))
        found += links(reply)
    assert found == ["http://site/?%C3%A9", "http://site/?%E9", "http://site/?%C3%A9"]
