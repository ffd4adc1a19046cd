"""The laws of the page of a benchmark in a real browser; passed over where there is no chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sixlegs.bench.report import html
from sixlegs.bench.report.picture import BROWSERS
from tests.unit.bench_results import a_result

CHROMIUM = next((found for name in BROWSERS if (found := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium")
PLAY = """<script>
document.querySelector(".player select").value = "0.03";
document.querySelector(".player button").click();
</script></body>"""


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
    now, span = re.search(r'data-now="([\d.]+)"', document), re.search(r'"span": ([\d.]+)', document)
    assert now is not None
    assert span is not None
    return float(now[1]), float(span[1])


def test_the_page_runs_without_an_error(tmp_path: Path) -> None:
    """Its own policy lets its script run, nothing is complained of, and the timeline is whole."""
    document, log = browsed(html.page([("a", a_result(blocks=2))]), tmp_path)
    assert "CONSOLE" not in log
    now, span = moment(document)
    assert now == pytest.approx(span, abs=0.001)


def test_the_policy_stops_what_is_not_of_the_page(tmp_path: Path) -> None:
    """A script that somebody adds does not run, and the browser says so: the test above could fail."""
    page = html.page([("a", a_result(blocks=2))]).replace("</body>", "<script>document.title='changed'</script></body>")
    document, log = browsed(page, tmp_path)
    assert "<title>changed" not in document
    assert "CONSOLE" in log


def test_the_timeline_plays(tmp_path: Path) -> None:
    """Once the button is pressed, it begins at the beginning and goes on."""
    page = html.page([("a", a_result(blocks=2))]).replace("</body>", PLAY)
    page = re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page)  # it would stop this test's script
    now, span = moment(browsed(page, tmp_path)[0])
    assert 0 < now < span


def test_who_wants_no_motion_gets_steps(tmp_path: Path) -> None:
    """Each press is one still picture further: a tenth of all."""
    page = html.page([("a", a_result(blocks=2))]).replace("</body>", PLAY)
    page = re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page)
    now, span = moment(browsed(page, tmp_path, "--force-prefers-reduced-motion")[0])
    assert now == pytest.approx(span / 10, abs=0.001)
