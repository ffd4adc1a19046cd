"""Owns `crawl demo`: a crawl of the small site with planted faults, and a word on how a real one would have ended.

Imported after the backend, which may have to come before anything that imports `ssl`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from sixlegs.backends import Backend, Choice
from sixlegs.command.options import FAIL_ON
from sixlegs.command.outputs import Look, Outputs, Wanted
from sixlegs.command.session import Outcome, crawl
from sixlegs.model import Policy

PATIENCE = 2.0  # seconds a fetch may take, so that the slow page is told from the others soon


def show(backend: Backend, choice: Choice, look: Look) -> int:
    """Serve the site, crawl it, and say what a crawl of a real one would have ended with."""
    with _serving() as address, Outputs([Wanted("text")], look) as outputs:
        policy = Policy(
            client=choice.client, loop=choice.loop, concurrency=backend.concurrency, timeout=PATIENCE, retries=0
        )
        outcome = crawl([f"http://{address}/"], policy, backend, outputs, progress=False)
    if outcome.signum is not None or outcome.crashed:
        return outcome.exit_code(FAIL_ON)
    click.echo(_moral(outcome))
    return 0


def _moral(outcome: Outcome) -> str:
    return (
        "\nThat was the demo: every fault above was planted. Of a real site, `crawl https://your.site` would have "
        f"ended with exit code {outcome.exit_code(FAIL_ON)}."
    )


@contextmanager
def _serving() -> Iterator[str]:
    """Serve the site for the length of the block, in a process that Ctrl-C does not reach."""
    command = [sys.executable, "-m", "sixlegs.demo_site"]
    with subprocess.Popen(  # noqa: S603 - our own module, in our own interpreter
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()  # leaving the block closes its standard input, which ends it
