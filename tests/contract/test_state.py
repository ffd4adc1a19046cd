"""How a crawl that was ended goes on: on every backend, by the real command."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from sixlegs.lab.generated.plan import Plan
from sixlegs.lab.generated.process import serving
from sixlegs.store import record
from sixlegs.store.sqlite import database
from tests.contract.command import LONGEST_RUN, Command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.contract.command import Outcome
    from tests.setups import Setup

STATE = "kept/crawl.state"
PAGES = 60
KILLS = 3
REPORT = ("--format", "json:report.json", "--ignore-robots")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    """Have the state in a folder of its own: it is no text, as the other files of a run are."""
    (tmp_path / STATE).parent.mkdir()


@pytest.fixture(scope="module")
def generated() -> Iterator[str]:
    """Serve a site with redirects whose every answer takes a while; give its start URL."""
    with serving(Plan(pages=PAGES, latency_ms=5, redirects=0.2)) as served:
        yield served.start


def rows(outcome: Outcome) -> dict[str, Any]:
    """Return what a report says, without what was measured and without the order in which referrers were met."""
    told = {}
    for url, row in outcome.records.items():
        referrers = sorted(map(str, row["referrers"])) if row["verdict"] != "ok" else None
        told[url] = {**row, "elapsed_s": None, "referrers": referrers}
    return told


def answers(state: Path) -> Counter[str]:
    """Return the questions that a state file has answers to."""
    if not state.exists():
        return Counter()
    with closing(database.hold(state)) as held:
        bundles = [visits for (visits,) in held.execute("SELECT visits FROM bundle")]
    return Counter(visit.fetch.url for bundle in bundles for _, visit in record.unbundle(bundle))


def test_a_killed_crawl_goes_on_where_it_was(backend: Setup, generated: str, tmp_path: Path) -> None:
    """Killed at random moments and resumed, it has the result of an undisturbed crawl, and asked nothing kept again."""
    state = ("--state", STATE, "--resume")
    chance = random.Random(backend.id)  # noqa: S311 - moments are no secret
    undisturbed = Command(tmp_path, generated, *backend.args, *REPORT).end()
    undisturbed.check_manners()
    for _ in range(KILLS):
        command = Command(tmp_path, generated, *backend.args, *REPORT, *state)
        try:
            command.process.wait(chance.uniform(0.0, undisturbed.seconds))
        except subprocess.TimeoutExpired:
            command.signal(signal.SIGKILL, to_all=True)
        command.process.communicate()
        assert set(answers(tmp_path / STATE).values()) <= {1}
    outcome = Command(tmp_path, generated, *backend.args, *REPORT, *state).end()
    outcome.check_manners()
    assert rows(outcome) == rows(undisturbed)
    assert outcome.report["summary"] == undisturbed.report["summary"]
    assert outcome.report["run"]["requests"] == undisturbed.report["run"]["requests"]
    kept = answers(tmp_path / STATE)
    assert set(kept.values()) == {1}
    assert kept.total() == outcome.report["run"]["requests"]
    assert {each.name for each in (tmp_path / STATE).parent.iterdir() if ".part" not in each.name} == {"crawl.state"}


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_keeps_all_that_came_home(
    backend: Setup, generated: str, tmp_path: Path, signum: signal.Signals
) -> None:
    """Told to end, a crawl writes down every answer that it reports, and goes on from there."""
    command = Command(tmp_path, generated, *backend.args, *REPORT, "--state", STATE, "--delay", "0.05")
    while not (tmp_path / f"{STATE}-wal").exists() or (tmp_path / f"{STATE}-wal").stat().st_size == 0:
        assert command.process.poll() is None
    command.signal(signum, to_all=False)
    ended = command.end()
    ended.check_manners()
    assert ended.exit_code == 128 + signum
    assert answers(tmp_path / STATE).total() == ended.report["run"]["requests"]
    outcome = Command(tmp_path, generated, *backend.args, *REPORT, "--state", STATE, "--resume").end()
    outcome.check_manners()
    assert outcome.report["run"]["complete"] is True
    assert outcome.report["summary"]["skipped"] == 0
    assert set(answers(tmp_path / STATE).values()) == {1}


def test_a_full_disk_costs_the_state_and_not_the_report(generated: str, tmp_path: Path) -> None:
    """Where the state can no longer be written, the crawl goes on, is reported, and one line says so."""
    command = [sys.executable, "-m", "sixlegs", generated, "--ignore-robots", "--state", "crawl.state"]
    done = subprocess.run(
        ["prlimit", f"--fsize={12 * 1024}", *command],  # noqa: S607 - bytes that a file may have
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LONGEST_RUN,
    )
    assert done.returncode == 3
    assert done.stderr.startswith("crawl: cannot write crawl.state: ")
    assert len(done.stderr.splitlines()) == 1
    assert f"{PAGES} ok" in done.stdout
