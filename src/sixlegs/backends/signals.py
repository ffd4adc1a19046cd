"""Owns the way SIGINT and SIGTERM take through an event loop.

The command's handlers raise KeyboardInterrupt, which in a plain loop is all it takes. In an event loop it would surface
in whatever callback happened to run: Twisted swallows it there, gevent prints it, and asyncio is left with a task that
nobody asked about. So a loop is told to stop, and the handler has its say once nothing runs any more.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def postponed(stop: Callable[[], object]) -> Iterator[None]:
    """Within the block, let a signal call `stop`; after it, hand the signal to the handler that was there before.

    A second signal ends the process where it stands.

    Handlers that are not Python's (the default, or none) are left alone, and so is everything outside the main thread.
    """
    arrived: list[int] = []
    before: dict[int, Callable[[int, FrameType | None], object]] = {}

    def note(signum: int, _: FrameType | None) -> None:
        arrived.append(signum)
        for each in before:
            signal.signal(each, signal.SIG_DFL)
        stop()

    if threading.current_thread() is threading.main_thread():
        for signum in (signal.SIGINT, signal.SIGTERM):
            handler = signal.getsignal(signum)
            if callable(handler):
                before[signum] = handler
                signal.signal(signum, note)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in arrived[:1]:
            before[number](number, None)
