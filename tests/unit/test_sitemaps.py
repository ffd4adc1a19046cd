"""Laws of what sitemaps list, and of what a crawl makes of them."""

from __future__ import annotations

import gzip

import pytest

from sixlegs.extract import sitemap
from sixlegs.extract.sitemap import NotASitemap
from sixlegs.model import Kind, Note, Reason, Response
from tests.unit.build import answer, crawled, fails, limits, moved, page, robots

SITE = "http://site/"
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="urn:image" xmlns:x="urn:xhtml"'
XML = ("content-type", "application/xml")


def urlset(*urls: str) -> Response:
    """Return a sitemap."""
    return listing("urlset", "url", *urls)


def listing(root: str, element: str, *urls: str) -> Response:
    """Return a sitemap, or an index of them."""
    items = "\n".join(f"<{element}><loc> {url} </loc></{element}>" for url in urls)
    return answer(200, XML)._replace(body=f"<?xml version='1.0'?>\n<{root} {NAMESPACE}>\n{items}\n</{root}>".encode())


def found(body: bytes, most: int = 100) -> list[tuple[str, str, int | None]]:
    """Return URL, element and line of each link."""
    return [(link.url, link.element, link.line) for link in sitemap.read(body, SITE + "s.xml", most).links]


def test_a_sitemap_lists_urls() -> None:
    """Each <loc> is a link with its line, that of an image too, and so is the <xhtml:link> of a translation."""
    body = (
        f"\ufeff<urlset {NAMESPACE}>\n<url><loc>http://site/a</loc>\n<i:image><i:loc>http://site/i.png</i:loc></i:image>\n"
        "<x:link href='http://site/de'/><x:link/><loc/></url>\n<url><loc>http://[</loc></url></urlset>"
    ).encode()
    assert found(body) == [
        ("http://site/a", "loc", 2),
        ("http://site/i.png", "loc", 3),
        ("http://site/de", "link", 4),
        ("http://[", "loc", 5),
    ]


def test_an_index_names_sitemaps() -> None:
    """The links of an index are to sitemaps, compressed or not."""
    body = listing("sitemapindex", "sitemap", SITE + "1.xml").body
    assert found(body) == found(gzip.compress(body)) == [(SITE + "1.xml", "sitemap", 3)]


def test_a_sitemap_can_be_plain_text() -> None:
    """One URL a line."""
    assert found(b"\xef\xbb\xbfhttp://site/a\r\n\r\nhttp://site/b\n") == [
        ("http://site/a", "loc", 1),
        ("http://site/b", "loc", 3),
    ]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<html><body>hi</body></html>", "root element is 'html'"),
        (b"<urlset><url></urlset>", "XML is wrong"),
        (b"<", "XML is wrong"),
        (b" ", "empty"),
        (b"Not found", "neither XML nor a URL"),
        (b"<a:b:c/>", "root element is 'a:b:c'"),
        (b"<urlset><l:o:c/></urlset>", "XML is wrong"),
        (b"<urlset xmlns='}'><url/></urlset>", "XML is wrong"),
        (b"\x1f\x8bnonsense", "not as gzip"),
    ],
)
def test_what_is_no_sitemap_is_told(body: bytes, why: str) -> None:
    """An error page is not taken for a list of URLs."""
    with pytest.raises(NotASitemap, match=why):
        found(body)


def test_entities_are_not_resolved() -> None:
    """What an entity would expand to, or would be read from a file, is never seen."""
    body = (
        b"<!DOCTYPE u [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>http://site/&e;</loc></url></urlset>"
    )
    assert [url for url, *_ in found(body)] == ["http://site/"]


def test_a_sitemap_has_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the number of URLs it is cut, and past the size what was read up to there counts."""
    assert sitemap.read(urlset("http://site/a", "http://site/b").body, SITE, 1).cut
    body = urlset(*[f"http://site/{number}" for number in range(5000)]).body
    monkeypatch.setattr(sitemap, "LARGEST", 100_000)
    cut = sitemap.read(gzip.compress(body), SITE, 10_000)
    assert cut.cut
    assert 0 < len(cut.links) < 5000


def test_a_crawl_starts_from_the_sitemaps_that_robots_txt_names() -> None:
    """Sub-sitemaps are followed, whatever type they are sent as, and what they list is checked like a page's links."""
    web = {
        SITE + "robots.txt": robots(
            "User-agent: *\nDisallow: /denied\nSitemap: http://site/map.xml\nSitemap: mailto:x"
        ),
        SITE + "map.xml": listing("sitemapindex", "sitemap", SITE + "1.xml.gz", SITE + "bad.xml"),
        SITE + "1.xml.gz": Response(200, (), gzip.compress(urlset(SITE, SITE + "a", SITE + "lost").body)),
        SITE + "bad.xml": page(),
        SITE: page("a"),
        SITE + "a": page(),
    }
    story = crawled(web, sitemap=True, include=("site/$", "1.xml", "bad", "lost"))
    assert {url: str(row.reason) for url, row in story.rows.items()} == {
        SITE: "ok",
        SITE + "1.xml.gz": "ok",
        SITE + "a": "not-included",
        SITE + "bad.xml": "bad-sitemap",
        SITE + "lost": "not-found",
        SITE + "map.xml": "ok",
    }
    kinds = {each.fetch.url: each.fetch.kind for each in story.asked}
    assert kinds[SITE + "1.xml.gz"] is Kind.SITEMAP
    assert story.rows[SITE + "lost"].referrers[0].link.line == 5


def test_the_usual_place_is_tried_where_none_is_named() -> None:
    """A site without robots.txt is asked for /sitemap.xml, once, and that it is missing is told."""
    story = crawled({SITE: moved("http://www/"), "http://www/": page()}, SITE, "http://www/", sitemap=True)
    assert story.reason("http://www/sitemap.xml") is Reason.NOT_FOUND
    assert [each for each in story.requests if "sitemap" in each] == ["GET http://www/sitemap.xml"]


@pytest.mark.parametrize("policy", [{"obey_robots": False}, {"obey_robots": True}])
def test_a_site_that_is_not_there_has_no_sitemap(policy: dict[str, bool]) -> None:
    """Of a host that was given up nothing more is asked."""
    story = crawled({SITE: fails(Reason.DNS), SITE + "robots.txt": fails(Reason.DNS)}, sitemap=True, **policy)
    assert set(story.rows) <= {SITE, SITE + "sitemap.xml"}


def test_a_start_url_can_be_a_sitemap() -> None:
    """XML that is a sitemap is read as one without being told; other XML is not read."""
    web = {SITE: urlset(SITE + "a"), SITE + "a": answer(200, XML)._replace(body=b"<rss><loc>x</loc></rss>")}
    story = crawled(web)
    assert list(story.rows) == [SITE, SITE + "a"]
    assert story.rows[SITE + "a"].reason is Reason.OK


def test_a_big_sitemap_may_be_larger_than_a_page() -> None:
    """The protocol's limit counts for sitemaps, not that of pages."""
    story = crawled({SITE: page()}, sitemap=True, limits=limits(max_bytes=10, max_links=1))
    sizes = {each.fetch.url: each.fetch.limits.max_bytes for each in story.asked}
    assert (sizes[SITE], sizes[SITE + "sitemap.xml"]) == (10, sitemap.LARGEST)


@pytest.mark.parametrize(("depth", "noted"), [(None, {SITE + "alone"}), (3, set())])
def test_what_only_a_sitemap_lists_is_noted(depth: int | None, noted: set[str]) -> None:
    """A page of the site that no page links to is an orphan; not so a start, a redirect's target, another's page."""
    listed = urlset(SITE, SITE + "linked", SITE + "old", SITE + "new", SITE + "alone", "http://other/")
    web = {
        SITE + "sitemap.xml": listed,
        SITE: page("linked", "old"),
        SITE + "linked": page(),
        SITE + "old": moved("new"),
        SITE + "new": page(),
        SITE + "alone": page(),
    }
    story = crawled(web, sitemap=True, depth=depth)
    assert {url for url, row in story.rows.items() if Note.ORPHAN in row.notes} == noted


def test_a_sitemap_that_is_linked_with_a_fragment_is_judged() -> None:
    """A fragment of what is no HTML is nobody's fault."""
    story = crawled({SITE: page("sitemap.xml#x"), SITE + "sitemap.xml": urlset()}, sitemap=True)
    assert story.reason(SITE + "sitemap.xml#x") is Reason.OK


def test_a_sitemap_that_lists_too_much_says_so() -> None:
    """Past --max-links the rest is not looked at, and the row notes it."""
    web = {SITE: page(), SITE + "sitemap.xml": urlset(SITE + "a", SITE + "b")}
    story = crawled(web, sitemap=True, limits=limits(max_links=1))
    assert Note.TOO_MANY_LINKS in story.rows[SITE + "sitemap.xml"].notes
