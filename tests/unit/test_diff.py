"""The laws of `crawl diff`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from sixlegs.model import Reason, Result, Verdict
from tests.unit.samples import SITE, a_broken, a_referrer, a_skipped, an_ok, written
from tests.unit.test_report_formats import HOSTILE

BEFORE = [
    an_ok(), an_ok("breaks"), a_broken("stays"), a_broken("mended"), a_broken("removed"), a_broken("other"),
    an_ok("removed-too"), a_skipped("seen", Reason.ROBOTS),
]  # fmt: skip
AFTER = [
    an_ok(), a_broken("breaks"), a_broken("stays"), an_ok("mended"), a_broken("other", status=410, reason=Reason.GONE),
    a_broken("new"), an_ok("new-too"), an_ok("seen"),
]  # fmt: skip


def saved(folder: Path, name: str, *results: Result, kind: str = "json") -> str:
    """Write a report and return the name of its file."""
    file = folder / name
    file.write_text(written(kind, *results))
    return str(file)


def diff(*args: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        [sys.executable, "-m", "sixlegs", "diff", *args], capture_output=True, text=True, check=False, timeout=30
    )


def paths(entries: list[Any]) -> list[str]:
    """Return the paths of entries, or of what pairs of them became."""
    return [entry.get("after", entry)["url"].removeprefix(SITE) for entry in entries]


@pytest.mark.parametrize("kind", ["json", "jsonl"])
def test_each_change_is_told_once_under_its_name(tmp_path: Path, kind: str) -> None:
    """Newly failing, fixed, changed and gone; what stayed as it was is not told, in whichever format it was written."""
    before, after = (saved(tmp_path, name, *all_, kind=kind) for name, all_ in (("a", BEFORE), ("b", AFTER)))
    done = diff(before, after, "--format", "json")
    said = json.loads(done.stdout)
    assert {name: paths(said[name]) for name in ("broken", "fixed", "changed", "gone")} == {
        "broken": ["breaks", "new"],
        "fixed": ["mended"],
        "changed": ["other", "seen"],
        "gone": ["removed"],
    }
    assert done.returncode == 1


def test_nothing_new_is_no_failure(tmp_path: Path) -> None:
    """The exit code is 0 where nothing fails that did not fail before, however much does."""
    before = saved(tmp_path, "a", *BEFORE)
    done = diff(before, before)
    assert (done.returncode, done.stdout) == (0, "0 newly failing, 0 fixed, 0 changed, 0 no longer linked.\n")


def test_people_are_told_where(tmp_path: Path) -> None:
    """The text says of what newly fails why, and where it stands."""
    done = diff(saved(tmp_path, "a", an_ok()), saved(tmp_path, "b", an_ok(), a_broken()))
    assert done.stdout.splitlines()[:3] == [
        "Newly failing", f"  {SITE}a", f"      broken (not-found 404), on {SITE}:12:7",
    ]  # fmt: skip


def test_what_fails_is_what_fail_on_says(tmp_path: Path) -> None:
    """With --fail-on blocked only that is a failure."""
    wall = a_broken("a", verdict=Verdict.BLOCKED, reason=Reason.FORBIDDEN)
    before, after = saved(tmp_path, "a", an_ok("a")), saved(tmp_path, "b", wall, a_broken("b"))
    assert diff(before, after, "--fail-on", "blocked").stdout.count("blocked (forbidden") == 1
    assert diff(before, after, "--fail-on", "none").returncode == 0


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_nothing_remote_harms_who_reads_it(tmp_path: Path, form: str) -> None:
    """Whatever stands in a report, what is told prints as it is, and is no mark-up."""
    nasty = [a_broken(str(number), referrers=(a_referrer(page=text, url=text),)) for number, text in enumerate(HOSTILE)]
    bad = [Result(text, Verdict.BROKEN, Reason.BAD_URL, detail=text) for text in HOSTILE]
    done = diff(saved(tmp_path, "a"), saved(tmp_path, "b", *nasty, *bad), "--format", form)
    assert done.returncode == 1
    assert all(line.isprintable() for line in done.stdout.split("\n"))
    if form == "markdown":
        tokens = MarkdownIt("commonmark").enable("table").parse(done.stdout)
        inline = [child.type for token in tokens for child in token.children or ()]
        assert not {"html_inline", "image"} & set(inline)


NO_REPORTS = [
    "", "[]", "{}", "7", '{"schema": 2, "results": []}', '{"schema": 1, "results": [{"url": "x"}]}',
    '{"schema": 1, "results": [{"url": 7, "verdict": "ok"}]}', '{"url": "cut off"}\n{"url"',
]  # fmt: skip


@pytest.mark.parametrize("text", NO_REPORTS)
def test_what_is_no_report_is_wrong_usage(tmp_path: Path, text: str) -> None:
    """A file of something else is refused in one line that names it, with exit code 2."""
    file = tmp_path / "x.json"
    file.write_text(text)
    done = diff(str(file), str(file))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "x.json is no report" in done.stderr


def test_a_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    """A file that is not there is named, with exit code 2."""
    done = diff(str(tmp_path / "nowhere.json"), str(tmp_path))
    assert done.returncode == 2
    assert "nowhere.json: No such file" in done.stderr
