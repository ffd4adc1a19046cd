"""The laws of claims and changes made of results, each shown a difference that is there and one that is not."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sixlegs.bench import result_file
from sixlegs.bench.report import between, claims
from sixlegs.bench.report.claims import ABSENT, FAILS, HOLDS, OPEN, UNEQUAL, Judged, beside
from sixlegs.bench.report.document import document
from sixlegs.bench.report.evidence import Finding, unpaired
from sixlegs.bench.result_file import NO_DIFFERENCE, SAME, Point, Result
from sixlegs.bench.statistics import LEAST_BLOCKS
from sixlegs.command import bench_report
from sixlegs.errors import UsageError
from tests.unit import bench_results

a_result = partial(bench_results.a_result, assessed=False)  # claims are read from the runs
PARSE = (Point("parse", 16, 5.0),)
ONE = (Point("tiny", 4, 20.0),)
LOOPS = ("asyncio", "uvloop")


def judged(key: str, *results: Result) -> Judged:
    """Return what results say of a claim."""
    return claims.judged(next(claim for claim in claims.CLAIMS if claim.key == key), results)


def long_tailed(result: Result, backend: str) -> Result:
    """Return a result in which the slowest exchanges of a backend are slower still."""
    result.runs = [
        replace(run, latency=run.latency | {"p99_ms": run.latency["p99_ms"] * 3}) if run.backend == backend else run
        for run in result.runs
    ]
    return result


def test_more_at_a_time_is_seen_to_be_faster() -> None:
    """Four times as many exchanges at a time are nearly four times as fast where one waits."""
    found = judged("concurrency", a_result())
    assert found.verdict == HOLDS
    assert found.findings[-1].value == pytest.approx(3.5, abs=0.6)


def test_equal_strategies_are_called_equal_and_unequal_ones_not() -> None:
    """The margin decides, and the whole interval has to be on one side of it."""
    assert judged("threads", a_result()).verdict == HOLDS
    assert judged("threads", a_result(slower={"threading": 2.0})).verdict == FAILS
    assert judged("threads", a_result(ONE, slower={"threading": 1.25})).verdict == UNEQUAL


def test_a_client_that_takes_more_matters_more_than_alike_strategies() -> None:
    """It does so where strategies are alike, and not where one of them takes far more than the others."""
    assert judged("client", a_result()).verdict == HOLDS
    assert judged("client", a_result(slower={"gevent": 6.0})).verdict == FAILS


def test_a_faster_loop_is_found_and_a_slower_one_too() -> None:
    """The claim that uvloop is faster holds or not as its times say."""
    assert judged("uvloop", a_result(loops=LOOPS, slower={"uvloop": 0.7})).verdict == HOLDS
    assert judged("uvloop", a_result(loops=LOOPS, slower={"uvloop": 1.4})).verdict == FAILS
    assert judged("uvloop", a_result()).verdict == ABSENT


def test_no_difference_is_no_refutation() -> None:
    """Where the interval holds 1, a claim neither holds nor fails."""
    decide = claims.above()
    found = [decide(Finding("here", middle, middle - 0.1, middle + 0.1, 10)) for middle in (0.8, 1.0, 1.2)]
    assert found == [FAILS, NO_DIFFERENCE, HOLDS]


def test_what_holds_is_set_beside_the_size_that_was_published() -> None:
    """A loop that is a third faster is so by less than was said, and one that is three times as fast is not."""
    for slower, size in ((0.8, "smaller"), (0.3, "as large, or larger"), (1.4, "")):
        found = judged("uvloop", a_result(ONE, loops=LOOPS, slower={"uvloop": slower}))
        assert {beside(found.claim, finding) for finding in found.findings} == {size}


def test_one_at_a_time_is_compared_too() -> None:
    """At a condition where sequential ran as well, asyncio is as many times as fast as it has requests in flight."""
    found = judged("concurrency", a_result((Point("tiny", 16, 20.0),)))
    assert found.verdict == HOLDS
    assert found.findings[0].value == pytest.approx(13, abs=3)


def test_tails_are_read_from_heavy_pages_only() -> None:
    """A longer tail of asyncio is seen there, and one of threads speaks against the claim."""
    assert judged("tails", long_tailed(a_result(PARSE), "asyncio")).verdict == HOLDS
    assert judged("tails", long_tailed(a_result(PARSE), "threading")).verdict == FAILS
    assert judged("tails", long_tailed(a_result(), "asyncio")).verdict == ABSENT


def test_the_convoy_needs_two_switch_intervals() -> None:
    """Threads that are slow at the usual interval only are what the claim says; as slow at both is not."""
    usual = a_result(PARSE, slower={"threading": 3.0})
    assert judged("convoy", usual).verdict == ABSENT
    assert judged("convoy", usual, a_result(PARSE, switch_interval=0.0005)).verdict == HOLDS
    faster = a_result(PARSE, slower={"threading": 6.0}, switch_interval=0.0005)
    assert judged("convoy", usual, faster).verdict == FAILS


def test_memory_is_compared_by_what_an_exchange_adds() -> None:
    """The difference of the slopes is found, in kB."""
    found = judged("memory", a_result())
    assert found.verdict == HOLDS
    assert found.findings[0].value == pytest.approx(51, rel=0.1)
    assert found.findings[0].unit == "kB"


def test_few_blocks_decide_nothing() -> None:
    """However large a difference is: of five blocks no interval reaches 95 %."""
    found = judged("threads", a_result(blocks=LEAST_BLOCKS - 1, slower={"threading": 9.0}))
    assert found.verdict.startswith(OPEN)
    assert "too few blocks" in found.verdict


def test_conditions_that_disagree_are_counted() -> None:
    """A claim that holds at one condition of two says so."""
    heavy = a_result((Point("tiny", 16, 0.0),), slower={"threading": 3.0})
    assert judged("threads", a_result((Point("tiny", 16, 20.0),)), heavy).verdict == (
        "holds in 1, does not hold in 1 of 2 conditions"
    )


def test_nothing_is_said_without_results() -> None:
    """Of no result, no claim is measured."""
    assert {each.verdict for each in claims.judge([])} == {ABSENT}


def test_unpaired_measurements_have_an_interval() -> None:
    """A difference far beyond the noise is shown, and none within it."""
    assert unpaired([2.0, 2.1, 1.9] * 4, [1.0, 1.1, 0.9] * 4, 1).low > 1.5
    assert unpaired([1.0, 1.1, 0.9] * 4, [1.1, 0.9, 1.0] * 4, 1).holds_one


def test_a_result_compared_with_itself_shows_no_difference() -> None:
    """Not at any condition, nor by any measure."""
    same = a_result(ONE)
    found = between.changes(same, same, relative=False)
    assert len(found) == 3 * len(same.contenders) * len(same.points)
    assert all(change.told.startswith("no difference shown") for change in found)


@pytest.mark.parametrize("relative", [False, True])
def test_what_became_slower_is_found(relative: bool) -> None:  # noqa: FBT001 - a parameter
    """Only the backend that did, absolutely or to the baseline of its own result."""
    found = between.changes(a_result(ONE), a_result(ONE, slower={"gevent": 1.5}), relative=relative)
    slower = {change.contender for change in found if change.metric == "time" and "no difference" not in change.told}
    assert slower == {"gevent + wire", "gevent + native"}


def test_other_machines_are_named() -> None:
    """What differs is said, and stands over all that follows."""
    old, new = a_result(ONE), a_result(ONE)
    assert between.machines(old, new) == []
    new.machine["cores"] = 64
    out = io.StringIO()
    between.show(between.changes(old, new, relative=True), out, other=between.machines(old, new))
    assert out.getvalue().startswith("DIFFERENT MACHINES (cores differ)")


def test_results_with_nothing_in_common_say_so() -> None:
    """There is no line of figures then."""
    out = io.StringIO()
    between.show(between.changes(a_result(), a_result(PARSE), relative=False), out)
    assert out.getvalue() == "The two have no contender at a condition in common.\n"


def test_two_runs_agree_where_their_intervals_overlap() -> None:
    """A run agrees with itself at every ratio; one where a strategy is slower, at all but that strategy's."""
    old, new = (bench_results.a_result(ONE, blocks=10, slower=slower) for slower in ({}, {"gevent": 1.5}))
    assert all(pair.overlap and pair.agree for pair in between.twice(old, old))
    apart = {pair.second.contender for pair in between.twice(old, new) if not pair.overlap}
    assert apart == {"gevent + wire", "gevent + native"}
    out = io.StringIO()
    between.show_twice(between.twice(old, new), out)
    assert "Of 21 ratios to the baseline, 17 have overlapping intervals in both" in out.getvalue()
    assert out.getvalue().count("apart: ") == 4


def test_the_page_says_which_of_two_runs_lie_apart() -> None:
    """They are told by study, with both intervals; of other code or another machine it is said that they are."""
    old, new = (bench_results.a_result(ONE, blocks=10, slower=slower) for slower in ({}, {"gevent": 1.5}))
    new.config["seed"], new.machine["revision"] = 2, "other"
    made = document([("bench-1", old)], [("again-2-bench-1", new)])
    assert "A second run on another seed" in made
    assert "| gevent + wire | time |" in made
    assert "NOT ALL WAS EQUAL: revision differ." in made
    assert "A second run" not in document([("bench-1", old)])


def test_the_page_marks_controls_and_servers_that_fail() -> None:
    """A baseline unlike itself, a slower one that went unnoticed and a server above half a core are not passed over."""
    made = bench_results.a_result(ONE)
    assert not re.search("DOES NOT HOLD|NOT NOTICED|ABOVE HALF|NOT ENOUGH", document([("a", made)]))
    made.ratios = [
        replace(ratio, low=1.1, high=1.2) if ratio.control == SAME else replace(ratio, low=0.9)
        for ratio in made.ratios
    ]  # fmt: skip
    made.server["points"][0] |= {"cpu_share": 0.6, "enough": False, "best_requests_per_s": 8000.0, "latency_ms": 20.0}
    said = document([("a", made)])
    for mark in ("DOES NOT HOLD 1", "NOT NOTICED", "60%, ABOVE HALF"):
        assert mark in said


def test_of_too_few_blocks_nothing_is_said_of_a_change() -> None:
    """Neither that there is a difference nor that there is none."""
    few = a_result(ONE, blocks=3)
    told = {
        change.told for change in between.changes(few, a_result(ONE, blocks=3, slower={"gevent": 1.5}), relative=False)
    }
    assert told == {"too few blocks"}


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"pages": 400}, "pages not set and 400"),
        ({"server": "nginx"}, "server own and nginx"),
        ({"pin": True}, "pin not set and set"),
        ({"switch_interval": 0.5}, "switch_interval not set and 0.5"),
        ({"url": "http://127.0.0.1/"}, "url not set and http://127.0.0.1/"),
    ],
)
def test_results_of_different_plans_are_not_compared_unless_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], config: dict[str, Any], said: str
) -> None:
    """It is said which setting differs; an order of runs by another seed is no other plan."""
    files = [str(tmp_path / name) for name in ("old.json", "new.json")]
    for name, more in zip(files, ({"seed": 2}, config), strict=True):
        made = a_result(ONE)
        made.config |= more
        result_file.write(made, Path(name))
    with pytest.raises(UsageError, match=re.escape(f"different plans ({said})")):
        bench_report.compare(*files, other_machine=False, other_plan=False)
    assert bench_report.compare(*files, other_machine=False, other_plan=True) == 0
    assert "after over before" in capsys.readouterr().out
