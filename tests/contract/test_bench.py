"""The laws of `crawl bench`, by a comparison small enough for a test."""

from __future__ import annotations

import json
import shlex
import signal
import sys
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from sixlegs.bench.result_file import NULL, SAME, SLOW, Result, Run, decode
from tests.contract.command import Command, Outcome

LANES = 4
CONDITIONS = ("--concurrency", str(LANES), "--latency", "5ms", "--clients", "wire", "--pages", "70")
PLAN = ("--workload", "redirects,errors", *CONDITIONS)
WHO = ("--backends", "sequential,threading,asyncio")
ASKS_ONCE = shlex.quote("import sys, urllib.request as r; r.build_opener(r.ProxyHandler({})).open(sys.argv[1])")
KEPT = ("--format", "json:result.json")


def the_result(outcome: Outcome) -> Result:
    """Return what a comparison has kept."""
    return decode(json.loads(outcome.files["result.json"]))


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Give a comparison of three strategies at two points, in two blocks, carried out once for all tests."""
    folder = tmp_path_factory.mktemp("bench")
    outcome = Command(folder, "bench", *WHO, *PLAN, "--blocks", "2", *KEPT).end()
    outcome.check_manners()
    return outcome


@pytest.fixture(scope="module")
def result(compared: Outcome) -> Result:
    """Give what it has kept."""
    return the_result(compared)


def test_all_did_the_same_work(compared: Outcome, result: Result) -> None:
    """At each point every run, the one without a network included, found out the same, and every run is valid."""
    assert compared.exit_code == 0, compared.stderr
    for point in result.points:
        assert len({run.digest for run in result.runs if run.point == point}) == 1
    assert all(run.valid for run in result.runs)
    assert all(len(run.digest) == 64 for run in result.runs)


def test_everyone_and_the_controls_run_once_a_block(result: Result) -> None:
    """In each block of each point there is one run of each, in an order of its own."""
    names = {"sequential + wire", "threading + wire", "asyncio + wire", SAME, SLOW, NULL}
    orders = []
    for point in result.points:
        for block in range(2):
            runs = sorted(_of(result, point, block), key=lambda run: run.position)
            assert {run.contender for run in runs} == names
            assert [run.position for run in runs] == list(range(len(names)))
            orders.append(tuple(run.contender for run in runs))
    assert len(set(orders)) > 1
    assert set(result.contenders) == names - {SAME, SLOW, NULL}


def _of(result: Result, point: object, block: int) -> list[Run]:
    return [run for run in result.runs if run.point == point and run.block == block]


def test_the_server_saw_as_many_at_a_time_as_were_asked_for(result: Result) -> None:
    """Equal concurrency is what the server sees, one at a time for the strategy that can do no more; null sees none."""
    for run in result.runs:
        expected = 0 if run.control == NULL else 1 if run.backend == "sequential" else LANES
        assert run.peak_in_flight == expected, run
        assert run.used_concurrency == max(1, expected) or run.control == NULL


def test_planned_faults_reach_everyone(result: Result) -> None:
    """Wherever there are faults, each contender asked as many times as any other and got as many answers."""
    rows = {row["workload"]: row for row in result.server["points"]}
    assert rows["errors"]["faults"] > 0
    assert rows["redirects"]["faults"] == 0
    redirected = [run for run in result.runs if run.workload == "redirects" and run.control != NULL]
    assert len({run.requests for run in redirected}) == 1


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
        assert (run.loop_lag_ms is not None) == (run.backend in {"asyncio", SAME, SLOW})


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
    assert all(each["passed"] for each in result.controls[SLOW]["points"])


def test_too_few_blocks_show_nothing(result: Result) -> None:
    """Two blocks are no proof of anything, however large the difference, and the file says so."""
    assert {ratio.conclusion for ratio in result.ratios} == {"no difference shown"}
    assert {each["passed"] for each in result.controls[SAME]["points"]} == {None}
    assert {ratio.blocks for ratio in result.ratios} == {2}


def test_one_timeline_of_each_contender_is_kept(result: Result) -> None:
    """At one point, in the first block, the exchanges of each contender stand in lanes that hold one at a time."""
    traced = [run for run in result.runs if run.timeline]
    assert sorted(run.contender for run in traced) == sorted(result.contenders)
    assert {run.block for run in traced} == {0}
    assert len({run.point for run in traced}) == 1
    for run in traced:
        assert run.timeline is not None
        assert len(run.timeline) == run.requests
        _check_lanes(run.timeline, run.used_concurrency)


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


def test_an_interrupted_comparison_keeps_its_blocks_and_goes_on(tmp_path: Path) -> None:
    """After a signal the file holds whole blocks, and `--resume` does the rest and no block twice."""
    plan = ("bench", *WHO, "--workload", "redirects", *CONDITIONS, *KEPT)
    command = Command(tmp_path, *plan, "--blocks", "30")
    assert command.process.stderr is not None
    for line in command.process.stderr:
        if "block 2/" in line:
            break
    command.signal(signal.SIGINT, to_all=True)
    outcome = command.end()
    outcome.check_manners()
    assert outcome.exit_code == 130
    kept = the_result(outcome).runs
    assert {run.block for run in kept} == {0}
    assert len(kept) == 6
    resumed = Command(tmp_path, *plan, "--blocks", "2", "--resume").end()
    assert resumed.exit_code == 0, resumed.stderr
    runs = the_result(resumed).runs
    assert [run for run in runs if run.block == 0] == kept
    assert len(runs) == 12


def test_another_tool_can_be_raced(tmp_path: Path) -> None:
    """A foreign command crawls the same site and is measured from outside; one that asks for less than all is void."""
    ours = f"{sys.executable} -m sixlegs {{url}} --concurrency {{concurrency}} --quiet"
    tools = ("--command", f"whole={ours}", "--command", f"one={sys.executable} -c {ASKS_ONCE} {{url}}")
    args = ("bench", "--backends", "asyncio", *CONDITIONS, *tools, "--command", "none=true {url}", "--blocks", "1")
    ended = Command(tmp_path, *args, *KEPT).end()
    assert ended.exit_code == 1, ended.stderr
    runs = {run.backend: run for run in the_result(ended).runs if run.client == "command"}
    assert {name: (run.valid, run.notes) for name, run in runs.items()} == {
        "whole": (True, []),
        "one": (False, ["asked for 1 of 70 pages"]),
        "none": (False, ["asked the server for nothing"]),
    }
    assert runs["whole"].requests >= 70
    assert runs["none"].digest == ""
    assert "void: none + command, block 1: asked the server for nothing" in ended.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--workload", "tinny"), "Did you mean tiny?"),
        (("--command", "curl"), "{url}"),
        (("--resume",), "--resume needs the file to go on with"),
        (("--format", "csv:a"), "json:FILE"),
    ],
)
def test_wrong_usage_is_one_line(tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    """What cannot be done is said before anything runs."""
    outcome = Command(tmp_path, "bench", *args).end()
    assert outcome.exit_code == 2
    assert said in outcome.stderr
    assert outcome.stderr.count("\n") == 1
