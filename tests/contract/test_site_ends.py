"""The hostile site itself: it goes as quietly as it came."""

from __future__ import annotations

import json
import socket
import subprocess
import sys


def test_the_site_closes_in_silence() -> None:
    """With a request that it holds and half of another, the site ends without a word."""
    with subprocess.Popen(
        [sys.executable, "-m", "sixlegs.lab.hostile"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        host, _, port = told["addresses"]["main.test"].partition(":")
        with socket.create_connection((host, int(port))) as held, socket.create_connection((host, int(port))) as idle:
            held.sendall(b"GET /page HTTP/1.1\r\nHost: main.test\r\n\r\n")
            assert held.recv(1)  # the site is awake, and has a connection to lose
            held.sendall(b"GET /silent HTTP/1.1\r\nHost: main.test\r\n\r\n")
            idle.sendall(b"GET ")
            _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (0, "")
