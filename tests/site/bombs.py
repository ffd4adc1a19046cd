"""Owns answers that are small on the wire and large in memory, and what it takes the real command to read one."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import brotli
import zstandard

from tests.contract.command import members
from tests.site.threads import Server, read_head, serving

if TYPE_CHECKING:
    import socket

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
CAP = 256  # MB
_BLANKS = 200 * 1024 * 1024
_GLANCE = 0.01  # seconds between looks at the processes
_TICKS = os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    """What was said of an answer, and what that took, of all processes together and of the largest one."""

    said: str
    notes: list[str]
    mb: int
    cpu: float
    largest: int  # MB


def _squeezed(coding: str, body: bytes) -> bytes:
    return HEAD + b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (coding.encode(), len(body)) + body


def _plain(body: bytes) -> bytes:
    return HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body


def _spaces() -> bytes:
    return b" " * _BLANKS


def _links() -> bytes:
    return b"".join(b"<a href=/%d>" % number for number in range(1_000_000))


# None is longer than a few megabytes.
BOMBS: dict[str, Callable[[], bytes]] = {
    "gzip, 200 MB of nothing": lambda: _squeezed("gzip", gzip.compress(_spaces())),
    "deflate, 200 MB of nothing": lambda: _squeezed("deflate", zlib.compress(_spaces())),
    "brotli, 200 MB of nothing": lambda: _squeezed("br", brotli.compress(_spaces())),
    "zstd, 200 MB of nothing": lambda: _squeezed("zstd", zstandard.compress(_spaces())),
    "gzip of gzip": lambda: _squeezed("gzip, gzip", gzip.compress(gzip.compress(bytes(_BLANKS)))),
    "gzip, 200 MB of tags": lambda: _squeezed("gzip", gzip.compress(b"<p>" * (_BLANKS // 3))),
    "gzip, 200 MB of one attribute": lambda: _squeezed("gzip", gzip.compress(b"<p title='" + _spaces())),
    "a million links": lambda: _plain(_links()),
    "a million links, gzipped": lambda: _squeezed("gzip", gzip.compress(_links())),
    "a body without end": lambda: HEAD + b"\r\n" + b"." * 30_000_000,
    "a head without end": lambda: b"HTTP/1.1 200 OK\r\n" + b"X-More: and more\r\n" * 500_000,
}


def cost(answer: bytes, options: Sequence[str]) -> Cost:
    """Crawl one answer; what is linked to is not followed."""

    def serve(server: Server, sock: socket.socket) -> None:
        if head := read_head(sock):
            server.heads.append(head)
            sock.sendall(answer)

    with serving(serve) as server, tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        args = [f"http://127.0.0.1:{server.port}/", "--ignore-robots", "--max-urls", "1", *options]
        command = [sys.executable, "-m", "sixlegs", *args, "--quiet", "--format", f"json:{report}"]
        marks, cpu = _watched(command)
        first = json.loads(report.read_text())["results"][0]
    return Cost(f"{first['verdict']}/{first['reason']}", first["notes"], sum(marks), cpu, max(marks))


def _watched(command: Sequence[str]) -> tuple[list[int], float]:
    """Run a command; return the high-water mark of each of its processes' memory in MB, and the seconds of all.

    The marks only rise, so that looking often enough is as good as looking at the end.
    """
    seen: dict[int, tuple[int, int]] = {}
    with subprocess.Popen(command, start_new_session=True) as process:
        while process.poll() is None:
            for pid in members(process.pid):
                try:
                    status, stat = (Path(f"/proc/{pid}/{name}").read_text() for name in ("status", "stat"))
                    mark = int(status.partition("VmHWM:")[2].split()[0])
                except (OSError, IndexError):  # it has just ended
                    continue
                fields = stat.rpartition(")")[2].split()
                seen[pid] = mark, int(fields[11]) + int(fields[12])
            time.sleep(_GLANCE)
    marks, ticks = zip(*seen.values(), strict=True)
    return [mark // 1024 for mark in marks], sum(ticks) / _TICKS
