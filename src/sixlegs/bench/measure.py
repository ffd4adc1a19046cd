"""Owns how a command is measured as a whole process tree, on Linux; knows nothing of what it does."""

from __future__ import annotations

import ctypes
import os
import resource
import select
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL
from typing import IO

_PR_SET_CHILD_SUBREAPER = 36  # prctl(2)
_SAMPLE = 0.05  # seconds
_FAREWELL = 10.0  # seconds for what is left of the tree once its leader has ended


@dataclass(frozen=True)
class Measurement:
    """One run of a command."""

    code: int
    wall_s: float
    user_s: float  # processor time of all processes of the tree
    system_s: float
    rss_mb: float  # peak of the command's own process, as it stood at the last look
    tree_mb: float  # peak of the sum over the tree, shared pages counted once (PSS), sampled; 0 if that is not wanted
    stderr: str
    stdout: str
    peaks_mb: float  # the peaks of all processes of the tree, added, as they stood at the last look
    processes: int  # most of them at one time; 1 if that was not looked for
    switches: int
    forced_switches: int
    started: float  # on the monotonic clock

    @property
    def cpu_s(self) -> float:
        """Processor time, user and system, of all processes of the tree."""
        return self.user_s + self.system_s


@dataclass
class _Seen:
    """What was seen of a tree of processes while it ran, in KB."""

    rss: int = 0
    tree: int = 0
    processes: int = 1
    peaks: dict[int, int] = field(default_factory=dict)


@dataclass
class _Used:
    """What the processes of a tree have used."""

    user: float = 0.0
    system: float = 0.0
    switches: int = 0
    forced: int = 0

    def add(self, usage: resource.struct_rusage) -> None:
        """Add one process, and those that it has waited for."""
        self.user += usage.ru_utime
        self.system += usage.ru_stime
        self.switches += usage.ru_nvcsw + usage.ru_nivcsw
        self.forced += usage.ru_nivcsw


def adopt_orphans() -> None:
    """Let this process reap its descendants' orphans, so that their CPU time is counted too."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def measure(
    command: Sequence[str], timeout: float = 300.0, environment: Mapping[str, str] | None = None, *, sample: bool = True
) -> Measurement:
    """Run a command to its end; call adopt_orphans once before.

    One that takes longer than `timeout` seconds is killed, with all its tree, and so is all of it if this is
    interrupted. `sample` is whether the tree is looked at while it runs, which takes some of the processor too.
    """
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as output:
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=output, stderr=errors, start_new_session=True, env=environment)  # noqa: S603 - what is measured
        try:
            seen = _wait(process.pid, started + timeout, sample=sample)
        except BaseException:
            _kill(process.pid)
            process.wait()
            raise
        wall = time.monotonic() - started
        used = _Used()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = code = os.waitstatus_to_exitcode(status)
        used.add(usage)
        _reap(process.pid, used)
        texts = [_text(file) for file in (errors, output)]
    return Measurement(
        code=code,
        wall_s=wall,
        user_s=used.user,
        system_s=used.system,
        rss_mb=seen.rss / 1024,
        tree_mb=seen.tree / 1024,
        stderr=texts[0],
        stdout=texts[1],
        peaks_mb=sum(seen.peaks.values()) / 1024,
        processes=seen.processes,
        switches=used.switches,
        forced_switches=used.forced,
        started=started,
    )


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _wait(leader: int, deadline: float, *, sample: bool) -> _Seen:
    """Wait for the end of a process, which is not reaped; return what was seen of its memory and its session's.

    Its own is not asked of the system afterwards: ru_maxrss counts what this process held when it forked.
    """
    seen = _Seen()
    looks = 0
    pidfd = os.pidfd_open(leader)
    try:
        while not select.select([pidfd], [], [], _SAMPLE)[0]:
            if time.monotonic() > deadline:
                _kill(leader)
            seen.rss = seen.peaks[leader] = max(seen.rss, _peak_kb(leader))
            looks += 1
            if sample and looks % 4 == 0:
                _look(leader, seen)
    finally:
        os.close(pidfd)
    return seen


def _look(leader: int, seen: _Seen) -> None:
    members = _session(leader)
    seen.processes = max(seen.processes, len(members))
    seen.tree = max(seen.tree, sum(_pss_kb(pid) for pid in members))
    for pid in members:
        seen.peaks[pid] = max(seen.peaks.get(pid, 0), _peak_kb(pid))


def _reap(leader: int, used: _Used) -> None:
    """Wait for what is left of a session whose leader has ended: its orphans are children of this process now."""
    deadline = time.monotonic() + _FAREWELL
    while left := _session(leader):
        if time.monotonic() > deadline:
            _kill(leader)
        for pid in left:
            try:
                reaped, _, usage = os.wait4(pid, os.WNOHANG)
            except ChildProcessError:
                continue  # it still has a parent
            if reaped:
                used.add(usage)
        time.sleep(0.01)


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
