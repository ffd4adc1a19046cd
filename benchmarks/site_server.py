"""Serve a generated site on loopback, from a process of its own that counts what it sees; it knows nothing of crawling.

    python benchmarks/site_server.py --pages 100000 [--seed 1] [--delay-ms 20] [--jitter 0.5]

Nothing is on disk: a page is made when it is asked for. The delay of a URL is a pure function of seed and URL, uniform
between (1 - jitter) and (1 + jitter) times the one asked for. A second port answers with the counts, as JSON; its
/reset zeroes them. No pipelining. The process ends when its standard input does, so that it never outlives its parent.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple, cast
from zlib import crc32

from generated_site import Answer, Site

try:
    from uvloop import new_event_loop
except ImportError:
    from asyncio import new_event_loop

_START_S = 30.0
_STOP_S = 5.0
_CONTROL_S = 10.0


@dataclass
class Counts:
    """What the server has seen since it was last reset."""

    requests: int = 0
    missing: int = 0
    connections: int = 0
    open: int = 0
    peak_open: int = 0
    in_flight: int = 0  # requests that have arrived and are not answered
    peak_in_flight: int = 0
    asked_delay_s: float = 0.0  # the sum of the delays by the rule
    service_s: float = 0.0  # the sum of the times from arrival to answer, as timers had it
    cpu_s: float = 0.0  # user and system


class Served(NamedTuple):
    """A server that runs."""

    base: str  # URL of the top of the site, ending in a slash
    control: str

    @property
    def start(self) -> str:
        """URL of the first page."""
        return self.base + "index.html"

    def counts(self) -> Counts:
        """Read the counts."""
        return self._ask("counts")

    def reset(self) -> Counts:
        """Zero the counts, and return what they were."""
        return self._ask("reset")

    def _ask(self, what: str) -> Counts:
        with urllib.request.urlopen(self.control + what, timeout=_CONTROL_S) as answer:
            return Counts(**json.load(answer))


@contextmanager
def serving(pages: int, seed: int = 1, delay_ms: float = 0.0, jitter: float = 0.0) -> Iterator[Served]:
    """Serve a site from another process for as long as the block runs."""
    options = {"--pages": pages, "--seed": seed, "--delay-ms": delay_ms, "--jitter": jitter}
    command = [sys.executable, str(Path(__file__).resolve()), *(f"{key}={value}" for key, value in options.items())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Served(**json.loads(process.stdout.readline()))
        finally:
            process.stdin.close()
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()


class Service:
    """The site, its delays and the counts: what the connections share."""

    def __init__(self, site: Site, delay_s: float, jitter: float) -> None:
        self.counts = Counts()
        self.loop = asyncio.get_running_loop()
        self._site = site
        self._delay = delay_s
        self._jitter = jitter
        self._cpu = time.process_time()

    def answer(self, method: bytes, path: bytes, *, close: bool) -> bytes:
        """Return all bytes of an answer."""
        answer = self._site.answer(path) if method in (b"GET", b"HEAD") else Answer(405, "text/plain", b"")
        if answer.status == 404:
            self.counts.missing += 1
        head = b"HTTP/1.1 %d -\r\nContent-Type: %b\r\nContent-Length: %d\r\n%b\r\n" % (
            answer.status,
            answer.content_type.encode(),
            len(answer.body),
            b"Connection: close\r\n" if close else b"",
        )
        return head if method == b"HEAD" else head + answer.body

    def delay(self, path: bytes) -> float:
        """Return the seconds that a URL takes."""
        if not self._delay:
            return 0.0
        chance = crc32(path, self._site.seed) / 2**32
        return self._delay * (1 + self._jitter * (2 * chance - 1))

    def reset(self) -> None:
        """Begin to count anew."""
        now = self.counts
        self.counts = Counts(open=now.open, peak_open=now.open, in_flight=now.in_flight, peak_in_flight=now.in_flight)
        self._cpu = time.process_time()

    def read(self) -> bytes:
        """Return the counts as JSON."""
        self.counts.cpu_s = time.process_time() - self._cpu
        return json.dumps(asdict(self.counts)).encode()


class Connection(asyncio.Protocol):
    """One connection of a client."""

    transport: asyncio.Transport

    def __init__(self, service: Service) -> None:
        self._service = service
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it."""
        self.transport = cast("asyncio.Transport", transport)
        counts = self._service.counts
        counts.connections += 1
        counts.open += 1
        counts.peak_open = max(counts.peak_open, counts.open)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's name
        """Count it out."""
        self._service.counts.open -= 1

    def data_received(self, data: bytes) -> None:
        """Answer a request, once it is whole."""
        self._received += data
        if not self._received.endswith(b"\r\n\r\n"):
            return
        received, self._received = self._received, b""
        service = self._service
        counts = service.counts
        counts.requests += 1
        counts.in_flight += 1
        counts.peak_in_flight = max(counts.peak_in_flight, counts.in_flight)
        method, path, _ = received.split(b" ", 2)
        close = b"onnection: close" in received
        answer = service.answer(method, path, close=close)
        delay = service.delay(path)
        if delay:
            counts.asked_delay_s += delay
            service.loop.call_later(delay, self._send, answer, time.monotonic(), close)
        else:
            self._send(answer, 0.0, close)

    def _send(self, answer: bytes, arrived: float, close: bool) -> None:  # noqa: FBT001  called by a timer
        counts = self._service.counts
        counts.in_flight -= 1
        if arrived:
            counts.service_s += time.monotonic() - arrived
        if not self.transport.is_closing():
            self.transport.write(answer)
            if close:
                self.transport.close()


class Control(asyncio.Protocol):
    """A connection to the second port: any request is told the counts."""

    transport: asyncio.Transport

    def __init__(self, service: Service) -> None:
        self._service = service

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer and close."""
        body = self._service.read()
        if b" /reset " in data:
            self._service.reset()
        self.transport.write(b"HTTP/1.0 200 -\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        self.transport.close()


async def serve(arguments: argparse.Namespace) -> None:
    """Serve until standard input ends; say on one line of standard output where."""
    loop = asyncio.get_running_loop()
    service = Service(Site(arguments.pages, arguments.seed), arguments.delay_ms / 1000, arguments.jitter)
    site = await loop.create_server(lambda: Connection(service), "127.0.0.1", 0, backlog=4096)
    control = await loop.create_server(lambda: Control(service), "127.0.0.1", 0)
    base, counts = (f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/" for server in (site, control))
    print(json.dumps({"base": base, "control": counts}), flush=True)
    over = loop.create_future()
    loop.add_reader(sys.stdin.fileno(), lambda: over.done() or sys.stdin.buffer.raw.read(1) or over.set_result(None))
    await over


def main() -> None:
    """Run the server."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--delay-ms", type=float, default=0.0)
    parser.add_argument("--jitter", type=float, default=0.0)
    arguments = parser.parse_args()
    gc.disable()  # nothing here makes circles
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(serve(arguments))


if __name__ == "__main__":
    main()
