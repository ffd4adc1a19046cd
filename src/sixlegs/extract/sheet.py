"""Owns what links a style sheet of its own holds; how CSS is read is sixlegs.extract.css's to know."""

from __future__ import annotations

from itertools import islice

from sixlegs.extract import css
from sixlegs.extract.links import Page, Resolver
from sixlegs.model import Link


def read(text: str, url: str, most: int) -> Page:
    """Read the links (at most `most`) of a style sheet, with their lines and columns; it has no anchors."""
    resolve = Resolver(url, None)
    found = list(islice(css.urls(text), most + 1))
    links = []
    for raw, line, column in found[:most]:
        target, valid = resolve(raw)
        links.append(Link(target, "css", "url", raw, line, column, valid=valid))
    return Page(tuple(links), frozenset(), len(found) > most)
