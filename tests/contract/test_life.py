"""What is said of a server that does not answer, or not yet: by the real command, on every backend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.contract.command import Command
from tests.site.threads import Server, read_head, serving

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from tests.contract.command import Outcome
    from tests.setups import Setup


def _reasons(outcome: Outcome) -> dict[str, str]:
    outcome.check_manners()
    return {url.rpartition("/")[2]: record["reason"] for url, record in outcome.records.items()}


def test_what_was_good_lately_is_no_sign_of_life(backend: Setup, tmp_path: Path) -> None:
    """With `--cache-age`, links to a server that has died since are `timeout`, and not `skipped`."""
    silent: list[bool] = []

    def serve(_: Server, sock: socket.socket) -> None:
        while read_head(sock):
            if not silent:
                sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n")

    (tmp_path / "kept").mkdir()
    outcomes = []
    with serving(serve) as server:
        site = f"http://127.0.0.1:{server.port}/"
        for starts in ((site,), (site, site + "new")):
            options = (
                "--cache",
                "kept/cache",
                "--cache-age",
                "3600",
                "--timeout",
                "0.5",
                "--format",
                "json:report.json",
            )
            outcomes.append(Command(tmp_path, *starts, *backend.args, *options).end())
            silent.append(True)
    assert [_reasons(outcome) for outcome in outcomes] == [{"": "ok"}, {"": "timeout", "new": "timeout"}]


def test_who_has_waited_too_long_for_us_is_asked_again(backend: Setup, tmp_path: Path) -> None:
    """408 invites another try (RFC 9110 15.5.9), which some balancers say to connections that were kept."""

    def serve(server: Server, sock: socket.socket) -> None:
        while head := read_head(sock):
            path = head.split(" ")[1]
            server.heads.append(path)
            body = "<a href=/late>x</a><a href=/never>x</a>" if path == "/" else ""
            late = path == "/never" or (path == "/late" and server.heads.count(path) == 1)
            status = "408 Request Timeout\r\nConnection: close" if late else "200 OK\r\nContent-Type: text/html"
            sock.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
            if late:
                return

    with serving(serve) as server:
        options = ("--no-second-look", "--retries", "1", "--format", "json:report.json")
        outcome = Command(tmp_path, f"http://127.0.0.1:{server.port}/", *backend.args, *options).end()
    assert _reasons(outcome) == {"": "ok", "late": "ok", "never": "client-error"}
    assert [server.heads.count(path) for path in ("/late", "/never")] == [2, 2]


def test_slow_pages_do_not_end_their_server(backend: Setup, tmp_path: Path) -> None:
    """With `--ignore-robots` the front page says whether anybody is there; a good page after them is ok."""

    def serve(server: Server, sock: socket.socket) -> None:
        while head := read_head(sock):
            path = head.split(" ")[1]
            server.heads.append(path)
            if not path.startswith("/slow"):
                sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n")

    with serving(serve) as server:
        starts = [f"http://127.0.0.1:{server.port}/{name}" for name in ("slow1", "slow2", "fast")]
        options = ("--ignore-robots", "--per-host", "1", "--timeout", "0.5", "--no-second-look")
        outcome = Command(tmp_path, *starts, *backend.args, *options, "--format", "json:report.json").end()
    assert _reasons(outcome) == {"slow1": "timeout", "slow2": "timeout", "fast": "ok"}
    assert server.heads.count("/") == 1
