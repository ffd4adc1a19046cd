"""The laws of `crawl bench`, by a comparison small enough for a test."""

from __future__ import annotations

import json
import shlex
import shutil
import signal
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from sixlegs.bench.result_file import HALF, NULL, SAME, SLOW, Result, decode, write
from tests.contract.command import Command, Outcome
from tests.unit import bench_results

LANES, PAGES = 4, 50
ASKS_ONCE = shlex.quote("import sys, urllib.request as r; r.build_opener(r.ProxyHandler({})).open(sys.argv[1])")
FOREIGN = {
    "whole": f"{sys.executable} -m sixlegs {{url}} --concurrency {{concurrency}} --quiet",
    "one": f"{sys.executable} -c {ASKS_ONCE} {{url}}",
    "none": "true {url}",
}
PLAN = (
    *("bench", "--backends", "sequential,asyncio", "--clients", "wire", "--workload", "errors"),
    *("--concurrency", str(LANES), "--latency", "5ms", "--pages", str(PAGES), "--format", "json:result.json"),
    *(word for name, command in FOREIGN.items() for word in ("--command", f"{name}={command}")),
)
NAMES = {"sequential + wire", "asyncio + wire"}
CONTROLS = {SAME, SLOW, HALF, NULL}


class Compared(NamedTuple):
    """A comparison that was interrupted in its second block, and what it was when that was done after all."""

    interrupted: Outcome
    resumed: Outcome


def the_result(outcome: Outcome) -> Result:
    """Return what a comparison has kept."""
    return decode(json.loads(outcome.files["result.json"]))


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """Give a comparison of two strategies and three commands in two blocks, carried out once for all tests."""
    folder = tmp_path_factory.mktemp("bench")
    command = Command(folder, *PLAN, "--blocks", "30")
    assert command.process.stderr is not None
    for line in command.process.stderr:
        if "block 2/" in line:
            break
    command.signal(signal.SIGINT, to_all=True)
    interrupted = command.end()
    return Compared(interrupted, Command(folder, *PLAN, "--blocks", "2", "--resume").end())


@pytest.fixture(scope="module")
def result(compared: Compared) -> Result:
    """Give what our own strategies and the controls did; what foreign commands did is judged by itself."""
    made = the_result(compared.resumed)
    made.runs = [run for run in made.runs if run.client != "command"]
    return made


def test_an_interrupted_comparison_keeps_its_blocks_and_goes_on(compared: Compared) -> None:
    """After a signal the file holds whole blocks, and `--resume` does the rest and no block twice."""
    for outcome in compared:
        outcome.check_manners()
    assert compared.interrupted.exit_code == 130
    kept, runs = the_result(compared.interrupted).runs, the_result(compared.resumed).runs
    assert {run.block for run in kept} == {0}
    assert len(kept) == len(NAMES) + len(FOREIGN) + len(CONTROLS)
    assert [run.wall_s for run in runs if run.block == 0] == [run.wall_s for run in kept]
    assert [run.block for run in runs] == [0] * len(kept) + [1] * len(kept)


def test_all_did_the_same_work(result: Result) -> None:
    """Every run, the one without a network and those for the timeline included, found out the same and is valid."""
    runs = [*result.runs, *result.traces]
    assert len({run.digest for run in runs}) == 1
    assert all(run.valid for run in runs)
    assert all(len(run.digest) == 64 for run in runs)


def test_everyone_and_the_controls_run_once_a_block(compared: Compared) -> None:
    """In each block there is one run of each, in an order of its own."""
    found = the_result(compared.resumed)
    foreign = {f"{name} + command" for name in FOREIGN}
    orders = []
    for block in range(2):
        runs = sorted((run for run in found.runs if run.block == block), key=lambda run: run.position)
        assert {run.contender for run in runs} == NAMES | foreign | CONTROLS
        assert [run.position for run in runs] == list(range(len(runs)))
        orders.append([run.contender for run in runs])
    assert orders[0] != orders[1]
    assert set(found.contenders) == NAMES | foreign


def test_the_server_saw_as_many_at_a_time_as_were_asked_for(result: Result) -> None:
    """Equal concurrency is what the server sees, one at a time for the strategy that can do no more; null sees none."""
    for run in result.runs:
        expected = {NULL: 0, "sequential": 1, HALF: LANES // 2}.get(run.backend, LANES)
        assert run.peak_in_flight == expected, run
        assert run.used_concurrency == max(1, expected) or run.control == NULL


def test_planned_faults_are_met(result: Result) -> None:
    """Where pages are to fail, they do; the digest says that everyone saw the same of it."""
    row = result.server["points"][0]
    assert row["faults"] > 0
    assert all(run.requests >= PAGES for run in result.runs if run.control != NULL)


def test_every_measure_is_taken(result: Result) -> None:
    """No run is without its time, processor time, memory, connections, context switches and latencies."""
    for run in result.runs:
        assert min(run.wall_s, run.startup_s, run.cpu_s, run.rss_bytes, run.urls, run.context_switches) > 0
        assert run.startup_s + run.wall_s <= run.process_s
        assert run.cpu_s <= run.process_cpu_s
        assert run.first_result_s is not None
        assert 0 < run.first_result_s <= run.wall_s
        assert len(run.latency_quantiles_ms) == 101
        assert run.latency["p50_ms"] <= run.latency["p99_ms"] <= run.latency["max_ms"]
        assert (run.connections > 0) == (run.control != NULL)
        assert (run.loop_lag_ms is not None) == (run.backend in {"asyncio", SAME, SLOW, HALF})


def test_nobody_beats_the_limit(result: Result) -> None:
    """The least time that arithmetic allows by latency is less than what anyone took."""
    for limit in result.limits:
        waiting = max(limit.bounds["depth"], limit.bounds["concurrency"])
        runs = [run for run in result.runs if run.point == limit.point and run.control != NULL]
        assert 0 < waiting <= min(run.wall_s for run in runs)
        assert all(run.efficiency == pytest.approx(limit.seconds / run.wall_s) for run in runs)


def test_the_slow_control_takes_its_millisecond_a_page(result: Result) -> None:
    """What is slower by a known amount of processor time is seen to be so, and the null control takes least."""
    for point in result.points:
        slow, base, null = (
            median(run.cpu_s for run in result.of(name, point)) for name in (SLOW, "asyncio + wire", NULL)
        )
        runs = result.of(SLOW, point)
        assert slow - base > 0.0005 * runs[0].requests
        assert null < base


def test_too_few_blocks_show_nothing(result: Result) -> None:
    """Two blocks are no proof of anything, however large the difference, and the file says so."""
    assert {ratio.conclusion for ratio in result.ratios} == {"too few blocks"}
    assert {each["passed"] for name in (SAME, SLOW, HALF) for each in result.controls[name]["points"]} == {None}
    assert {ratio.blocks for ratio in result.ratios} == {2}


def test_a_timeline_of_each_contender_is_kept_beside_the_runs(result: Result) -> None:
    """One more run of each has all its exchanges, in lanes that hold one at a time; no run that is compared has any."""
    assert not [run for run in result.runs if run.timeline or "traced" in run.notes]
    assert {run.contender for run in result.traces} == NAMES
    for run in result.traces:
        assert run.timeline is not None
        assert PAGES < len(run.timeline) <= run.requests
        _check_lanes(run.timeline, run.used_concurrency)


def test_a_trace_says_how_long_urls_take_from_met_to_reported(result: Result) -> None:
    """What waits in the queue is in it, so that it is more than the exchange, and less than the whole crawl."""
    for run in result.traces:
        assert run.latency["p50_ms"] < run.phases["reported"]["p50_ms"]
        assert run.phases["reported"]["max_ms"] <= run.wall_s * 1000
    assert not [run for run in result.runs if "reported" in run.phases]


def _check_lanes(timeline: list[dict[str, Any]], lanes: int) -> None:
    ends: dict[int, float] = {}
    for each in timeline:
        assert each["start_s"] >= ends.get(each["lane"], 0.0) - 1e-4
        assert each["end_s"] >= each["start_s"] >= 0
        ends[each["lane"]] = each["end_s"]
    assert len(ends) <= lanes


def test_the_machine_has_its_card(result: Result) -> None:
    """What it ran on and with is in the file, and no path of the machine is."""
    assert {"cpu", "cores", "kernel", "python", "packages", "load_average", "steal_s"} <= result.machine.keys()
    assert result.config["seed"] == 1
    assert "result.json" not in result.config["command"]


def test_another_tool_can_be_raced(compared: Compared) -> None:
    """A foreign command crawls the same site and is measured from outside; one that asks for less than all is void."""
    assert compared.resumed.exit_code == 1, compared.resumed.stderr
    runs = [run for run in the_result(compared.resumed).runs if run.client == "command"]
    assert {(run.backend, run.valid, note) for run in runs if run.block == 0 for note in run.notes} >= {
        ("one", False, f"asked for 1 of {PAGES} pages"),
        ("none", False, "asked the server for nothing"),
    }
    assert {run.valid for run in runs if run.backend == "whole"} == {True}
    assert all(run.requests >= PAGES and not run.digest for run in runs if run.backend == "whole")
    assert "void: none + command, block 1: asked the server for nothing" in compared.resumed.stdout


@pytest.mark.skipif(shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin") is None, reason="no nginx")
def test_nginx_serves_the_same_site(tmp_path: Path) -> None:
    """What is found out follows from the plan, all of it was asked of nginx, and nginx ends with the command."""
    site = ("--workload", "tiny", "--pages", str(PAGES), "--concurrency", str(LANES))
    args = ("bench", "--server", "nginx", "--backends", "asyncio", "--clients", "wire", *site, "--blocks", "1")
    outcome = Command(tmp_path, *args, "--format", "json:result.json").end()
    assert outcome.exit_code == 0, outcome.stderr
    found = the_result(outcome)
    assert found.server["kind"].startswith("nginx/")
    assert len({run.digest for run in found.runs}) == 1
    run = next(run for run in found.runs if not run.control)
    assert (run.requests, run.connections) == (PAGES + 1, LANES)
    assert run.server_cpu_share > 0
    starts = {row["url"].partition("/p/")[0] for trace in found.traces for row in trace.timeline or []}
    with pytest.raises(URLError):
        urlopen(f"{next(start for start in starts if start.startswith('http'))}/p/0", timeout=5)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--workload", "tinny"), "Did you mean tiny?"),
        (("--command", "curl"), "{url}"),
        (("--command", "no=nosuchtool {url}"), "there is no program 'nosuchtool'"),
        (("--command", "c={url}"), "there is no program '{url}'"),
        (("--command", 'c=sh "x {url}'), "no closing quotation"),
        (("--resume",), "--resume needs the file to go on with"),
        (("--format", "csv:a"), "json:FILE"),
        (("--server", "nginx", "--latency", "0,5"), "nginx serves files: no latency"),
        (("--server", "nginx", "--workload", "tiny,errors"), "nginx serves files"),
        (("--server", "nginx", "http://127.0.0.1:9/"), "URL has one of its own"),
    ],
)
def test_wrong_usage_is_one_line(tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    """What cannot be done is said before anything runs."""
    outcome = Command(tmp_path, "bench", *args).end()
    assert outcome.exit_code == 2
    assert said in outcome.stderr
    assert outcome.stderr.count("\n") == 1


class _Empty(BaseHTTPRequestHandler):
    """Answers 404 to everything, and says nothing of it."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def nowhere(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give a URL with no page behind it: nobody listens there, or the server has none."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Empty) as server:
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        if request.param == "not-found":
            thread = Thread(target=server.serve_forever)
            thread.start()
            yield url
            server.shutdown()
            thread.join()
            return
    yield url


@pytest.mark.parametrize(
    ("nowhere", "said"),
    [("refused", "unreachable: refused"), ("not-found", "broken: not-found 404")],
    indirect=["nowhere"],
)
def test_what_has_no_page_is_not_compared(tmp_path: Path, nowhere: str, said: str) -> None:
    """A crawl that finds nothing at its start is fast, and shows nothing: that is said instead of figures."""
    who = ("--backends", "asyncio,threading", "--clients", "wire", "--concurrency", "2", "--blocks", "1", "--quiet")
    outcome = Command(tmp_path, "bench", nowhere, *who).end()
    assert (outcome.exit_code, outcome.stdout) == (3, "")
    assert outcome.stderr == f"crawl: there is nothing to compare: the start is {said}\n"


SMALL = (
    *("bench", "--backends", "asyncio,threading", "--clients", "wire"),
    *("--concurrency", "2", "--latency", "0", "--pages", "40"),
)


def test_where_nothing_can_be_kept_nothing_runs(tmp_path: Path) -> None:
    """That a file cannot be written is found out before the first run."""
    outcome = Command(tmp_path, *SMALL, "--format", "json:nowhere/result.json").end()
    assert (outcome.exit_code, outcome.stdout) == (3, "")
    assert outcome.stderr == "crawl: cannot write nowhere/result.json: No such file or directory\n"


def test_what_can_no_longer_be_kept_is_shown_all_the_same(tmp_path: Path) -> None:
    """A folder that goes away while it runs costs the file, and not the table."""
    command = Command(tmp_path, *SMALL, "--blocks", "2", "--output", "kept")
    assert command.process.stderr is not None
    for line in command.process.stderr:
        if "block 1/" in line:
            break
    shutil.rmtree(tmp_path / "kept")
    outcome = command.end()
    assert outcome.exit_code == 3
    assert "asyncio + wire" in outcome.stdout
    assert "tried again after the next block" in outcome.stderr
    assert outcome.stderr.endswith("crawl: cannot write kept/result.json: No such file or directory\n")


def test_an_interruption_before_the_first_whole_block_is_told(tmp_path: Path) -> None:
    """There is no table and no file, and one line says why."""
    command = Command(tmp_path, *SMALL, "--format", "json:result.json")
    assert command.process.stderr is not None
    command.process.stderr.readline()
    command.signal(signal.SIGINT, to_all=True)
    outcome = command.end()
    outcome.check_manners()
    assert (outcome.exit_code, outcome.stdout, outcome.files) == (130, "", {})
    assert outcome.stderr.endswith("crawl: interrupted, no whole block, nothing kept\n")


def test_any_locale_can_show_a_result(tmp_path: Path) -> None:
    """What standard output cannot encode is written as an escape, and there are no bars."""
    write(bench_results.a_result(), tmp_path / "kept.json")
    ascii_only = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    outcome = Command(tmp_path, "bench", "report", "kept.json", environment=ascii_only).end()
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert outcome.stdout.isascii()
    assert "u2588" not in outcome.stdout
