"""Owns the splitting of srcset attributes (HTML 4.8.4.2.1); knows nothing of elements."""

from __future__ import annotations

import re

_CANDIDATE = re.compile(r"[\s,]*([^\s,]\S*)")
_DESCRIPTORS = re.compile(r"(?:[^,(]|\([^)]*\)?)*")  # to the next comma that is not in parentheses


def urls(value: str) -> list[str]:
    """Return the URLs of a srcset, in order; one that ends in commas has no descriptors."""
    found = []
    position = 0
    while match := _CANDIDATE.match(value, position):
        url = match[1]
        position = match.end()
        if url.endswith(","):
            url = url.rstrip(",")
        else:
            descriptors = _DESCRIPTORS.match(value, position)
            position = descriptors.end() if descriptors else position
        found.append(url)
    return found
