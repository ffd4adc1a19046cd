"""Owns the card of the machine: what a measurement was made on and with. It has no name and no path of the machine."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

_TICK = os.sysconf("SC_CLK_TCK")
_SYSCTLS = ("net.core.somaxconn", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_tw_reuse")
_GOVERNOR = Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")


def card() -> dict[str, Any]:
    """Say what the figures are made on."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "revision": revision(),
        "cpu": cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.system(),
        "kernel": platform.release().partition("-")[0],
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "steal_s": steal_s(),
        "packages": packages(),
    }


def whole_card() -> dict[str, Any]:
    """Say more of it: how it is set up."""
    import resource  # noqa: PLC0415 - for this alone

    return card() | {
        "hypervisor": "hypervisor" in _cpuinfo("flags"),
        "governor": _GOVERNOR.read_text(encoding="ascii").strip() if _GOVERNOR.exists() else None,
        "gil": getattr(sys, "_is_gil_enabled", lambda: True)(),
        "open_files": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
        "sysctls": {name: _sysctl(name) for name in _SYSCTLS},
    }


def revision() -> str:
    """Return the commit of the checkout, with a plus if it is not all of it; `unknown` where there is none."""
    git = ["git", "--no-optional-locks", "-C", str(Path(__file__).parent)]
    try:
        commit = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=True)  # noqa: S603
        changes = subprocess.run(  # noqa: S603
            [*git, "status", "--porcelain", "--", ".."], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return commit.stdout.strip() + ("+" if changes.stdout.strip() else "")


def cpu() -> str:
    """Name the processor."""
    return _cpuinfo("model name") or platform.machine()


def steal_s() -> float:
    """Return the seconds that the host has taken from this machine since it was started."""
    return _stat()[7] / _TICK


def busy_s() -> float:
    """Return the seconds that all processors together were busy since the machine was started."""
    user, nice, system, _, _, irq, softirq = _stat()[:7]
    return (user + nice + system + irq + softirq) / _TICK


def packages() -> dict[str, str]:
    """Return the versions of sixlegs and of what it is made of."""
    wanted = {"sixlegs", "urllib3"}
    for line in requires("sixlegs") or ():
        wanted |= set(re.findall(r"^[\w.-]+", line))
    found = {}
    for name in sorted(wanted, key=str.lower):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _stat() -> list[int]:
    return [int(field) for field in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]]


def _cpuinfo(name: str) -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith(name):
            return line.partition(":")[2].strip()
    return ""


def _sysctl(name: str) -> str | None:
    file = Path("/proc/sys") / name.replace(".", "/")
    return " ".join(file.read_text(encoding="ascii").split()) if file.exists() else None
