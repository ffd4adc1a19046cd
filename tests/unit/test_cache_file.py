"""The laws of the cache file, on real files."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from stat import S_IMODE
from typing import Any

import pytest

from sixlegs.errors import CrawlImpossible, UsageError
from sixlegs.model import Cookie, Policy, Reason, Result, Verdict
from sixlegs.store.sqlite.cache import CacheFile

STARTS = ("http://user:hunter2@site/",)
POLICY = Policy(
    auth="user:hunter2",
    cookies=(Cookie("site", "session", "hunter2"),),
    headers=(("X-Key", "hunter2"),),
    headers_for=(("http://else", "X-Key", "hunter2"),),
)
URL = "http://site/page"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Say where the file is."""
    return tmp_path / "a.cache"


def opened(path: Path, policy: Policy = POLICY, starts: tuple[str, ...] = STARTS) -> CacheFile:
    """Open a cache."""
    return CacheFile(path, starts, policy)


def filled(path: Path) -> None:
    """Write one with a page and an outage in it."""
    with opened(path) as cache:
        cache.keep(URL, b"visit")
        cache.flush()
        fails = Result(URL, Verdict.BROKEN, Reason.NOT_FOUND)
        cache.note(cache.run(1.0, None, complete=True), lambda: [fails], {Verdict.BROKEN})
        assert not cache.trouble


def test_what_was_kept_is_there(path: Path) -> None:
    """Pages and outages come back; nothing is left beside the file."""
    filled(path)
    with opened(path) as cache:
        assert cache.look(URL) == b"visit"
        assert cache.open_outages()[URL].runs == 1
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "changes",
    [
        {"auth": "user:other"},
        {"auth": None},
        {"cookies": ()},
        {"cookies": (Cookie("site", "session", "other"),)},
        {"headers": ()},
        {"headers_for": ()},
        {"user_agent": "other"},
        {"parser": "lxml"},
    ],
    ids=str,
)
def test_what_was_read_as_somebody_else_is_not_taken(path: Path, changes: dict[str, Any]) -> None:
    """With another login, cookie or header all pages are asked anew; how links fared is still known."""
    filled(path)
    with opened(path, replace(POLICY, **changes)) as cache:
        assert cache.look(URL) is None
        assert set(cache.open_outages()) == {URL}


def test_a_login_is_one_for_the_start_urls(path: Path) -> None:
    """From other start URLs the same login goes to other hosts; where there is none, that is all the same."""
    filled(path)
    with opened(path, starts=("http://site/other", *STARTS)) as cache:
        assert cache.look(URL) == b"visit"
    with opened(path, starts=("http://else/",)) as cache:
        assert cache.look(URL) is None
        cache.keep(URL, b"visit")
        cache.flush()
    for start in ("http://a/", "http://b/"):
        with opened(path.with_name("b.cache"), Policy(), (start,)) as cache:
            assert cache.look(URL) == (b"visit" if start == "http://b/" else None)
            cache.keep(URL, b"visit")
            cache.flush()


def test_nobody_else_can_read_it_and_no_secret_is_in_it(path: Path) -> None:
    """It is its owner's; and what the user gave as a secret is not in it."""
    filled(path)
    assert S_IMODE(path.stat().st_mode) == 0o600
    assert b"hunter2" not in path.read_bytes()


def test_two_crawls_cannot_use_one_file(path: Path) -> None:
    """The second is told so, loses the first nothing, and can begin once that is over."""
    with opened(path) as first:
        program = "from pathlib import Path; from tests.unit.test_cache_file import opened; import sys; "
        second = subprocess.run(
            [sys.executable, "-c", program + "opened(Path(sys.argv[1]))", str(path)],
            check=False,
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert "is in use by another crawl" in second.stderr
        first.keep(URL, b"visit")
        first.flush()
        assert not first.trouble
    with opened(path) as third:
        assert third.look(URL) == b"visit"


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"SQLite format 3\0", b"a letter to my mother\n" * 9])
def test_a_foreign_file_is_left_as_it_is(path: Path, content: bytes) -> None:
    """Whatever else it may be, it is refused and keeps every byte."""
    path.write_bytes(content)
    with pytest.raises(UsageError, match="is no cache file"):
        opened(path)
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_a_foreign_database_is_left_as_it_is(path: Path) -> None:
    """A database of another program has another mark."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE page (url, visit)")
    before = path.read_bytes()
    with pytest.raises(UsageError, match="is no cache file"):
        opened(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["cut", "scribbled"])
def test_a_damaged_file_is_left_as_it_is(path: Path, damage: str) -> None:
    """A file that ends too early or has been written into is refused, and keeps every byte."""
    with opened(path) as cache:
        for number in range(9):
            cache.keep(f"{URL}{number}", os.urandom(9000))
        cache.flush()
    content = path.read_bytes()
    content = content[: len(content) // 2] if damage == "cut" else content[:4096] + b"\xff" * 8192 + content[12288:]
    path.write_bytes(content)
    with pytest.raises(CrawlImpossible, match="damaged"):
        opened(path)
    assert path.read_bytes() == content


def test_another_version_is_told(path: Path) -> None:
    """A file whose tables are not ours is not guessed at."""
    filled(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(UsageError, match="another version"):
        opened(path)


def test_a_file_in_no_folder_cannot_be(tmp_path: Path) -> None:
    """Where it cannot be made, one line says so before anything is asked."""
    with pytest.raises(CrawlImpossible, match="No such file or directory"):
        opened(tmp_path / "missing" / "a.cache")
    with pytest.raises(UsageError, match="Is a directory"):
        opened(tmp_path)


def test_a_url_may_be_anything(path: Path) -> None:
    """What stands on a page as a URL need not be text that a file can hold."""
    with opened(path) as cache:
        odd = Result("http://\udc80[\0", Verdict.BROKEN, Reason.BAD_URL)
        for _ in range(2):
            cache.note(cache.run(1.0, None, complete=True), lambda: [odd], {Verdict.BROKEN})
        assert not cache.trouble
        assert [each.runs for each in cache.open_outages().values()] == [2]
