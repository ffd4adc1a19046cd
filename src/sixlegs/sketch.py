"""Owns how alike two pages are in what they say; knows nothing of why anybody asks.

The measure is that of A. Z. Broder, "On the resemblance and containment of documents" (1997): a text is the set of its
runs of words (shingles), and two texts are as alike as their sets overlap (Jaccard). A sketch has the runs with the
least hashes, of which the overlap is that of all, give or take a few percent.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from heapq import nsmallest
from html import unescape
from urllib.parse import unquote

from sixlegs import urls

_RUN = 3  # words
_KEPT = 128  # runs of a page
_WORDS = 20_000  # of a page, at most
_SIZE = 4  # bytes of a hash
_ALIKE = 0.9  # the share of runs that two pages have in common, at the least
_NAME = 4  # characters of what is taken for the name of a page, at the least

_UNSEEN = re.compile(r"<(?P<tag>script|style)\b|<!--", re.IGNORECASE)
_ENDS = {
    tag: re.compile(end, re.IGNORECASE) for tag, end in {"script": "</script", "style": "</style", None: "-->"}.items()
}
_TAG = re.compile(r"<[^<>]*>")
_TITLE = re.compile(r"<title\b[^<>]*>(?P<title>[^<]*)", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def sketch(page: str, url: str) -> bytes:
    """Return the sketch of an HTML page: its title and its text, without its own address, which error pages repeat."""
    names = _names(url)
    title = _TITLE.search(page)
    words = _words(_seen(page), names)
    runs = {" ".join(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1))}
    least = nsmallest(_KEPT, set(map(_hash, runs)))
    return _hash(" ".join(_words(title["title"], names) if title else ())) + b"".join(least)


def alike(one: bytes, other: bytes) -> bool:
    """Say whether two pages are nearly the same, by their sketches: the same title, and nearly all of the text."""
    mine, yours = _hashes(one), _hashes(other)
    if mine[0] != yours[0]:
        return False
    both = set(mine[1:]) & set(yours[1:])
    least = nsmallest(_KEPT, {*mine[1:], *yours[1:]})
    return sum(each in both for each in least) >= _ALIKE * len(least)


def _hashes(sketched: bytes) -> list[bytes]:
    return [sketched[at : at + _SIZE] for at in range(0, len(sketched), _SIZE)]


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=_SIZE).digest()


def _words(text: str, names: list[str]) -> list[str]:
    text = unescape(text)
    for name in names:
        text = text.replace(name, " ")
    return _WORD.findall(text.casefold())[:_WORDS]


def _seen(page: str) -> str:
    """Return the text between tags, scripts, styles and comments left out; in time that grows with its length only."""
    parts, at = [], 0
    while (start := _UNSEEN.search(page, at)) is not None:
        parts.append(page[at : start.start()])
        end = _ENDS[start["tag"] and start["tag"].lower()].search(page, start.end())
        at = end.end() if end else len(page)
    parts.append(page[at:])
    return _TAG.sub(" ", " ".join(parts))


def _names(url: str) -> list[str]:
    """Return what a page may be called by, the longest first: URL, path with and without query, its last part."""
    whole = urls.split(url)[0]
    path = whole[len(urls.origin(whole)) :]
    bare = path.partition("?")[0]
    names = {whole, path, bare, path.strip("/"), bare.strip("/"), bare.rstrip("/").rpartition("/")[2]}
    names |= {unquote(name) for name in names}
    return sorted((name for name in names if len(name) >= _NAME), key=len, reverse=True)
