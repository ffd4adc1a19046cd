"""The laws of progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO

import pytest

from sixlegs.report.progress import Progress


@dataclass
class FakeCrawl:
    """Counts as a crawl does."""

    settled: int = 1
    known: int = 3
    in_flight: int = 2
    waits: Mapping[str, float] = field(default_factory=dict)


def test_a_log_gets_a_line_now_and_then() -> None:
    """However often it is told, progress writes to a log at most every five seconds."""
    now, err = [0.0], StringIO()
    with Progress(FakeCrawl(), lambda: now[0], err) as progress:
        for tenth in range(120):
            now[0] = tenth / 10
            progress.tick()
    assert err.getvalue().splitlines() == ["1 of 3 checked, 2 in flight"] * 2


def test_a_terminal_gets_a_line_that_goes_away() -> None:
    """On a terminal the line is drawn over itself, up to ten times a second, and is gone at the end."""

    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    now, err = [0.0], Terminal()
    with Progress(FakeCrawl(), lambda: now[0], err) as progress:
        for hundredth in range(100):
            now[0] = hundredth / 100
            progress.tick()
    line, erase = "1 of 3 checked, 2 in flight", "\x1b[2K"
    *drawn, last = err.getvalue().split(line)
    assert 8 <= len(drawn) <= 10
    assert all(erase in before for before in drawn[1:])
    assert erase in last


def test_it_says_how_fast_and_how_long_at_least() -> None:
    """The rate is that of this run: what an earlier one had settled took no time now."""
    now, err, counts = [100.0], StringIO(), FakeCrawl(settled=1000, known=5000)
    with Progress(counts, lambda: now[0], err) as progress:
        now[0], counts.settled = 110.0, 1200
        progress.tick()
        now[0], counts.settled = 120.0, 4980
        progress.tick()
    first, second = err.getvalue().splitlines()
    assert first == "1200 of 5000 checked, 2 in flight, 20 a second, 3 min 10 s left or more"
    assert second == "4980 of 5000 checked, 2 in flight, 199 a second, 0 s left or more"


@pytest.mark.parametrize(
    ("waits", "said"),
    [
        ({"http://a": 0.9}, ""),
        ({"http://a": 12.4}, "; waiting 12 s for http://a"),
        ({"http://a": 2.0, "http://b": 61.0, "http://c": 0.5}, "; waiting 1 min 1 s for http://b and 1 other host"),
        ({"http://a": 2.0, "http://b": 61.0, "http://c": 5.0}, "; waiting 1 min 1 s for http://b and 2 other hosts"),
        ({"http://\x1b[31m": 2.0}, "; waiting 2 s for http://\\x1b[31m"),
    ],
)
def test_it_says_who_makes_the_crawl_wait(waits: dict[str, float], said: str) -> None:
    """The host with the longest wait is named, and others counted; a moment is not worth saying."""
    now, err = [0.0], StringIO()
    with Progress(FakeCrawl(waits=waits), lambda: now[0], err) as progress:
        now[0] = 9.0
        progress.tick()
    assert err.getvalue() == f"1 of 3 checked, 2 in flight{said}\n"
