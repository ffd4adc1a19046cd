"""How a crawl ends when it is told to, when its workers die, and when it cannot begin."""

from __future__ import annotations

import os
import signal
import time
from select import select
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.contract.command import LONGEST_RUN, Command, holder_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sixlegs.lab.hostile.log import Request
    from tests.contract.command import Outcome
    from tests.contract.conftest import Crawled, Start
    from tests.site.running import RunningSite

# Python tells of each file and socket that nobody has closed, but for those that gevent closes when it comes to it:
# what a greenlet waits for that is killed.
STRICT = {"PYTHONWARNINGS": "default,ignore::ResourceWarning:gevent.pool"}
AT_ONCE = 1.0  # seconds in which an interrupted crawl has its report written
TO_EXIT = 1.0  # seconds more in which a busy machine has taken the process away


class Ending(NamedTuple):
    """A signal, who gets it, and what becomes of the crawl."""

    signum: signal.Signals
    to_all: bool
    exit_code: int
    stopped_by: str


@pytest.mark.parametrize(
    "ending",
    [
        pytest.param(Ending(signal.SIGINT, to_all=True, exit_code=130, stopped_by="sigint"), id="sigint"),
        pytest.param(Ending(signal.SIGTERM, to_all=False, exit_code=143, stopped_by="sigterm"), id="sigterm"),
    ],
)
def test_a_signal_ends_the_crawl_with_a_report(
    start: Start, site: RunningSite, crawled: Crawled, ending: Ending
) -> None:
    """With requests in flight, SIGINT and SIGTERM end the crawl within a second; what is known is reported."""
    size = min(4, crawled.limit)
    command = start("http://party.test/hold/", "--concurrency", str(size), "--timeout", "30", **STRICT)
    site.wait_for("/hold/", size)
    command.signal(ending.signum, to_all=ending.to_all)
    outcome = command.end()
    outcome.check_manners()
    assert outcome.exit_code == ending.exit_code
    assert outcome.seconds < AT_ONCE + TO_EXIT
    run = outcome.report["run"]
    assert (run["complete"], run["stopped_by"]) == (False, ending.stopped_by)
    assert outcome.verdict("http://party.test/hold/") == "ok/ok"
    held = {
        outcome.verdict(url) for url in outcome.records if url.startswith("http://party.test/hold/") and url[-1] != "/"
    }
    assert held == {"skipped/interrupted"}


def test_a_second_signal_ends_the_crawl_where_it_stands(start: Start, site: RunningSite) -> None:
    """Where the report cannot be got rid of after the first SIGINT, a second one ends the crawl in silence."""
    command = start("http://main.test/", "--format", "json", "--timeout", "30", **STRICT)
    while not site.seen().of("main.test", "/page"):
        assert command.process.poll() is None
    command.signal(signal.SIGINT, to_all=True)
    assert command.process.stdout is not None
    select([command.process.stdout], [], [])  # the report has begun, and nobody reads it
    assert command.process.poll() is None
    command.signal(signal.SIGINT, to_all=True)
    command.process.wait(AT_ONCE + TO_EXIT)
    outcome = command.end()
    outcome.check_manners()
    assert (outcome.exit_code, outcome.stderr) == (-signal.SIGINT, "")


def test_a_reader_who_goes_away_ends_the_crawl(start: Start) -> None:
    """Where standard output is closed after one line, as by `head -1`, the crawl ends in silence with exit code 3."""
    command = start("http://main.test/", "--format", "jsonl", "--timeout", "30", **STRICT)
    assert command.process.stdout is not None
    assert command.process.stdout.readline()
    command.process.stdout.close()
    outcome = command.end()
    outcome.check_manners()
    assert (outcome.exit_code, outcome.stderr) == (3, "")
    assert outcome.seconds < LONGEST_RUN / 3
    assert outcome.files == {}


def test_a_killed_crawl_leaves_nobody_behind(start: Start, site: RunningSite, crawled: Crawled) -> None:
    """Where the command itself is killed with requests in flight, none of its processes goes on without it."""
    size = min(3, crawled.limit)
    command = start("http://party.test/hold/", "--concurrency", str(size), "--timeout", "30")
    site.wait_for("/hold/", size)
    command.signal(signal.SIGKILL, to_all=False)
    outcome = command.end()
    assert outcome.exit_code == -signal.SIGKILL
    assert not outcome.left_behind


def _worker(command: Command, request: Request) -> int:
    """Return the worker process that made a request; there is nothing to test where it is the command itself."""
    worker = holder_of(request.peer, command.process.pid)
    if worker == command.process.pid:
        pytest.skip("its workers are no processes")
    return worker


def test_a_killed_worker_costs_nothing(start: Start, site: RunningSite) -> None:
    """Where a worker process is killed with a request in flight, the crawl has all of its results nevertheless."""
    command = start("http://party.test/wounded/", "--concurrency", "3")
    (request,) = site.wait_for("/wound")
    os.kill(_worker(command, request), signal.SIGKILL)
    outcome = command.end()
    outcome.check_manners()
    rows = {"wounded/", "wound", "row/healed", *(f"row/{n}" for n in range(5))}
    assert set(outcome.records) == {f"http://party.test/{row}" for row in rows}
    assert {record["verdict"] for record in outcome.records.values()} == {"ok"}
    assert len(site.seen().of("party.test", "/wound")) == 2
    assert outcome.exit_code == 0


def test_a_page_that_kills_its_workers_is_an_error(start: Start, site: RunningSite) -> None:
    """A URL that costs one worker process after the other is reported as an error, and the crawl ends."""
    command = start("http://party.test/poisoned/", "--concurrency", "3", "--timeout", "30")
    (first,) = site.wait_for("/poison")
    _worker(command, first)
    dead: set[int] = set()
    while command.process.poll() is None:
        for request in site.seen().in_flight:
            if request.target == "/poison" and request.peer not in dead:
                dead.add(request.peer)
                os.kill(_worker(command, request), signal.SIGKILL)
        time.sleep(0.01)
    outcome = command.end()
    outcome.check_manners()
    assert outcome.verdict("http://party.test/poison") == "error/worker-lost"
    assert {record["verdict"] for url, record in outcome.records.items() if not url.endswith("/poison")} == {"ok"}
    assert len(outcome.records) == 7
    assert outcome.exit_code == 1


def test_a_start_url_that_refuses_is_no_crawl(start: Start) -> None:
    """Where nobody listens at the start URL, the command says so in one line and ends with exit code 3."""
    outcome = start("http://closed.test/", "--retries", "0").end()
    outcome.check_manners()
    assert outcome.exit_code == 3
    assert len(outcome.stderr.splitlines()) == 1
    assert "closed.test" in outcome.stderr


def test_a_start_url_that_is_missing_is_a_broken_link(crawl: Callable[..., Outcome]) -> None:
    """A start page that answers 404 is a broken link like any other."""
    outcome = crawl("http://main.test/404")
    assert outcome.exit_code == 1
    assert outcome.verdict("http://main.test/404") == "broken/not-found"


@pytest.mark.parametrize(
    ("args", "word"),
    [
        pytest.param(["http://127.0.0.1:9/", "--backend", "pigeons"], "pigeons", id="unknown-backend"),
        pytest.param(["http://127.0.0.1:9/", "--depth", "-1"], "depth", id="negative-depth"),
        pytest.param(["127.0.0.1:9"], "http", id="no-scheme"),
        pytest.param(["ftp://127.0.0.1/"], "ftp", id="other-scheme"),
        pytest.param(["http://127.0.0.1:99999/"], "99999", id="bad-port"),
        pytest.param(["http://127.0.0.1:9/", "--pigeons"], "--pigeons", id="unknown-option"),
        pytest.param(["http://127.0.0.1:9/", "--format", "pigeons"], "pigeons", id="unknown-format"),
        pytest.param(["http://127.0.0.1:9/", "--concurrency", "0"], "concurrency", id="no-concurrency"),
    ],
)
def test_wrong_usage_is_told_in_one_line(tmp_path: Path, args: list[str], word: str) -> None:
    """Wrong usage ends with exit code 2 and one line that names what is wrong; nothing is asked or written."""
    outcome = Command(tmp_path, *args).end()
    outcome.check_manners()
    assert outcome.exit_code == 2
    assert len(outcome.stderr.splitlines()) == 1
    assert word in outcome.stderr
    assert (outcome.stdout, outcome.files) == ("", {})


def test_a_name_server_that_does_not_answer_is_asked_again(start: Start) -> None:
    """That is not to say that the name is unknown: each backend tries again, once more at the end, and says so."""
    url = "http://forgetful.invalid/"
    outcome = start(url, "--ignore-robots", "--retries", "1").end()
    record = outcome.records[url]
    assert (outcome.verdict(url), outcome.exit_code) == ("unreachable/dns", 3)
    assert (record["detail"], record["tries"]) == ("the name server did not answer", 3)
