"""Owns the process of a made-up site's server, as whoever started it sees it: where it is, and its counts."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import NamedTuple

from sixlegs.errors import UsageError
from sixlegs.lab.generated.plan import Plan
from sixlegs.lab.generated.service import Counts

_STOP_S = 5.0
_CONTROL_S = 10.0
_DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # whatever the environment says


class Served(NamedTuple):
    """A server that runs."""

    base: str  # URL of the top of the site, ending in a slash
    control: str
    starts: list[str]  # URLs to begin a crawl at: the first page, and one page of each further host
    ca: str  # the certificate to trust, as PEM
    pid: int

    @property
    def pids(self) -> list[int]:
        """All its processes."""
        return [self.pid]

    @property
    def start(self) -> str:
        """URL of the first page."""
        return self.starts[0]

    def counts(self) -> Counts:
        """Read the counts."""
        return self._ask("counts")

    def reset(self) -> Counts:
        """Zero the counts, and return what they were."""
        return self._ask("reset")

    def _ask(self, what: str) -> Counts:
        with _DIRECTLY.open(self.control + what, timeout=_CONTROL_S) as answer:
            return Counts(**json.load(answer))


@contextmanager
def serving(plan: Plan, port: int = 0) -> Iterator[Served]:
    """Serve a site from another process for as long as the block runs."""
    command = [sys.executable, "-m", "sixlegs.lab.generated.server", json.dumps(asdict(plan) | {"port": port})]
    with subprocess.Popen(  # noqa: S603 - our own module, in our own interpreter
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line:
                raise UsageError(f"the site cannot be served on port {port}" if port else "the site cannot be served")
            yield Served(**json.loads(line), pid=process.pid)
        finally:
            process.stdin.close()
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
