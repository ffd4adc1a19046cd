"""The laws of visits as bytes."""

from __future__ import annotations

import msgspec
import pytest
import zstandard

from sixlegs.model import Fetch, Kind, Limits, Link, Note, Phases, Reason, Visit
from sixlegs.store.record import Damaged, bundle, pack, unbundle


def kept(visit: Visit) -> Visit:
    """Return what a visit is once it has been written and read."""
    packed = pack(1.5, visit)
    assert packed is not None
    ((at, back),) = unbundle(bundle([packed]))
    assert at == 1.5
    return back


def test_a_visit_comes_back_as_it_was() -> None:
    """All that the core looks at is there again, in the types it had."""
    visit = Visit(
        Fetch("http://a/", "GET", Kind.PAGE),
        200,
        content_type="text/html",
        links=(Link("http://a/ü", line=3, column=1, text="x"), Link("::", valid=False)),
        anchors=frozenset({"top", "end"}),
        sketch=b"\0\xff\x80",
        notes=(Note.TOO_BIG,),
        retry_after=2.0,
        elapsed=0.25,
        opened=1,
    )
    assert kept(visit) == visit
    failed = Visit(
        Fetch("http://a/robots.txt", kind=Kind.ROBOTS), failure=Reason.DNS, detail="no such name", peer="::1"
    )
    assert kept(failed) == failed
    assert isinstance(kept(failed).failure, Reason)


def test_what_was_sent_is_not_kept() -> None:
    """Headers may be secrets; bounds and times of the exchange are of no use later."""
    fetch = Fetch("http://a/", headers=(("Authorization", "hunter2"),), limits=Limits(max_bytes=1), deadline=3.0)
    packed = pack(0.0, Visit(fetch, 200, phases=Phases(last_byte=1.0)))
    assert packed is not None
    assert b"hunter2" not in packed
    assert kept(Visit(fetch, 200, phases=Phases(last_byte=1.0))) == Visit(Fetch("http://a/"), 200)


@pytest.mark.parametrize("place", ["http://user:hunter2@b/", "//user:hunter2@b/", r"http:\\user:hunter2@b/"])
def test_logins_in_urls_are_not_kept(place: str) -> None:
    """User information is never sent, and never written either; an address to write mail to is none."""
    link = Link("http://user:hunter2@b/", raw=place)
    mail = Link("mailto:somebody@b", raw="mailto:somebody@b")
    visit = Visit(Fetch("http://a/"), 302, links=(link, mail), redirect="http://user:hunter2@b/")
    packed = pack(0.0, visit)
    assert packed is not None
    assert b"hunter2" not in packed
    assert kept(visit).links[1] == mail
    assert kept(visit).redirect == "http://***@b/"


def test_text_that_no_file_can_hold_is_told() -> None:
    """Half of a character is no text: such a visit has no record."""
    assert pack(0.0, Visit(Fetch("http://a/"), detail="\ud800")) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense",
        bundle([])[:-1],
        zstandard.compress(b"\xc1"),
        zstandard.compress(msgspec.msgpack.encode([["soon", []]])),
        zstandard.compress(msgspec.msgpack.encode([[0.0, [["http://a/", "GET", "sermon"]]]])),
    ],
)
def test_damage_is_noticed(data: bytes) -> None:
    """What is not what was written is refused, whether by its checksum or by its types."""
    with pytest.raises(Damaged):
        unbundle(data)
