"""Answers bent by chance: whatever a server says, each link gets one verdict, and nobody falls over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sixlegs.lab.hostile.mutants import mutants
from tests.contract.command import Command
from tests.site.threads import Server, read_head, serving

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    import pytest

    from tests.setups import Setup

TIMEOUT = 2.0


def test_whatever_is_said_gets_one_verdict(backend: Setup, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Of so many mutants (`--fuzz-count`, `--fuzz-seed`) each has one row, none is our error, and all of them end."""
    count, seed = request.config.getoption("fuzz_count"), request.config.getoption("fuzz_seed")
    answers = [*mutants(seed, count)]

    def serve(_: Server, sock: socket.socket) -> None:
        while head := read_head(sock):
            name = head.split(" ")[1].removeprefix("/")
            if name.isdigit() and int(name) < count:
                sock.sendall(answers[int(name)])
                return
            sock.sendall(page if name == "start" else missing)

    missing = b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
    body = "".join(f"<a href=/{number}>x</a>" for number in range(count)).encode()
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    options = ("--no-private", "--timeout", str(TIMEOUT), "--retries", "0", "--ignore-robots", "--max-bytes", "200000")
    with serving(serve) as server:
        site = f"http://127.0.0.1:{server.port}"
        extent = ("--depth", "1", "--max-links", str(count + 9), "--scope", "prefix")
        outcome = Command(
            tmp_path, f"{site}/start", *backend.args, *options, *extent, "--format", "json:report.json"
        ).end()
    outcome.check_manners()
    for number in range(count):
        record = outcome.records[f"{site}/{number}"]
        assert record["verdict"] != "error", (seed, number, answers[number], record)
        assert record["bytes"] <= 200_000
    assert outcome.report["run"]["complete"]
