"""Owns the exceptions, which are for wrong usage and for bugs; a broken link is a value (see model.Result)."""

from __future__ import annotations


class UsageError(Exception):
    """The command or the configuration is wrong; the message says what to do instead. Exit code 2."""


class CrawlImpossible(Exception):
    """The crawl could not be done: a backend is missing, a report cannot be written. Exit code 3."""


class Interrupted(KeyboardInterrupt):
    """SIGINT or SIGTERM arrived; carries the signal's number. Exit code 128 + number.

    It is a KeyboardInterrupt because that is the one exception which every event loop lets through.
    """

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum
