"""Owns which words of structured data are links (JSON-LD with the vocabulary of schema.org); knows no HTML."""

from __future__ import annotations

import json
import re
from typing import Any

from sixlegs.urls import without_surrogates

# Properties whose value is a resource to be fetched. `@id` is not one: it is a name, and most often one that no page
# has an anchor for (https://site/#organization). Nor is `target`: there it is a template with holes.
_RESOURCES = frozenset(
    {"contentUrl", "embedUrl", "image", "item", "logo", "mainEntityOfPage", "sameAs", "thumbnailUrl", "url"}
)
_URL = re.compile(r"\s*(?:https?://|\.{0,2}/)[^\s{}]+\s*", re.IGNORECASE)  # `image` may also be a name


def links(text: str) -> list[tuple[str, str]]:
    """Return the properties and URLs of a JSON-LD script in their order; none of one that is not JSON."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return []
    found: list[tuple[str, str]] = []
    ahead: list[tuple[str, Any]] = [("", data)]
    while ahead:
        name, value = ahead.pop()
        if isinstance(value, dict):
            ahead += reversed(value.items())
        elif isinstance(value, list):
            ahead += [(name, each) for each in reversed(value)]
        elif name in _RESOURCES and isinstance(value, str) and _URL.fullmatch(value):
            found.append((name, without_surrogates(value.strip())))
    return found
