"""What a crawl makes do with: few descriptors, and little memory."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.contract.command import Command
from tests.site import bombs
from tests.site.threads import Server, pages, read_head, serving

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from tests.setups import Setup

HOSTS = 40


@pytest.mark.parametrize("limit", [64])
def test_few_descriptors_are_no_fault_of_the_links(backend: Setup, tmp_path: Path, limit: int) -> None:
    """Under `ulimit -n` a crawl of many hosts goes on with fewer exchanges at a time, says so once, and finds all."""

    def linking(server: Server, sock: socket.socket) -> None:
        while head := read_head(sock):
            server.heads.append(head)
            sock.sendall(page)

    with ExitStack() as stack:
        hosts = [stack.enter_context(serving(pages)) for _ in range(HOSTS)]
        urls = [f"http://127.0.0.1:{host.port}/{number}" for host in hosts for number in range(4)]
        body = "".join(f"<a href='{url}'>x</a>" for url in urls).encode()
        page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        start = stack.enter_context(serving(linking))
        shell = ("sh", "-c", f'ulimit -n {limit}; exec "$@"', "sh")
        args = (f"http://127.0.0.1:{start.port}/", *backend.args, "--concurrency", "128", "--ignore-robots")
        outcome = Command(tmp_path, *args, "--format", "json:report.json", before=shell).end()
    outcome.check_manners()
    assert {record["verdict"] for record in outcome.records.values()} == {"ok"}
    assert len(outcome.records) == len(urls) + 1
    assert outcome.exit_code == 0
    assert outcome.stderr.count("--concurrency 128 becomes") == 1


@pytest.mark.one_client
@pytest.mark.parametrize("name", ["a million links", "a body without end", "zstd, 200 MB of nothing"])
def test_no_page_takes_more_memory_than_a_small_machine_has(backend: Setup, name: str) -> None:
    """The pages that cost most are read, and told to be cut, by no process of more than 256 MB."""
    cost = bombs.cost(bombs.BOMBS[name](), backend.args)
    assert cost.said == "ok/ok"
    assert "too-big" in cost.notes
    assert 10 < cost.largest <= bombs.CAP
