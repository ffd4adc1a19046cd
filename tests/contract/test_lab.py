"""The laws of `crawl lab serve`."""

from __future__ import annotations

import signal
from pathlib import Path
from urllib.request import urlopen

import pytest

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
