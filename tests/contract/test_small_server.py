"""Laws of crawling a server that can hold few connections."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.contract.command import Command
from tests.setups import Setup

PAGES = 400


class Page(BaseHTTPRequestHandler):
    """HTTP/1.0: each answer closes its connection. The start page links to all others."""

    def do_GET(self) -> None:
        """Answer."""
        links = "".join(f"<a href=/{number}>x</a>" for number in range(PAGES)) if self.path == "/" else ""
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>x</title>" + links.encode() + b" " * 50_000)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    """Serve with one thread and a backlog of five, as Python's own server does."""
    with HTTPServer(("127.0.0.1", 0), Page) as server:
        assert server.request_queue_size == 5
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_no_page_of_a_small_server_is_called_broken(url: str, backend: Setup, tmp_path: Path) -> None:
    """With all the requests at once that loopback gets by default, every page that is there is ok in the end."""
    outcome = Command(tmp_path, url, *backend.args, "--timeout", "2", "--format", "json:report.json").end()
    summary = outcome.report["summary"]
    assert (outcome.exit_code, summary["urls"], summary["ok"]) == (0, PAGES + 1, PAGES + 1)
