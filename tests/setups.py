"""Owns what a contract is tried on: every registered backend with every client, and what runs where none is named."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from sixlegs import backends
from sixlegs.backends import Choice, clients


class Setup(NamedTuple):
    """What drives the crawls that a test is about, and the options that ask for it."""

    choice: Choice
    args: tuple[str, ...]

    @property
    def id(self) -> str:
        """Its name in the list of tests."""
        if not self.args:
            return "default"
        client = self.choice.client
        return self.choice.backend if client == clients.NATIVE else f"{self.choice.backend}+{client}"


def setup(*args: str) -> Setup:
    """Return what options such as `--backend asyncio --client wire` come to."""
    asked = dict(zip(args[::2], args[1::2], strict=True))
    return Setup(backends.choose(asked.get("--backend"), asked.get("--client"), asked.get("--loop")), args)


def chosen(config: pytest.Config) -> list[Setup]:
    """Return those that the options of the run leave."""
    names, kinds = config.getoption("backend"), config.getoption("client")
    return [
        each
        for each in setups()
        if (not names or each.choice.backend in names) and (not kinds or each.choice.client in kinds)
    ]


def setups() -> list[Setup]:
    """Return every backend with every client, and what runs where nothing is asked for."""
    named = [setup("--backend", name, "--client", client) for client in clients.NAMES for name in backends.names()]
    return [*named, setup()]
