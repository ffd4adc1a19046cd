"""Owns what a made-up site says to a request for one path, before anything goes wrong with it."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Answer(NamedTuple):
    """What is at a path."""

    status: int
    content_type: str
    body: bytes
    location: bytes = b""


class Site(Protocol):
    """A made-up site."""

    def answer(self, path: bytes) -> Answer:
        """Return what is at a path."""


MISSING = Answer(404, "text/plain", b"there is nothing here\n")
ROBOTS = Answer(200, "text/plain", b"User-agent: *\nDisallow:\n")
