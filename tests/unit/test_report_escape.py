"""The laws of showing text from the web."""

from __future__ import annotations

import pytest

from sixlegs.report.escape import escape, shorten


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x00\x07\x7f", r"\x00\x07\x7f"),
        ("\x85\x9b", r"\x85\x9b"),
        ("safe\u202egnp.exe", r"safe\u202egnp.exe"),
        ("\u2066\u200f\u2028", r"\u2066\u200f\u2028"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_could_act_on_a_terminal_is_shown_as_an_escape(text: str, shown: str) -> None:
    """Control, format and separator characters and lone surrogates are never printed as they are."""
    assert escape(text) == shown


@pytest.mark.parametrize("text", ["", "plain", "K\u00e4fer \u866b \U0001f41e", r"C:\x1b"])
def test_what_prints_is_left_alone(text: str) -> None:
    """Text that prints as itself stays as it is, in any script."""
    assert escape(text) == text


def test_no_character_at_all_gets_through_unprintable() -> None:
    """Whatever code point there is, what is shown of it is printable."""
    assert all(escape(chr(code)).isprintable() for code in range(0x110000))


def test_a_long_text_is_cut() -> None:
    """A shortened text is one line and no longer than asked for, even where escapes make it longer."""
    assert shorten("a\n b", 10) == "a b"
    assert len(shorten("\x1b" * 10**6, 80)) == 80
