"""The laws of how long a link may be failing before that counts."""

from __future__ import annotations

import pytest

from sixlegs.model import Note, Reason, Result, Verdict
from sixlegs.store.history import DAY, Outage, Patience, Pending, patience

FAILING = frozenset({Verdict.BROKEN, Verdict.TIMEOUT})
GOOD = Result("http://a/", Verdict.OK, Reason.OK)
OLD = Result("http://a/old", Verdict.BROKEN, Reason.NOT_FOUND)
NEW = Result("http://a/new", Verdict.TIMEOUT, Reason.TIMEOUT)
BLOCKED = Result("http://a/b", Verdict.BLOCKED, Reason.FORBIDDEN)
ALL = [GOOD, OLD, NEW, BLOCKED]
OPEN = {OLD.url: Outage(OLD.url, "broken", "not-found", 404, since=0.0, latest=DAY, runs=2)}


def waiting(text: str | None, now: float, *, new: bool = True) -> Pending:
    """Return what does not count yet."""
    pending = Pending(patience(text) if text else None, FAILING)
    pending.find(ALL, OPEN, now, new=new)
    return pending


def marks(pending: Pending) -> set[str]:
    """Return the URLs that get the note."""
    return {result.url for result in pending.marked(ALL) if Note.PENDING in result.notes}


@pytest.mark.parametrize(
    ("text", "days", "urls"),
    [
        (None, 5, set()),
        ("1", 5, set()),
        ("2", 5, {NEW.url}),
        ("3", 5, {NEW.url}),
        ("4", 5, {NEW.url, OLD.url}),
        ("5d", 5, {NEW.url}),
        ("6d", 5, {NEW.url, OLD.url}),
        ("1d", -5, {NEW.url, OLD.url}),
    ],
)
def test_what_has_not_failed_for_long_does_not_count_yet(text: str | None, days: int, urls: set[str]) -> None:
    """This run is one of the runs, and days are since the first that saw it; a clock put back makes nothing older."""
    assert marks(waiting(text, days * DAY)) == urls


def test_a_run_that_is_in_the_history_is_not_counted_twice() -> None:
    """Told again, the second run is still the second."""
    assert marks(waiting("3", DAY, new=False)) == {NEW.url, OLD.url}


def test_they_are_counted_by_verdict() -> None:
    """Of each verdict so many are to be left out of the exit code."""
    assert waiting("9", DAY).counts == {Verdict.BROKEN: 1, Verdict.TIMEOUT: 1}


def test_what_is_known_has_no_second_note() -> None:
    """A failure of the baseline does not count anyway."""
    known = NEW._replace(notes=(Note.KNOWN,))
    assert list(waiting("9", DAY).marked([known])) == [known]


def test_patience_reads_as_it_is_written() -> None:
    """Runs are a number, days have a d."""
    assert (patience("3"), patience("7d")) == (Patience(runs=3), Patience(days=7))
    assert [str(patience(text)) for text in ("3", "7d")] == ["3", "7d"]


@pytest.mark.parametrize("text", ["", "0", "0d", "-1", "d", "7 d", "7h", "1.5", "٣", "9" * 9])
def test_what_says_no_length_of_time_is_refused(text: str) -> None:
    """What is wrong is shown, and what would be right."""
    with pytest.raises(ValueError, match="as in 3 or 7d"):
        patience(text)
