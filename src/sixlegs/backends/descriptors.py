"""Owns how many connections may be open at a time: what the system allows a process, shared out among the exchanges."""

from __future__ import annotations

import errno
import resource

EXHAUSTED = frozenset(
    {errno.EMFILE, errno.ENFILE, errno.ENOBUFS}
)  # at the opening of a connection: no fault of its end
HOSTS = 8  # whose connections a worker keeps open, where there is room for them
_ENOUGH = 65_536
_RESERVE = 24  # files, pipes, name look-ups


def allowed() -> int:
    """Have the system allow as many as it will, and say how many these are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return _ENOUGH if soft == resource.RLIM_INFINITY else soft
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


def exchanges(each: int) -> int:
    """Say how many exchanges can go on at a time where `each` takes so many descriptors."""
    return max(1, (allowed() - _RESERVE) // each)


def hosts(concurrency: int) -> int:
    """Say of how many hosts each of so many workers may keep a connection."""
    return max(1, min(HOSTS, (allowed() - _RESERVE) // concurrency - 1))
