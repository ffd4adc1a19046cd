"""What faults of our own and of our libraries cost a crawl: one row of its report. And what it leaves: nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.contract.command import LONGEST_RUN, NAMES, Command
from tests.site.threads import documents, serving

if TYPE_CHECKING:
    from tests.contract.command import Outcome
    from tests.setups import Setup
    from tests.site.running import RunningSite

FRAIL = Path(__file__).parents[1] / "site" / "frail"
ROOT = Path(__file__).parents[2]


def crawl_with(page: str, backend: Setup, folder: Path) -> tuple[Outcome, int, int]:
    """Crawl a site one of whose pages is hard on the parser; return the outcome, the process, and the port."""
    pages = {f"/{number}": "<p>fine" for number in range(5)}
    start = "".join(f"<a href={path}>x</a>" for path in ("/hard", *pages))
    with serving(documents({"/": start, "/hard": page, **pages})) as server:
        args = (*backend.args, "--concurrency", "3", "--format", "json:report.json")
        url = f"http://127.0.0.1:{server.port}/"
        command = Command(folder, url, *args, environment={"PYTHONPATH": str(FRAIL), "PYTHONWARNINGS": "default"})
        return command.end(), command.process.pid, server.port


def test_a_fault_in_the_parser_is_one_error(backend: Setup, tmp_path: Path) -> None:
    """An exception while one page is read makes that page an `error`; all the others are as they would be."""
    outcome, _, port = crawl_with("<raise>", backend, tmp_path)
    outcome.check_manners()
    verdicts = Counter(map(outcome.verdict, outcome.records))
    assert verdicts == {"ok/ok": 6, "error/internal": 1}
    hard = outcome.records[f"http://127.0.0.1:{port}/hard"]
    assert (hard["reason"], hard["detail"]) == ("internal", "RuntimeError while reading the answer")
    assert outcome.exit_code == 1
    assert "s3cret" not in "".join([outcome.stdout, outcome.stderr, *outcome.files.values()])


def test_a_page_that_ends_its_process_is_one_error(backend: Setup, tmp_path: Path) -> None:
    """Where workers are processes, a page that aborts each one that reads it is an `error`; elsewhere nobody stays."""
    outcome, pid, port = crawl_with("<abort>", backend, tmp_path)
    assert not outcome.left_behind
    aborted = [int(each) for each in re.findall(r"aborted (\d+)", outcome.stderr)]
    if aborted == [pid]:
        assert outcome.exit_code == -signal.SIGABRT
        pytest.skip("its workers are no processes")
    outcome.check_manners()
    verdicts = Counter(map(outcome.verdict, outcome.records))
    assert verdicts == {"ok/ok": 6, "error/worker-lost": 1}
    assert outcome.verdict(f"http://127.0.0.1:{port}/hard") == "error/worker-lost"
    assert outcome.exit_code == 1
    assert len(aborted) == len(set(aborted)) > 1


def left_after(backend: Setup, *urls: str) -> tuple[Counter[str], list[str]]:
    """Crawl within one process; return the kinds of open descriptors and the threads that it has more afterwards."""
    name, client, loop = backend.choice
    done = subprocess.run(
        [sys.executable, "-m", "tests.contract.leftovers", name, client, loop, *urls],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(NAMES), str(ROOT)]), "PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        timeout=LONGEST_RUN,
        check=True,
    )
    assert done.stderr == ""
    kinds, threads = json.loads(done.stdout)
    return Counter(kinds), threads


def test_a_crawl_leaves_no_descriptor_and_no_thread(backend: Setup, site: RunningSite) -> None:
    """Once a backend is through with pages good and bad, as much is open as after a single page, and no socket."""
    bad = ("silent", "dripping-body", "flood", "reset-in-body", "cut-chunks", "answers-twice", "until-close")
    urls = [site.url(f"/{each}") for each in bad]
    one, _ = left_after(backend, site.url("/page"))
    many, threads = left_after(backend, site.url("/row/", "party.test"), site.place("http://closed.test/"), *urls)
    assert "socket" not in many
    assert (many, threads) == (one, [])
