"""Owns how long a link has been failing, and from when on that counts; knows no file, and no clock of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from sixlegs.model import Note, Result, Verdict

MENDED, GONE = "mended", "gone"  # how an outage ends: the link is ok again, or is linked nowhere any more
DAY = 86400  # seconds


class Outage(NamedTuple):
    """One time that a link was failing; times are in seconds since 1970."""

    url: str
    verdict: str  # as it was last
    reason: str
    status: int | None
    since: float  # when it was first seen failing
    latest: float  # when it was last seen failing
    runs: int  # that have seen it failing, with none between them that has seen it ok
    ok: float | None = None  # when it was last seen ok, before that
    ended: float | None = None
    ending: str | None = None


class Patience(NamedTuple):
    """How long a link may be failing before that counts: a number of runs, or of days."""

    runs: int = 0
    days: int = 0

    def is_over(self, runs: int, seconds: float) -> bool:
        """Say whether a link that fails for so many runs, and so long, counts."""
        return runs >= self.runs and seconds >= self.days * DAY

    def __str__(self) -> str:
        """Return it as the option has it."""
        return f"{self.days}d" if self.days else str(self.runs)


def patience(text: str) -> Patience:
    """Return what `3` or `7d` says; raise ValueError where it says nothing."""
    match = re.fullmatch(r"([1-9][0-9]{0,5})(d?)", text)
    if match is None:
        raise ValueError(f"it must be a number of runs or of days, as in 3 or 7d, not {text!r}")
    return Patience(days=int(match[1])) if match[2] else Patience(runs=int(match[1]))


class Pending:
    """The failures that do not count yet. None does where nobody is to be patient."""

    def __init__(self, patience: Patience | None, failing: Collection[Verdict]) -> None:
        self._patience = patience
        self._failing = failing
        self._urls: frozenset[str] = frozenset()
        self.counts: Counter[Verdict] = Counter()

    def find(self, results: Iterable[Result], open_ones: Mapping[str, Outage], now: float, *, new: bool) -> None:
        """Find them, by the outages that earlier runs saw; `new` says that this run is none of those."""
        if self._patience is None:
            return
        found = set()
        for result in results:
            if result.verdict in self._failing:
                outage = open_ones.get(result.url)
                runs, since = (outage.runs, outage.since) if outage else (0, now)
                if not self._patience.is_over(runs + new, now - since):
                    found.add(result.url)
                    self.counts[result.verdict] += 1
        self._urls = frozenset(found)

    def marked(self, results: Iterable[Result]) -> Iterator[Result]:
        """Give the results, those that do not count yet with a note of it; what is known has one already."""
        for result in results:
            if result.url in self._urls and Note.KNOWN not in result.notes:
                yield result._replace(notes=(*result.notes, Note.PENDING))
            else:
                yield result
