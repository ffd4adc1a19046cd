"""Owns `crawl demo`: a small site with planted faults, served on loopback from a thread, and a crawl of it.

Imported after the backend, because it imports `ssl` by way of http.server.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import click

from sixlegs.backends import Backend
from sixlegs.command.options import FAIL_ON
from sixlegs.command.outputs import Look, Outputs, Wanted
from sixlegs.command.session import Outcome, crawl
from sixlegs.model import Policy

LOOPBACK = "127.0.0.1"
PATIENCE = 1.0  # seconds a fetch may take, so that the slow page is told from the others soon
SITE = Path(__file__).with_name("demo_site")
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml", ".txt": "text/plain"}
MOVED = {
    "/short": (HTTPStatus.MOVED_PERMANENTLY, "/field-guide.html"),
    "/old/beetle.svg": (HTTPStatus.MOVED_PERMANENTLY, "/beetle.svg"),
    "/round/1": (HTTPStatus.FOUND, "/round/2"),
    "/round/2": (HTTPStatus.FOUND, "/round/1"),
}
FAULTS = {"/fall-over": HTTPStatus.INTERNAL_SERVER_ERROR, "/members": HTTPStatus.FORBIDDEN}


def show(backend: Backend, look: Look) -> int:
    """Serve the site, crawl it, and say what a crawl of a real one would have ended with."""
    with _closed_port() as closed, _serving(_pages(closed)) as address, Outputs([Wanted("text")], look) as outputs:
        policy = Policy(concurrency=backend.concurrency, timeout=PATIENCE, retries=0)
        outcome = crawl([f"http://{address}/"], policy, backend, outputs, progress=False)
    if outcome.signum is None:
        click.echo(_moral(outcome))
    return 0 if outcome.signum is None else outcome.exit_code(FAIL_ON)


def _moral(outcome: Outcome) -> str:
    return (
        "\nThat was the demo: every fault above was planted. Of a real site, `crawl https://your.site` would have "
        f"ended with exit code {outcome.exit_code(FAIL_ON)}."
    )


def _pages(closed: str) -> dict[str, tuple[str, bytes]]:
    """Read the site: path to type and content."""
    pages = {
        f"/{file.name}": (TYPES[file.suffix], file.read_bytes().replace(b"{{closed}}", closed.encode()))
        for file in SITE.iterdir()
    }
    return pages | {"/": pages["/index.html"]}


@contextmanager
def _closed_port() -> Iterator[str]:
    """Hold a port on which nobody listens, so that nobody else can begin to."""
    with socket.socket() as held:
        held.bind((LOOPBACK, 0))
        yield f"{LOOPBACK}:{held.getsockname()[1]}"


@contextmanager
def _serving(pages: dict[str, tuple[str, bytes]]) -> Iterator[str]:
    """Serve the pages for the length of the block."""
    handler = type("Handler", (_Handler,), {"pages": pages})
    server = ThreadingHTTPServer((LOOPBACK, 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"{LOOPBACK}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD with the pages and with the faults."""

    pages: dict[str, tuple[str, bytes]]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        if self.path == "/slow":
            time.sleep(3 * PATIENCE)
        if self.path in MOVED:
            self._answer(*MOVED[self.path])
        elif self.path in self.pages:
            kind, content = self.pages[self.path]
            self._answer(HTTPStatus.OK, kind=kind, content=content)
        else:
            status = FAULTS.get(self.path, HTTPStatus.NOT_FOUND)
            self._answer(status, content=status.phrase.encode())

    do_HEAD = do_GET  # noqa: N815 - http.server's name

    def _answer(
        self, status: HTTPStatus, location: str | None = None, kind: str = "text/plain", content: bytes = b""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if location is not None:
            self.send_header("Location", location)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Keep quiet: the report is what is to be seen."""
