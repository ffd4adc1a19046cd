"""What is remembered from run to run, on every backend by the real command: cache, history and baseline."""

from __future__ import annotations

import json
import random
import signal
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract import tagged
from tests.contract.command import Command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.contract.command import Outcome
    from tests.setups import Setup

    Run = Callable[..., Outcome]

pytestmark = pytest.mark.one_client

CACHE, STATE = "kept/a.cache", "kept/a.state"
SMALL = 36 * 1024  # bytes that a file may have: more than an empty cache needs, and fewer than that of this site


@pytest.fixture
def web() -> Iterator[tagged.Tagged]:
    """Serve the site."""
    with tagged.serving() as site:
        yield site


@pytest.fixture
def begin(backend: Setup, web: tagged.Tagged, tmp_path: Path) -> Callable[..., Command]:
    """Return the function that starts a crawl of it; files go to a folder of their own, as they are no text."""
    (tmp_path / "kept").mkdir()

    def begun(*args: str, before: tuple[str, ...] = (), to: str = "json:report.json") -> Command:
        return Command(tmp_path, web.start, *backend.args, "--format", to, *args, before=before)

    return begun


@pytest.fixture
def run(begin: Callable[..., Command]) -> Run:
    """Return the function that crawls it to the end."""

    def ended(*args: str, **settings: Any) -> Outcome:
        outcome = begin(*args, **settings).end()
        outcome.check_manners()
        return outcome

    return ended


def verdicts(outcome: Outcome) -> dict[str, str]:
    """Return what was said of each URL."""
    return {url: record["verdict"] for url, record in outcome.records.items()}


def history(tmp_path: Path) -> dict[str, Any]:
    """Return what `crawl history` says."""
    done = Command(tmp_path, "history", CACHE, "--format", "json").end()
    assert (done.exit_code, done.stderr) == (0, "")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_what_has_not_changed_is_not_sent_again(run: Run, web: tagged.Tagged) -> None:
    """Asked on condition, the site answers 304 to what it has; rows are as they were, and failures are asked anew."""
    first = run("--cache", CACHE)
    assert web.answers == {200: tagged.PAGES - 1, 404: 1}
    web.answers.clear()
    second = run("--cache", CACHE)
    assert web.answers == {304: tagged.PAGES - 1, 404: 1}
    assert verdicts(first) == verdicts(second) == web.expected()
    counts = [{url: row.get("referrer_count") for url, row in each.records.items()} for each in (first, second)]
    assert counts[0] == counts[1]
    web.answers.clear()
    third = run("--cache", CACHE, "--cache-age", "3600")
    assert web.answers == {404: 1}
    assert verdicts(third) == web.expected()


def test_new_failures_count_once_they_have_lasted(run: Run, web: tagged.Tagged, tmp_path: Path) -> None:
    """What is in the baseline never counts; what is not does from the second run in a row that sees it."""
    assert run("--cache", CACHE, "--write-baseline", "known.json").exit_code == 1
    web.statuses["/5"] = 404
    patient = ("--cache", CACHE, "--baseline", "known.json", "--fail-after", "2")
    first, second = run(*patient), run(*patient)
    assert (first.exit_code, second.exit_code) == (0, 1)
    assert first.records[web.start + "3"]["notes"] == second.records[web.start + "3"]["notes"] == ["known"]
    assert first.records[web.start + "5"]["notes"] == ["pending"]
    assert second.records[web.start + "5"]["notes"] == []
    web.statuses.clear()
    mended = run(*patient)
    assert (mended.exit_code, mended.stderr) == (0, f"fixed, and can leave known.json: {web.start}3\n")
    told = history(tmp_path)
    assert told["runs"] == 4
    assert {row["url"]: (row["runs"], row["ending"]) for row in told["outages"]} == {
        web.start + "3": (3, "mended"),
        web.start + "5": (2, "mended"),
    }


def test_a_killed_crawl_spoils_no_cache(
    begin: Callable[..., Command], run: Run, web: tagged.Tagged, backend: Setup, tmp_path: Path
) -> None:
    """Killed at random moments, it leaves a cache that the next crawl can use, and no run in the history."""
    undisturbed = run("--cache", "kept/other.cache")
    chance = random.Random(backend.id)  # noqa: S311 - moments are no secret
    for _ in range(2):
        command = begin("--cache", CACHE, "--delay", "0.01")
        try:
            command.process.wait(chance.uniform(0.5, 1.0) * undisturbed.seconds)
        except subprocess.TimeoutExpired:
            command.signal(signal.SIGKILL, to_all=True)
            killed = True
        else:
            killed = False
        command.process.communicate()
    runs = history(tmp_path)["runs"] if (tmp_path / CACHE).exists() else 0
    assert runs < 2 or not killed
    outcome = run("--cache", CACHE)
    assert verdicts(outcome) == web.expected()
    assert history(tmp_path)["runs"] == runs + 1


def test_a_signal_keeps_what_came_home(
    begin: Callable[..., Command], run: Run, web: tagged.Tagged, tmp_path: Path
) -> None:
    """Told to end, a crawl keeps the pages that it has, and is no run of the history."""
    web.held = web.paths[-1]
    command = begin("--cache", CACHE, "--concurrency", "1")
    assert web.asked.wait(20)
    command.signal(signal.SIGINT, to_all=False)
    ended = command.end()
    ended.check_manners()
    assert ended.exit_code == 130
    assert history(tmp_path)["runs"] == 0
    web.held = ""
    web.release.set()
    web.answers.clear()
    good = sum(verdict == "ok" for verdict in verdicts(ended).values())
    assert good > 0
    assert run("--cache", CACHE, "--cache-age", "3600").exit_code == 1
    assert web.answers[200] == tagged.PAGES - 1 - good


def test_a_file_is_for_one_crawl_at_a_time(
    begin: Callable[..., Command], run: Run, web: tagged.Tagged, tmp_path: Path
) -> None:
    """While a crawl has its cache and its state, another is told so in one line, and the first loses nothing by it."""
    web.held = web.paths[-1]
    first = begin("--cache", CACHE, "--state", STATE)
    assert web.asked.wait(20)
    for option, file in (("--cache", CACHE), ("--state", STATE)):
        second = run(option, file, *(("--resume",) if option == "--state" else ()), to="json:second.json")
        assert (second.exit_code, second.stderr) == (3, f"crawl: {file} is in use by another crawl\n")
    looked = Command(tmp_path, "history", CACHE).end()
    assert (looked.exit_code, looked.stderr) == (3, f"crawl: {CACHE} is in use by another crawl\n")
    web.release.set()
    outcome = first.end()
    outcome.check_manners()
    assert (outcome.exit_code, outcome.stderr) == (1, "")
    assert verdicts(outcome) == web.expected()


def test_a_full_disk_costs_the_memory_and_not_the_report(run: Run, web: tagged.Tagged) -> None:
    """Where cache and state can no longer be written, the crawl is reported whole, and one line says so."""
    outcome = run("--cache", CACHE, "--state", STATE, before=("prlimit", f"--fsize={SMALL}"), to="json")
    assert outcome.exit_code == 3
    assert outcome.stderr.startswith("crawl: cannot write kept/a.")
    assert len(outcome.stderr.splitlines()) == 1
    rows = json.loads(outcome.stdout)["results"]
    assert {row["url"]: row["verdict"] for row in rows} == web.expected()
    assert run("--cache", CACHE).exit_code == 1  # with room again, it is as good as before


def test_a_finished_crawl_is_told_again_without_a_question(run: Run, web: tagged.Tagged) -> None:
    """Resumed once it is through, it says the same and asks nothing."""
    first = run("--state", STATE)
    web.answers.clear()
    again = run("--state", STATE, "--resume")
    assert not web.answers
    assert verdicts(again) == verdicts(first) == web.expected()
    assert again.report["run"]["requests"] == first.report["run"]["requests"]


@pytest.mark.parametrize("option", ["--state", "--cache", "--baseline"])
def test_what_is_another_file_is_refused_untouched(run: Run, web: tagged.Tagged, tmp_path: Path, option: str) -> None:
    """A letter is neither: one line, exit code 2, no request, and every byte stays."""
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear mother")
    outcome = run(option, letter.name, *(("--resume",) if option == "--state" else ()))
    assert outcome.exit_code == 2
    assert len(outcome.stderr.splitlines()) == 1
    assert letter.name in outcome.stderr
    assert letter.read_text() == "Dear mother"
    assert not web.answers
