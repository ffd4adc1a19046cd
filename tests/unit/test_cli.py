"""The laws of the command line, tried on the real command in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from sixlegs import __version__, backends
from sixlegs.command.options import declare
from sixlegs.command.strategies import lines
from sixlegs.model import Policy

BACKEND = backends.names()[0]
PAGES = {
    "/good/": b"<a href='page'>p</a>",
    "/good/page": b"fine",
    "/bad/": b"<p>\n <a href='nowhere'>n</a> <a href='/guarded'>g</a>",
    "/robots.txt": b"User-agent: *\nDisallow: /denied/",
}


class Handler(BaseHTTPRequestHandler):
    """Serves PAGES, a page that never comes, and one that is forbidden."""

    def do_GET(self) -> None:
        """Answer GET, and HEAD without the body."""
        if self.path == "/never":
            self.connection.recv(1)  # until the client has gone away
        body = PAGES.get(self.path)
        if self.path == "/away":
            self.send_response(302)
            port = self.headers["Host"].rpartition(":")[2]
            self.send_header("Location", f"http://localhost:{port}/good/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(403 if self.path == "/guarded" else 200 if body is not None else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body or b"")

    do_HEAD = do_GET  # noqa: N815 - http.server's name

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Serve the pages on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def crawl(*args: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        [sys.executable, "-m", "sixlegs", *args],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env=os.environ | {"COLUMNS": "100"} | environment,
    )


def test_help_shows_options_and_sub_commands() -> None:
    """One page of help has everything: each option of a check, each sub-command, and no traceback."""
    done = crawl("--help")
    assert done.returncode == 0
    for option in declare():
        assert option.opts[0] in done.stdout
    for word in ("backends", "check", "demo", "Strategy:", "Extent:", "Checking:", "Requests:", "Safety:", "Output:"):
        assert word in done.stdout


def test_alone_it_shows_help_and_fails() -> None:
    """Without a word there is nothing to do: exit code 2, and help on standard error."""
    done = crawl()
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage: crawl URL" in done.stderr


def test_a_bug_is_no_broken_link() -> None:
    """An exception that nobody expected ends with its traceback, one line on what it is, and exit code 3."""
    code = (
        "import click, sixlegs.cli as c; c.COMMANDS.add_command(click.Command('x', callback=lambda: 1 / 0)); c.main()"
    )
    done = subprocess.run([sys.executable, "-c", code, "x"], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    *trace, last = done.stderr.splitlines()
    assert trace[0].startswith("Traceback")
    assert trace[-1] == "ZeroDivisionError: division by zero"
    assert last == "crawl: this is a bug in sixlegs: please report it, with the lines above"


def test_version() -> None:
    """--version names the package and its version."""
    assert crawl("--version").stdout == f"sixlegs {__version__}\n"


def test_every_policy_is_an_option() -> None:
    """What the user may decide of a crawl can be said on the command line; seed and backoff belong to tests."""
    options = {option.name for option in declare()}
    said_otherwise = {
        "external": "no_external",
        "traps": "no_traps",
        "second_look": "no_second_look",
        "fragments": "no_fragments",
        "obey_robots": "ignore_robots",
        "skip_nofollow": "nofollow",
        "headers": "header",
        "headers_for": "header_for",
        "login_fields": "login_field",
        "ca_file": "ca",
        "limits": "max_bytes",
    }
    assert {said_otherwise.get(each.name, each.name) for each in fields(Policy)} - {"seed", "backoff"} <= options


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["my.site"], "https://my.site"),
        (["bakends"], "did you mean backends?"),
        (["localhost:8000"], "did you mean http://localhost:8000"),
        (["nofile.html"], "there is no file 'nofile.html'"),
        (["./nowhere"], "there is no file or folder './nowhere'"),
        (["/nowhere/at/all"], "there is no file or folder"),
        (["file:///tmp"], "named by its path"),
        (["http//my.site"], "did you mean http://my.site"),
        (["https//my.site"], "did you mean https://my.site"),
        (["bench", "comapre"], "did you mean compare?"),
        (["docs/a.html#x"], "there is no file 'docs/a.html#x'"),
        (["http://127.0.0.1/", "--backend", "threading", "--loop", "asyncio"], "threading has none"),
        (["http://127.0.0.1/", "--accept", "200,300..308"], "300..308 has no effect"),
        (["http://127.0.0.1/", "-b", "nothing"], "there is no 'nothing'"),
        (["http://127.0.0.1/", "-d", "-1"], "0 or more"),
        (["http://"], "not a valid URL"),
        (["ftp://127.0.0.1/"], "only http and https"),
        (["http://127.0.0.1/", "--backend", BACKEND[:-1]], f"Did you mean {BACKEND}?"),
        (["http://127.0.0.1/", "--depth", "-1"], "0 or more"),
        (["http://127.0.0.1/", "--concurrency", "0"], "1 or more"),
        (["http://127.0.0.1/", "--timeout", "nan"], "more than 0"),
        (["http://127.0.0.1/", "--delay", "-0.5"], "0 or more"),
        (["http://127.0.0.1/", "--max-bytes", "lots"], "5MiB"),
        (["http://127.0.0.1/", "--include", "("], "not a regular expression"),
        (["http://127.0.0.1/", "--header", "no colon"], "a name, a colon and a value"),
        (["http://127.0.0.1/", "--header", "hOst: x"], "hOst says how a request is sent"),
        (["http://127.0.0.1/", "--header", "X: é"], "a name, a colon and a value"),
        (["http://127.0.0.1/", "--header", "X: a\nY: b"], "a name, a colon and a value"),
        (["http://127.0.0.1/", "--user-agent", "\n"], "a header can hold"),
        (["http://127.0.0.1/", "--format", "yaml"], "text, json, jsonl"),
        (["http://127.0.0.1/", "--format", "jso:x"], "Did you mean json"),
        (["http://127.0.0.1/", "--accept", "4xx"], "status codes"),
        (["http://127.0.0.1/", "--fail-on", "brokn"], "Did you mean broken?"),
        (["http://127.0.0.1/", "--scope", "planet"], "origin, host, domain, prefix"),
        (["http://127.0.0.1/", "--ca", "missing.pem"], "cannot be read"),
        (["http://127.0.0.1/", "--ca", __file__], "no certificate"),
        (["http://127.0.0.1/", "--wrong"], "--help"),
        (["check"], "URL"),
        (["-"], "standard input was empty"),
        ([__file__, "--root", "missing"], "there is no folder"),
    ],
)
def test_wrong_usage_is_one_line_that_says_what_to_do(args: list[str], said: str) -> None:
    """Exit code 2, nothing on standard output, one line on standard error, no traceback, no usage dump."""
    done = crawl(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("crawl: ")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr


def test_a_fine_site_is_exit_code_0(site: str) -> None:
    """Nothing failed: 0."""
    done = crawl(f"{site}/good/", "--backend", BACKEND)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("2 URLs: 2 ok.")


def test_a_broken_link_is_exit_code_1(site: str) -> None:
    """A link failed: 1, and the report says where."""
    done = crawl(f"{site}/bad/", "--backend", BACKEND)
    assert done.returncode == 1
    assert "       2:2  broken       " in done.stdout


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--fail-on", "none", 0),
        ("--fail-on", "timeout", 0),
        ("--fail-on", "blocked", 1),
        ("--accept", "404", 0),
        ("--accept", "400..499", 0),
        ("--exclude", "nowhere", 0),
    ],
)
def test_the_user_says_what_fails(site: str, option: str, value: str, code: int) -> None:
    """--fail-on picks the verdicts that count, --accept adds to what is ok, --exclude leaves out."""
    assert crawl(f"{site}/bad/", "--backend", BACKEND, option, value).returncode == code


def test_a_start_that_cannot_be_reached_is_exit_code_3() -> None:
    """If no start URL could be fetched there was no crawl: 3, and one line says why."""
    done = crawl("http://127.0.0.1:1/", "--backend", BACKEND, "--retries", "0")
    assert done.returncode == 3
    assert done.stderr == "crawl: no start URL could be crawled: http://127.0.0.1:1/: connection refused\n"


def test_a_start_that_robots_forbid_says_how_to_go_on(site: str) -> None:
    """A crawl that robots.txt forbids from the start names the option that would do it all the same."""
    done = crawl(f"{site}/denied/", "--backend", BACKEND)
    assert done.returncode == 3
    assert "--ignore-robots" in done.stderr


def test_a_start_that_is_not_found_is_a_broken_link(site: str) -> None:
    """A server that answers was reached: 1, not 3. One of several starts is enough."""
    assert crawl(f"{site}/nothing", "--backend", BACKEND).returncode == 1
    assert crawl(f"{site}/good/", "http://127.0.0.1:1/", "--backend", BACKEND, "--retries", "0").returncode == 1


def test_start_urls_come_from_standard_input(site: str) -> None:
    """`-` reads one URL a line; empty lines are nothing, and neither are comments."""
    lines = f"\n{site}/good/\n # {site}/other\n{site}/good/page\n"
    done = crawl("-", "--backend", BACKEND, "--format", "json", stdin=lines)
    assert json.loads(done.stdout)["run"]["start"] == [f"{site}/good/", f"{site}/good/page"]


def test_several_reports_of_one_crawl(site: str, tmp_path: Path) -> None:
    """Each --format is written to its place, and all of them tell of the same crawl."""
    files = {name: tmp_path / name for name in ("json", "jsonl")}
    formats = [word for name, file in files.items() for word in ("--format", f"{name}:{file}")]
    done = crawl(f"{site}/bad/", "--backend", BACKEND, *formats, "--format", "text")
    document = json.loads(files["json"].read_text())
    lines = [json.loads(line) for line in files["jsonl"].read_text().splitlines()]
    assert document["summary"] == lines[-1]["summary"]
    assert {result["url"] for result in document["results"]} == {line["url"] for line in lines[:-1]}
    assert f"{document['summary']['urls']} URLs: " in done.stdout


def test_a_report_that_cannot_be_written_is_found_out_before_the_crawl() -> None:
    """Exit code 3 and one line, without a single request to a start URL that would not have answered."""
    done = crawl("http://127.0.0.1:1/", "--backend", BACKEND, "--output", "missing/report.txt")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "crawl: cannot write missing/report.txt: No such file or directory\n"


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_crawl_with_a_report(site: str, signum: signal.Signals, code: int) -> None:
    """What is known is written as whole JSON, and says which signal it was."""
    command = [sys.executable, "-m", "sixlegs", f"{site}/good/", f"{site}/never", "--backend", BACKEND]
    with subprocess.Popen([*command, "--format", "jsonl"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        process.send_signal(signum)
        lines += process.stdout.readlines()
        assert process.wait(timeout=10) == code
    last = json.loads(lines[-1])
    assert last["run"]["stopped_by"] == signum.name.lower()
    assert last["run"]["complete"] is False
    assert last["summary"]["skipped"] >= 1


def test_a_reader_who_goes_away_is_no_traceback(site: str) -> None:
    """A closed pipe ends the command quietly, and not with 0."""
    command = [sys.executable, "-m", "sixlegs", f"{site}/bad/", "--backend", BACKEND]
    for name in ("text", "json", "jsonl"):
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(
            [*command, "--format", name], stdout=write, stderr=subprocess.PIPE, timeout=30, check=False
        )
        os.close(write)
        assert (done.returncode, done.stderr) == (3, b"")


def closed(redirection: str, *args: str) -> tuple[int, str]:
    """Run the command in a shell with a redirection; return exit code and what it said."""
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {redirection}', "sh", sys.executable, "-m", "sixlegs", *args],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("redirection", ["<&-", "2>&-", "<&- 2>&-"])
def test_a_closed_stream_that_is_not_needed_does_no_harm(site: str, redirection: str) -> None:
    """Without standard input or error a crawl goes on as ever."""
    assert closed(redirection, f"{site}/bad/", "--backend", BACKEND) == (1, "")


@pytest.mark.parametrize("redirection", [">&-", ">/dev/full"])
@pytest.mark.parametrize("args", [["--help"], ["backends"], ["{}/good/"], ["{}/bad/", "-f", "jsonl"]])
def test_standard_output_that_takes_nothing_is_one_line(site: str, redirection: str, args: list[str]) -> None:
    """A report or a help text that cannot be written ends with one line, without a traceback, and not with 0."""
    code, said = closed(redirection, *(arg.format(site) for arg in args))
    assert code != 0
    assert said.startswith("crawl: cannot write")
    assert said.count("\n") == 1


def test_ctrl_c_during_the_imports_says_nothing() -> None:
    """A signal that comes before the command is there ends it with 130 and no traceback."""
    code = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever the tests were begun with
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "sixlegs.cli":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
from sixlegs.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_a_second_signal_ends_an_event_loop_at_once() -> None:
    """The first is noted, for the loop to end in order; the second one kills."""
    code = """
import os, signal
from sixlegs.backends.signals import postponed
signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever the tests were begun with
with postponed(lambda: None):
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")


def test_a_login_in_a_start_url_is_said_to_be_left_out(site: str) -> None:
    """One line says so, and no line where there is none."""
    start = f"{site}/good/"
    with_login = crawl(start.replace("http://", "http://me:hidden@"), "--backend", BACKEND)
    assert with_login.stderr.splitlines() == ["crawl: the login in a start URL is left out: --auth sends one"]
    assert crawl(start, "--backend", BACKEND).stderr == ""


def test_a_header_that_a_redirecting_start_loses_is_told(site: str) -> None:
    """A start URL that leads to another origin takes no --header along, and one line says so."""
    away = f"{site}/away"
    other = site.replace("127.0.0.1", "localhost")
    done = crawl(away, "--backend", BACKEND, "--header", "X: y", "--scope", "origin")
    assert done.stderr.count("\n") == 1
    assert f"--header was not sent to {other}" in done.stderr
    assert crawl(away, "--backend", BACKEND).stderr == ""
    assert crawl(f"{site}/good/", "--backend", BACKEND, "--header", "X: y").stderr == ""


def test_progress_does_not_touch_standard_output(site: str) -> None:
    """With --progress a report on standard output is what it would be without."""
    done = crawl(f"{site}/good/", "--backend", BACKEND, "--progress", "--format", "json")
    assert json.loads(done.stdout)["summary"]["ok"] == 2


def test_a_secret_in_a_start_url_is_not_shown(site: str, tmp_path: Path) -> None:
    """The password of a start URL is in no report and in no line on the terminal."""
    secret = site.replace("http://", "http://me:hidden@")
    done = crawl(f"{secret}/good/", "--backend", BACKEND, "--format", f"json:{tmp_path / 'r'}", "--format", "text")
    assert done.returncode == 0
    assert "hidden" not in done.stdout + done.stderr + (tmp_path / "r").read_text()


def test_backends_lists_every_backend() -> None:
    """Each has its line, with its client and what it is."""
    done = crawl("backends")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == backends.names()


@pytest.mark.parametrize("width", [30, 63, 64, 80, 200])
def test_backends_are_told_in_as_many_columns_as_there_are(width: int) -> None:
    """No line is longer than the terminal is wide, and no word is lost."""
    words = ["asyncio", "aiohttp", "Coroutines on one event loop: each exchange is a task that gives way " * 2]
    told = list(lines(words, width))
    assert max(map(len, told)) <= width
    assert " ".join(told).split() == " ".join(words).split()
    assert len([*lines(words, None)]) == 1


@pytest.mark.parametrize("command", [[], ["lab"], ["bench"]])
@pytest.mark.parametrize("columns", ["40", "80"])
def test_what_help_says_of_a_command_is_a_whole_sentence(command: list[str], columns: str) -> None:
    """In the list of commands nothing is cut, however narrow the terminal."""
    done = crawl(*command, "--help", COLUMNS=columns)
    listed = done.stdout.partition("Commands:")[2].partition("\n\n")[0]
    assert listed.strip()
    assert "..." not in listed


def test_the_demo_finds_what_was_planted() -> None:
    """The demo shows every kind of failure, ends well, and says how a real crawl would have ended."""
    done = crawl("demo")
    assert (done.returncode, done.stderr) == (0, "")
    for word in ("lost.html", "#spiders", "round/1", "fall-over", "unreachable", "timeout", "blocked", "robots"):
        assert word in done.stdout
    assert "exit code 1" in done.stdout


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["my.site"]])
def test_nothing_heavy_is_imported_before_it_is_needed(args: list[str]) -> None:
    """Help and wrong usage cost no HTTP library, and gevent could still patch `ssl`."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "sixlegs", *args], capture_output=True, text=True, check=False
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    heavy = {
        "ssl",
        "http.client",
        "asyncio",
        "multiprocessing",
        "requests",
        "aiohttp",
        "gevent",
        "twisted",
        "rich",
        "lxml",
    }
    assert "sixlegs.cli" in imported
    assert not imported & heavy
