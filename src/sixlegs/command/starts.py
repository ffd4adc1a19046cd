"""Owns what the words after `crawl` mean: URLs, or `-` for URLs on standard input; fetches nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from sixlegs import urls
from sixlegs.errors import UsageError

STDIN = "-"


def read(words: Sequence[str]) -> list[str]:
    """Return the start URLs, each once, in order."""
    found = dict.fromkeys(_url(word) for word in _words(words))
    if not found:
        raise UsageError("no URL to start from: standard input was empty")
    return list(found)


def _words(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if word == STDIN:
            yield from (line.strip() for line in sys.stdin if line.strip())
        else:
            yield word


def _url(word: str) -> str:
    if "://" not in word and os.path.exists(word):  # noqa: PTH110 - a URL is no path, and Path would fold its slashes
        folder = word if os.path.isdir(word) else os.path.dirname(word) or "."  # noqa: PTH112, PTH120 - as above
        raise UsageError(
            f"{word!r} is a local {'folder' if os.path.isdir(word) else 'file'}, and those are not read yet: "  # noqa: PTH112 - as above
            f"serve it with `python3 -m http.server --directory {folder}` and crawl http://127.0.0.1:8000/ --per-host 8"
        )
    return urls.start_url(word)
