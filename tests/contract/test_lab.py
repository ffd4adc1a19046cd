"""The laws of `crawl lab serve`."""

from __future__ import annotations

import signal
import socket
from pathlib import Path
from urllib.request import urlopen

import pytest

from sixlegs.command.lab import Milliseconds
from tests.contract.command import Command


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("to_all", [True, False])
def test_a_served_site_ends_at_a_signal_with_all_its_processes(
    tmp_path: Path, signum: signal.Signals, *, to_all: bool
) -> None:
    """It says where it is, answers there, and at a signal ends well and leaves no process behind."""
    command = Command(tmp_path, "lab", "serve", "--site", "generated", "--pages", "3", "--shape", "star")
    assert command.process.stdout is not None
    start = command.process.stdout.readline().strip()
    with urlopen(start) as answer:
        assert b"/p/2" in answer.read()
    command.signal(signum, to_all=to_all)
    outcome = command.end()
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    outcome.check_manners()


def test_a_setting_that_means_nothing_to_a_site_is_wrong_usage(tmp_path: Path) -> None:
    """What cannot be served is said in one line."""
    outcome = Command(tmp_path, "lab", "serve", "--shape", "chain", "--errors", "0.1").end()
    assert outcome.exit_code == 2
    assert outcome.stderr == "crawl: a chain ends where it breaks: use another shape for errors\n"


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    """Nothing is served, and nothing but that line is said."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = Command(tmp_path, "lab", "serve", "--port", str(port)).end()
    assert (outcome.exit_code, outcome.stdout) == (3, "")
    assert outcome.stderr == f"crawl: cannot listen on port {port}: Address already in use\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--port", "99999"), "it must be a port, 1 to 65535, not '99999'"),
        (("--latency", "5xs"), "it must be a number of milliseconds, as in 20 or 0.5s, not '5xs'"),
        (("--latency", "x"), "it must be a number of milliseconds, as in 20 or 0.5s, not 'x'"),
    ],
)
def test_a_wrong_number_is_quoted_whole(tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    """What it should have been is said in the unit that it has."""
    outcome = Command(tmp_path, "lab", "serve", *args).end()
    assert outcome.exit_code == 2
    assert outcome.stderr.endswith(f"{said}\n")
    assert outcome.stderr.count("\n") == 1


def test_milliseconds_are_read_with_and_without_a_unit() -> None:
    """A number alone is of milliseconds."""
    assert [Milliseconds().read(text) for text in ("20", "20ms", "0.5s", "0")] == [20, 20, 500, 0]
