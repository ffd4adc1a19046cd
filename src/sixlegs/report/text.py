"""Owns the `text` format, for people: what failed, page by page, why, and the numbers.

Everything that came from the web is escaped, each failing URL stands in full on a line of its own with its verdict,
and what sixlegs itself says is plain ASCII, so that the report can be searched, piped and pasted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TextIO

from sixlegs.model import Note, Referrer, Result, Verdict
from sixlegs.report import FAILING, SPARED, Style
from sixlegs.report.escape import escape, shorten
from sixlegs.report.fold import folded
from sixlegs.report.places import merged
from sixlegs.report.run import Run
from sixlegs.report.words import WORDS, numbers, why

STREAMS = False
STARTS = ""  # stands for the page that a start URL is on
STARTS_SHOWN = 5
INDENT = " " * 12  # of what is said of a link, below it
PAGES_SHOWN = 10  # of all that have the same bad link; --verbose shows all
BOLD, RED, GREEN, YELLOW, DIM = "1", "31", "32", "33", "2"
COUNTED = {
    Note.FLAKY: "Flaky, as they worked only at the second look, at the end",
    Note.TOO_BIG: "Read in part, as they were too big, so that links past the cut are not known",
    Note.TOO_MANY_LINKS: "With more links than are kept of one page (--max-links)",
    Note.ORPHAN: "In a sitemap, but linked from nowhere",
}
SHOWN = frozenset({*COUNTED, Note.SOFT_404})
COLORS = dict.fromkeys(FAILING, RED) | {Verdict.OK: GREEN, Verdict.BLOCKED: YELLOW, Verdict.SKIPPED: DIM}


class TextReport:
    """A report for people in the making."""

    def __init__(self, out: TextIO, style: Style) -> None:
        self._out = out
        self._style = style

    def add(self, results: Sequence[Result]) -> None:
        """Do nothing: what belongs to one page is only known at the end."""

    def finish(self, run: Run, results: Iterable[Result]) -> None:
        """Write the report."""
        kept: dict[Verdict, list[Result]] = defaultdict(list)
        for result in results:
            if result.verdict is not Verdict.OK or _moved(result) or not SHOWN.isdisjoint(result.notes):
                kept[result.verdict].append(result)
        for line in self._lines(run, kept):
            own = line.startswith(INDENT) or not line.startswith(" ")  # a URL with its verdict stays on its line
            for piece in folded(line, self._style.width if own else None):
                self._out.write(piece + "\n")

    def _lines(self, run: Run, kept: dict[Verdict, list[Result]]) -> Iterator[str]:
        everything = [result for verdict in FAILING for result in kept[verdict]]
        failed = [result for result in everything if SPARED.isdisjoint(result.notes)]
        if self._style.quiet:
            yield from self._by_page(failed)
            yield from _incomplete(run)
            return
        yield self._paint(_header(run), BOLD)
        yield from self._by_page(failed)
        known = [result for result in everything if Note.KNOWN in result.notes]
        yield from self._section("Known: these failed before, and do not count", known)
        pending = [result for result in everything if Note.PENDING in result.notes]
        yield from self._section("Pending: these have not failed for long, and do not count yet", pending)
        yield from self._section("Blocked: the server will not say whether these are there", kept[Verdict.BLOCKED])
        yield from self._moved_for_good([result for result in kept[Verdict.OK] if _moved(result)])
        soft = [result for result in kept[Verdict.OK] if Note.SOFT_404 in result.notes]
        yield from self._section("Soft 404: these are like what the site says, with 200, where nothing is", soft)
        for note, words in COUNTED.items():
            yield from self._counted(words, [result for result in kept[Verdict.OK] if note in result.notes])
        yield from self._skipped(kept[Verdict.SKIPPED])
        yield ""
        yield self._paint(numbers(run), RED if failed else GREEN)
        yield from _places(failed)
        yield from _incomplete(run)

    def _section(self, title: str, results: Sequence[Result]) -> Iterator[str]:
        if results:
            yield ""
            yield self._paint(title, BOLD)
            yield from self._by_page(results)

    def _by_page(self, results: Iterable[Result]) -> Iterator[str]:
        pages: dict[str, list[_Item]] = defaultdict(list)
        for result in results if self._style.verbose else merged(results):
            for page, item in self._items(result):
                pages[page].append(item)
        for page in sorted(pages):
            yield ""
            yield "Start URL" if page == STARTS else "On " + self._paint(escape(page), BOLD)
            for item in sorted(pages[page], key=_place):
                yield from self._entry(item)

    def _items(self, result: Result) -> Iterator[tuple[str, _Item]]:
        """Give one item for each page that a link stands on; each of its places there when told to be verbose."""
        if not result.referrers:
            yield STARTS, _Item(None, result)
            return
        if self._style.verbose:
            yield from ((referrer.page, _Item(referrer, result)) for referrer in result.referrers)
            return
        pages: dict[str, list[Referrer]] = defaultdict(list)
        for referrer in result.referrers:
            pages[referrer.page].append(referrer)
        for number, page in enumerate(sorted(pages)[:PAGES_SHOWN]):
            first, *others = pages[page]
            yield page, _Item(first, result, len(others), len(pages) if number == 0 else 1)

    def _entry(self, item: _Item) -> Iterator[str]:
        result = item.result
        verdict = self._paint(f"{result.verdict:<11}", COLORS[result.verdict])
        yield f"  {_position(item.referrer):>8}  {verdict}  {escape(result.url)}"
        yield INDENT + ": ".join(part for part in (_markup(item.referrer), why(result)) if part)
        if result.redirects:
            hops = [f"{escape(url)} ({status})" for url, status in result.redirects]
            yield INDENT + " -> ".join([*hops, escape(result.final_url or "nowhere")])
        if item.more:
            yield f"{INDENT}and {item.more} more {'link' if item.more == 1 else 'links'} to it on this page"
        if item.pages > PAGES_SHOWN:
            yield f"{INDENT}on {item.pages} pages, of which {PAGES_SHOWN} are shown; --verbose shows all"

    def _moved_for_good(self, results: Sequence[Result]) -> Iterator[str]:
        if results and self._style.redirects:
            yield ""
            yield self._paint("Moved for good: these links work, and can be changed to a new address", BOLD)
            for result in results:
                for referrer in result.referrers:
                    place = f"{escape(referrer.page)}:{_position(referrer)}".removesuffix(":")
                    yield f"  {place}  {escape(result.url)} -> {escape(_new_address(result))}"
        elif results and self._style.verbose:
            yield ""
            yield self._paint("Moved for good: these work, and a new address is known", BOLD)
            for result in results:
                yield f"  {escape(result.url)} -> {escape(result.final_url or '')}"
        elif results:
            yield ""
            yield f"Moved for good: {len(results)}, which work all the same; --verbose lists them."

    def _counted(self, words: str, results: Sequence[Result]) -> Iterator[str]:
        if results:
            more = "" if self._style.verbose else "; --verbose lists them"
            yield ""
            yield f"{words}: {len(results)}{more}."
        if self._style.verbose:
            yield from (f"  {escape(result.url)}" for result in results)

    def _skipped(self, results: Sequence[Result]) -> Iterator[str]:
        """Count what was skipped, reason by reason: nothing is left unchecked in silence."""
        if results:
            yield ""
            yield self._paint(f"Skipped: {len(results)}", BOLD)
        for reason, count in sorted(Counter(result.reason for result in results).items()):
            yield f"  {count:>8}  {reason}: {WORDS[reason]}"
            if self._style.verbose:
                yield from (f"{INDENT}{escape(each.url)}" for each in results if each.reason is reason)

    def _paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._style.color else text


class _Item(NamedTuple):
    """One line of a page's list."""

    referrer: Referrer | None
    result: Result
    more: int = 0  # further places on the same page
    pages: int = 1  # that have it; said once


def open_report(out: TextIO, style: Style) -> TextReport:
    """Begin a report on `out`."""
    return TextReport(out, style)


def _incomplete(run: Run) -> Iterator[str]:
    if not run.complete:
        yield f"Stopped by {run.stopped_by or 'an error'}: not everything was checked."


def _places(failed: Sequence[Result]) -> Iterator[str]:
    """Say at how many places the URLs that failed stand, where that are more."""
    places = sum(max(1, result.referrer_count) for result in failed)
    if places > len(failed):
        yield f"Failing links stand at {places} places ({len(failed)} distinct)."


def _moved(result: Result) -> bool:
    return Note.PERMANENT_REDIRECT in result.notes


def _new_address(result: Result) -> str:
    """Return where a link leads in the end; its fragment goes along."""
    final, (_, mark, fragment) = result.final_url or "", result.url.partition("#")
    return final + mark + fragment


def _header(run: Run) -> str:
    starts = ", ".join(escape(url) for url in run.start[:STARTS_SHOWN])
    starts += f" and {len(run.start) - STARTS_SHOWN} more" if len(run.start) > STARTS_SHOWN else ""
    depth = "" if run.depth is None else f", depth {run.depth}"
    return f"sixlegs {run.version}: {starts} ({_strategy(run)}, concurrency {run.concurrency}{depth})"


def _strategy(run: Run) -> str:
    loop = "" if run.loop in (None, run.backend) else f" on {run.loop}"
    return f"{run.backend} with {run.client}{loop}"


def _place(item: _Item) -> tuple[int, int, str]:
    if item.referrer is None:
        return (0, 0, item.result.url)
    return (item.referrer.link.line or 0, item.referrer.link.column or 0, item.result.url)


def _position(referrer: Referrer | None) -> str:
    if referrer is None or referrer.link.line is None:
        return ""
    return f"{referrer.link.line}:{referrer.link.column or 1}"


def _markup(referrer: Referrer | None) -> str:
    if referrer is None:
        return ""
    link = referrer.link
    attribute = f' {link.attribute}="{shorten(link.raw, 80)}"' if link.attribute else f" {shorten(link.raw, 80)}"
    text = f' "{shorten(link.text, 40)}"' if link.text.strip() else ""
    return f"<{escape(link.element)}{attribute}>{text}"
