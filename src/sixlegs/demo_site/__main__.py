"""Owns the demo site's server: says its address on standard output, and serves on loopback until standard input ends.

It is a process of its own, so that no backend shares its threads, its patched modules or its interpreter with it.
"""

from __future__ import annotations

import socket
import sys
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

LOOPBACK = "127.0.0.1"
SLOW = 6.0  # seconds that the slow page takes
SITE = Path(__file__).parent
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml", ".txt": "text/plain"}
MOVED = {
    "/short": (HTTPStatus.MOVED_PERMANENTLY, "/field-guide.html"),
    "/old/beetle.svg": (HTTPStatus.MOVED_PERMANENTLY, "/beetle.svg"),
    "/round/1": (HTTPStatus.FOUND, "/round/2"),
    "/round/2": (HTTPStatus.FOUND, "/round/1"),
}
FAULTS = {"/fall-over": HTTPStatus.INTERNAL_SERVER_ERROR, "/members": HTTPStatus.FORBIDDEN}


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD with the pages and with the faults."""

    pages: dict[str, tuple[str, bytes]]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer GET, and HEAD without the body."""
        if self.path == "/slow":
            time.sleep(SLOW)
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


class Server(ThreadingHTTPServer):
    """A server that takes many clients at once, and does not mind those who lose their patience."""

    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """Keep quiet."""


def pages(closed: str) -> dict[str, tuple[str, bytes]]:
    """Read the site: path to type and content. `closed` is an address where nobody listens."""
    found = {
        f"/{file.name}": (TYPES[file.suffix], file.read_bytes().replace(b"{{closed}}", closed.encode()))
        for file in SITE.iterdir()
        if file.suffix in TYPES
    }
    return found | {"/": found["/index.html"]}


def main() -> None:
    """Serve until standard input ends, which it does when whoever started this is gone."""
    with socket.socket() as closed:
        closed.bind((LOOPBACK, 0))  # held, and never listened on, so that nobody else can
        Handler.pages = pages("{}:{}".format(*closed.getsockname()))
        server = Server((LOOPBACK, 0), Handler)
        Thread(target=server.serve_forever, daemon=True).start()
        print(f"{LOOPBACK}:{server.server_port}", flush=True)  # noqa: T201 - the one thing it has to say
        sys.stdin.read()


if __name__ == "__main__":
    main()
