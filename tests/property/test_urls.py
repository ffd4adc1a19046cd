"""Laws of URLs, over any text."""

from __future__ import annotations

import ada_url
from hypothesis import given
from hypothesis import strategies as st

from sixlegs import urls

PARTS = st.sampled_from(
    [
        "http:",
        "https:",
        "//",
        "/",
        "\\",
        "?",
        "#",
        "@",
        ":",
        "%",
        "%41",
        "%2f",
        "^",
        "|",
        "..",
        ".",
        "a",
        "B",
        "ü",
        " ",
        "xn--",
        "[::1]",
        "127.1",
        "0x7f",
        ":80",
        ":65536",
        "user:secret@",
        "host",
        ".com",
        "\t",
        "\n",
        "\ud800",
        "%%341",
    ]
)
raws = st.lists(PARTS, max_size=8).map("".join) | st.text(max_size=30)
bases = raws.map(lambda raw: urls.resolve("http://host/dir/page?q", raw) or "http://host/")


@given(raws)
def test_resolving_never_raises_and_gives_what_can_be_printed(raw: str) -> None:
    """Whatever a page writes becomes an absolute URL in ASCII, or None."""
    url = urls.resolve("http://host/dir/page?q", raw)
    assert url is None or url.isascii()


@given(bases.filter(urls.is_http))
def test_parts_are_those_of_the_standard(url: str) -> None:
    """Origin, host and path of a URL are what the URL Standard says they are."""
    parsed = ada_url.URL(url)
    assert (urls.origin(url), urls.host(url), urls.path(url)) == (parsed.origin, parsed.hostname, parsed.pathname)


@given(bases.filter(urls.is_http))
def test_what_is_asked_for_is_a_url_without_secrets(url: str) -> None:
    """A resource has no fragment and no user information, and is still a URL of the same place."""
    resource, fragment = urls.split(url)
    parsed, whole = ada_url.URL(resource), ada_url.URL(url)
    assert "#" not in resource
    assert (parsed.username, parsed.password, parsed.href) == ("", "", resource)
    assert (parsed.host, parsed.pathname, parsed.search) == (whole.host, whole.pathname, whole.search)
    assert whole.hash in {"#" + fragment, fragment}


@given(bases)
def test_a_key_is_its_own_key(url: str) -> None:
    """To normalise twice is to normalise once."""
    assert urls.key(urls.key(url)) == urls.key(url)


@given(bases)
def test_user_information_is_masked_in_what_is_resolved(url: str) -> None:
    """A URL that has a password does not show it, and any other is shown as it is."""
    shown = urls.masked(url)
    parsed = ada_url.URL(url)
    if parsed.username or parsed.password:
        assert ada_url.URL(shown).username == "***"
        assert not ada_url.URL(shown).password
    else:
        assert shown == url


@given(
    st.sampled_from(["", "http:", "https:", "ftp:", "HTTP:", " http:", "ht\ntp:"]),
    st.sampled_from(["", "/", "//", "///", "\\\\", "/\\", "/\t/"]),
    st.sampled_from(["sesame", "me:sesame", "a@b:sesame", ":sesame", "se\nsame"]),
)
def test_user_information_is_masked_in_what_a_page_writes(scheme: str, slashes: str, user: str) -> None:
    """However a password is written into a link, where a browser sees it the report does not show it."""
    raw = f"{scheme}{slashes}{user}@host/path"
    url = urls.resolve("http://page/", raw)
    if url is not None and ada_url.URL(url).username + ada_url.URL(url).password:
        assert "sesame" not in urls.masked(raw).replace("\n", "")
