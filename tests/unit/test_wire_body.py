"""Laws of what a head says about its body, which all clients ask for alike."""

from __future__ import annotations

import pytest

from sixlegs.model import Fetch
from sixlegs.wire import body


def test_headers_that_come_several_times_are_one_list() -> None:
    """Their values are joined by commas, in order (RFC 9110 5.3)."""
    assert body.fields([("a", "1"), ("b", "2"), ("a", "3")]) == {"a": "1, 3", "b": "2"}


@pytest.mark.parametrize(
    ("status", "head", "sound"),
    [
        (200, {}, True),
        (999, {}, True),
        (199, {}, False),
        (1000, {}, False),
        (200, {"content-length": "0"}, True),
        (200, {"content-length": "5, 5"}, False),
        (200, {"content-length": "+5"}, False),
        (200, {"content-length": ""}, False),
        (200, {"transfer-encoding": " Chunked "}, True),
        (200, {"transfer-encoding": "gzip, chunked"}, False),
        (200, {"transfer-encoding": "chunked", "content-length": "5"}, False),
    ],
)
def test_a_head_is_sound_where_it_leaves_no_doubt(status: int, head: dict[str, str], sound: bool) -> None:  # noqa: FBT001  a column
    """The status is final, and the body's length is stated once and in one way, if at all (RFC 9112 6.3)."""
    assert body.sound(status, head) is sound


@pytest.mark.parametrize(
    ("headers", "bearable"), [((("ab", "cd"),), True), ((("ab", "cde"),), False), ((("a", "\0"),), False)]
)
def test_headers_are_bearable_up_to_a_size_and_without_nul(headers: body.Headers, bearable: bool) -> None:  # noqa: FBT001  a column
    """Names and values count, and nothing around them."""
    assert body.bearable(headers, 4) is bearable


@pytest.mark.parametrize(
    ("method", "status", "head", "drainable"),
    [
        ("HEAD", 200, {"content-length": "999999"}, True),
        ("GET", 204, {}, True),
        ("GET", 404, {"content-length": str(body.DRAIN_BYTES)}, True),
        ("GET", 404, {"content-length": str(body.DRAIN_BYTES + 1)}, False),
        ("GET", 404, {"transfer-encoding": "chunked"}, True),
        ("GET", 404, {}, False),
    ],
)
def test_a_body_is_read_away_where_it_seems_short(
    method: str,
    status: int,
    head: dict[str, str],
    drainable: bool,  # noqa: FBT001  a column
) -> None:
    """Or where there is none; one that lasts until the connection ends is not worth it."""
    assert body.drainable(Fetch("http://site/", method), status, head) is drainable
