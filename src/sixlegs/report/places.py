"""Owns where what is wrong stands: links on pages, and pages that are files; knows no format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from sixlegs.model import Note, Reason, Referrer, Result, Verdict
from sixlegs.report import SPARED
from sixlegs.report.escape import escape
from sixlegs.report.words import why

_NOT_WRONG = frozenset({Verdict.OK, Verdict.SKIPPED})


class Place(NamedTuple):
    """One link that is not fine, where it stands; a start URL stands nowhere."""

    result: Result
    referrer: Referrer | None

    @property
    def page(self) -> str:
        """The page it stands on, which for a start URL is the start URL."""
        return self.result.url if self.referrer is None else self.referrer.page

    @property
    def line(self) -> int | None:
        """The line it stands on, from 1."""
        return None if self.referrer is None else self.referrer.link.line

    @property
    def column(self) -> int | None:
        """The column it begins at, from 1."""
        return None if self.referrer is None else self.referrer.link.column

    @property
    def message(self) -> str:
        """What is wrong, on one line that prints."""
        return f"{escape(self.result.url)} is {self.result.verdict}: {why(self.result)}"

    @property
    def fingerprint(self) -> str:
        """What stays the same when lines move: the page, the link as it is written, and what is wrong with it."""
        raw = "" if self.referrer is None else self.referrer.link.raw
        parts = (self.page, self.result.url, raw, self.result.reason)
        return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def places(results: Iterable[Result]) -> Iterator[Place]:
    """Give every place of all that is neither ok nor skipped."""
    for result in wrong(results):
        yield from places_of(result)


def wrong(results: Iterable[Result]) -> Iterator[Result]:
    """Give all that is neither ok nor skipped."""
    return (result for result in results if result.verdict not in _NOT_WRONG)


def places_of(result: Result) -> Iterator[Place]:
    """Give every known place of a result, of which there is always one."""
    for referrer in result.referrers or (None,):
        yield Place(result, referrer)


def path_of(page: str) -> str | None:
    """Return the path of a page that is a local file, which is how reports name it, or None if it is one of the web."""
    return None if page.startswith(("http://", "https://")) else page.removeprefix("./")


def merged(results: Iterable[Result]) -> Iterator[Result]:
    """Make one of all that fail because one page does: a missing page with 300 fragments is one missing page.

    What is known, or does not count yet, stays apart from what does.
    """
    pages: dict[tuple[str, Verdict, Reason, tuple[tuple[str, int], ...], tuple[Note, ...]], list[Result]]
    pages = defaultdict(list)
    for result in results:
        page = result.url if result.reason is Reason.FRAGMENT_MISSING else result.url.partition("#")[0]
        spared = tuple(note for note in result.notes if note in SPARED)
        pages[page, result.verdict, result.reason, result.redirects, spared].append(result)
    for (page, *_), same in pages.items():
        if len(same) == 1:
            yield same[0]
        else:
            referrers = tuple(referrer for result in same for referrer in result.referrers)
            yield same[0]._replace(url=page, referrers=referrers)
