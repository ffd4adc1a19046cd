"""Owns what a fragment asks of a page: a place, a line of code, words; knows nothing of how pages are read."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import unquote

# Hosts that show code. Their scripts find `#x` at the id `user-content-x`, and make the lines that `#L10` names.
CODE_HOSTS = frozenset(
    {
        *("bitbucket.org", "codeberg.org", "framagit.org", "git.sr.ht", "gitea.com", "gitee.com", "github.com"),
        *("gist.github.com", "gitlab.com", "gitlab.freedesktop.org", "gitlab.gnome.org", "invent.kde.org"),
        *("notabug.org", "salsa.debian.org"),
    }
)
_LINES = re.compile(r"L\d+(C\d+)?(-L?\d+(C\d+)?)?|lines-\d+(:\d+)?(,\d+(:\d+)?)*|n\d+")
_DIRECTIVE = re.compile(r":~:.*", re.DOTALL)  # https://wicg.github.io/scroll-to-text-fragment/#fragment-directive
_TEXT = re.compile(r"(?:(?P<prefix>[^,&]*)-,)?(?P<start>[^,&]+?)(?:,(?P<end>[^,&]+?))??(?:,-(?P<suffix>[^,&]*))?")


def names_nothing(fragment: str) -> bool:
    """Say whether a fragment asks for no anchor: empty, the top of the page, or a route of a script (HTML 7.4.6.3)."""
    name = _DIRECTIVE.sub("", fragment)
    return name.lower() in {"", "top"} or name.startswith(("!", "/"))


def is_anchored(fragment: str, anchors: Collection[str], host: str) -> bool:
    """Say whether a page with these anchors has the place that a fragment names, as written or percent-decoded."""
    name = _DIRECTIVE.sub("", fragment)
    if name in anchors:
        return True
    plain = unquote(name)
    if plain in anchors:
        return True
    return host in CODE_HOSTS and (f"user-content-{plain}" in anchors or _LINES.fullmatch(name) is not None)


def texts(fragment: str) -> frozenset[str]:
    """Return the text directives of a fragment, as they are written."""
    directive = _DIRECTIVE.search(fragment)
    parts = directive[0][3:].split("&") if directive else []
    return frozenset(part[5:] for part in parts if part.startswith("text=") and _TEXT.fullmatch(part[5:]))


def stands(text: str, words: str) -> bool:
    """Say whether a page of these words has what a text directive names: `[prefix-,]start[,end][,-suffix]`.

    Blanks and case count for nothing, nor does where words begin and end: to say that a text is gone, it must be.
    """
    asked = _TEXT.fullmatch(text)
    if asked is None:
        return True
    prefix, start, end, suffix = (_flat(unquote(asked[name] or "")) for name in ("prefix", "start", "end", "suffix"))
    page = _flat(words)
    if not end:
        return prefix + start + suffix in page
    at = page.find(prefix + start)
    return at >= 0 and page.find(end + suffix, at + len(prefix + start)) >= 0


def _flat(text: str) -> str:
    return "".join(text.split()).casefold()


class Texts(NamedTuple):
    """What is known of the text directives that links have for one page."""

    wanted: set[str]
    asked: set[str]
    found: set[str]

    def wants(self, more: frozenset[str]) -> bool:
        """Take what a link wants; say whether the page is to be asked for it."""
        self.wanted.update(more)
        return not self.wanted <= self.asked

    def learns(self, asked: Collection[str], found: Collection[str]) -> None:
        """Take what a visit that was asked for some found."""
        self.asked.update(asked)
        self.found.update(found)
