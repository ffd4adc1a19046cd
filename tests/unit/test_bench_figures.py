"""The laws of the pictures of a result."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from lxml import etree
from lxml import html as lxml_html

from sixlegs.bench.assess import assess
from sixlegs.bench.report import between, html, palette, scale, terminal, words
from sixlegs.bench.report.cells import cells, estimate, focus
from sixlegs.bench.report.document import document
from sixlegs.bench.report.figures import figures
from sixlegs.bench.report.resources import per_lane
from sixlegs.bench.report.scale import Scale
from sixlegs.bench.report.svg import text
from sixlegs.bench.result_file import HALF, SAME, SLOW, Point, Result
from tests.unit.bench_results import a_result

ONE = (Point("tiny", 16, 20.0),)
SVG = "{http://www.w3.org/2000/svg}"
NAMES = ["timeline", "throughput", "ratios", "matrix", "processor", "efficiency", "latency", "memory"]


@pytest.fixture(scope="module")
def result() -> Result:
    """A result as it is usual, with one run that is void."""
    made = a_result()
    made.runs[0] = replace(made.runs[0], valid=False, notes=["other <b>results</b>\x1b[2J"], backend="seq<b>uential")
    return made


@pytest.mark.parametrize("log", [False, True])
def test_a_scale_keeps_the_order_and_its_ends(log: bool) -> None:  # noqa: FBT001 - a parameter
    """A larger value lies further along, the ends lie at the ends, and nothing beyond them."""
    along = Scale(1, 1000, 10, 110, log=log)
    places = [along(value) for value in (0.1, 1, 10, 500, 1000, 5000)]
    assert places == sorted(places)
    assert (places[0], places[1], places[-2], places[-1]) == (10, 10, 110, 110)


@pytest.mark.parametrize(("low", "high", "log"), [(0, 7, False), (0, 0.013, False), (1, 1000, True), (45, 61, True)])
def test_ticks_lie_within_the_scale(low: float, high: float, log: bool) -> None:  # noqa: FBT001 - a parameter
    """There are at least two ticks, in order, none of them beyond the ends."""
    ticks = Scale(low, high, 0, 100, log=log).ticks
    assert len(ticks) >= 2
    assert ticks == sorted(ticks)
    assert low * 0.99 <= ticks[0] <= ticks[-1] <= high * 1.01


def test_labels_do_not_stand_on_each_other() -> None:
    """They are as far apart as was asked for, and in the order in which they were."""
    places = scale.apart([50, 51, 52, 99, 100], 10, 0, 100)
    assert places == sorted(places)
    assert all(later - earlier >= 10 for earlier, later in pairwise(places))
    assert places[-1] <= 100


@pytest.mark.parametrize("name", NAMES)
def test_each_figure_is_well_formed(result: Result, name: str) -> None:
    """As a file of its own it is XML with a title, and it loads nothing from elsewhere."""
    drawing = next(figure for figure in figures(result) if figure.name == name).svg()
    root = etree.fromstring(drawing.encode())
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-label")
    assert not re.findall(r"(?:href|src)=|url\(", drawing)
    assert "nan" not in drawing


@pytest.mark.parametrize("name", NAMES)
def test_a_program_without_variables_gets_colours(result: Result, name: str) -> None:
    """In a resolved drawing no variable is left."""
    drawing = next(figure for figure in figures(result) if figure.name == name).svg()
    assert "var(" not in palette.resolved(drawing)
    assert set(re.findall(r"var\(--([\w-]+)\)", drawing)) <= palette.variables(dark=True).keys()


def test_every_contender_is_in_every_table(result: Result) -> None:
    """What is drawn can be read too, and nobody is left out."""
    for figure in figures(result):
        said = " ".join(" ".join(row) for row in figure.table.rows)
        for name in result.contenders:
            assert name.partition(" + ")[0] in said or name.startswith("seq")
        assert all(len(row) == len(figure.table.head) for row in figure.table.rows)


def test_a_page_has_no_mark_up_from_elsewhere(result: Result) -> None:
    """Names and addresses come as text: no element, no script and no control character of theirs is in the page."""
    made = html.page([("a <i>name</i>", result), ("b", result)])
    root: Any = lxml_html.fromstring(made.encode())
    assert len(root.findall(".//script")) == 1 + len(root.xpath("//script[@type='application/json']"))
    assert not root.xpath("//b | //i")
    assert "\x1b" not in made
    assert "a &lt;i&gt;name" in made


def test_a_page_asks_nothing_of_a_network(result: Result) -> None:
    """Nothing in it is loaded, and its policy would not let it."""
    root: Any = lxml_html.fromstring(html.page([("a", result)]).encode())
    assert not [address for address in root.xpath("//@src | //@href") if not address.startswith(("#", "data:"))]
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "default-src 'none'" in policy
    assert all(root.xpath(f"//*[@id='{anchor[1:]}']") for anchor in root.xpath("//nav//a/@href"))


def test_text_in_a_drawing_is_text() -> None:
    """Mark-up and control characters come out as what they are."""
    assert str(text("<a>\x1b&", 1.0, 2.5)) == '<text x="1" y="2.5">&lt;a&gt;\\x1b&amp;</text>'


def test_the_terminal_says_it_all_without_control_characters(result: Result) -> None:
    """Every contender, the void run and every control are told, in plain text where there are no colours."""
    out = io.StringIO()
    terminal.show(result, out, color=False)
    said = out.getvalue()
    assert "\x1b" not in said
    assert "void: " in said
    assert "no difference shown" in said
    assert "The baseline against itself: " in said
    assert all(name in said for name in result.contenders if not name.startswith("seq"))


def test_a_bar_is_as_long_as_its_share() -> None:
    """Nothing is no bar, all of it the whole width, and more than all is no longer."""
    assert [len(terminal.bar(share).strip()) for share in (0, 0.5, 1, 3)] == [0, 8, 16, 16]


def test_of_few_values_the_interval_is_all_of_them() -> None:
    """Up to eight, no value can be left out at the ends; of ten, one can at each."""
    assert (estimate(range(5)).low, estimate(range(5)).high) == (0, 4)
    assert (estimate(range(8)).low, estimate(range(8)).high) == (0, 7)
    assert (estimate(range(10)).low, estimate(range(10)).high) == (1, 8)


def test_memory_is_a_slope() -> None:
    """What an exchange adds is found again, whatever the process takes without any."""
    found = [cell for cell in cells(a_result()) if cell.contender == "threading + wire"]
    slope = per_lane(found)
    assert slope is not None
    assert slope.median == pytest.approx(0.06 * 1024, rel=0.05)
    assert per_lane(found[:1]) is None


def test_one_condition_stands_for_the_others() -> None:
    """It is one where something is waited for, and as near to 16 at a time as there is."""
    points = [Point("tiny", 16, 0.0), Point("tiny", 1, 20.0), Point("tiny", 12, 20.0), Point("tiny", 64, 20.0)]
    assert focus(cells(a_result(points, blocks=1)), "tiny") == points[2]


def test_of_too_few_blocks_nothing_is_claimed() -> None:
    """With less than six blocks no ratio has an interval, in any part of the report, and no control has passed."""
    made = a_result(ONE, blocks=5, slower={"threading": 9.0})
    out = io.StringIO()
    terminal.show(made, out, color=False)
    drawn = next(figure for figure in figures(made) if figure.name == "ratios")
    assert all("(too few blocks)" in row[3] and row[5] == "too few blocks" for row in drawn.table.rows)
    assert "too few blocks" in drawn.said
    assert not re.search(r"\d\.\d\d \(\d", out.getvalue() + document([("a", made)]))
    judged = [point["passed"] for name in (SAME, SLOW, HALF) for point in made.controls[name]["points"]]
    assert judged
    assert set(judged) == {None}


def test_controls_that_show_what_they_should_pass() -> None:
    """With enough blocks the baseline is itself, what takes longer is seen to, and half as many at a time is slower."""
    controls = a_result(ONE, blocks=8).controls
    judged = {name: {point["passed"] for point in controls[name]["points"]} for name in (SAME, SLOW, HALF)}
    assert judged == {SAME: {True}, SLOW: {True}, HALF: {True}}


def test_a_trace_of_other_results_is_not_drawn() -> None:
    """What is shown as having happened is a crawl that found out the same as those that are compared."""
    made = a_result(ONE, blocks=1)
    made.traces[0] = replace(made.traces[0], digest="other")
    assess(made)
    drawn = next(figure for figure in figures(made) if figure.name == "timeline")
    assert made.traces[0].contender not in {row[0] for row in drawn.table.rows}
    assert len(drawn.table.rows) == len(made.traces) - 1


def uncounted(result: Result, *, valid: bool, alone: bool) -> Result:
    """Let a foreign command have run too, of which nothing is known but its time; or nobody but it."""
    like = [run for run in result.runs if run.contender == "asyncio + native"]
    foreign = [
        replace(
            run, backend="none", client="command", digest="", valid=valid, urls=0, requests=0, rss_bytes=0, latency={},
            latency_quantiles_ms=[], cpu_user_s=0.0, cpu_system_s=0.0,
            notes=[] if valid else ["asked the server for nothing"],
        )
        for run in like
    ]  # fmt: skip
    made = Result(result.machine, result.config, foreign if alone else [*result.runs, *foreign], server=result.server)
    made.config = {**made.config, "contenders": [*made.config["contenders"], "none + command"]}
    assess(made)
    return made


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("valid", [False, True])
def test_a_contender_that_fetched_nothing_has_no_rate(valid: bool, alone: bool) -> None:  # noqa: FBT001 - parameters
    """Every part of the report stands without a count of URLs, and says that there is none."""
    made = uncounted(a_result(ONE, blocks=6, assessed=False), valid=valid, alone=alone)
    out, changes = io.StringIO(), io.StringIO()
    terminal.show(made, out, color=False)
    between.show(between.changes(made, made, relative=True), changes)
    told = out.getvalue(), document([("a", made)])
    drawn = [figure.svg() for figure in figures(made)]
    for said in (*told, *drawn, html.page([("a", made)]), changes.getvalue()):
        assert not re.search(r"\bnan\b", said)
    assert ("none + command, block 1: asked the server for nothing" in told[0]) != valid
    for said in told if valid else ():
        row = next(line for line in said.splitlines() if "none + command" in line)
        assert row.count("?") == 3


def test_a_result_without_runs_has_no_figures() -> None:
    """There is nothing to draw, and a page of it can be made all the same."""
    empty = a_result((), blocks=1)
    assert figures(empty) == []
    assert "Not measured here" in html.page([("empty", empty)])


class _Terminal(io.StringIO):
    """Something that is written to, and says that it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.mark.parametrize(("columns", "barred"), [(80, False), (109, False), (110, True), (160, True)])
def test_the_table_is_as_wide_as_the_terminal(monkeypatch: pytest.MonkeyPatch, columns: int, *, barred: bool) -> None:
    """No line of it is longer, each contender has one, and where there is no room there are no bars."""
    monkeypatch.setenv("COLUMNS", str(columns))
    out = _Terminal()
    terminal.show(a_result(), out, color=False)
    table = out.getvalue().partition("The baseline against itself")[0]
    assert max(map(len, table.splitlines())) <= columns
    assert ("█" in table, "of limit" in table) == (barred, barred)
    assert "asyncio + native" in table


def test_the_terminal_says_how_far_it_came() -> None:
    """It is told how many blocks there are, why no more, and which command makes as many as can claim something."""
    few, enough = a_result(blocks=2, assessed=False), a_result(blocks=10)
    few.config |= {"blocks": 3, "stopped_by": "budget"}
    assess(few)
    done, longer = words.course(few)
    assert done == "2 of 3 blocks (time was up); CPython 3.11, 2 cores."
    assert longer == (
        "Nothing can be claimed of so few. This can: crawl bench --blocks 9 --workload tiny --concurrency 4,16 "
        "--latency 20 --backends sequential,threading,gevent,asyncio"
    )
    assert words.course(enough) == ["10 of 10 blocks; CPython 3.11, 2 cores."]
    out = io.StringIO()
    terminal.show(few, out, color=False)
    assert longer in out.getvalue()


def test_what_is_least_and_most_at_once_is_one_figure() -> None:
    """Nothing is from 26 to 26."""
    said = dict(words.controls(a_result((Point("tiny", 4, 20.0),))))["No network at all"]
    assert re.match(r"[0-9]+ µs a page", said)


def test_both_pages_say_whose_start_is_in_the_crawl() -> None:
    """That of multiprocessing's workers is, and no other's."""
    made = [("a", a_result())]
    assert all("worker processes of multiprocessing" in text for text in (html.page(made), document(made)))
