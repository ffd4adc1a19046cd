"""Owns the `junit` format: a suite for each page, a test case for each link on it, as Jenkins and GitLab read it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from sixlegs.model import Result, Verdict
from sixlegs.report import Style
from sixlegs.report.places import Place, path_of, places_of
from sixlegs.report.run import Run
from sixlegs.report.words import WORDS
from sixlegs.report.xml import DECLARATION, attributes, quoted

STREAMS = False


class JunitReport:
    """Test results in the making."""

    def __init__(self, out: TextIO, style: Style) -> None:
        self._out = out
        self._style = style

    def add(self, results: Sequence[Result]) -> None:
        """Do nothing: suites know how many cases they have when all are known."""

    def finish(self, run: Run, results: Iterable[Result]) -> None:
        """Write the suites, sorted by page."""
        pages: dict[str, list[Place]] = defaultdict(list)
        for result in results:
            for place in places_of(result):
                pages[place.page].append(place)
        everything = [place for places in pages.values() for place in places]
        whole = {"name": f"sixlegs {run.version}", **self._counts(everything), "time": _seconds(run.elapsed_s)}
        self._out.write(f"{DECLARATION}<testsuites{attributes(**whole)}>\n")
        for page in sorted(pages):
            self._out.writelines(self._suite(page, pages[page], run))
        self._out.write("</testsuites>\n")

    def _suite(self, page: str, places: list[Place], run: Run) -> Iterator[str]:
        skipped = sum(self._element(place) == "skipped" for place in places)
        file = path_of(page)
        extent = {"time": _seconds(sum(place.result.elapsed_s for place in places)), "skipped": skipped}
        about = {"timestamp": run.started.removesuffix("Z"), "file": file}
        yield f"  <testsuite{attributes(name=page, **self._counts(places), **extent, **about)}>\n"
        for place in sorted(places, key=lambda place: (place.line or 0, place.column or 0, place.result.url)):
            yield from self._case(page, place)
        yield "  </testsuite>\n"

    def _case(self, page: str, place: Place) -> Iterator[str]:
        at = "" if place.line is None else f" (line {place.line}, column {place.column})"
        result, element = place.result, self._element(place)
        head = attributes(name=result.url + at, classname=page, time=_seconds(result.elapsed_s))
        if element is None:
            yield f"    <testcase{head}/>\n"
            return
        message = WORDS[result.reason] if result.verdict is Verdict.SKIPPED else place.message
        what = attributes(message=message, type=result.reason)
        if element == "skipped":
            yield f"    <testcase{head}><skipped{what}/></testcase>\n"
        else:
            yield f"    <testcase{head}><{element}{what}>{_context(page, place)}</{element}></testcase>\n"

    def _element(self, place: Place) -> str | None:
        """Return what a case holds: an ok link nothing, one that is wrong and does not count `skipped`."""
        verdict = place.result.verdict
        if self._style.fails(place.result):
            return "error" if verdict is Verdict.ERROR else "failure"
        return None if verdict is Verdict.OK else "skipped"

    def _counts(self, places: list[Place]) -> dict[str, int]:
        counts = Counter(self._element(place) for place in places)
        return {"tests": len(places), "failures": counts["failure"], "errors": counts["error"]}


def _context(page: str, place: Place) -> str:
    result = place.result
    lines = [f"On {quoted(page)}"]
    if place.referrer is not None:
        lines.append(f"link: {quoted(place.referrer.link.raw)}")
        lines.append(f"text: {quoted(place.referrer.link.text)}")
    lines += [f"redirect {status}: {quoted(url)}" for url, status in result.redirects]
    return "\n".join(lines)


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"


def open_report(out: TextIO, style: Style) -> JunitReport:
    """Begin a report on `out`."""
    return JunitReport(out, style)
