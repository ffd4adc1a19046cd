"""Owns the running of the real command as a process of its own, and what can be read off it afterwards."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Record = dict[str, Any]
LONGEST_RUN = 45.0  # seconds; a crawl that takes longer hangs
LONGEST_EXIT = 2.0  # seconds until the last process of a run is gone from the process table
NAMES = Path(__file__).parents[1] / "site" / "names"  # what host names mean to the command
NOWHERE = "http://127.0.0.1:9"
NOISE = re.compile(
    r"Traceback|Warning|Exception ignored|never retrieved|was destroyed|never awaited|Unhandled|resource_tracker"
)


@dataclass(frozen=True)
class Outcome:
    """How a run of the command ended, with the site's addresses turned back into their names."""

    exit_code: int
    stdout: str
    stderr: str
    files: dict[str, str]
    left_behind: tuple[int, ...]  # processes that outlived the run
    seconds: float  # from the last signal, or from the start, to the end

    @cached_property
    def report(self) -> dict[str, Any]:
        """The JSON report."""
        document: dict[str, Any] = json.loads(self.files["report.json"])
        return document

    @cached_property
    def records(self) -> dict[str, Record]:
        """The rows of the report by URL."""
        return {record["url"]: record for record in self.report["results"]}

    def verdict(self, url: str) -> str:
        """Return `verdict/reason` of a row."""
        record = self.records[url]
        return f"{record['verdict']}/{record['reason']}"

    def check_manners(self) -> None:
        """Fail where a run was noisy or left a process behind: a law for each and every run."""
        assert not NOISE.search(self.stderr), self.stderr
        assert not self.left_behind, "processes outlived the run"


class Command:
    """`crawl`, running."""

    def __init__(
        self,
        folder: Path,
        *args: str,
        name: Callable[[str], str] = str,
        before: Sequence[str] = (),
        environment: Mapping[str, str] = {},
    ) -> None:
        self._folder = folder
        self._name = name
        self._began = time.monotonic()
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE)
        self.process = subprocess.Popen(
            [*before, sys.executable, "-m", "sixlegs", *args],
            cwd=folder,
            env=os.environ | proxies | {"NO_COLOR": "1", "PYTHONPATH": str(NAMES), **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def signal(self, signum: signal.Signals, *, to_all: bool) -> None:
        """Send a signal as a terminal does, to all of the run's processes, or as `kill` does, to the first."""
        self._began = time.monotonic()
        (os.killpg if to_all else os.kill)(self.process.pid, signum)

    def end(self) -> Outcome:
        """Wait for the end."""
        try:
            stdout, stderr = self.process.communicate(timeout=LONGEST_RUN)
        except subprocess.TimeoutExpired:
            stdout, stderr = self.kill()
            raise AssertionError(f"the command did not end\n{stdout}\n{stderr}") from None
        seconds = time.monotonic() - self._began
        left_behind = _survivors(self.process.pid)
        files = {path.name: self._name(path.read_text()) for path in self._folder.iterdir() if path.is_file()}
        outcome = Outcome(
            self.process.returncode, self._name(stdout), self._name(stderr), files, tuple(left_behind), seconds
        )
        _kill_all(left_behind)
        return outcome

    def kill(self) -> tuple[str, str]:
        """End the run by force; return what it has written."""
        _kill_all(members(self.process.pid))
        return self.process.communicate()


def members(session: int) -> list[int]:
    """Return the processes of a session that are still alive."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, its_session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if int(its_session) == session and state != "Z":
            found.append(int(folder.name))
    return found


def holder_of(port: int, session: int) -> int:
    """Return the process of a session that holds the TCP connection from a local port."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {f"socket:[{row[9]}]" for row in rows if int(row[1].partition(":")[2], 16) == port}
    for pid in members(session):
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            try:
                if str(descriptor.readlink()) in sockets:
                    return pid
            except OSError:
                continue
    raise AssertionError(f"no process of the run holds a connection from port {port}")


def _survivors(session: int) -> list[int]:
    deadline = time.monotonic() + LONGEST_EXIT
    while (alive := members(session)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return alive


def _kill_all(pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
