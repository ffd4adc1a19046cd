"""The laws of --baseline and --write-baseline, tried on the real command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.test_cli import crawl
from tests.unit.test_cli import site as site  # noqa: PLC0414 - a fixture


def test_only_new_failures_count(site: str, tmp_path: Path) -> None:
    """Known failures are told apart and cost nothing; fixed ones are named; new ones fail."""
    file = tmp_path / "baseline.json"
    first = crawl(f"{site}/bad/", "--write-baseline", str(file))
    assert first.returncode == 1
    assert json.loads(file.read_text()) == {"schema": 1, "failures": {f"{site}/bad/nowhere": "not-found"}}
    again = crawl(f"{site}/bad/", "--baseline", str(file))
    assert (again.returncode, again.stderr) == (0, "")
    assert "Known: these failed before" in again.stdout
    fixed = crawl(f"{site}/good/", "--baseline", str(file), "--write-baseline", str(file))
    assert fixed.returncode == 0
    assert fixed.stderr == f"fixed, and can leave {file}: {site}/bad/nowhere\n"
    new = crawl(f"{site}/bad/", "--baseline", str(file), "--format", "json")
    assert new.returncode == 1
    assert "known" not in new.stdout


def test_machines_are_told_what_is_known(site: str, tmp_path: Path) -> None:
    """The note says so in every format."""
    file = tmp_path / "baseline.json"
    crawl(f"{site}/bad/", "--write-baseline", str(file))
    done = crawl(f"{site}/bad/", "--baseline", str(file), "--format", "json")
    notes = {row["url"]: row["notes"] for row in json.loads(done.stdout)["results"]}
    assert notes[f"{site}/bad/nowhere"] == ["known"]
    assert notes[f"{site}/bad/"] == []


@pytest.mark.parametrize("text", [None, "x", "{}"])
def test_what_is_no_baseline_is_refused(site: str, tmp_path: Path, text: str | None) -> None:
    """One line, exit code 2, and nothing is asked."""
    file = tmp_path / "baseline.json"
    if text is not None:
        file.write_text(text)
    done = crawl(f"{site}/bad/", "--baseline", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert str(file) in done.stderr


def test_a_crawl_that_was_not_through_writes_none(site: str, tmp_path: Path) -> None:
    """Half of the failures are no baseline: the next crawl would find the other half new."""
    file = tmp_path / "baseline.json"
    done = crawl(f"{site}/bad/", "--max-urls", "1", "--write-baseline", str(file))
    assert done.returncode == 3
    assert "not everything was checked" in done.stderr
    assert not file.exists()


def test_a_cache_spares_requests_and_changes_no_row(site: str, tmp_path: Path) -> None:
    """Within its age only robots.txt and failures are asked; a file that is something else is refused."""
    args = (f"{site}/bad/", "--cache", str(tmp_path / "a.cache"), "--cache-age", "3600", "--format", "json")
    first, again = (json.loads(crawl(*args).stdout) for _ in range(2))
    assert again["summary"] == first["summary"]
    assert again["run"]["requests"] < first["run"]["requests"]
    foreign = tmp_path / "letter"
    foreign.write_text("Dear mother")
    done = crawl(f"{site}/bad/", "--cache", str(foreign))
    assert done.returncode == 2
    assert "is no cache file" in done.stderr
    assert foreign.read_text() == "Dear mother"


def test_a_cache_and_a_state_go_together(site: str, tmp_path: Path) -> None:
    """A crawl that has both can be gone on with, and another one has the use of the cache."""
    cache, state = ("--cache", str(tmp_path / "a.cache"), "--cache-age", "3600"), str(tmp_path / "a.state")
    rows = []
    for more in (("--state", state), ("--state", state, "--resume"), ()):
        done = crawl(f"{site}/bad/", *cache, *more, "--format", "json")
        assert (done.returncode, done.stderr) == (1, "")
        rows.append([{**row, "elapsed_s": 0} for row in json.loads(done.stdout)["results"]])
    assert rows[0] == rows[1] == rows[2]
