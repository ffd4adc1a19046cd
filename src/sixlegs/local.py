"""Owns what local files are called: by which URL a crawl knows them, and how reports show it; reads nothing.

A folder is crawled as if a static host served it: under one origin whose name nobody can have (RFC 6761 6.4), so that
links resolve as they will once it is published, absolute ones and those to `//another.host/` with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote, unquote

from sixlegs.model import Edge, Referrer, Result
from sixlegs.remap import Rule, back

HOST = "files.invalid"
ORIGIN = f"https://{HOST}"
INDEX = "index.html"
_SLASHES = re.compile("//+")
_UNFIT = re.compile(r"%(?:[01][0-9A-Fa-f]|7[Ff]|2[35]|3[Ff])")  # what means something else once decoded
_NO_TEXT = re.compile("[\udc80-\udcff]")  # bytes that are no UTF-8


def is_local(url: str) -> bool:
    """Say whether a URL stands for a local file."""
    return url.startswith(ORIGIN + "/")


def url_of(relative: str) -> str:
    """Return the URL of a file, given by its path below the root with slashes; a name need not be UTF-8."""
    name = relative.encode("utf-8", "surrogateescape")  # as os.fsdecode has it (PEP 383)
    return canonical(f"{ORIGIN}/{quote(name, safe='/~!$&*()=:@,;+')}")


def canonical(url: str) -> str:
    """Return the one URL of a file, which is to be read once: slashes are folded, and an index is its folder."""
    path, sign, rest = url[len(ORIGIN) :].partition("?")
    url = f"{ORIGIN}{_SLASHES.sub('/', path)}{sign}{rest}"
    return url.removesuffix(INDEX) if url.endswith("/" + INDEX) else url


def shown(url: str, root: str) -> str:
    """Return a URL as reports show it: a local file by its path, as seen from where the command runs."""
    if not is_local(url):
        return url
    path = _decoded(url[len(ORIGIN) + 1 :]).lstrip("/")  # what begins with a slash would be another file
    return (path or "./") if root == "." else f"{root.rstrip('/')}/{path}"


def _decoded(path: str) -> str:
    """Percent-decoding but for what would then read as another path, or as several lines, and for what is no text."""
    parts = re.split(f"({_UNFIT.pattern})", path)
    text = "".join(part if _UNFIT.fullmatch(part) else unquote(part, errors="surrogateescape") for part in parts)
    return _NO_TEXT.sub(lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", text)


def published(shown: str, root: str | None, rules: Sequence[Rule]) -> str:
    """Return the address that what reports show so has once it is published, as `--remap` says; itself if it has none.

    The opposite of `shown`, which leaves a percent sign where there is one in the URL.
    """
    if root is None or shown.startswith(("http://", "https://")):
        return back(shown, rules)
    path = shown.removeprefix("./") if root == "." else shown.removeprefix(root.rstrip("/") + "/")
    return back(f"{ORIGIN}/{quote(path, safe='/~!$&*()=:@,;+%?')}", rules)


def home(starts: Iterable[str], rules: Sequence[Rule]) -> str:
    """Return the address of the first start URL that has one, once it is published; empty where none has."""
    return next((url for url in (back(start, rules) for start in starts) if not is_local(url)), "")


def page_shown(url: str, root: str) -> str:
    """Return a page as reports show it: of a folder, the file that was read."""
    return shown(url + INDEX if is_local(url) and url.endswith("/") else url, root)


def row_shown(row: Result, root: str) -> Result:
    """Return a row of the report with paths in place of the URLs that stand for them."""
    return row._replace(
        url=shown(row.url, root),
        final_url=row.final_url and shown(row.final_url, root),
        redirects=tuple((shown(url, root), status) for url, status in row.redirects),
        referrers=tuple(Referrer(page_shown(each.page, root), each.link) for each in row.referrers),
    )


def edge_shown(edge: Edge, root: str) -> Edge:
    """Return an edge of the site's graph with paths in place of the URLs that stand for them."""
    return edge._replace(source=shown(edge.source, root), target=shown(edge.target, root))
