"""Laws of pages, over any text and any bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from webencodings.labels import LABELS

from sixlegs import extract, urls
from sixlegs.extract import encoding, srcset
from sixlegs.extract.elements import ATTRIBUTES
from sixlegs.extract.links import Resolver
from sixlegs.model import Kind, Visit
from sixlegs.robots import rules
from tests.unit.build import fetch

SNIPPETS = st.sampled_from(
    [
        *(f"<{tag}" for tag in sorted({*ATTRIBUTES, "base", "meta", "style"})),
        "<svg>",
        "<math>",
        "<template>",
        "<select>",
        "<title>",
        "</",
        "<!--",
        "-->",
        "<![CDATA[",
        "<?",
        "<!doctype html>",
        " href=",
        " src=x",
        " srcset='a 1x, b'",
        " id=i",
        " name=n",
        " rel=nofollow",
        " style='a:url(b)'",
        " srcdoc='<a href=y>'",
        " method=post",
        " property=og:url content=z",
        "url(c)",
        " http-equiv=refresh content=0;url=x",
        ">",
        "/>",
        "'",
        '"',
        "=",
        "&#xD800;",
        "&#0;",
        "&copy",
        "\0",
        "\r",
        "\ufffe",
        " ",
        "word",
        "\N{GRINNING FACE}",
    ]
)
pages = st.lists(SNIPPETS, max_size=25).map("".join) | st.text(max_size=60)
labels = st.sampled_from(sorted(LABELS)) | st.text(max_size=8)


@given(pages, st.sampled_from(extract.PARSERS))
def test_reading_never_raises(text: str, parser: str) -> None:
    """Any text has links and anchors, perhaps none, and all of it can be written as UTF-8."""
    page = extract.reader(parser)(text, "http://site/", 10)
    for word in (*page.anchors, *(link.url + link.raw + link.text for link in page.links)):
        word.encode()
    assert len(page.links) <= 10


@given(pages)
def test_places_are_within_the_page(text: str) -> None:
    """Where the default parser says that a link stands, there is a start tag of that page."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for link in extract.reader("turbohtml")(text, "http://site/", 1000).links:
        if link.line is not None and link.column is not None:
            assert lines[link.line - 1][link.column - 1] == "<"


PAGES = st.sampled_from(
    ["http://site/", "http://site/a/b/c.html", "http://site/b/c?d/e", "https://site:8/a//", "http://u:p@site/a/b"]
)
RAWS = st.lists(
    st.sampled_from(
        [
            *(
                "http:",
                "https:",
                "http://",
                "https://",
                "mailto:",
                "//",
                "/",
                "../",
                "..",
                ".",
                "\\",
                "?",
                "#",
                ":",
                "@",
            ),
            *("x", "b.c", "~x", "q=1", "http", "h.com", "EX.com", "xn--a", "1.2", "h.com:80", "[::1]", "localhost"),
            *("%41", "%2e", "^", "|", " ", "\n", "\t", "\N{LATIN SMALL LETTER U WITH DIAERESIS}", "(", "'", "=", "&"),
        ]
    ),
    max_size=5,
).map("".join)
BASES = st.none() | RAWS


@given(st.lists(st.tuples(PAGES, BASES, st.lists(RAWS, max_size=8)), max_size=5))
def test_links_are_resolved_by_the_standard(met: list[tuple[str, str | None, list[str]]]) -> None:
    """However many links are resolved at once, and whatever was read before, each is what a URL parser makes of it."""
    for page, written, raws in met:
        resolve = Resolver(page, written)
        base = page if written is None else urls.resolve(page, written) or page
        expected = [urls.resolve(base, raw) for raw in raws]
        assert [(url if valid else None) for url, valid in map(resolve, raws)] == expected
        assert [(url if valid else None) for url, valid in zip(*resolve.all(raws), strict=True)] == expected


@given(st.binary(max_size=99), labels, labels)
def test_text_is_always_made_of_bytes(body: bytes, header: str, meta: str) -> None:
    """Whatever encoding is named, known or not, there is a text, and it can be written as UTF-8."""
    page = f"<meta charset='{meta}'>".encode("utf-8", "replace") + body
    encoding.text_of(page, f"text/html; charset={header}").encode()


@given(st.text(alphabet=" ,()ab1x\t\n", max_size=40))
def test_a_srcset_has_urls_without_blanks(value: str) -> None:
    """Whatever is written there, a URL of a srcset is a word that neither begins nor ends with a comma."""
    for url in srcset.urls(value):
        assert url
        assert url == url.strip(" ,\t\n")


ROBOTS = st.sampled_from(
    [
        "User-agent: *",
        "User-agent: sixlegs",
        "Disallow: /",
        "Allow: /*$",
        "Disallow: *a*a*a*a$",
        "Crawl-delay: ",
        "nan",
        "1e9",
        "Request-rate: 1/0",
        "Sitemap: x",
        "Visit-time: 9",
        "\n",
        "\r",
        "\0",
        "%",
        "%zz",
        "ü",
        "[",
        "#",
        ":",
        "-1",
    ]
)


@given(st.lists(ROBOTS, max_size=12).map("".join) | st.text(max_size=60))
def test_any_robots_txt_has_rules(text: str) -> None:
    """Any text denies or allows any URL, and asks for no delay past the longest."""
    made = rules(Visit(fetch(kind=Kind.ROBOTS), status=200, text=text))
    assert made.delay <= 30
    for url in ("http://site/", "http://site/aaaaaaaaaaaaaaaaaaaab", "http://[::1]/%zz?[#", "http://site/%F0%9F"):
        made.denies(url)
