"""A server that says more than it was asked: bytes that come over a connection between two questions."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.contract.command import Command
from tests.site.threads import Server, read_head, serving

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from tests.setups import Setup

HEAD = b"HTTP/1.1 %d -\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
LINKS = b"".join(b"<a href=/%d>x</a>" % number for number in range(4))
PAUSE, SOON = "0.3", 0.1  # seconds from an answer to the next question, and to what nobody asked for


@pytest.mark.parametrize("unasked", [b"junk\r\n", HEAD % (404, 4) + b"gone"], ids=["junk", "answer"])
def test_what_nobody_asked_for_is_no_answer(backend: Setup, tmp_path: Path, unasked: bytes) -> None:
    """Bytes that follow an answer late say nothing of the link that is asked for next."""

    def serve(_: Server, sock: socket.socket) -> None:
        def say() -> None:
            with suppress(OSError):
                sock.sendall(unasked)

        while read_head(sock):
            sock.sendall(HEAD % (200, len(LINKS)) + LINKS)
            late = threading.Timer(SOON, say)
            late.start()

    with serving(serve) as server:
        args = ("--delay", PAUSE, "--ignore-robots", "--retries", "0", "--format", "json:report.json")
        outcome = Command(tmp_path, f"http://127.0.0.1:{server.port}/", *backend.args, *args).end()
    outcome.check_manners()
    assert [record["verdict"] for record in outcome.records.values()] == ["ok"] * 5


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("late", [b"</html>", b"\r\n", b"Hello, there\n\n"], ids=["tag", "newline", "text"])
def test_what_is_left_of_the_answer_before_is_no_answer(
    backend: Setup, tmp_path: Path, method: str, late: bytes
) -> None:
    """More body than was said, or a body where there is none, that arrives after the next question, fails no link."""

    def serve(server: Server, sock: socket.socket) -> None:
        left = b""
        while head := read_head(sock):
            server.heads.append(head)
            sock.sendall(left + HEAD % (200, len(LINKS)) + (b"" if head.startswith("HEAD ") else LINKS))
            left = late

    with serving(serve, "127.0.0.2") as server:
        start = f"http://127.0.0.2:{server.port}"
        if method == "HEAD":
            tmp_path.joinpath("links.md").write_text("".join(f"<{start}/{number}>\n" for number in range(4)))
            start = "links.md"
        args = ("--concurrency", "1", "--ignore-robots", "--retries", "0", "--format", "json:report.json")
        outcome = Command(tmp_path, start, *backend.args, *args).end()
    outcome.check_manners()
    assert {head.split(" ")[0] for head in server.heads} == {method}
    assert [record["verdict"] for record in outcome.records.values()] == ["ok"] * 5
    assert 5 < len(server.heads) < 10  # once again over a new connection, where it came over a kept one
