"""The laws of the state file, on real files."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from stat import S_IMODE

import pytest

from sixlegs.errors import CrawlImpossible, UsageError
from sixlegs.model import Policy, Proxies
from sixlegs.store.sqlite.state import StateFile

STARTS = ("http://user:hunter2@site/",)
POLICY = Policy(depth=3, headers=(("Authorization", "hunter2"),), proxies=Proxies("http://u:hunter2@proxy:1", None))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Say where the file is."""
    return tmp_path / "a.state"


def opened(path: Path, policy: Policy = POLICY, *, resume: bool = True) -> StateFile:
    """Open the state of a crawl."""
    return StateFile(path, STARTS, policy, resume=resume)


def test_what_was_written_is_there(path: Path) -> None:
    """Bundles come back in their order, and the crawl's time with them."""
    with opened(path, resume=False) as state:
        for n in range(3):
            state.write(b"%d" % n, n / 2)
    with opened(path) as state:
        assert list(state.bundles()) == [b"0", b"1", b"2"]
        assert state.elapsed == 1.0
        state.write(b"3", 2.0)
        assert len(list(state.bundles())) == 4
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_nobody_else_can_read_it_and_no_secret_is_in_it(path: Path) -> None:
    """It tells what a site has inside: it is its owner's; and what the user gave as a secret is not in it."""
    with opened(path) as state:
        state.write(b"x", 0.0)
        assert S_IMODE(path.stat().st_mode) == 0o600
    assert b"hunter2" not in path.read_bytes()


def test_it_is_not_begun_anew_without_being_told(path: Path) -> None:
    """A file that has something in it is gone on with, or refused; it is never overwritten."""
    opened(path).__exit__()
    before = path.read_bytes()
    with pytest.raises(UsageError, match="--resume"):
        opened(path, resume=False)
    assert path.read_bytes() == before


def test_another_crawl_is_refused_by_name(path: Path) -> None:
    """An option that is not the same is named."""
    opened(path).__exit__()
    with pytest.raises(UsageError, match="--depth"):
        opened(path, Policy(depth=4))
    with pytest.raises(UsageError, match="start URLs"):
        StateFile(path, ["http://else/"], POLICY, resume=True)
    with pytest.raises(UsageError, match="--header "):
        opened(path, replace(POLICY, headers=()))
    opened(path, replace(POLICY, concurrency=1, proxies=None)).__exit__()


def test_two_crawls_cannot_use_one_file(path: Path) -> None:
    """The second is told so, and can begin once the first is over."""
    first = opened(path)
    program = (
        "from pathlib import Path; from tests.unit.test_state_file import opened; import sys; opened(Path(sys.argv[1]))"
    )
    second = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert "is in use by another crawl" in second.stderr
    first.write(b"x", 0.0)
    assert not first.trouble
    first.__exit__()
    opened(path).__exit__()


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"SQLite format 3\0", b"a letter to my mother\n" * 9])
def test_a_foreign_file_is_left_as_it_is(path: Path, content: bytes) -> None:
    """Whatever else it may be, it is refused and keeps every byte."""
    path.write_bytes(content)
    with pytest.raises(UsageError, match="is no state file"):
        opened(path)
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_a_foreign_database_is_left_as_it_is(path: Path) -> None:
    """A database of another program has another mark."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE crawl (name, value)")
    before = path.read_bytes()
    with pytest.raises(UsageError, match="is no state file"):
        opened(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["cut", "scribbled"])
def test_a_damaged_file_is_left_as_it_is(path: Path, damage: str) -> None:
    """A file that ends too early or has been written into is refused, and keeps every byte."""
    with opened(path) as state:
        for _ in range(9):
            state.write(os.urandom(9000), 0.0)
    content = path.read_bytes()
    content = content[: len(content) // 2] if damage == "cut" else content[:4096] + b"\xff" * 8192 + content[12288:]
    path.write_bytes(content)
    with pytest.raises(CrawlImpossible, match="damaged"):
        opened(path)
    assert path.read_bytes() == content


def test_a_later_version_is_told(path: Path) -> None:
    """A file whose tables are not ours is not guessed at."""
    opened(path).__exit__()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(UsageError, match="another version"):
        opened(path)


def test_a_file_in_no_folder_cannot_be(tmp_path: Path) -> None:
    """Where it cannot be made, one line says so before anything is asked."""
    with pytest.raises(CrawlImpossible, match="No such file or directory"):
        opened(tmp_path / "missing" / "a.state")
    with pytest.raises(UsageError, match="Is a directory"):
        opened(tmp_path)
