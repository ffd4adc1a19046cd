"""Gives any bytes to `examine` as a body, of any kind that is read, by each parser (`nox -s atheris`)."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["sixlegs"]):
    from sixlegs import urls
    from sixlegs.extract import PARSERS
    from sixlegs.model import Fetch, Kind, Limits, Reason, Response
    from sixlegs.page import examine

LIMITS = Limits(max_inflated=16384, max_links=50)
TYPES = [
    "text/html",
    "text/html; charset=utf-16",
    "text/css",
    "text/xml",
    "text/markdown",
    "application/xml",
    "",
    "text/plain",
]
CODINGS = ["", "gzip", "deflate", "br", "zstd", "gzip, br"]


def one(data: bytes) -> None:
    """The page has links and anchors, perhaps none, all of which can be written and are within bounds."""
    settings, body = data[:3].ljust(3, b"\0"), data[3:]  # the first three bytes say what the others are taken for
    headers = (
        ("content-type", TYPES[settings[0] % len(TYPES)]),
        ("content-encoding", CODINGS[settings[1] % len(CODINGS)]),
    )
    kind = Kind.ROBOTS if settings[2] % 2 else Kind.PAGE
    parser = PARSERS[settings[2] // 2 % len(PARSERS)]
    fetch = Fetch("http://site/dir/page", "GET", kind, limits=LIMITS, parser=parser)
    visit = examine(fetch, Response(200, headers, body))
    assert visit.failure is not Reason.INTERNAL, visit.detail
    assert len(visit.links) <= LIMITS.max_links
    for link in visit.links:
        (link.url + link.raw + link.text).encode()
        if link.valid and urls.is_http(link.url):
            resource, _ = urls.split(link.url)
            assert urls.key(urls.key(resource)) == urls.key(resource)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
