"""Each option does something: what is said with it, or what is asked, is not what it is without."""

from __future__ import annotations

import gzip
import os
import pty
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from subprocess import PIPE, Popen
from typing import TYPE_CHECKING

import pytest

from tests.contract.command import Command

if TYPE_CHECKING:
    from pathlib import Path

    from tests.contract.command import Outcome

START = (
    '<a href="/good">g</a> <a href="/lost">l</a> <a href="/good#nowhere">f</a> <a rel="nofollow" href="/paid">p</a>'
    '<a href="/denied">d</a> <a href="/hop">h</a> <a href="/slow">s</a> <a href="/shaky">s</a> <a href="/many">m</a>'
    '<a href="/a/a/a/a/a">t</a> <img data-src="/late.png"> <a href="/zipped">z</a> <a href="/moved">m</a>'
    '<a href="{else_}/there#nowhere">e</a> <a href="http://127.0.0.2:9/">n</a>'
)
BODIES = {
    "/robots.txt": "User-agent: *\nDisallow: /denied",
    "/many": '<a href="/good">1</a><a href="/far">2</a><a href="/lost">3</a>',
    "/good": "<p id=here>" + "fine " * 200,
    "/a/start": '<a href="/many">m</a>',
    "/zipped": "long " * 5000,
}
MOVES = {"/hop": (302, "/hop2"), "/hop2": (302, "/good"), "/moved": (301, "/good")}
SHAKES = 2  # times that a page is not there before it is
FOUND = {"/", "/paid", "/denied", "/slow", "/far", "/late.png", "/a/a/a/a/a", "/there", "/shaky", *BODIES}


@dataclass
class Web:
    """The site, under two names, and what it was asked."""

    start: str = ""
    other: str = ""
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)  # origin, path, headers


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    """Serve it."""
    site = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            before = sum(path == self.path for _, path, _ in site.asked)
            site.asked.append((f"http://{self.headers['Host']}", self.path, dict(self.headers)))
            if self.path == "/slow":
                time.sleep(1.5)
            status, target = MOVES.get(self.path, (200 if self.path in FOUND else 404, ""))
            status = 503 if self.path == "/shaky" and before < SHAKES else status
            text = START.format(else_=site.other) if self.path == "/" else BODIES.get(self.path, "text")
            body = gzip.compress(text.encode()) if self.path == "/zipped" else text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html")
            self.send_header("Content-Length", str(len(body)))
            for name, value in (("Location", target), ("Content-Encoding", "gzip" if self.path == "/zipped" else "")):
                if value:
                    self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                with suppress(OSError):
                    self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 - http.server's name

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.start, site.other = (f"http://{host}:{server.server_port}" for host in ("127.0.0.1", "localhost"))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield site
        server.shutdown()


Crawl = Callable[..., "Outcome"]


@pytest.fixture
def crawl(web: Web, tmp_path: Path) -> Crawl:
    """Return the function that crawls the site to its end, with as many reports as wanted."""

    def ended(*args: str) -> Outcome:
        web.asked.clear()
        outcome = Command(tmp_path, web.start + "/", "--format", "json:report.json", *args).end()
        outcome.check_manners()
        return outcome

    return ended


@pytest.fixture(scope="module")
def plain(web: Web, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Crawl it without any option."""
    folder = tmp_path_factory.mktemp("plain")
    return Command(folder, web.start + "/", "--format", "json:report.json", "--format", "text").end()


def said(outcome: Outcome, web: Web, path: str) -> str:
    """Return verdict, reason and notes of a row."""
    row = outcome.records[path if "://" in path else web.start + path]
    return " ".join([row["verdict"], row["reason"], *row["notes"]])


EFFECTS: list[tuple[tuple[str, ...], str, str, str]] = [  # options, a row, what is said of it without them, and with
    (("--no-traps",), "/a/a/a/a/a", "skipped trap", "ok ok"),
    (("--no-external",), "{other}/there#nowhere", "ok ok", "skipped external"),
    (("--no-fragments",), "/good#nowhere", "broken fragment-missing", "ok ok"),
    (("--external-fragments",), "{other}/there#nowhere", "ok ok", "ok ok fragment-missing"),
    (("--max-redirects", "1"), "/hop", "ok ok redirected", "broken redirect-limit redirected"),
    (("--ignore-robots",), "/denied", "skipped robots", "ok ok"),
    (("--nofollow",), "/paid", "ok ok", "skipped nofollow"),
    (("--timeout", "0.5", "--retries", "0"), "/slow", "ok ok", "timeout timeout"),
    (("--accept", "404"), "/lost", "broken not-found", "ok ok"),
    (("--include", "good"), "/paid", "ok ok", "skipped not-included"),
    (("--exclude", "pa.d"), "/paid", "ok ok", "skipped excluded"),
    (("--max-bytes", "500"), "/good", "ok ok", "ok ok too-big"),
    (("--max-inflated", "5000"), "/zipped", "ok ok", "ok ok too-big"),
    (("--max-links", "2"), "/", "ok ok", "ok ok too-many-links"),
    (("--no-private",), "http://127.0.0.2:9/", "unreachable refused", "skipped private-address"),
    (("--retries", "0"), "/shaky", "ok ok", "broken server-error"),
    (("--retries", "1"), "/shaky", "ok ok", "ok ok flaky"),
    (("--retries", "1", "--no-second-look"), "/shaky", "ok ok", "broken server-error"),
]


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: " ".join(effect[0]))
def test_an_option_changes_what_is_said(
    crawl: Crawl, plain: Outcome, web: Web, effect: tuple[tuple[str, ...], str, str, str]
) -> None:
    """A row has one verdict, reason or note without the option, and another one with it."""
    options, row, before, after = effect
    row = row.format(other=web.other)
    assert said(plain, web, row) == before
    assert said(crawl(*options), web, row) == after


def test_depth_ends_at_so_many_clicks(crawl: Crawl, web: Web) -> None:
    """At depth 0 only the start is checked."""
    assert set(crawl("--depth", "0").records) == {web.start + "/"}


def test_lazy_finds_what_scripts_load_later(crawl: Crawl, plain: Outcome, web: Web) -> None:
    """A data-src is a link then."""
    assert web.start + "/late.png" not in plain.records
    assert said(crawl("--lazy"), web, "/late.png") == "ok ok"


def test_another_parser_reads_the_pages(crawl: Crawl, plain: Outcome, web: Web) -> None:
    """All three find the same links; only the fastest knows their lines."""
    for parser, line in (("lxml", None), ("html5lib", None), ("turbohtml", 1)):
        records = crawl("--parser", parser).records
        assert set(records) == set(plain.records)
        assert {place["line"] for place in records[web.start + "/lost"]["referrers"]} == {line}


def test_scope_says_which_pages_are_searched(web: Web, tmp_path: Path) -> None:
    """From a page in a folder, the host's other pages are searched, unless only the folder is in the scope."""
    for scope, searched in (("origin", True), ("prefix", False)):
        args = ("--scope", scope, "--format", "json:report.json")
        records = Command(tmp_path, web.start + "/a/start", *args).end().records
        assert (web.start + "/far" in records) is searched


@pytest.mark.parametrize(("options", "what", "value"), [
    (("--client", "native"), "client", "aiohttp"),
    (("--client", "wire"), "client", "wire"),
    (("--backend", "threading"), "backend", "threading"),
    pytest.param(("--backend", "asyncio", "--loop", "uvloop"), "loop", "uvloop", marks=pytest.mark.skipif(
        find_spec("uvloop") is None, reason="no uvloop")),
    (("--backend", "asyncio", "--loop", "asyncio"), "loop", "asyncio"),
    (("--concurrency", "3"), "concurrency", 3),
])  # fmt: skip
def test_the_strategy_is_what_was_asked_for(crawl: Crawl, options: tuple[str, ...], what: str, value: object) -> None:
    """The report names it, and found what there is."""
    report = crawl(*options, "--depth", "0").report
    assert report["run"][what] == value
    assert report["summary"]["ok"] == 1


def test_what_is_sent_is_what_was_asked_for(crawl: Crawl, web: Web) -> None:
    """Headers go where they belong."""
    crawl("--header", "X-A: 1", "--header-for", web.other, "X-B: 2", "--user-agent", "me/1", "--auth", "user:word")
    for origin, path, headers in web.asked:
        own = origin == web.start
        assert headers["User-Agent"] == "me/1", path
        assert (headers.get("X-A"), headers.get("X-B")) == (("1", None) if own else (None, "2"))
        assert headers.get("Authorization") == ("Basic dXNlcjp3b3Jk" if own else None)
    assert {origin for origin, _, _ in web.asked} == {web.start, web.other}


def test_cookies_are_sent_to_their_host(crawl: Crawl, web: Web, tmp_path: Path) -> None:
    """A cookies.txt says which these are."""
    (tmp_path / "jar.txt").write_text("127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\tabc\n")
    crawl("--cookies", "jar.txt")
    sent = {(origin, headers.get("Cookie")) for origin, path, headers in web.asked}
    assert sent == {(web.start, "session=abc"), (web.other, None)}


def test_output_is_where_the_report_goes(crawl: Crawl, tmp_path: Path) -> None:
    """A format without a file of its own goes there, and nothing to standard output."""
    outcome = crawl("--format", "text", "--output", "out.txt")
    assert outcome.stdout == ""
    assert "/lost" in (tmp_path / "out.txt").read_text()


def test_text_has_more_or_less_of_it(crawl: Crawl, plain: Outcome) -> None:
    """--verbose lists what was skipped, --quiet only what failed, --show-redirects what has moved for good."""
    assert "/denied" not in plain.stdout
    assert "Skipped: " in plain.stdout
    assert "/moved" not in plain.stdout
    verbose, quiet, shown = (crawl("-f", "text", option).stdout for option in ("-v", "-q", "--show-redirects"))
    assert "/denied" in verbose
    assert "/lost" in quiet
    assert "Skipped: " not in quiet
    assert "/moved -> " in shown


@pytest.mark.parametrize(("color", "painted"), [("always", True), ("never", False), ("auto", False)])
def test_color_is_as_wanted(crawl: Crawl, color: str, painted: bool) -> None:  # noqa: FBT001 - a table
    """Into a file there is none, unless always."""
    assert ("\x1b[" in crawl("--format", "text", "--color", color).stdout) is painted


def test_failing_is_what_is_said_to_be(crawl: Crawl, plain: Outcome) -> None:
    """The exit code is 0 where no verdict counts."""
    assert plain.exit_code == 1
    assert crawl("--fail-on", "none").exit_code == 0
    assert crawl("--fail-on", "timeout").exit_code == 0


@pytest.mark.parametrize(("options", "shown"), [((), True), (("--progress",), True), (("--no-progress",), False),
                                                (("--quiet",), False)])  # fmt: skip
def test_progress_is_for_a_terminal(web: Web, tmp_path: Path, options: tuple[str, ...], shown: bool) -> None:  # noqa: FBT001 - a table
    """On a terminal there is a line of how far it is, unless it is unwanted."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "sixlegs", web.start + "/", "--output", "report.txt", *options]
    with Popen(command, cwd=tmp_path, stdin=PIPE, stdout=PIPE, stderr=theirs) as process:
        os.close(theirs)
        seen = b""
        with suppress(OSError):  # which is how a terminal ends
            while read := os.read(ours, 4096):
                seen += read
        process.communicate()
    os.close(ours)
    assert (b"checked" in seen) is shown
