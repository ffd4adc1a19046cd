"""The laws of the result file of `crawl bench`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sixlegs.bench import result_file
from sixlegs.bench.result_file import SCHEMA, Limit, Point, Ratio, Result, Run, decode, read, write

POINT: dict[str, Any] = {"workload": "tiny", "concurrency": 4, "latency_ms": 5.0}


def a_run(**values: Any) -> Run:
    """Return a run that says what is asked of it."""
    usual: dict[str, Any] = dict.fromkeys(
        ("wall_s", "startup_s", "first_result_s", "cpu_user_s", "cpu_system_s"), 1.0
    ) | dict.fromkeys(
        ("block", "position", "rss_bytes", "urls", "peak_in_flight", "connections", "context_switches"), 1
    )
    named: dict[str, Any] = {"backend": "asyncio", "client": "wire", "digest": "d", "latency": {}, "valid": True}
    return Run(**named | POINT | usual | values)


def a_result() -> Result:
    """Return a result with one value of each kind."""
    ratio = Ratio(
        "threading",
        "wire",
        **POINT,
        baseline="asyncio + wire",
        metric="wall_s",
        median=1.0,
        low=0.9,
        high=1.1,
        blocks=3,
    )
    return Result({"cpu": "a"}, {"seed": 1}, [a_run()], [ratio], [Limit(**POINT, seconds=1.0, binding="depth")])


def test_a_file_reads_as_it_was_written(tmp_path: Path) -> None:
    """What is written and read again is equal."""
    write(a_result(), tmp_path / "result.json")
    assert read(tmp_path / "result.json") == a_result()
    assert json.loads((tmp_path / "result.json").read_text())["schema"] == SCHEMA
    assert [each.name for each in tmp_path.iterdir()] == ["result.json"]


def test_fields_of_another_version_do_no_harm() -> None:
    """A field that is not known is passed over, and one that is missing has its default."""
    document = a_result().document()
    document["runs"][0]["novel"] = 1
    del document["runs"][0]["timeline"]
    assert decode(document) == a_result()


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"schema": 2},
        {"schema": 1},
        {"schema": 1, "machine": {}, "config": {}, "runs": [1]},
        {"schema": 1, "machine": {}, "config": {}, "runs": [{}]},
    ],
)
def test_what_is_no_result_is_said_to_be_none(document: Any) -> None:
    """Any other JSON is refused with a word that says so."""
    with pytest.raises(ValueError, match=r"no result of crawl bench|a \w+ lacks "):
        decode(document)


def test_controls_are_no_contenders() -> None:
    """The list of contenders is made of runs that are no control, each named once; a control is named by what it is."""
    control = a_run(backend="same", control=result_file.SAME)
    result = Result({}, {}, [a_run(block=1), a_run(), control, a_run(loop="uvloop")])
    assert result.contenders == ["asyncio + wire", "asyncio + wire + uvloop"]
    assert control.contender == "same"
    assert result.points == [Point("tiny", 4, 5.0)]


def test_void_runs_are_left_out_unless_asked_for() -> None:
    """The runs of a contender come block by block, the valid ones only."""
    result = Result({}, {}, [a_run(block=2), a_run(block=1), a_run(block=0, valid=False)])
    point = Point("tiny", 4, 5.0)
    assert [run.block for run in result.of("asyncio + wire", point)] == [1, 2]
    assert [run.block for run in result.of("asyncio + wire", point, valid=False)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("wall_s", "x"),
        ("urls", 1.5),
        ("valid", 1),
        ("block", True),
        ("latency", {"p50_ms": "x"}),
        ("timeline", [1]),
        ("notes", "x"),
        ("first_result_s", []),
    ],
)
def test_a_field_of_another_type_makes_it_no_result(field: str, value: Any) -> None:
    """It is said which one it is, before anything is worked out of it."""
    document = a_result().document()
    document["runs"][0][field] = value
    with pytest.raises(ValueError, match=f"no result of crawl bench: {field} of a run"):
        decode(document)


def test_what_can_be_written_is_found_out_without_a_trace(tmp_path: Path) -> None:
    """A file there stays as it is, one that is not there does not come to be, and what cannot be is said."""
    (tmp_path / "result.json").write_text("kept")
    for name in ("result.json", "new.json"):
        result_file.probe(tmp_path / name)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("result.json", "kept")]
    for path in (tmp_path, tmp_path / "nowhere" / "result.json"):
        with pytest.raises(OSError, match="directory"):
            result_file.probe(path)


def test_a_file_that_cannot_take_its_name_leaves_no_part(tmp_path: Path) -> None:
    """What was written of it goes."""
    (tmp_path / "result.json").mkdir()
    with pytest.raises(OSError, match="directory"):
        write(a_result(), tmp_path / "result.json")
    assert [each.name for each in tmp_path.iterdir()] == ["result.json"]
