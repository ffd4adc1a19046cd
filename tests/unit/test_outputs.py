"""The laws of where reports go."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sixlegs.command.outputs import Look, Outputs, Wanted, destinations
from sixlegs.errors import CrawlImpossible, UsageError
from tests.unit.samples import SITE, a_run, an_ok


def test_text_on_standard_output_is_the_default() -> None:
    """Nothing asked for is the report for people."""
    assert destinations((), None) == (Wanted("text"),)
    assert destinations((), "r.txt") == (Wanted("text", "r.txt"),)


def test_output_is_for_the_format_without_a_file() -> None:
    """--output names the file of the one format that names none."""
    assert destinations([Wanted("json"), Wanted("text", "r.txt")], "r.json") == (
        Wanted("json", "r.json"),
        Wanted("text", "r.txt"),
    )


@pytest.mark.parametrize(
    ("formats", "output"),
    [
        ([Wanted("json"), Wanted("text")], None),
        ([Wanted("json", "r.json")], "r.txt"),
        ([Wanted("json", "r"), Wanted("text", "./r")], None),
        ([Wanted("json", "r"), Wanted("text")], "r"),
    ],
)
def test_two_reports_never_share_a_place(formats: list[Wanted], output: str | None) -> None:
    """Reports that would be mixed up or go nowhere are wrong usage."""
    with pytest.raises(UsageError):
        destinations(formats, output)


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """Until the report is finished, a file of that name is what it was before; nothing else is left behind."""
    file = tmp_path / "r.json"
    file.write_text("before")
    with Outputs([Wanted("json", str(file))], Look()) as outputs:
        outputs.add([an_ok()])
        assert file.read_text() == "before"
        outputs.finish(a_run(an_ok()), lambda: [an_ok()])
    assert json.loads(file.read_text())["results"][0]["url"] == SITE
    assert list(tmp_path.iterdir()) == [file]


def test_an_unfinished_report_leaves_nothing(tmp_path: Path) -> None:
    """If the crawl breaks off, there is no half a report."""
    with Outputs([Wanted("json", str(tmp_path / "r.json"))], Look()):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_stream_can_be_followed(tmp_path: Path) -> None:
    """A jsonl file grows while the crawl goes on."""
    file = tmp_path / "r.jsonl"
    with Outputs([Wanted("jsonl", str(file))], Look()) as outputs:
        outputs.add([an_ok()])
        assert json.loads(file.read_text())["url"] == SITE


@pytest.mark.parametrize("name", ["missing/r.json", "."])
def test_a_file_that_cannot_be_written_is_found_out_first(tmp_path: Path, name: str) -> None:
    """Opening says so, before anything is crawled, and leaves nothing behind."""
    good = Wanted("text", str(tmp_path / "good.txt"))
    with pytest.raises(CrawlImpossible, match="cannot write"):
        Outputs([good, Wanted("json", str(tmp_path / name))], Look())
    assert list(tmp_path.iterdir()) == []


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR turns `auto` off, and only that; where there is no terminal there is no colour either."""

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    assert Look("auto").style(terminal).color  # type: ignore[arg-type]
    monkeypatch.setenv("NO_COLOR", "1")
    assert not Look("auto").style(terminal).color  # type: ignore[arg-type]
    assert Look("always").style(terminal).color  # type: ignore[arg-type]
    assert not Look("never").style(terminal).color  # type: ignore[arg-type]


@pytest.mark.parametrize("format_", ["json", "jsonl", "text"])
def test_a_report_can_go_into_a_pipe_by_its_name(format_: str) -> None:
    """What /dev/fd/N leads to has no name of its own, and is written to all the same."""
    reader, writer = os.pipe()
    with Outputs([Wanted(format_, f"/dev/fd/{writer}")], Look()) as outputs:
        outputs.finish(a_run(), list)
    os.close(writer)
    with open(reader, encoding="utf-8") as pipe:  # noqa: PTH123 - a descriptor has no path
        assert pipe.read()
