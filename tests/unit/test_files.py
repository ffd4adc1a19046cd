"""Laws of how a folder is served, and of what the words of the command line make of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sixlegs import local
from sixlegs.backends.files import Folder
from sixlegs.command import starts
from sixlegs.errors import UsageError
from sixlegs.model import Failure, Kind, Response
from sixlegs.report import FORMATS
from tests.unit.build import fetch, limits


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small site, with something beside it to which one symbolic link leads."""
    site = tmp_path / "site"
    (site / "sub").mkdir(parents=True)
    (site / "empty").mkdir()
    for name in ("index.html", "a.html", "b c.md", "sub/index.html", "x.html.gz", "plain"):
        (site / name).write_text(name)
    (tmp_path / "secret").write_text("beside")
    (site / "link").symlink_to(tmp_path / "secret")
    (site / "inner").symlink_to(site / "a.html")
    return site


def answer(root: Path, path: str, **changes: object) -> Response:
    """Ask for a path."""
    reply = Folder(str(root)).answer(fetch(local.ORIGIN + path, **changes))  # type: ignore[arg-type]
    assert isinstance(reply, Response)
    return reply


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/", 200, b"index.html"),
        ("/a.html", 200, b"a.html"),
        ("/a", 200, b"a.html"),
        ("/a.html?v=1", 200, b"a.html"),
        ("/b%20c.md", 200, b"b c.md"),
        ("/sub", 301, b""),
        ("/sub/", 200, b"sub/index.html"),
        ("/inner", 200, b"a.html"),
        ("/empty/", 404, b""),
        ("/a.html/", 404, b""),
        ("/lost", 404, b""),
        ("/sub%2Findex.html", 404, b""),
        ("/%2e%2e%2fsecret", 404, b""),
        ("/x/..%00", 404, b""),
        ("/" + "x" * 300, 404, b""),
        ("/link", 200, b"beside"),
        ("//a.html", 200, b"a.html"),
        ("/sub///index.html", 200, b"sub/index.html"),
        ("//etc/passwd", 404, b""),
        ("/.//etc/passwd", 404, b""),
        ("/%2Fetc/passwd", 404, b""),
        ("//", 200, b"index.html"),
    ],
)
def test_a_folder_is_served_as_by_a_static_host(root: Path, path: str, status: int, body: bytes) -> None:
    """Folders are their index, a name may leave out .html, and only a symbolic link leads out of the folder."""
    reply = answer(root, path)
    assert (reply.status, reply.body) == (status, body)


def test_a_head_has_no_body_and_a_body_is_cut(root: Path) -> None:
    """Only as much is read as is asked for."""
    assert answer(root, "/a", kind=Kind.CHECK, method="HEAD").body == b""
    reply = answer(root, "/a", limits=limits(max_bytes=2))
    assert (reply.body, reply.cut) == (b"a.", True)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/a", "text/html"), ("/b%20c.md", "text/markdown"), ("/x.html.gz", "application/gzip"), ("/plain", None)],
)
def test_the_content_type_is_that_of_the_extension(root: Path, path: str, kind: str | None) -> None:
    """It is the same on all machines, and a file without extension has none."""
    assert dict(answer(root, path).headers).get("content-type") == kind


def test_in_a_repository_a_folder_is_a_page(root: Path) -> None:
    """Code hosts list the files of a folder that has no index."""
    (root / ".git").mkdir()
    assert answer(root, "/empty/").status == 200


def test_what_cannot_be_read_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No permission is 403; a disk that fails is a failure of ours."""

    def refuse(*_: object) -> None:
        raise PermissionError

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", refuse)
    assert answer(root, "/a").status == 403
    monkeypatch.setattr(Path, "open", fail)
    assert isinstance(Folder(str(root)).answer(fetch(local.ORIGIN + "/a")), Failure)


def test_a_folder_begins_at_each_of_its_pages(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All HTML and Markdown files are start pages; a folder with HTML is the root of absolute links."""
    monkeypatch.chdir(root.parent)
    (root / ".hidden").mkdir()
    (root / ".hidden" / "x.html").write_text("")
    begin = starts.read(["site"])
    assert (begin.root, begin.words) == ("site", ("site",))
    assert [url.removeprefix(local.ORIGIN) for url in begin.urls] == ["/a.html", "/b%20c.md", "/", "/sub/"]


def test_files_begin_in_their_repository(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Single files have the repository for a root, or else the current folder, and URLs may stand beside them."""
    monkeypatch.chdir(root)
    assert starts.read(["sub/index.html", "http://a/"]).root == "."
    (root.parent / ".git").mkdir()
    begin = starts.read(["b c.md"])
    assert (begin.root, begin.urls) == ("..", (f"{local.ORIGIN}/site/b%20c.md",))


def test_a_root_can_be_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies outside of it is wrong usage, as is a folder with nothing to read."""
    monkeypatch.chdir(root)
    assert starts.read(["a.html"], str(root)).urls == (f"{local.ORIGIN}/a.html",)
    with pytest.raises(UsageError, match="outside of --root"):
        starts.read(["a.html"], "sub")
    with pytest.raises(UsageError, match="no HTML or Markdown file"):
        starts.read(["empty"])


def test_no_root_without_files() -> None:
    """A crawl of the web reads no files."""
    assert starts.read(["http://a"]) == (("http://a/",), ("http://a/",), None, ())


def test_a_name_that_is_no_text_is_read_and_shown(tmp_path: Path) -> None:
    """A file whose name is not UTF-8 is checked like the others, and every format names it by its bytes."""
    odd = tmp_path / os.fsdecode(b"caf\xe9.html")
    odd.write_text("<a href='lost'>l</a>")
    (tmp_path / "index.html").write_text("<a href='caf%E9.html'>c</a>")
    for form in sorted({*FORMATS} - {"sitemap"}):
        command = [sys.executable, "-m", "sixlegs", ".", "--format", form, "--fail-on", "none"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=30, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"caf%E9.html" in done.stdout or b"caf%25E9.html" in done.stdout
        assert b"udce9" not in done.stdout
    assert answer(tmp_path, "/caf%E9.html").body == odd.read_bytes()


def test_a_sitemap_of_files_has_the_addresses_of_the_site(tmp_path: Path) -> None:
    """With --remap the pages are named as they will be published; without it there is nothing to name, and one line."""
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "index.html").write_text("<a href='a%20b.html'>a</a>")
    (tmp_path / "public" / "a b.html").write_text("<a href='https://my.site/'>home</a>")
    command = [sys.executable, "-m", "sixlegs", "public", "-f", "sitemap"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "--remap FROM TO" in done.stderr
    command += ["--remap", "https://my.site", "public"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.findall("<loc>(.*)</loc>", done.stdout) == ["https://my.site/", "https://my.site/a%20b.html"]
