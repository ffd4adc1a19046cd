"""Private addresses: no connection is opened to one where only a public one will do."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from tests.contract.test_transport import run
from tests.contract.test_ways import certificates
from tests.site.threads import Server, pages, read_head, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.contract.command import Outcome
    from tests.contract.conftest import Start
    from tests.setups import Setup

INSIDE = "127.0.0.2"
NAMES = (INSIDE, "inside.test", "mapped.test", "[::ffff:127.0.0.2]", "2130706434")
PRIVATE = "skipped/private-address"


def test_no_connection_is_opened_to_a_private_address(backend: Setup, tmp_path: Path) -> None:
    """Told to take public addresses only, a transport connects to no other, by whatever name, and says why."""
    ca_file, _ = certificates(tmp_path, INSIDE)
    with serving(pages, INSIDE) as inside:
        wanted = [f"!http://{name}:{inside.port}/" for name in NAMES[:4]]
        errands = run(backend, ca_file, *wanted, f"http://inside.test:{inside.port}/")
    assert [errand.failure for errand in errands] == ["private-address"] * 4 + [None]
    assert [errand.opened for errand in errands] == [0] * 4 + [1]
    assert inside.connections == 1


def test_nothing_leads_inside(crawl: Callable[..., Outcome]) -> None:
    """With `--no-private` no link and no redirect leads to another private host than the start's own."""

    def linking(server: Server, sock: socket.socket) -> None:
        while head := read_head(sock):
            server.heads.append(head)
            sock.sendall(answers.get(head.split(" ")[1], page("")))

    with serving(pages, INSIDE) as inside, serving(linking) as start:
        links = [f"http://{name}:{inside.port}/" for name in NAMES[:4]]
        ways = {f"/{number}": link for number, link in enumerate(links)}
        answers = {"/": page("".join(f"<a href='{link}'>x</a>" for link in (*links, *ways, "/here")))}
        answers |= {path: moved(link) for path, link in ways.items()}
        outcome = crawl(f"http://127.0.0.1:{start.port}/", "--no-private", "--ignore-robots")
    here = f"http://127.0.0.1:{start.port}"
    inner = [url for url in outcome.records if url not in {f"{here}/", f"{here}/here"}]
    assert len(inner) == 8
    assert {outcome.verdict(url) for url in inner} == {PRIVATE}
    assert outcome.verdict(f"{here}/here") == "ok/ok"
    assert inside.connections == 0


def test_a_public_name_that_turns_private_leads_nowhere(backend: Setup, start: Start) -> None:
    """A start URL that was public when the crawl began is not asked once its name leads inside."""
    if backend.choice.backend != "multiprocessing":
        pytest.skip("it asks for each name once, and dials what it was told first")
    with serving(pages, INSIDE) as inside:
        outcome = start(f"http://rebinding.test:{inside.port}/").end()
    outcome.check_manners()
    assert outcome.verdict(f"http://rebinding.test:{inside.port}/") == PRIVATE
    assert outcome.exit_code == 3
    assert "--allow-private" in outcome.stderr
    assert inside.connections == 0


def page(text: str) -> bytes:
    """Return an answer with a page."""
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(text)}\r\n\r\n{text}".encode()


def moved(where: str) -> bytes:
    """Return an answer that redirects."""
    return f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode()
