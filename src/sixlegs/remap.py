"""Owns which URLs are asked for in another place than where links say they are; knows no crawl."""

from __future__ import annotations

from collections.abc import Iterable

Rule = tuple[str, str]  # the beginning of a URL as it is written, and as it is asked for; without a slash at the end


def remapped(url: str, rules: Iterable[Rule]) -> str:
    """Return the URL to ask for in place of an absolute one, by the first rule that is about it.

    A rule is about the URL that it names and all below it: `https://my.site/docs` says nothing of `/docs2`. What is in
    its place already stays there, though that be below where it is written.
    """
    for written, place in rules:
        if _is_below(url, written):
            if _is_below(url, place) and _is_below(place, written):
                return url
            rest = url[len(written) :]
            return place + rest if rest[:1] == "/" or "/" in place.partition("://")[2] else f"{place}/{rest}"
    return url


def _is_below(url: str, beginning: str) -> bool:
    return url.startswith(beginning) and url[len(beginning) :][:1] in {"", "/", "?", "#"}


def back(url: str, rules: Iterable[Rule]) -> str:
    """Return the URL that links have to say for this one to be asked for."""
    return remapped(url, [(place, written) for written, place in rules])
