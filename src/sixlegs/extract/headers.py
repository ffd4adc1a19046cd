"""Owns which headers of a response are links (RFC 8288, and Refresh of HTML 7.4.7); resolves none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sixlegs.extract.elements import HINTS
from sixlegs.extract.rare import refresh

# One link of a Link header; a comma that separates it from the next is not in a quoted parameter or in the URL.
_LINK = re.compile(r'[\s,]*<(?P<url>[^>]*)>(?P<parameters>(?:[^,"]|"(?:[^"\\]|\\.)*+"?)*+)')
_REL = re.compile(r';\s*rel\s*=\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s;,"]+))', re.IGNORECASE)


def links(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return header names and URLs in their order. Values come as ISO-8859-1; raw UTF-8 in them means UTF-8."""
    found = []
    for name, value in headers:
        if name in {"link", "refresh"}:
            text = value.encode("iso-8859-1", "replace").decode("utf-8", "replace")
            found += [(name, url) for url in (_of_link(text) if name == "link" else refresh(text))]
    return found


def _of_link(value: str) -> list[str]:
    found, at = [], 0
    while match := _LINK.match(value, at):
        at = match.end()
        rel = _REL.search(match["parameters"])
        words = (rel["quoted"] or rel["bare"] or "").lower().split() if rel else ()
        if match["url"].strip() and HINTS.isdisjoint(words):
            found.append(match["url"].strip())
    return found
