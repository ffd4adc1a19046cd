"""Sites that say 200 where nothing is, and servers that are down for a while: what only the end of a crawl tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.contract.command import Command
from tests.site.threads import Server, read_head, serving

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from tests.setups import Setup

TRIES = 3  # with the usual retries


def _page(path: str) -> str:
    if path == "/docs/":
        names = ("one", "two", "gone", "moved", "slow")
        return "<title>Start</title>" + "".join(f"<p><a href={name}>{name}</a>" for name in names)
    if path in {"/docs/one", "/docs/two", "/docs/slow"}:
        return f"<title>{path}</title><p>This page says something of its own, of {path[-3:]} for one."
    return (
        f"<title>{path[6:]} - Site</title><h1>Oops</h1><p>We have looked for {path} everywhere. Try the search instead."
    )


def _serve(server: Server, sock: socket.socket) -> None:
    """Answer every address with a page; one is down until it was asked for often enough, and one leads nowhere."""
    while head := read_head(sock):
        server.heads.append(head)
        path = head.split(" ")[1]
        body, status = _page(path).encode(), "200 OK"
        if path == "/robots.txt":
            status = "404 Not Found"
        elif path == "/docs/slow" and sum("/docs/slow " in each for each in server.heads) <= TRIES:
            status = "503 Service Unavailable"
        elif path == "/docs/moved":
            status = "302 Found\r\nLocation: /docs/not-here"
        answer = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
        sock.sendall(answer.encode() + body)


def test_pages_that_only_say_that_nothing_is_there_are_noted(backend: Setup, tmp_path: Path) -> None:
    """With `--soft-404` one request more tells them; no verdict changes; what was down for a while is ok."""
    with serving(_serve) as server:
        site = f"http://127.0.0.1:{server.port}/docs/"
        options = ("--soft-404", "--format", "json:report.json", "--format", "jsonl:report.jsonl")
        outcome = Command(tmp_path, site, *backend.args, *options).end()
        asked = [head.split(" ")[1] for head in server.heads]
    outcome.check_manners()
    notes = {url.removeprefix(site): record["notes"] for url, record in outcome.records.items()}
    assert notes == {
        "": [],
        "one": [],
        "two": [],
        "gone": ["soft-404"],
        "moved": ["redirected", "soft-404"],
        "slow": ["flaky"],
    }
    assert {record["verdict"] for record in outcome.records.values()} == {"ok"}
    assert outcome.exit_code == 0
    assert asked[-1].startswith("/docs/sixlegs-")
    assert outcome.report["run"]["requests"] == len(asked) == 7 + TRIES + 1 + 1  # the second look, and the question
    assert outcome.report["summary"]["flaky"] == 1
    assert '"soft-404"' in outcome.files["report.jsonl"].splitlines()[-1]
