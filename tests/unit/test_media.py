"""Laws of what is read: all who ask say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from sixlegs import media
from sixlegs.backends.files import Folder
from sixlegs.command import starts
from sixlegs.model import Response
from sixlegs.page import examine
from sixlegs.wire.body import wanted
from tests.unit.build import fetch

TYPES = ["text/html", "TEXT/HTML; charset=x", "application/xhtml+xml", "", ";", "text/css", "text/markdown;x=,"]
TYPES += ["text/xml", "application/xml", "text/plain", "image/png", "text/plain, text/html", "html"]
BODIES = {
    "text/css": b"a { b: url(x) }",
    "text/markdown": b"[x](x)",
    "xml": b"<urlset><url><loc>x</loc></url></urlset>",
}


@pytest.mark.parametrize("content_type", TYPES)
def test_the_body_that_is_read_is_the_body_that_was_wanted(content_type: str) -> None:
    """A transport brings the body of an answer if, and only if, links are looked for in it."""
    order = fetch("http://site/")
    body = BODIES.get(media.named(content_type), BODIES["xml"] if "xml" in content_type else b"<a href=x>")
    if media.named(content_type) == media.XHTML:
        body = b"<a href='x'/>"
    visit = examine(order, Response(200, (("content-type", content_type),), body))
    assert bool(visit.links) is wanted(order, 200, {"content-type": content_type})


def test_two_types_in_one_header_are_none() -> None:
    """A header that is a list names no type, whatever a transport that joins headers makes of it."""
    reply = Response(200, (("content-type", "text/html, text/plain"),), b"<a href=x>")
    assert examine(fetch("http://site/"), reply).links == ()


@pytest.mark.parametrize("ending", sorted(media.PAGE_ENDINGS))
def test_each_file_that_a_folder_begins_with_is_read(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is found in a folder is served as something whose links are looked for, in capitals too."""
    monkeypatch.chdir(tmp_path)
    for name in ("a" + ending, "B" + ending.upper()):
        Path(name).write_text("<a href='x'></a>")
    for url in starts.read(["."]).urls:
        order = fetch(url)
        reply = Folder(".").answer(order)
        assert isinstance(reply, Response)
        assert len(examine(order, reply).links) == 1
    assert len(starts.read(["."]).urls) == 2
