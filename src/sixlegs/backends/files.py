"""Owns the answers to orders for local files: what a static host would say, out of one folder and what it links to."""

from __future__ import annotations

import errno
import mimetypes
import os
import time
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from sixlegs import local, media, urls
from sixlegs.model import Failure, Fetch, Kind, Reason, Response

_NO_NAME = frozenset({errno.ENAMETOOLONG, errno.ELOOP, errno.ENOENT, errno.ENOTDIR})
_TYPES = mimetypes.MimeTypes(filenames=())  # the same on all machines
for _extension in media.MARKDOWN_ENDINGS:
    _TYPES.add_type(media.MARKDOWN, _extension)


def beside(client: Any, root: str) -> Any:
    """Return a client class that answers for local files itself and leaves everything else to `client`."""
    folder = Folder(root)

    class Blocking(client):  # type: ignore[misc]
        def exchange(self, fetch: Fetch) -> Response | Failure:
            return folder.answer(fetch) if local.is_local(fetch.url) else super().exchange(fetch)

    class Awaited(client):  # type: ignore[misc]
        async def exchange(self, fetch: Fetch) -> Response | Failure:
            return folder.answer(fetch) if local.is_local(fetch.url) else await super().exchange(fetch)

    return Awaited if iscoroutinefunction(client.exchange) else Blocking


class Folder:
    """A folder, served.

    As static hosts do: a folder is its index.html, and moves to the name with a slash; a name without extension may
    be an .html file. In a repository a folder without index is a page of its own, as code hosts show it.
    """

    def __init__(self, root: str) -> None:
        self._root = Path(root).resolve()
        self._lists = (self._root / ".git").exists()

    def answer(self, fetch: Fetch) -> Response | Failure:
        """Answer an order; never raises an Exception."""
        began = time.monotonic()
        try:
            response = self._response(fetch, urls.path(fetch.url))
        except PermissionError:
            response = Response(403, ())
        except OSError as error:
            if error.errno in _NO_NAME:
                return Response(404, ())
            return Failure(Reason.INTERNAL, f"cannot be read: {error.strerror}", time.monotonic() - began)
        return response._replace(elapsed=time.monotonic() - began)

    def _response(self, fetch: Fetch, path: str) -> Response:
        place = self._place(path)
        if place is None:
            return Response(404, ())
        if not place.is_dir():
            return _content(fetch, place)
        if not path.endswith("/"):
            return Response(301, (("location", path.rpartition("/")[2] + "/"),))
        return Response(200, (("content-type", "text/plain"),))

    def _place(self, path: str) -> Path | None:
        """The file or folder that a path names, or None."""
        segments = [unquote_to_bytes(segment) for segment in path.split("/") if segment]  # hosts fold slashes, too
        if any(b"/" in segment or b"\0" in segment or segment == b".." for segment in segments):
            return None
        name = os.fsdecode(b"/".join(segments))
        place = self._root / name  # a relative name, whatever the URL was
        try:
            if place.is_dir():
                return self._of_folder(place, path)
            candidates = [] if path.endswith("/") else [place, place.with_name(place.name + ".html")]
            return next((each for each in candidates if each.is_file()), None)
        except ValueError:
            return None

    def _of_folder(self, place: Path, path: str) -> Path | None:
        index = place / local.INDEX
        if not path.endswith("/"):
            page = place.with_name(place.name + ".html")
            has_other = not index.is_file() and not self._lists and page.is_file()
            return page if has_other else place
        if index.is_file():
            return index
        return place if self._lists else None


def _content(fetch: Fetch, place: Path) -> Response:
    kind, coding = _TYPES.guess_type(place.name)
    if coding is not None:  # a compressed file is what it is: no host would undo that
        kind = "application/gzip" if coding == "gzip" else "application/octet-stream"
    headers = () if kind is None else (("content-type", kind),)
    with place.open("rb") as file:
        if fetch.method == "HEAD" or fetch.kind is Kind.CHECK:
            return Response(200, headers)
        most = fetch.limits.max_bytes
        body = file.read(most + 1)
    return Response(200, headers, body[:most], cut=len(body) > most)
