"""Owns what SIGINT and SIGTERM do to a crawl; knows nothing of what is done afterwards."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self

from sixlegs.errors import Interrupted

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """A block in which the first signal raises Interrupted, once; a second one ends the process where it stands.

    Both signals are taken even where the shell has set SIGINT to be ignored, as it does for a background job: whoever
    sends one means it.
    """

    def __init__(self) -> None:
        self._shielded = False
        self._pending: int | None = None
        self._interrupted = False
        self._before = {signum: signal.getsignal(signum) for signum in SIGNALS}

    def __enter__(self) -> Self:
        for signum in SIGNALS:
            signal.signal(signum, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        """Put the handlers back that were there, but leave the next signal deadly where there was one."""
        if not self._interrupted:
            for signum, handler in self._before.items():
                signal.signal(signum, handler)

    @contextmanager
    def shielded(self) -> Iterator[None]:
        """Hold a signal back for the length of a block, so that no line is written by half or forgotten."""
        self._shielded = True
        try:
            yield
        finally:
            self._shielded = False
        if self._pending is not None:
            raise Interrupted(self._pending)

    def _interrupt(self, signum: int, _frame: FrameType | None) -> None:
        self._interrupted = True
        for each in SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        if self._shielded:
            self._pending = signum
        else:
            raise Interrupted(signum)
