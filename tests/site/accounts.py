"""Owns a site behind a login: a form with a token, a session in a cookie, and pages for those who have one."""

from __future__ import annotations

import re
import secrets
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

USER, PASSWORD = "bé@site", "o/pen & ~shut"
SILENT = "nobody"  # is turned away with a page like any other
LOGIN = """<!doctype html><form action=/search><input name=q></form>
<form method=post action="/login?next=%2F"><input type=hidden name=token value="{token}">
<input name=user><input type=password name=password><button name=go value=in>Log in</button></form>{said}"""


@dataclass
class Site:
    """The site, and what it was asked with which cookies."""

    port: int = 0
    scheme: str = "http"
    links: tuple[str, ...] = ()  # on its first page
    requests: list[tuple[str, str, str]] = field(default_factory=list)  # method, target, Cookie
    tokens: dict[str, str] = field(default_factory=dict)  # by the cookie of who has not logged in yet
    sessions: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{self.scheme}://127.0.0.1:{self.port}"


@contextmanager
def accounts(context: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Run the site for the length of a block, over TLS where there is a context for it."""
    site = Site(scheme="http" if context is None else "https")
    handler = type("Handler", (_Handler,), {"site": site})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        site.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        """Show a page to who may see it, and the form to all others."""
        self._note()
        path = self.path.partition("?")[0]
        if path == "/login":
            self._form()
        elif path == "/robots.txt":
            self._answer(404, "")
        elif self._cookies().get("session") not in self.site.sessions:
            self._answer(302, "", ("Location", f"/login?next={path}"))
        elif path == "/":
            self._answer(200, "".join(f"<a href='{link}'>x</a>" for link in self.site.links))
        elif path == "/logout":
            self.site.sessions.clear()
            self._answer(200, "bye")
        else:
            self._answer(200 if path.startswith("/inside") else 404, "<p id=here>")

    def do_HEAD(self) -> None:
        """Do the same; what is not to be sent is not."""
        self.do_GET()

    def do_POST(self) -> None:
        """Take the form, if it is one that was handed out, and comes from where it was."""
        self._note()
        content = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
        fields = {name: values[0] for name, values in parse_qs(content, strict_parsing=True).items()}
        cookies = self._cookies()
        token = self.site.tokens.get(cookies.get("visitor", ""))
        honest = (
            self.headers["Origin"] == self.site.url
            and self.headers["Referer"] == f"{self.site.url}/login"
            and self.headers["Content-Type"] == "application/x-www-form-urlencoded"
        )
        if not honest or token is None or fields.get("token") != token or fields.get("go") != "in":
            self._answer(403, "no")
        elif fields["user"] == SILENT:
            self._answer(200, "We are sorry.")
        elif (fields["user"], fields["password"]) != (USER, PASSWORD):
            self._form(f"no: {fields['password']}")
        else:
            session = secrets.token_hex()
            self.site.sessions.add(session)
            self._answer(
                303,
                "",
                ("Location", "/"),
                ("Set-Cookie", f"session={session}; Path=/; HttpOnly; SameSite=Lax"),
                ("Set-Cookie", "visitor=; Path=/; Max-Age=0"),
            )

    def _form(self, said: str = "") -> None:
        visitor, token = secrets.token_hex(), secrets.token_hex()
        self.site.tokens[visitor] = token
        self._answer(200, LOGIN.format(token=token, said=said), ("Set-Cookie", f"visitor={visitor}; Path=/"))

    def _answer(self, status: int, body: str, *headers: tuple[str, str]) -> None:
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _note(self) -> None:
        self.site.requests.append((self.command, self.path, self.headers.get("Cookie", "")))

    def _cookies(self) -> dict[str, str]:
        return {name: morsel.value for name, morsel in SimpleCookie(self.headers.get("Cookie", "")).items()}

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def secrets_in(text: str, site: Site) -> list[str]:
    """Return what no output and no file may hold, as far as a text does."""
    known = {PASSWORD, *site.sessions, *site.tokens, *site.tokens.values(), "o%2Fpen", "o/pen"}
    return sorted(secret for secret in known if re.search(re.escape(secret), text))
