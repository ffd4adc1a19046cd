"""Owns how a command is measured as a whole process tree, on Linux; knows nothing of what it does."""

from __future__ import annotations

import ctypes
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

_PR_SET_CHILD_SUBREAPER = 36  # prctl(2)
_SAMPLE = 0.05  # seconds
_FAREWELL = 10.0  # seconds for what is left of the tree once its leader has ended


@dataclass(frozen=True)
class Measurement:
    """One run of a command."""

    code: int
    wall_s: float
    cpu_s: float  # user and system, of all processes of the tree
    rss_mb: float  # peak of the command's own process, as it stood at the last look
    tree_mb: float  # peak of the sum over the tree, shared pages counted once (PSS), sampled; 0 if that is not wanted
    stderr: str


def adopt_orphans() -> None:
    """Let this process reap its descendants' orphans, so that their CPU time is counted too."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def measure(
    command: Sequence[str], timeout: float = 300.0, environment: Mapping[str, str] | None = None, *, sample: bool = True
) -> Measurement:
    """Run a command to its end, its output thrown away; call adopt_orphans once before.

    One that takes longer than `timeout` seconds is killed, with all its tree. `sample` is whether the memory of the
    tree is looked at while it runs, which takes some of the processor too.
    """
    with tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True, env=environment
        )
        rss_kb, tree_kb = _wait(process.pid, started + timeout, sample=sample)
        wall = time.perf_counter() - started
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = code = os.waitstatus_to_exitcode(status)
        cpu = _reap(process.pid)
        errors.seek(0)
        stderr = errors.read().decode(errors="replace")
    cpu += usage.ru_utime + usage.ru_stime
    return Measurement(code, wall, cpu, rss_kb / 1024, tree_kb / 1024, stderr)


def _wait(leader: int, deadline: float, *, sample: bool) -> tuple[int, int]:
    """Wait for the end of a process, which is not reaped; return the peaks of its memory and its session's in KB.

    Its own is not asked of the system afterwards: ru_maxrss counts what this process held when it forked.
    """
    rss_kb = tree_kb = looks = 0
    pidfd = os.pidfd_open(leader)
    try:
        while not select.select([pidfd], [], [], _SAMPLE)[0]:
            if time.perf_counter() > deadline:
                _kill(leader)
            rss_kb = max(rss_kb, _peak_kb(leader))
            looks += 1
            if sample and looks % 4 == 0:
                tree_kb = max(tree_kb, sum(_pss_kb(pid) for pid in _session(leader)))
    finally:
        os.close(pidfd)
    return rss_kb, tree_kb


def _reap(leader: int) -> float:
    """Wait for what is left of a session whose leader has ended: its orphans are children of this process now."""
    cpu = 0.0
    deadline = time.perf_counter() + _FAREWELL
    while left := _session(leader):
        if time.perf_counter() > deadline:
            _kill(leader)
        for pid in left:
            try:
                reaped, _, usage = os.wait4(pid, os.WNOHANG)
            except ChildProcessError:
                continue  # it still has a parent
            if reaped:
                cpu += usage.ru_utime + usage.ru_stime
        time.sleep(0.01)
    return cpu


def _peak_kb(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("VmHWM:")), 0)


def _kill(leader: int) -> None:
    for pid in _session(leader):
        with suppress(ProcessLookupError):
            os.kill(pid, SIGKILL)


def _session(leader: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[3]) == leader:
            found.append(int(stat.parent.name))
    return found


def _pss_kb(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)
