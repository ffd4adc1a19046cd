"""Owns the links that few elements hold: in CSS, JSON, metadata, a manifest, a lazy image; knows no parser."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sixlegs.extract import css, srcset, structured

# Selects every element that `links` finds something on; LAZY what --lazy adds. A srcdoc is the caller's to read.
SELECTOR = (
    'style, [style], meta[http-equiv], meta[property], meta[name^="og:" i], meta[name^="twitter:" i], html[manifest],'
    ' script[type*="ld+json" i]'
)
LAZY = "[data-src], [data-srcset]"
_JSON_LD = "application/ld+json"
_META = frozenset(
    {
        *(f"og:{kind}{part}" for kind in ("image", "video", "audio") for part in ("", ":url", ":secure_url")),
        *("og:url", "og:see_also", "twitter:url", "twitter:player", "twitter:player:stream"),
        *("twitter:image", "twitter:image:src", "twitter:image0", "twitter:image1", "twitter:image2", "twitter:image3"),
    }
)
_REFRESH = re.compile(r"\s*[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?(?P<quote>[\"']?)(?P<url>.*)", re.IGNORECASE | re.DOTALL)


def links(tag: str, attributes: Mapping[str, str], text: str, *, lazy: bool) -> list[tuple[str, str]]:
    """Return attributes and URLs as written; of a style sheet the attribute is `text`, of JSON the property."""
    found: list[tuple[str, str]] = []
    if style := attributes.get("style"):
        found += [("style", url.raw) for url in css.urls(style)]
    if tag == "style":
        found += [("text", url.raw) for url in css.urls(text)]
    elif tag == "meta":
        found += [("content", raw) for raw in _of_meta(attributes)]
    elif tag == "html" and (manifest := attributes.get("manifest", "").strip()):
        found.append(("manifest", manifest))
    elif tag == "script" and attributes.get("type", "").partition(";")[0].strip().lower() == _JSON_LD:
        found += structured.links(text)
    if lazy:
        if source := attributes.get("data-src", "").strip():
            found.append(("data-src", source))
        found += [("data-srcset", raw) for raw in srcset.urls(attributes.get("data-srcset", ""))]
    return found


def _of_meta(attributes: Mapping[str, str]) -> list[str]:
    content = attributes.get("content", "")
    if attributes.get("http-equiv", "").strip().lower() == "refresh":
        return refresh(content)
    names = {attributes.get(name, "").strip().lower() for name in ("property", "name")}
    return [] if names.isdisjoint(_META) or not content.strip() else [content.strip()]


def refresh(content: str) -> list[str]:
    """Return the URL of a <meta http-equiv=refresh>, or of the header, if it has one (HTML 4.2.5.3)."""
    match = _REFRESH.match(content)
    if match is None:
        return []
    url = match["url"].partition(match["quote"])[0] if match["quote"] else match["url"]
    return [url.strip()] if url.strip() else []
