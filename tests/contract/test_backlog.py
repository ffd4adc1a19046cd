"""A server that lets nobody in and turns nobody away: its queue of connections is full."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tests.contract.command import Command
from tests.site.threads import Server, read_head, serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.setups import Setup

QUEUE = 16  # connections that are begun, which is more than a backlog of zero holds


def test_a_full_queue_of_connections_is_a_timeout(backend: Setup, tmp_path: Path) -> None:
    """A connection that never comes about is a `timeout`, and the other links have their verdicts."""
    with ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(QUEUE):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex(full.getsockname())
        links = f"<a href=http://127.0.0.1:{full.getsockname()[1]}/>x</a><a href=/well>y</a>".encode()
        page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(links), links)

        def serve(_: Server, sock: socket.socket) -> None:
            while read_head(sock):
                sock.sendall(page)

        site = f"http://127.0.0.1:{stack.enter_context(serving(serve)).port}"
        options = ("--timeout", "1.5", "--retries", "0", "--ignore-robots", "--format", "json:report.json")
        outcome = Command(tmp_path, f"{site}/", *backend.args, *options).end()
    outcome.check_manners()
    said = {url: f"{record['verdict']}/{record['reason']}" for url, record in outcome.records.items()}
    full_url = next(url for url in said if not url.startswith(site))
    assert said.pop(full_url) == "timeout/timeout"
    assert said == {f"{site}/": "ok/ok", f"{site}/well": "ok/ok"}
