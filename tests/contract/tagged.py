"""Owns a small site whose pages have tags, so that it can be asked whether they have changed; a test can change it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGES = 12
ANCHORS = b"".join(b"<p id=anchor-number-%d></p>" % number for number in range(200))  # which a memory has to keep


class Tagged:
    """A start page that links to all others, each of which has a tag or a date, and links back."""

    def __init__(self) -> None:
        self.start = ""
        self.paths = [f"/{number}" for number in range(1, PAGES)]
        self.statuses = {"/3": 404}
        self.answers: Counter[int] = Counter()  # statuses given to questions other than for robots.txt
        self.asked = threading.Event()  # somebody wants the page that is held back
        self.held = ""
        self.release = threading.Event()

    def expected(self) -> dict[str, str]:
        """Return the verdict of each URL."""
        verdicts = {path: "broken" if self.statuses.get(path) == 404 else "ok" for path in ["/", *self.paths]}
        return {self.start + path.removeprefix("/"): verdict for path, verdict in verdicts.items()}


@contextmanager
def serving() -> Iterator[Tagged]:
    """Serve one for the length of the block."""
    site = Tagged()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            held = self.path == site.held
            if held:
                site.asked.set()
                site.release.wait(30)
            status = site.statuses.get(self.path, 200 if self.path in {"/", *site.paths} else 404)
            number = int(self.path[1:] or 0) if status == 200 else 0
            tag = ("ETag", f'"{number}"') if number % 2 else ("Last-Modified", "Tue, 01 Sep 2026 00:00:00 GMT")
            asked = self.headers["If-None-Match"] if number % 2 else self.headers["If-Modified-Since"]
            if status == 200 and asked == tag[1]:
                status = 304
            links = "".join(f'<a href="{path}">x</a>' for path in (site.paths if self.path == "/" else ["/"]))
            body = links.encode() + ANCHORS if status == 200 else b""
            if self.path != "/robots.txt" and not held:
                site.answers[status] += 1
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            if status in {200, 304}:
                self.send_header(*tag)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 - http.server's name

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Keep quiet of crawls that were killed."""

    with Server(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site.start = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield site
        finally:
            site.release.set()
            server.shutdown()
            thread.join()
