"""Owns how a command is measured as a whole process tree, on Linux; knows nothing of what it does."""

from __future__ import annotations

import ctypes
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36  # prctl(2)
_SAMPLE = 0.1  # seconds


@dataclass(frozen=True)
class Measurement:
    """One run of a command."""

    code: int
    wall_s: float
    cpu_s: float  # user and system, of all processes of the tree
    rss_mb: float  # peak of the largest process
    tree_mb: float  # peak of the sum over the tree, shared pages counted once (PSS), sampled ten times a second
    stderr: str


def adopt_orphans() -> None:
    """Let this process reap its descendants' orphans, so that their CPU time is counted too."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def measure(command: list[str]) -> Measurement:
    """Run a command to its end, its output thrown away; call adopt_orphans once before."""
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr is not None
        tree_kb = 0
        cpu = 0.0
        rss_kb = 0
        code = None
        while code is None:
            time.sleep(_SAMPLE)
            tree_kb = max(tree_kb, sum(_pss_kb(pid) for pid in _session(process.pid)))
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                code = os.waitstatus_to_exitcode(status)
                wall = time.perf_counter() - started
                cpu += usage.ru_utime + usage.ru_stime
                rss_kb = max(rss_kb, usage.ru_maxrss)
        stderr = process.stderr.read()
        process.returncode = code
    orphans_cpu, orphans_rss_kb = _reap(process.pid)
    return Measurement(code, wall, cpu + orphans_cpu, max(rss_kb, orphans_rss_kb) / 1024, tree_kb / 1024, stderr)


def _reap(leader: int) -> tuple[float, int]:
    """Wait for what is left of a session whose leader has ended: its orphans are children of this process now."""
    cpu, rss_kb = 0.0, 0
    while left := _session(leader):
        for pid in left:
            try:
                _, _, usage = os.wait4(pid, 0)
            except ChildProcessError:
                time.sleep(_SAMPLE / 10)  # it still has a parent
                continue
            cpu += usage.ru_utime + usage.ru_stime
            rss_kb = max(rss_kb, usage.ru_maxrss)
    return cpu, rss_kb


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
