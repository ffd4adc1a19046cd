"""Laws of character encodings."""

from __future__ import annotations

import codecs

import pytest

from sixlegs.extract.encoding import decoded, text_of

HTML = "text/html"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_counts_most(encoding: str) -> None:
    """A mark wins over the header and the page."""
    mark = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}[encoding]
    text = "<meta charset=koi8-r>ü"
    assert text_of(mark + text.encode(encoding), "text/html; charset=koi8-r") == text


@pytest.mark.parametrize(
    "content_type", ["text/html; charset=koi8-r", 'text/html;Charset = "KOI8-R"', "text/html; x=y; charset='koi8-r'"]
)
def test_the_header_counts_more_than_the_page(content_type: str) -> None:
    """Without a mark, the Content-Type says what the encoding is."""
    assert text_of("<meta charset=utf-8>привет".encode("koi8-r"), content_type).endswith("привет")


@pytest.mark.parametrize(
    "meta",
    [
        "<meta charset=koi8-r>",
        "<META CharSet = 'koi8-r'>",
        '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">',
        "<!-- <meta charset=utf-8> --><meta charset=koi8-r>",
    ],
)
def test_the_page_may_say_it(meta: str) -> None:
    """Without a header that we know, a meta element in the first kilobyte says it, outside comments."""
    for content_type in (HTML, "text/html; charset=no-such-thing"):
        assert text_of((meta + "привет").encode("koi8-r"), content_type).endswith("привет")


def test_a_meta_that_comes_too_late_says_nothing() -> None:
    """The search for it ends after a kilobyte (HTML 13.2.3.2)."""
    body = b" " * 1024 + b"<meta charset=koi8-r>" + "ü".encode()
    assert text_of(body, HTML).endswith("ü")


@pytest.mark.parametrize("label", ["utf-16", "utf-16be", "UTF-16LE"])
def test_a_meta_in_ascii_cannot_mean_utf_16(label: str) -> None:
    """What could be read as ASCII is UTF-8 then (HTML 13.2.3.2)."""
    text = f"<meta charset={label}>ü"
    assert text_of(text.encode(), HTML) == text


@pytest.mark.parametrize("body", ["ü".encode(), b"<meta charset=utf-7>\xc3\xbc"])
def test_what_is_not_said_is_utf_8_where_it_can_be(body: bytes) -> None:
    """Without a label that we know, valid UTF-8 is UTF-8."""
    assert text_of(body, HTML).endswith("ü")


def test_what_cannot_be_utf_8_is_windows_1252() -> None:
    """All else is what the old web was written in; a byte without meaning becomes U+FFFD."""
    assert text_of(b"\x80\xfc\x81", HTML) == "\u20ac\xfc\ufffd"


def test_a_lie_costs_characters_and_not_the_page() -> None:
    """What cannot be decoded as it was said becomes U+FFFD."""
    assert text_of(b"a\xffb", "text/html; charset=utf-8") == "a\ufffdb"


@pytest.mark.parametrize(
    ("body", "content_type", "name"),
    [
        (codecs.BOM_UTF16_LE, "text/html; charset=koi8-r", "utf-16-le"),
        (b"<meta charset=utf-8>", "text/html; charset=KOI8-R", "koi8-r"),
        (b"<meta charset=latin1>", HTML, "windows-1252"),
        ("é".encode(), HTML, "utf-8"),
        (b"\xe9", HTML, "windows-1252"),
    ],
)
def test_an_encoding_has_a_name(body: bytes, content_type: str, name: str) -> None:
    """It is that of the encoding in which the text is read."""
    assert decoded(body, content_type)[1] == name
