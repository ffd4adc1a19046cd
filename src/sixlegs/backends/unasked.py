"""Owns the look at a connection that is kept, before it is used again; knows nothing of what may come over it."""

from __future__ import annotations

import select
from typing import Protocol


class _Socket(Protocol):
    def fileno(self) -> int:
        """Give its descriptor."""


def has_spoken(sock: _Socket) -> bool:
    """Say whether there is something to read, were it the end."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))
