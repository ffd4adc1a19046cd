"""Laws of content codings, over any bytes."""

from __future__ import annotations

import gzip
import zlib

import brotli
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sixlegs.decode import decode
from sixlegs.model import Limits, Reason

CODERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstandard.compress}
LIMITS = Limits()._replace(max_inflated=500)

codings = st.lists(st.sampled_from([*CODERS, "x-gzip", "identity", "", "none", "GZIP"]), max_size=4).map(",".join)
plain = st.binary(max_size=60) | st.integers(0, 2000).map(bytes)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw a body that was coded, and then had an accident."""
    body = bytearray(draw(st.sampled_from(list(CODERS.values())))(draw(plain)))
    for _ in range(draw(st.integers(0, 2))):
        body[draw(st.integers(0, len(body) - 1))] = draw(st.integers(0, 255))
    cut = draw(st.integers(0, len(body)))
    return bytes(body[:cut]) + draw(st.binary(max_size=9))


@given(damaged() | st.binary(max_size=99), codings, st.booleans())
def test_nothing_raises_and_nothing_is_too_big(body: bytes, coding: str, whole: bool) -> None:  # noqa: FBT001  drawn
    """Any bytes in any coding give a body within the cap, or else a reason."""
    got = decode(body, coding, LIMITS, whole=whole)
    assert got.failure in {None, Reason.DECODE, Reason.TRUNCATED}
    if set(coding.lower().split(",")) - {"", "identity"}:
        assert len(got.body) <= LIMITS.max_inflated


@given(plain, st.lists(st.sampled_from(sorted(CODERS)), max_size=2))
def test_what_was_coded_is_undone(text: bytes, codings: list[str]) -> None:
    """Any stack of codings is undone, and what is past the cap is cut."""
    body = text
    for coding in codings:
        body = CODERS[coding](body)
    got = decode(body, ", ".join(codings), LIMITS)
    assert got.body == text[: 500 if codings else None]
    assert got.cut is (len(text) > 500 and bool(codings))


@given(damaged(), st.sampled_from([*CODERS]))
def test_what_we_cut_ourselves_is_never_truncated(body: bytes, coding: str) -> None:
    """Where our own cap ended a body, its end is not missed."""
    assert decode(body, coding, LIMITS, whole=False).failure is not Reason.TRUNCATED
