"""Owns small servers in threads of the test's own process: a page over TLS or IPv6, and a proxy."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection

_PATIENCE = 10.0  # seconds until a connection that says nothing is closed
_GLANCE = 0.05  # seconds between looks at whether it is over
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi"


@dataclass
class Server:
    """A server, and the heads of the requests that it got."""

    port: int
    heads: list[str] = field(default_factory=list)
    connections: int = 0
    resumed: list[bool] = field(default_factory=list)  # of each TLS connection: was its handshake a short one?


Serve = Callable[[Server, socket.socket], None]


@contextmanager
def serving(serve: Serve, host: str = "127.0.0.1") -> Iterator[Server]:
    """Have `serve` look after each connection, for the length of a block."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family, backlog=128) as listener:
        server = Server(listener.getsockname()[1])
        listener.settimeout(_GLANCE)
        over = threading.Event()
        thread = threading.Thread(target=_accept, args=(listener, serve, server, over), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            over.set()
            thread.join(_PATIENCE)


def _accept(listener: socket.socket, serve: Serve, server: Server, over: threading.Event) -> None:
    while not over.is_set():
        with contextlib.suppress(TimeoutError):
            sock, _ = listener.accept()
            server.connections += 1
            threading.Thread(target=_look_after, args=(serve, server, sock), daemon=True).start()


def _look_after(serve: Serve, server: Server, sock: socket.socket) -> None:
    with sock, contextlib.suppress(OSError):
        sock.settimeout(_PATIENCE)
        serve(server, sock)


def read_head(sock: socket.socket) -> str:
    """Read one head, byte by byte so that nothing after it is lost; empty at the end."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = sock.recv(1)
        if not byte or byte == b"\x16":  # of a TLS handshake
            return ""
        head += byte
    return head.decode("iso-8859-1")


def pages(server: Server, sock: socket.socket) -> None:
    """Answer each request with a small page."""
    while head := read_head(sock):
        server.heads.append(head)
        sock.sendall(PAGE if not head.startswith("HEAD ") else PAGE[:-2])


def documents(bodies: Mapping[str, str]) -> Serve:
    """Answer with HTML by path, and with 404 where there is none."""

    def serve(server: Server, sock: socket.socket) -> None:
        while head := read_head(sock):
            server.heads.append(head)
            method, path, _ = head.split(" ", 2)
            status, body = ("200 OK", bodies[path].encode()) if path in bodies else ("404 Not Found", b"")
            answer = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
            sock.sendall(answer.encode() + (b"" if method == "HEAD" else body))

    return serve


def secure(context: ssl.SSLContext, *, once: bool = False) -> Serve:
    """Answer with a page over TLS; `once` a connection, if wanted."""

    def serve(server: Server, sock: socket.socket) -> None:
        with context.wrap_socket(sock, server_side=True) as inner:
            server.resumed.append(bool(inner.session_reused))
            if not once:
                pages(server, inner)
            elif head := read_head(inner):
                server.heads.append(head)
                inner.sendall(PAGE.replace(b"Content-Length", b"Connection: close\r\nContent-Length"))

    return serve


def proxy(login: str = "") -> Serve:
    """Be a proxy that wants a login such as `user:password`, or none."""
    wanted = f"\r\nproxy-authorization: basic {b64encode(login.encode()).decode()}\r\n".lower() if login else ""

    def serve(server: Server, sock: socket.socket) -> None:
        while head := read_head(sock):
            server.heads.append(head)
            method, target, _ = head.split("\r\n")[0].split(" ")
            if wanted not in head.lower():
                sock.sendall(b"HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n")
            elif method == "CONNECT":
                _tunnel(sock, target)
            else:
                sock.sendall(_forwarded(head, method, target))

    return serve


def _forwarded(head: str, method: str, target: str) -> bytes:
    authority, _, path = target.removeprefix("http://").partition("/")
    origin = HTTPConnection(authority, timeout=_PATIENCE)
    origin.putrequest(method, f"/{path}", skip_host=True, skip_accept_encoding=True)
    for line in head.rstrip().split("\r\n")[1:]:
        if not line.lower().startswith("proxy-"):
            origin.putheader(*line.split(": ", 1))
    origin.endheaders()
    answer = origin.getresponse()
    lines = [f"HTTP/1.1 {answer.status} {answer.reason}", *(f"{name}: {value}" for name, value in answer.getheaders())]
    data = "\r\n".join([*lines, "", ""]).encode("iso-8859-1") + answer.read()
    origin.close()
    return data


def _connected(authority: str) -> socket.socket:
    host, _, port = authority.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), _PATIENCE)


def _tunnel(sock: socket.socket, target: str) -> None:
    try:
        origin = _connected(target)
    except OSError:
        sock.sendall(b"HTTP/1.1 502 Nobody there\r\nContent-Length: 0\r\n\r\n")
        return
    with origin:
        sock.sendall(b"HTTP/1.1 200 Here you are\r\n\r\n")
        back = threading.Thread(target=_pass_on, args=(origin, sock), daemon=True)
        back.start()
        _pass_on(sock, origin)
        back.join(_PATIENCE)


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
