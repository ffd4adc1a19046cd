"""The laws of forms: what could change something is not asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.site.threads import Server, read_head, serving

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from tests.contract.command import Outcome

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
PAGE = """<!doctype html>
<form method=post action=/post/form><button formaction=/post/inherited>b</button></form>
<form action=/get/form><button formmethod=post formaction=/post/button>b</button></form>
<form method=POST id=far></form><form></form><button form=far formaction=/post/far>b</button>
<table><form method=post action=/post/misnested><tr><td><button formaction=/post/cell>b</button></form></table>
<form method=post action=/post/odd><button formmethod=get formaction=/get/button>b</button></form>
<form method=post action=/get/linked></form><a href=/get/linked>l</a>
<dialog><form method=dialog action=/dialog/form><button formaction=/dialog/button>x</button></form></dialog>
<dialog><form method=post action=/post/dialog><button formmethod=dialog formaction=/dialog/close>x</button></form>
<form action=/get/dialog><button>x</button></form><a href=/get/link>l</a></dialog>
"""


def test_a_form_that_is_sent_by_post_gets_no_request(crawl: Callable[..., Outcome]) -> None:
    """Where only a form or a button by POST leads is `skipped`, a form that closes a dialog leads nowhere."""
    asked = []

    def forms(server: Server, sock: socket.socket) -> None:
        while head := read_head(sock):
            server.heads.append(head)
            method, target, _ = head.split("\r\n")[0].split(" ")
            asked.append((method, target))
            body = PAGE.encode() if target == "/" else b""
            sock.sendall(HEAD % len(body) + body)

    with serving(forms) as server:
        start = f"http://127.0.0.1:{server.port}"
        outcome = crawl(f"{start}/", "--ignore-robots")
    found = {url.removeprefix(start): outcome.verdict(url) for url in outcome.records}
    posts = ("form", "inherited", "button", "far", "misnested", "cell", "odd", "dialog")
    gets = {f"/get/{name}" for name in ("form", "button", "linked", "dialog", "link")}
    expected = dict.fromkeys((f"/post/{name}" for name in posts), "skipped/post")
    assert found == expected | dict.fromkeys(("/", *gets), "ok/ok")
    assert sorted(asked) == sorted(("GET", target) for target in ("/", *gets))
    assert outcome.exit_code == 0
