"""Owns which failures are known already: a list of URLs as text, and what it makes of a crawl; knows no file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sixlegs.model import Note, Result, Verdict

SCHEMA = 1


class Comparison(NamedTuple):
    """What became of the known failures."""

    known: Counter[Verdict]  # that still fail
    fixed: tuple[str, ...]  # that do not, or are not linked any more


class Baseline:
    """The failures that are known."""

    def __init__(self, urls: Iterable[str] = ()) -> None:
        self.urls = frozenset(urls)

    def marked(self, results: Iterable[Result], failing: Collection[Verdict]) -> Iterator[Result]:
        """Give the results, those that failed before with a note of it."""
        for result in results:
            if result.verdict in failing and result.url in self.urls:
                yield result._replace(notes=(*result.notes, Note.KNOWN))
            else:
                yield result

    def compare(self, results: Iterable[Result], failing: Collection[Verdict], *, complete: bool) -> Comparison:
        """Say which failures are still there, and which are not; what was not looked at is not fixed."""
        known: Counter[Verdict] = Counter()
        left, fixed = set(self.urls), []
        for result in results:
            if result.url in self.urls:
                left.discard(result.url)
                if result.verdict in failing:
                    known[result.verdict] += 1
                elif result.verdict is Verdict.OK:
                    fixed.append(result.url)
        return Comparison(known, tuple(sorted([*fixed, *(left if complete else ())])))


def parse(text: str) -> Baseline:
    """Return the baseline that a text holds; raise ValueError where it holds none."""
    document = json.loads(text)
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise ValueError("it is no baseline of this version")
    failures = document.get("failures")
    if not isinstance(failures, dict):
        raise ValueError("it has no failures")  # noqa: TRY004 - of the text, not of a type
    return Baseline(failures)


def write(results: Iterable[Result], failing: Collection[Verdict]) -> Iterator[str]:
    """Give the lines of a baseline: one failure a line, sorted, so that a change of it can be read."""
    yield f'{{"schema": {SCHEMA}, "failures": {{'
    failures = sorted((result.url, result.reason) for result in results if result.verdict in failing)
    for number, (url, reason) in enumerate(failures, 1):
        yield f"  {json.dumps(url)}: {json.dumps(reason)}{',' if number < len(failures) else ''}"
    yield "}}"
