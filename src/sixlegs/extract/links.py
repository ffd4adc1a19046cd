"""Owns what a page's links become once its base URL is known; knows no parser and no element."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, cast

from sixlegs import urls
from sixlegs.extract.encoding import in_query
from sixlegs.model import Link

LONGEST_TEXT = 200  # characters of a link's text that are kept

Resolved = tuple[str, bool]

_REMEMBERED = 10_000  # texts of one site
_SITES = 16
_SCHEMES = ("http://", "https://")
_memory: dict[str, dict[str, Resolved]] = {}

# Texts that a URL parser only joins to the base, if that much: nothing to encode, no dot segments but a first one, no
# port, no host that is a number. A line each, and as many of them as follow one another.
_SEGMENTS = "(?:[A-Za-z0-9_-][A-Za-z0-9_.~=,+!$()*&;@-]*+/?)"
_HOST = r"(?:(?!xn--)[a-z0-9-]++\.)*+[a-z]{2,}+"
_FRAGMENT = r"\#[A-Za-z0-9_.~=&/%+,:;@!$()*?-]*+"
_PLAIN = re.compile(
    rf"(?:(?:{_FRAGMENT}|(?:(?:https?://{_HOST}/|/(?!/)|\.\./){_SEGMENTS}*+|{_SEGMENTS}++)"
    rf"(?:\?[A-Za-z0-9_.~=&/%+,:;@!$()*?-]*+)?(?:{_FRAGMENT})?)\n)*+"
)


class Page(NamedTuple):
    """What is wanted of a page."""

    links: tuple[Link, ...]  # in document order
    anchors: frozenset[str]  # what a fragment can name
    cut: bool  # there were more links than were asked for


class Resolver:
    """Resolves the links of one page.

    Strategy: most texts are plain, and joined to the base without a URL parser. One match of a regular expression
    finds how many plain ones follow one another, so that none costs a call of its own.
    """

    __slots__ = ("_encoding", "_known", "_ordinary", "_site", "base")

    def __init__(self, url: str, written_base: str | None, encoding: str = "utf-8") -> None:
        self._encoding = "" if encoding.startswith("utf-") else encoding  # other encodings show in queries
        base = self.base = url if written_base is None else self._base(url, written_base)
        self._ordinary = urls.is_http(base) and "@" not in base
        self._site = base[: base.index("/", 8)] if self._ordinary else ""
        self._known = _known_on(self._site + self._encoding)

    def __call__(self, raw: str) -> Resolved:
        """Return the absolute URL and True, or the text as it stands and False where it is no URL."""
        known = self._known.get(raw)
        if known is not None:
            return known
        url = self._resolve(self.base, raw)
        resolved = (raw.strip(), False) if url is None else (url, True)
        if self._ordinary and raw.startswith(("/", "mailto:", *_SCHEMES)):  # the same on all pages
            self._known[raw] = resolved
        return resolved

    def all(self, raws: Sequence[str]) -> tuple[list[str], list[bool]]:
        """Return the same of many at once: URLs, or texts as they stand, and whether each is a URL."""
        text = "\n".join(raws) + "\n"
        if not self._ordinary or text.count("\n") != len(raws):
            resolved = [self(raw) for raw in raws]
            return [url for url, _ in resolved], [valid for _, valid in resolved]
        found: list[str] = []
        valid = [True] * len(raws)
        at = 0
        while True:
            end = cast("re.Match[str]", _PLAIN.match(text, at)).end()  # where nothing is plain, it matches that
            odd = len(found) + text.count("\n", at, end)
            found += self._joined(raws[len(found) : odd])
            if odd == len(raws):
                return found, valid
            url, valid[odd] = self(raws[odd])
            found.append(url)
            at = end + len(raws[odd]) + 1

    def _resolve(self, base: str, raw: str) -> str | None:
        url = urls.resolve(base, raw)
        if self._encoding and url is not None and urls.is_http(url):
            return urls.resolve(base, in_query(raw, self._encoding))
        return url

    def _base(self, url: str, written: str) -> str:
        """The page's URL, or its first <base href> resolved against it (HTML 4.2.3)."""
        absolute = self._resolve(url, written)
        return url if absolute is None or absolute.startswith(("data:", "javascript:")) else absolute

    def _joined(self, plain: Sequence[str]) -> list[str]:
        site, base = self._site, self.base
        page = base[: base.index("#")] if "#" in base else base
        path = page[: page.index("?")] if "?" in page else page
        folder = path[: path.rindex("/") + 1]
        above = folder[: folder.rindex("/", len(site), -1) + 1] if len(folder) > len(site) + 1 else folder
        return [
            site + raw if raw[0] == "/"
            else above + raw[3:] if raw[0] == "."
            else page + raw if raw[0] == "#"
            else raw if raw[:4] == "http" and raw.startswith(_SCHEMES)
            else folder + raw
            for raw in plain
        ]  # fmt: skip


def _known_on(site: str) -> dict[str, Resolved]:
    known = _memory.setdefault(site, {})
    if len(known) > _REMEMBERED or len(_memory) > _SITES:
        _memory.clear()
    return known
