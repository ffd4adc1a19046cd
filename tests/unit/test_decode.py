"""Laws of content codings: their bombs, their ends, and their lies."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from random import Random

import brotli
import pytest
import zstandard

from sixlegs.decode import ACCEPTED, Decoded, decode
from sixlegs.model import Limits, Reason
from tests.unit.build import limits

CHANCE = Random(7932)  # noqa: S311  a seed, no secret
TEXT = b"".join(b"%d bottles, " % number for number in range(5000))


def raw_deflate(data: bytes) -> bytes:
    """Compress without the zlib wrapping that the standard asks for."""
    maker = zlib.compressobj(wbits=-15)
    return maker.compress(data) + maker.flush()


CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}
WAYS = [*CODERS.items(), ("deflate", raw_deflate)]
every_way = pytest.mark.parametrize(("coding", "coder"), WAYS)


@every_way
def test_each_coding_is_undone(coding: str, coder: Callable[[bytes], bytes]) -> None:
    """A body comes out as it went in, deflate with its zlib wrapping or without."""
    assert decode(coder(TEXT), coding, Limits()) == Decoded(TEXT)


def test_all_that_is_asked_for_is_understood() -> None:
    """Each coding of our Accept-Encoding is one that we can undo."""
    assert {name.strip() for name in ACCEPTED.split(",")} <= set(CODERS)


@every_way
def test_an_empty_body_needs_no_coding(coding: str, coder: Callable[[bytes], bytes]) -> None:
    """Servers that name a coding and send nothing mean nothing."""
    assert decode(b"", coding, Limits()) == Decoded(b"") == decode(coder(b""), coding, Limits())


@every_way
def test_a_body_cut_short_is_truncated_and_keeps_what_came(coding: str, coder: Callable[[bytes], bytes]) -> None:
    """A body that ends before its coding does is TRUNCATED, and what there is of it is true."""
    body = coder(TEXT)
    got = decode(body[: len(body) * 2 // 3], coding, Limits())
    assert got.failure is Reason.TRUNCATED
    assert TEXT.startswith(got.body)


@every_way
def test_a_body_that_we_cut_ourselves_is_no_fault(coding: str, coder: Callable[[bytes], bytes]) -> None:
    """Where our own cap ended the body, its missing end is nobody's failure."""
    body = coder(TEXT)
    assert decode(body[: len(body) // 2], coding, Limits(), whole=False).failure is None


@every_way
def test_a_bomb_stops_at_the_cap(coding: str, coder: Callable[[bytes], bytes]) -> None:
    """A body that would inflate past the cap is cut there."""
    got = decode(coder(bytes(20_000_000)), coding, limits(max_inflated=1_000_000))
    assert got == Decoded(bytes(1_000_000), cut=True)


@every_way
def test_a_body_of_just_the_cap_is_whole(coding: str, coder: Callable[[bytes], bytes]) -> None:
    """What fits is not cut."""
    assert decode(coder(TEXT), coding, limits(max_inflated=len(TEXT))) == Decoded(TEXT)


@pytest.mark.parametrize("coding", list(CODERS))
def test_a_coding_that_is_a_lie_is_a_failure(coding: str) -> None:
    """A body that is not in the coding it is said to be in cannot be read."""
    got = decode(b"<html>not coded at all, whatever was said</html>" * 9, coding, Limits())
    assert got.failure in {Reason.DECODE, Reason.TRUNCATED}


@pytest.mark.parametrize("coding", ["compress", "X-Compress", "dcz", "gzip, aes128gcm"])
def test_a_coding_that_we_cannot_undo_is_a_failure(coding: str) -> None:
    """A body in a coding that we have not asked for cannot be read."""
    assert decode(TEXT, coding, Limits()) == Decoded(b"", failure=Reason.DECODE)


@pytest.mark.parametrize("name", ["aws-chunked", "none", "utf-8", "binary", "gzip2", "*", "text/html"])
def test_a_name_that_is_no_coding_is_passed_over(name: str) -> None:
    """What is not the name of a coding says nothing of the body, alone or beside one that is, and is not counted."""
    assert decode(TEXT, name, Limits()) == Decoded(TEXT)
    assert decode(gzip.compress(TEXT), f"gzip, {name},{name}, {name}", Limits()) == Decoded(TEXT)


@pytest.mark.parametrize("coding", ["", "identity", " , ", "Identity,identity,identity"])
def test_no_coding_is_no_work(coding: str) -> None:
    """A body without a coding is itself."""
    assert decode(TEXT, coding, Limits()) == Decoded(TEXT)


def test_stacked_codings_are_undone_from_the_last() -> None:
    """Codings are named in the order in which they were applied (RFC 9110 8.4), and their case does not matter."""
    assert decode(brotli.compress(gzip.compress(TEXT)), "GZip , identity, Br", Limits()) == Decoded(TEXT)


def test_the_stack_is_bounded() -> None:
    """More codings than allowed are not even begun."""
    assert decode(b"", "gzip, gzip, gzip", limits(max_codings=2)) == Decoded(b"", failure=Reason.DECODE)


def test_a_stacked_bomb_is_cut_at_its_first_layer() -> None:
    """Where an outer layer is cut, the inner one that ends too early is no fault; the result is within the cap."""
    bomb = gzip.compress(gzip.compress(bytes(50_000_000), 1), 1)
    got = decode(bomb, "gzip, gzip", limits(max_inflated=1000))
    assert (len(got.body), got.cut, got.failure) == (1000, True, None)


def test_gzip_may_have_several_members() -> None:
    """Members that follow one another are one body (RFC 1952 2.2), however they lie."""
    parts = [TEXT[:100], b"", TEXT[100:30_000], TEXT[30_000:]]
    assert decode(b"".join(map(gzip.compress, parts)), "gzip", Limits()) == Decoded(TEXT)


@every_way
@pytest.mark.parametrize("junk", [b"junk", b"\x00" * 512, b"\x1f", b"\x28", TEXT])
@pytest.mark.parametrize("length", [0, 1, 30_000, len(TEXT)])
def test_what_follows_the_end_is_ignored(
    coding: str, coder: Callable[[bytes], bytes], junk: bytes, length: int
) -> None:
    """Padding after the coded body is common and harmless: what was coded comes out whole."""
    assert decode(coder(TEXT[:length]) + junk, coding, Limits()) == Decoded(TEXT[:length])


def test_brotli_that_is_followed_by_more_comes_out_piece_by_piece() -> None:
    """What a brotli body makes is given once, wherever in it the library gave up, and the cap holds there too."""
    body = brotli.compress(bytes(3_000_000) + CHANCE.randbytes(60_000)) + b"junk"
    assert len(decode(body, "br", Limits()).body) == 3_060_000
    assert decode(body, "br", limits(max_inflated=3_050_000)).cut


@pytest.mark.parametrize("part", [0.01, 0.5, 0.9])
def test_brotli_that_is_damaged_is_a_failure(part: float) -> None:
    """A fault in the midst of a body is no end of it."""
    body = brotli.compress(TEXT)
    kept = body[: int(len(body) * part)]
    got = decode(kept + CHANCE.randbytes(len(body) - len(kept)), "br", Limits())
    assert got.failure in {Reason.DECODE, Reason.TRUNCATED}


def test_a_million_gzip_members_take_no_time() -> None:
    """A body made of empty members costs time in proportion to its length: by its square, the test would not end."""
    assert decode(gzip.compress(b"") * 500_000, "gzip", Limits()) == Decoded(b"")


@pytest.mark.parametrize(("coding", "coder"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_wrong_checksum_is_a_failure(coding: str, coder: Callable[[bytes], bytes]) -> None:
    """A body that was changed on its way is not believed."""
    body = bytearray(coder(TEXT))
    body[-5 if coding == "gzip" else -1] ^= 1
    assert decode(bytes(body), coding, Limits()).failure is Reason.DECODE


def test_zstd_may_have_several_frames() -> None:
    """Frames that follow one another are one body (RFC 8878 3.1); a skippable one between them adds nothing."""
    skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00skip"
    body = zstandard.compress(TEXT[:7]) + skippable + zstandard.compress(TEXT[7:])
    assert decode(body, "zstd", Limits()) == Decoded(TEXT)


def test_a_zstd_window_beyond_the_standard_is_refused() -> None:
    """A frame that asks for a window over 8 MiB is not served (RFC 9659)."""
    parameters = zstandard.ZstdCompressionParameters(window_log=27)
    maker = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    body = maker.compress(TEXT) + maker.flush()
    assert decode(body, "zstd", Limits()).failure is Reason.DECODE
