"""The laws of --fail-after and `crawl history`, tried on the real command."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.unit.test_cli import crawl

DAY = 86400


class Linked:
    """A start page that links to pages, each of which is there, or not, or is linked no more."""

    def __init__(self, port: int) -> None:
        self.start = f"http://127.0.0.1:{port}/"
        self.statuses: dict[str, int] = {}


@pytest.fixture
def site() -> Iterator[Linked]:
    """Serve one that a test can change."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = "".join(f'<a href="{path}">x</a>' for path in linked.statuses).encode()
            self.send_response(200 if self.path == "/" else linked.statuses.get(self.path, 404))
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 - http.server's name

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        linked = Linked(server.server_port)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield linked
        server.shutdown()


def check(site: Linked, cache: Path, *args: str) -> tuple[int, dict[str, Any]]:
    """Crawl with a cache; return exit code and report."""
    done = crawl(site.start, "--ignore-robots", "--cache", str(cache), "--format", "json", *args)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def history(cache: Path, *args: str) -> dict[str, Any]:
    """Return what `crawl history` tells programs."""
    done = crawl("history", str(cache), "--format", "json", *args)
    assert (done.returncode, done.stderr) == (0, "")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def notes(report: dict[str, Any], path: str) -> list[str]:
    """Return the notes of a row."""
    return next(list(row["notes"]) for row in report["results"] if row["url"].endswith(path))


def days_ago(cache: Path, days: int) -> None:
    """Make all that the history says so many days older."""
    with closing(sqlite3.connect(cache)) as database:
        for column in ("since", "latest"):
            database.execute(f"UPDATE outage SET {column} = {column} - ?", (days * DAY,))  # noqa: S608 - two names
        database.commit()


def test_a_failure_counts_from_the_third_run_in_a_row(site: Linked, tmp_path: Path) -> None:
    """Before that it is pending: shown, counted, and no reason for exit code 1; one that is ok between begins anew."""
    cache = tmp_path / "a.cache"
    ends = []
    for status in (404, 404, 200, 404, 404, 404):
        site.statuses["/page"] = status
        code, report = check(site, cache, "--fail-after", "3")
        ends.append((code, report["summary"]["broken"], report["summary"]["pending"], notes(report, "/page")))
    pending = (0, 1, 1, ["pending"])
    assert ends == [pending, pending, (0, 0, 0, []), pending, pending, (1, 1, 0, [])]


def test_a_failure_counts_from_the_seventh_day(site: Linked, tmp_path: Path) -> None:
    """However many runs there were."""
    cache, site.statuses["/page"] = tmp_path / "a.cache", 404
    assert check(site, cache, "--fail-after", "7d")[0] == 0
    days_ago(cache, 6)
    assert check(site, cache, "--fail-after", "7d")[0] == 0
    days_ago(cache, 1)
    assert check(site, cache, "--fail-after", "7d")[0] == 1


def test_people_are_told_what_is_pending(site: Linked, tmp_path: Path) -> None:
    """It has a section of its own and a number in the sum; a report for CI has it not among the failures."""
    site.statuses["/page"] = 404
    out = tmp_path / "junit.xml"
    args = ("--cache", str(tmp_path / "a.cache"), "--fail-after", "2", "--format", f"junit:{out}", "--format", "text")
    first = crawl(site.start, "--ignore-robots", *args)
    assert first.returncode == 0
    assert "Pending: these have not failed for long" in first.stdout
    assert "1 broken (1 pending)" in first.stdout
    assert 'failures="0"' in out.read_text()
    second = crawl(site.start, "--ignore-robots", *args)
    assert second.returncode == 1
    assert "ending" not in second.stdout
    assert 'failures="1"' in out.read_text()


def test_a_baseline_goes_before_patience(site: Linked, tmp_path: Path) -> None:
    """What is known is known, and only what is not is pending."""
    cache, baseline = tmp_path / "a.cache", str(tmp_path / "baseline.json")
    site.statuses["/old"] = 404
    check(site, cache, "--write-baseline", baseline)
    site.statuses["/new"] = 404
    code, report = check(site, cache, "--baseline", baseline, "--fail-after", "2")
    assert (code, report["summary"]["pending"]) == (0, 1)
    assert (notes(report, "/old"), notes(report, "/new")) == (["known"], ["pending"])
    assert check(site, cache, "--baseline", baseline, "--fail-after", "2")[0] == 1


def test_patience_needs_a_memory(site: Linked) -> None:
    """Without a cache there is nothing to count: one line, exit code 2."""
    done = crawl(site.start, "--fail-after", "3")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "crawl: --fail-after needs to know what failed before: add --cache FILE\n"


def test_history_tells_what_broke_and_what_is_mended(site: Linked, tmp_path: Path) -> None:
    """Of each time that a link failed: since when, for how many runs, when it was ok before, and how it ended."""
    cache = tmp_path / "a.cache"
    site.statuses = {"/a": 200, "/b": 404, "/c": 410, "/fine": 200}
    check(site, cache)
    site.statuses |= {"/a": 404, "/b": 200}
    del site.statuses["/c"]
    check(site, cache)
    check(site, cache)
    told = history(cache)
    rows = {row["url"].removeprefix(site.start): row for row in told["outages"]}
    assert told["runs"] == 3
    assert {url: (row["failing"], row["runs"], row["ending"]) for url, row in rows.items()} == {
        "a": (True, 2, None),
        "b": (False, 1, "mended"),
        "c": (False, 1, "gone"),
    }
    assert (rows["a"]["verdict"], rows["a"]["reason"], rows["a"]["status"]) == ("broken", "not-found", 404)
    assert rows["a"]["ok"] <= rows["a"]["since"] <= rows["a"]["latest"]
    assert rows["b"]["ok"] is None
    text = crawl("history", str(cache)).stdout
    assert "1 failing, 1 mended, 1 no longer linked; 3 runs, the last on " in text
    assert "2 runs in a row" in text


def test_history_can_be_asked_about_one_link(site: Linked, tmp_path: Path) -> None:
    """One that broke, one that never did, and one that nobody has seen."""
    cache = tmp_path / "a.cache"
    site.statuses = {"/a": 404, "/b": 404, "/fine": 200}
    check(site, cache)
    done = crawl("history", str(cache), f"{site.start}a", f"{site.start}fine", "http://else/")
    assert done.returncode == 0
    assert f"{site.start}a\n" in done.stdout
    assert f"{site.start}b" not in done.stdout
    assert f"{site.start}fine: ok on 2" in done.stdout
    assert "http://else/: nothing is known of it" in done.stdout


def test_another_crawl_does_not_end_what_it_has_not_met(site: Linked, tmp_path: Path) -> None:
    """With other options a crawl meets other links; only the same one can say that a link is gone."""
    cache, site.statuses = tmp_path / "a.cache", {"/a": 404}
    check(site, cache)
    check(site, cache, "--depth", "0")
    assert [row["failing"] for row in history(cache)["outages"]] == [True]
    site.statuses.clear()
    check(site, cache)
    assert [row["ending"] for row in history(cache)["outages"]] == ["gone"]


def test_a_crawl_that_is_gone_on_with_is_one_run(site: Linked, tmp_path: Path) -> None:
    """Told again by --resume, it is not a second run; nor is one whose time was up the first."""
    cache, state, site.statuses = tmp_path / "a.cache", str(tmp_path / "a.state"), {"/a": 404}
    for _ in range(3):
        code, report = check(site, cache, "--state", state, "--resume", "--fail-after", "2")
        assert (code, notes(report, "/a")) == (0, ["pending"])
    assert [row["runs"] for row in history(cache)["outages"]] == [1]
    assert history(cache)["runs"] == 1


def test_what_the_web_says_moves_no_cursor(site: Linked, tmp_path: Path) -> None:
    """Text from a page is shown as an escape, in both forms."""
    cache, site.statuses = tmp_path / "a.cache", {}
    url = "http://\x1b[31m\u202e\x9b\n[::/"
    check(site, cache)
    with closing(sqlite3.connect(cache)) as database:
        row = (url, url, "\x1b]0;x\x07", 404, 0.0, 1e99, 1, -1e99, 1.0, "\x07", b"")
        database.execute(f"INSERT INTO outage VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 - marks only
        database.commit()
    for args in ((), ("--format", "json"), (url,)):
        done = crawl("history", str(cache), *args)
        assert (done.returncode, done.stderr) == (0, "")
        assert all(char.isprintable() or char == "\n" for char in done.stdout)


def test_what_is_no_cache_is_refused_untouched(tmp_path: Path) -> None:
    """One line, exit code 2 or 3, and every byte stays."""
    letter = tmp_path / "letter"
    letter.write_text("Dear mother")
    done = crawl("history", str(letter))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"crawl: {letter} is no cache file of crawl, and was left as it is\n"
    assert letter.read_text() == "Dear mother"
    done = crawl("history", str(tmp_path / "none"))
    assert (done.returncode, done.stderr) == (2, f"crawl: cannot read {tmp_path / 'none'}: No such file or directory\n")
    assert [each.name for each in tmp_path.iterdir()] == ["letter"]


def test_reading_leaves_the_file_as_it_is(site: Linked, tmp_path: Path) -> None:
    """To look at it changes no byte, and makes no file beside it; one that cannot be written can be read."""
    cache, site.statuses = tmp_path / "a.cache", {"/a": 404}
    check(site, cache)
    before = cache.read_bytes()
    cache.chmod(0o400)
    history(cache)
    assert cache.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.cache"]
