"""The laws of the page of a benchmark in a real browser; passed over where there is no chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sixlegs.bench.report import html
from sixlegs.bench.report.picture import BROWSERS
from tests.browser.chromium import Page, browser
from tests.unit.bench_results import a_result

CHROMIUM = next((found for name in BROWSERS if (found := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium")


def browsed(page: str, folder: Path, *flags: str) -> tuple[str, str]:
    """Return the document after it was shown for two seconds, and what the browser wrote down meanwhile."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0"]
    command += [f"--user-data-dir={folder}/profile", "--virtual-time-budget=2000", *flags, "--dump-dom", file.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=50)
    return done.stdout, done.stderr


def moment(document: str) -> tuple[float, float]:
    """Return which moment of the timeline is shown, and its last."""
    last, span = re.search(r'data-now="([\d.]+)"', document), re.search(r'"span": ([\d.]+)', document)
    assert last is not None
    assert span is not None
    return float(last[1]), float(span[1])


def test_the_page_runs_without_an_error(tmp_path: Path) -> None:
    """Its own policy lets its script run, nothing is complained of, and the timeline is whole."""
    document, log = browsed(html.page([("a", a_result(blocks=2))]), tmp_path)
    assert "CONSOLE" not in log
    last, span = moment(document)
    assert last == pytest.approx(span, abs=0.001)


def test_the_policy_stops_what_is_not_of_the_page(tmp_path: Path) -> None:
    """A script that somebody adds does not run, and the browser says so: the test above could fail."""
    page = html.page([("a", a_result(blocks=2))]).replace("</body>", "<script>document.title='changed'</script></body>")
    document, log = browsed(page, tmp_path)
    assert "<title>changed" not in document
    assert "CONSOLE" in log


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Page]:
    """Give a browser with a page of a benchmark that is about to be opened."""
    (tmp_path / "page.html").write_text(html.page([("a", a_result(blocks=2))]), encoding="utf-8")
    with browser(tmp_path / "profile") as page:
        yield page


def now(page: Page) -> float:
    """Return which moment of the timeline is shown."""
    return float(page.evaluate("document.querySelector('[data-timeline]').dataset.now"))


def test_the_timeline_plays(shown: Page, tmp_path: Path) -> None:
    """Once the button is pressed, it begins at the beginning and goes on."""
    shown.open(tmp_path / "page.html")
    span = now(shown)
    shown.evaluate("document.querySelector('.player select').value = '0.03'")  # at which it takes many seconds
    shown.click(".player button")
    while not 0 < (first := now(shown)) < span:
        shown.settle()
    while now(shown) <= first:
        shown.settle()
    assert now(shown) < span
    assert not shown.noise


def test_who_wants_no_motion_gets_steps(shown: Page, tmp_path: Path) -> None:
    """Each press is one still picture further: a tenth of all."""
    shown.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
    shown.open(tmp_path / "page.html")
    span = now(shown)
    for press in (1, 2):
        shown.click(".player button")
        assert now(shown) == pytest.approx(press * span / 10, abs=0.001)
