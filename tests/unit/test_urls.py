"""Laws of URLs."""

from __future__ import annotations

import ada_url
import pytest

from sixlegs import urls
from sixlegs.errors import UsageError

PAGE = "http://site/dir/page?q#f"


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("a", "http://site/dir/a"),
        ("../a", "http://site/a"),
        ("/a", "http://site/a"),
        ("?x", "http://site/dir/page?x"),
        ("#x", "http://site/dir/page?q#x"),
        ("", "http://site/dir/page?q"),
        ("//other/a", "http://other/a"),
        ("https:\\\\other\\a", "https://other/a"),
        (" \ta\n", "http://site/dir/a"),
        ("a b", "http://site/dir/a%20b"),
        ("a^b", "http://site/dir/a%5Eb"),
        ("HTTP://OTHER:80/%41", "http://other/%41"),
        ("http://bücher.de/", "http://xn--bcher-kva.de/"),
        ("http://XN--BCHER-KVA.de/", "http://xn--bcher-kva.de/"),
        ("http://xn--zz.com/", "http://xn--zz.com/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://[::FFFF:127.0.0.1]/", "http://[::ffff:7f00:1]/"),
        ("http://h:080/", "http://h/"),
        ("http:a", "http://site/dir/a"),
        ("mailto:a@b", "mailto:a@b"),
        ("javascript:1", "javascript:1"),
    ],
)
def test_a_link_is_resolved_as_a_browser_does(raw: str, url: str) -> None:
    """What a page writes becomes the URL that the URL Standard makes of it."""
    assert urls.resolve(PAGE, raw) == url


@pytest.mark.parametrize(
    "raw",
    ["http://[::1", "http://x]", "http://", "http://%zz/", "http://h:65536/", "http://h:-1/", "http://a b/"],
)
def test_what_is_no_url_is_none(raw: str) -> None:
    """A link that no browser could follow resolves to None and raises nothing."""
    assert urls.resolve(PAGE, raw) is None


@pytest.mark.parametrize("host", ["xn--zz.com", "xn--a", "a.xn--"])
def test_a_page_may_be_on_a_host_that_only_the_newest_standard_accepts(host: str) -> None:
    """Links of a page are resolved whatever the shape of the page's own host."""
    assert urls.resolve(f"http://{host}/a/b", "c") == f"http://{host}/a/c"


def test_a_base_must_be_absolute() -> None:
    """On a page that has no absolute URL, nothing resolves."""
    assert urls.resolve("page", "x") is None


@pytest.mark.parametrize(
    ("url", "is_http"),
    [("http://a/", True), ("https://a/", True), ("ftp://a/", False), ("mailto:http://a", False), ("httpx://a/", False)],
)
def test_only_http_is_fetched(url: str, is_http: bool) -> None:  # noqa: FBT001  a table's column
    """A URL can be fetched where its scheme is http or https."""
    assert urls.is_http(url) is is_http


@pytest.mark.parametrize(
    ("url", "origin", "host", "path"),
    [
        ("http://a/", "http://a", "a", "/"),
        ("https://a:8443/b/c?d#e", "https://a:8443", "a", "/b/c"),
        ("http://u:p@a/b@c", "http://a", "a", "/b@c"),
        ("http://[::1]:80/?/x", "http://[::1]:80", "[::1]", "/"),
        ("http://a?b/c", "http://a", "a", "/"),
        ("http://a#b/c", "http://a", "a", "/"),
    ],
)
def test_a_url_has_parts(url: str, origin: str, host: str, path: str) -> None:
    """Origin, host and path leave out user information, query and fragment."""
    assert (urls.origin(url), urls.host(url), urls.path(url)) == (origin, host, path)


@pytest.mark.parametrize(
    ("origin", "loopback"),
    [
        ("http://localhost:1", True),
        ("http://a.localhost", True),
        ("http://127.1.2.3", True),
        ("https://[::1]:8000", True),
        ("http://128.0.0.1", False),
        ("http://127.0.0.1.example", False),
        ("http://notlocalhost", False),
        ("http://[::2]", False),
    ],
)
def test_loopback_is_this_machine_only(origin: str, loopback: bool) -> None:  # noqa: FBT001  a table's column
    """Only names and addresses that the standards reserve for it count as loopback."""
    assert urls.is_loopback(origin) is loopback


@pytest.mark.parametrize(
    ("url", "resource", "fragment"),
    [
        ("http://a/b#c#d", "http://a/b", "c#d"),
        ("http://a/b", "http://a/b", ""),
        ("http://u:p@a/b@c#d@e", "http://a/b@c", "d@e"),
        ("http://a/b@c", "http://a/b@c", ""),
        ("http://u@a/?x", "http://a/?x", ""),
    ],
)
def test_a_request_has_neither_fragment_nor_user_information(url: str, resource: str, fragment: str) -> None:
    """What is asked for is the URL without its fragment and without its user information."""
    assert urls.split(url) == (resource, fragment)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a/%41%7e", "http://a/A~"),
        ("http://a/%2f", "http://a/%2F"),
        ("http://a/?%3d", "http://a/?%3D"),
    ],
)
def test_two_spellings_of_one_resource_have_one_key(one: str, other: str) -> None:
    """Escapes of unreserved characters, and the case of escapes, do not matter (RFC 3986 6.2.2)."""
    assert urls.key(one) == urls.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a/%2F", "http://a//"),
        ("http://a/b", "http://a/b/"),
        ("http://a/b", "http://a/B"),
        ("http://a//b", "http://a/b"),
        ("http://a/?b&c", "http://a/?c&b"),
        ("http://a/?utm_x=1", "http://a/"),
        ("http://a/%2541", "http://a/%41"),
        ("http://a/%%341", "http://a/A"),
        ("http://a/b;c", "http://a/b"),
    ],
)
def test_what_a_server_may_tell_apart_has_two_keys(one: str, other: str) -> None:
    """Only what can make no difference to a server is folded."""
    assert urls.key(one) != urls.key(other)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://user:secret@a/b", "http://***@a/b"),
        ("http://user@a", "http://***@a"),
        ("http://good@evil:secret@a/", "http://***@a/"),
        ("//user:secret@a/", "//***@a/"),
        ("http:/user:secret@a/", "http:/***@a/"),
        ("http:user:secret@a/", "http:***@a/"),
        ("http:////user:secret@a/", "http:////***@a/"),
        ("\\\\user:secret@a/", "\\\\***@a/"),
        (" ht\ntp://user:secret@a/", " http://***@a/"),
        ("http://user:secret@[bad", "http://***@[bad"),
        ("foo://user:secret@a", "foo://***@a"),
        ("http://a/b@c", "http://a/b@c"),
        ("http://a/?b@c", "http://a/?b@c"),
        ("http://a", "http://a"),
        ("mailto:a@b", "mailto:a@b"),
        ("mail@b", "mail@b"),
    ],
)
def test_user_information_is_never_shown(url: str, shown: str) -> None:
    """User information is hidden, however a page writes it, and nothing else is."""
    assert urls.masked(url) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("write to me@here.test", "write to me@here.test"),
        ("nothing to hide", "nothing to hide"),
        ("see (http://me:sesame@here.test/), please", "see (http://***@here.test/), please"),
        ("//me:sesame@a.test and HTTP://sesame@b.test", "//***@a.test and HTTP://***@b.test"),
        ("http://here.test/@me and //here.test?to=me@b.test", "http://here.test/@me and //here.test?to=me@b.test"),
        (r"http:\\me:se:sa@me@here.test", r"http:\\***@here.test"),
    ],
)
def test_user_information_is_masked_in_what_people_read(text: str, shown: str) -> None:
    """Of each URL in a text the user information is hidden, and nothing else."""
    assert urls.masked_within(text) == shown


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://site", "http://site/"),
        (" HTTPS://Site:443/a?b#c ", "https://site/a?b#c"),
        ("http:site", "http://site/"),
        ("http://u:p@site", "http://u:p@site/"),
    ],
)
def test_a_start_url_is_taken_in_normal_form(text: str, url: str) -> None:
    """What the user typed becomes the URL that the crawl will meet in links."""
    assert urls.start_url(text) == url == ada_url.URL(url).href


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("example.com", "did you mean https://example.com"),
        ("example.com:8000/x", "did you mean http://example.com:8000/x"),
        ("example.com:443", "did you mean https://example.com:443"),
        ("localhost:8000", "did you mean http://localhost:8000"),
        ("localhost", "did you mean http://localhost"),
        ("127.0.0.1/x", "did you mean http://127.0.0.1/x"),
        ("https//example.com", "did you mean https://example.com"),
        ("//example.com", "did you mean https://example.com"),
        ("page", "has no scheme"),
        ("http://[", "not a valid URL"),
        ("ftp://a/", "only http and https"),
        ("mailto:a@b", "only http and https"),
    ],
)
def test_a_start_url_that_cannot_be_crawled_says_what_to_type(text: str, hint: str) -> None:
    """What is no http(s) URL is wrong usage, and the message says what is wrong."""
    with pytest.raises(UsageError) as caught:
        urls.start_url(text)
    assert hint in str(caught.value)


def test_a_lone_surrogate_in_a_link_is_a_replacement_character() -> None:
    """A browser makes a text of it that can be written, and so do we (Web IDL, USVString)."""
    assert urls.resolve("http://a/", "x\ud800") == "http://a/x%EF%BF%BD"
    assert urls.resolve("http://a/", "http://[\ud800") is None
