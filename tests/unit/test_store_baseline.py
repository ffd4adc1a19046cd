"""The laws of the list of known failures."""

from __future__ import annotations

import pytest

from sixlegs.model import Note, Reason, Result, Verdict
from sixlegs.store.baseline import Baseline, parse, write

FAILING = frozenset({Verdict.BROKEN, Verdict.TIMEOUT})
GOOD = Result("http://a/", Verdict.OK, Reason.OK)
BAD = Result("http://a/x", Verdict.BROKEN, Reason.NOT_FOUND, notes=(Note.REDIRECTED,))
LATE = Result('http://a/"y\\', Verdict.TIMEOUT, Reason.TIMEOUT)
BLOCKED = Result("http://a/z", Verdict.BLOCKED, Reason.FORBIDDEN)
SKIPPED = Result("http://a/s", Verdict.SKIPPED, Reason.INTERRUPTED)
ALL = [GOOD, BAD, LATE, BLOCKED]


def test_what_was_written_is_known() -> None:
    """A baseline of a crawl knows its failures, and nothing else."""
    assert parse("\n".join(write(ALL, FAILING))).urls == {BAD.url, LATE.url}
    assert parse("\n".join(write([], FAILING))).urls == frozenset()


def test_it_is_the_same_whatever_the_order() -> None:
    """Two crawls with the same failures have the same file, a line for each."""
    lines = list(write(ALL, FAILING))
    assert lines == list(write(reversed(ALL), FAILING))
    assert len(lines) == 4


def test_known_failures_have_a_note_of_it() -> None:
    """What is known is marked, what is new is left as it is."""
    assert list(Baseline([BAD.url, GOOD.url]).marked(ALL, FAILING)) == [
        GOOD,
        BAD._replace(notes=(Note.REDIRECTED, Note.KNOWN)),
        LATE,
        BLOCKED,
    ]


def test_known_failures_are_counted_and_fixed_ones_named() -> None:
    """Fixed is what is ok now, and what is not linked any more; not what the server will not say."""
    baseline = Baseline([BAD.url, GOOD.url, BLOCKED.url, SKIPPED.url, "http://a/gone"])
    found = baseline.compare([*ALL, SKIPPED], FAILING, complete=True)
    assert found.known == {Verdict.BROKEN: 1}
    assert found.fixed == (GOOD.url, "http://a/gone")


def test_what_was_not_reached_is_not_fixed() -> None:
    """Of a crawl that was ended early only what was looked at counts."""
    assert Baseline([GOOD.url, "http://a/gone"]).compare(ALL, FAILING, complete=False).fixed == (GOOD.url,)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 2, "failures": {}}', '{"schema": 1, "failures": []}'])
def test_what_is_no_baseline_is_refused(text: str) -> None:
    """Another file, another version, another form."""
    with pytest.raises(ValueError, match=r"."):
        parse(text)
