"""Reports that cannot be written, in every format: one line, no success, and what was there before is still there."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from sixlegs import report
from tests.contract.command import LONGEST_RUN
from tests.site.threads import documents, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

BEFORE = "the report of yesterday"
LIMIT = 100  # bytes that a file may have; no report is as short
every_format = pytest.mark.parametrize("name", report.FORMATS)


class Done(NamedTuple):
    """How a run ended."""

    exit_code: int
    stdout: str
    stderr: str


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Serve a page with a good and a bad link."""
    with serving(documents({"/": "<a href=/good>x</a><a href=/bad>x</a>", "/good": ""})) as server:
        yield f"http://127.0.0.1:{server.port}/"


def run(folder: Path, *args: str, before: Sequence[str] = (), stdout: int = subprocess.PIPE) -> Done:
    """Run the command in a folder."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "sixlegs", *args],
        check=False,
        cwd=folder,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        timeout=LONGEST_RUN,
    )
    return Done(done.returncode, done.stdout or "", done.stderr)


def check_told(done: Done, name: str) -> None:
    """See that one line, and no success, says what cannot be written."""
    assert done.exit_code == 3
    assert done.stderr.startswith(f"crawl: cannot write {name}: ")
    assert len(done.stderr.splitlines()) == 1


@every_format
def test_a_full_disk_costs_no_older_report(url: str, tmp_path: Path, name: str) -> None:
    """Where the disk is full, an older report stays as it was, unless the format is there to be followed."""
    file = tmp_path / "report"
    file.write_text(BEFORE)
    done = run(tmp_path, url, "--format", f"{name}:report", before=("prlimit", f"--fsize={LIMIT}"))
    check_told(done, "report")
    assert list(tmp_path.iterdir()) == [file]
    if not report.load(name).streams:
        assert file.read_text() == BEFORE


@every_format
@pytest.mark.parametrize("where", ["/dev/full", "-"])
def test_what_takes_nothing_is_told(url: str, tmp_path: Path, name: str, where: str) -> None:
    """A device or a standard output without room is told in one line."""
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        args = ("--format", name) if where == "-" else ("--format", f"{name}:{where}")
        done = run(tmp_path, url, *args, stdout=full.fileno())
    check_told(done, "standard output" if where == "-" else where)
    assert list(tmp_path.iterdir()) == []


@every_format
@pytest.mark.parametrize("way", ["stdout", "named"])
def test_a_reader_who_is_gone_needs_no_word(url: str, tmp_path: Path, name: str, way: str) -> None:
    """A pipe that nobody reads any more ends the command in silence, and not with success."""
    reader, writer = os.pipe()
    os.close(reader)
    args = ("--format", name) if way == "stdout" else ("--format", f"{name}:/dev/stdout")
    done = run(tmp_path, url, *args, stdout=writer)
    os.close(writer)
    assert done == Done(3, "", "")
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_fails_costs_no_other(url: str, tmp_path: Path) -> None:
    """Of several reports those that can be written are written, and the line names the one that cannot."""
    others = [f"--format={name}:{name}" for name in report.FORMATS if name not in {"json", "text"}]
    done = run(tmp_path, url, "--format", "json:/dev/full", "--format", "text", *others)
    check_told(done, "/dev/full")
    assert "1 broken" in done.stdout
    assert {file.name for file in tmp_path.iterdir()} == {*report.FORMATS} - {"json", "text"}
    assert all(file.stat().st_size for file in tmp_path.iterdir())
