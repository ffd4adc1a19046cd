"""Owns how the process begins, as `crawl` or as `python -m sixlegs`; knows nothing of the command but where it is."""

from __future__ import annotations

import os
import signal
import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command; Ctrl-C while it is being imported ends the process without a traceback."""
    has_handler = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if has_handler:
        signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    mend_streams()
    from sixlegs import cli  # noqa: PLC0415 - this is what takes long

    if has_handler:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    cli.main()


def mend_streams() -> None:
    """Put something in the place of standard streams that are closed, so that no connection gets their numbers.

    What is written to a closed standard output fails like any other report that cannot be written; what is said on a
    closed standard error is lost.
    """
    if sys.stdin is None:
        sys.stdin = open(_hold(os.O_RDONLY), encoding="utf-8")  # noqa: SIM115 - open to the end
    if sys.stdout is None:
        sys.stdout = open(_hold(os.O_RDONLY), "w", encoding="utf-8")  # noqa: SIM115 - as above
    if sys.stderr is None:
        sys.stderr = open(_hold(os.O_WRONLY), "w", encoding="utf-8")  # noqa: SIM115 - as above


def _hold(flags: int) -> int:
    return os.open(os.devnull, flags)  # the least number that is free, which is that of the stream


if __name__ == "__main__":  # worker processes import this file again
    main()
