"""What a transport notes of an exchange besides the answer: who it was with, and what happened when."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from sixlegs.backends import clients
from tests.contract.command import NAMES
from tests.contract.test_ways import HERE, certificates, context
from tests.site.running import ROOT
from tests.site.threads import pages, secure, serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.setups import Setup

STEPS = ("resolved", "connected", "secured", "first_byte", "last_byte")


class Errand(NamedTuple):
    """One exchange, as its visit tells."""

    status: int | None
    failure: str | None
    opened: int
    peer: str | None
    elapsed: float
    phases: dict[str, float | None] | None

    def happened(self) -> list[str]:
        """Name the steps that took place, which have to be in order and within the time of the exchange."""
        assert self.phases is not None
        times = [(step, at) for step in STEPS if (at := self.phases[step]) is not None]
        assert [at for _, at in times] == sorted(at for _, at in times)
        assert all(0 < at <= self.elapsed for _, at in times)
        return [step for step, _ in times]


def run(backend: Setup, ca_file: str, *urls: str) -> list[Errand]:
    """Have a backend fetch some URLs, one after the other."""
    name, client, loop = backend.choice
    done = subprocess.run(
        [sys.executable, "-m", "tests.contract.errands", name, client, loop, ca_file, *urls],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(NAMES)},
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    answers: list[list[Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    return [Errand(*answer) for answer in answers]


def test_the_wire_notes_its_peer_and_what_happened_when(backend: Setup, tmp_path: Path) -> None:
    """A new connection has all steps, a kept one those since; a failure has those before it, and never a last byte."""
    if backend.choice.client != clients.WIRE:
        pytest.skip("other clients take no notes")
    ca_file, issued = certificates(tmp_path, HERE)
    with serving(pages) as plain, serving(secure(context(issued))) as safe:
        http, https = f"http://{HERE}:{plain.port}/", f"https://{HERE}:{safe.port}/"
        first, second, third, fourth, wrong = run(
            backend, ca_file, http, http, https, https, http.replace(":", "s:", 1)
        )
    assert [errand.status for errand in (first, second, third, fourth)] == [200] * 4
    assert {errand.peer for errand in (first, second, third, fourth)} == {HERE}
    assert first.happened() == ["resolved", "connected", "first_byte", "last_byte"]
    assert third.happened() == list(STEPS)
    assert second.happened() == fourth.happened() == ["first_byte", "last_byte"]
    assert [errand.opened for errand in (first, second, third, fourth)] == [1, 0, 1, 0]
    assert wrong.failure is not None
    assert wrong.happened() == ["resolved", "connected"]


def test_a_second_handshake_with_an_origin_is_a_shorter_one(backend: Setup, tmp_path: Path) -> None:
    """Where a server closes each connection, the wire of the blocking strategies takes up the TLS session again."""
    if backend.choice.client != clients.WIRE or backend.choice.backend in {"asyncio", "twisted"}:
        pytest.skip("event loops hide the session")
    ca_file, issued = certificates(tmp_path, HERE)
    with serving(secure(context(issued), once=True)) as safe:
        url = f"https://{HERE}:{safe.port}/"
        assert [errand.status for errand in run(backend, ca_file, url, url)] == [200, 200]
        assert safe.resumed == [False, True]
