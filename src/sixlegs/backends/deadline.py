"""Owns the time of one exchange: how much of it is left, and what happened when."""

from __future__ import annotations

import socket
import time

from sixlegs.model import Phases

_SLACK = 0.05  # seconds by which a socket's timeout may be off before it is worth a system call to set it anew


class Deadline:
    """The end of the time for one exchange, on the monotonic clock."""

    __slots__ = ("_began", "connected", "ends", "first_byte", "peer", "resolved", "secured")

    def __init__(self, seconds: float) -> None:
        self._began = time.monotonic()
        self.ends = self._began + seconds  # on the monotonic clock
        self.resolved: float | None = None
        self.connected: float | None = None
        self.secured: float | None = None
        self.first_byte: float | None = None
        self.peer: str | None = None  # the IP address connected to

    def left(self) -> float:
        """Give the seconds that are left; raises TimeoutError where there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def elapsed(self) -> float:
        """Give the seconds since the beginning."""
        return time.monotonic() - self._began

    def phases(self, last_byte: float | None = None) -> Phases:
        """Give what happened when."""
        return Phases(self.resolved, self.connected, self.secured, self.first_byte, last_byte)

    def shorten(self, seconds: float) -> None:
        """Let no more than `seconds` be left."""
        self.ends = min(self.ends, time.monotonic() + seconds)

    def bind(self, sock: socket.socket) -> None:
        """Let the next call on a socket take no longer than is left: a timeout is for one call, not for all."""
        left = self.left()
        timeout = sock.gettimeout()
        if timeout is None or not left - _SLACK < timeout <= left + _SLACK:
            sock.settimeout(left)
