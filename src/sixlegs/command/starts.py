"""Owns what the words after `crawl` mean: URLs, local files and folders, or `-` for a list of them; fetches nothing."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sixlegs import local, media, urls
from sixlegs.command.arguments import Beginning
from sixlegs.errors import UsageError
from sixlegs.remap import Rule, remapped

STDIN = "-"
# What names a file and no host, by how it ends; top-level domains that are extensions too (.md) are hosts.
_FILE_NAME = re.compile(r"[\w/-]+\.(html?|xhtml|txt|xml|markdown|mdown|mkd)([#?].*)?", re.IGNORECASE)
_FOREIGN = frozenset({"node_modules", "__pycache__"})  # folders of what others have written


class Starts(NamedTuple):
    """Where a crawl begins."""

    urls: tuple[str, ...]
    words: tuple[str, ...]  # the same as the user put it
    root: str | None = None  # the folder that local files are served from
    remap: tuple[Rule, ...] = ()


def read(words: Sequence[str], root: str | None = None, remap: Iterable[Rule] = ()) -> Starts:
    """Return the start URLs, each once, in order; those of local files as sixlegs.local has them.

    What stands in for other URLs in `remap` may be the word for a folder.
    """
    said = list(dict.fromkeys(_words(words)))
    if not said:
        raise UsageError("no URL to start from: standard input was empty")
    places = {word: Path(os.path.abspath(word)) for word in said if _is_local(word)}  # noqa: PTH100 - keeps symlinks
    base = _root(list(places.values()), root)
    found: dict[str, None] = {}
    for word in said:
        if word in places:
            found |= dict.fromkeys(_url(file, base) for file in _files(places[word], word))
        else:
            found[urls.start_url(word)] = None
    words = [word if word in places else urls.masked(urls.start_url(word)) for word in said]
    rules = tuple((written, _place(word, base if places else None)) for written, word in remap)
    asked = dict.fromkeys(remapped(url, rules) for url in found)
    return Starts(tuple(asked), tuple(dict.fromkeys(words)), _as_seen(base) if places else None, rules)


def _words(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if word == STDIN:
            lines = map(str.strip, sys.stdin)
            yield from (line for line in lines if line and not line.startswith("#"))
        else:
            yield word


def _is_local(word: str) -> bool:
    if "://" in word or os.path.exists(word):  # noqa: PTH110 - a URL is no path, and Path would fold its slashes
        return "://" not in word
    if _FILE_NAME.fullmatch(word):
        raise UsageError(f"there is no file {word!r}")
    if word.startswith(("/", "./", "../", "~")):
        raise UsageError(f"there is no file or folder {word!r}")
    return False


def _files(place: Path, word: str) -> list[Path]:
    """The file itself, or the pages of a folder and of those in it; hidden ones are left out."""
    if not place.is_dir():
        return [place]
    found: list[Path] = []
    for folder, folders, names in os.walk(place):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _FOREIGN)
        pages = (name for name in sorted(names) if Path(name).suffix.lower() in media.PAGE_ENDINGS)
        found += [Path(folder, name) for name in pages if not name.startswith(".")]
    if not found:
        raise UsageError(f"there is no HTML or Markdown file in {word!r}")
    return found


def _url(file: Path, root: Path) -> str:
    if not file.is_relative_to(root):
        raise UsageError(f"{str(file)!r} is outside of --root {str(root)!r}")
    return local.url_of("" if file == root else file.relative_to(root).as_posix())


def _place(word: str, root: Path | None) -> str:
    """Return the URL that a folder or a URL of `--remap` is asked for by, without a slash at its end."""
    if not _is_local(word):
        try:
            return Beginning().read(word)
        except ValueError as error:
            raise UsageError(f"--remap leads to what no URL begins with: {error}") from None
    if root is None:
        raise UsageError(
            f"--remap leads to {word!r}, and nothing local is checked: name a file or a folder to start from"
        )
    return _url(Path(os.path.abspath(word)), root).rstrip("/")  # noqa: PTH100 - keeps symlinks


def _root(places: Sequence[Path], said: str | None) -> Path:
    """Return the folder that an absolute link begins at.

    Of one folder with HTML in it, that is a site, the folder; else the repository, or else the current folder, or else
    what all have in common.
    """
    if said is not None:
        return Path(os.path.abspath(said))  # noqa: PTH100 - keeps symlinks
    if not places:
        return Path()
    folders = [place for place in places if place.is_dir()]
    if len(folders) == 1 and _holds(folders[0], places) and any(folders[0].rglob("*.htm*")):
        return folders[0]
    common = Path(os.path.commonpath([place if place.is_dir() else place.parent for place in places]))
    here = Path.cwd()
    for candidate in (common, *common.parents):
        if (candidate / ".git").exists():
            return candidate
    return here if _holds(here, [common]) else common


def _holds(folder: Path, places: Sequence[Path]) -> bool:
    return all(place.is_relative_to(folder) for place in places)


def _as_seen(root: Path) -> str:
    """Return a folder by its path from the current one, where it lies in there."""
    here = Path.cwd()
    return os.path.relpath(root) if root.is_relative_to(here) or here.is_relative_to(root) else str(root)
