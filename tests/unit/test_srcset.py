"""Laws of srcset."""

from __future__ import annotations

import pytest

from sixlegs.extract.srcset import urls


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", ["a"]),
        ("a 1x, b 2x", ["a", "b"]),
        ("a 100w,b 200w", ["a", "b"]),
        ("a, b", ["a", "b"]),
        ("a,b 2x", ["a,b"]),
        (" ,, a 1x ,\n b ", ["a", "b"]),
        ("data:image/png;base64,AAAA 1x, b", ["data:image/png;base64,AAAA", "b"]),
        ("a f(1,2), b", ["a", "b"]),
        ("a f(1, b", ["a"]),
        ("a,,, b", ["a", "b"]),
        ("", []),
        (" , ", []),
    ],
)
def test_candidates_are_split_as_a_browser_splits_them(value: str, expected: list[str]) -> None:
    """A comma ends a URL only at its end; descriptors reach to the next comma outside parentheses (HTML 4.8.4.2.1)."""
    assert urls(value) == expected


def test_a_long_srcset_takes_no_time() -> None:
    """Hostile values cost time in proportion to their length."""
    assert len(urls("a (((, " * 50_000)) == 1
    assert len(urls("a, " * 50_000)) == 50_000
