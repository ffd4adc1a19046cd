"""Owns what links and anchors a page holds; knows nothing of fetching."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import cast

from sixlegs.extract.links import Page

PARSERS = ("turbohtml", "lxml", "html5lib")


def words(parser: str) -> Callable[[str], str]:
    """Return the function of a parser in PARSERS that gives the text of a page."""
    return cast("Callable[[str], str]", import_module(f"sixlegs.extract.{parser}").words)


@cache
def reader(parser: str) -> Callable[..., Page]:
    """Return the function of a parser in PARSERS that reads a page: text, URL, most links; and `lazy`."""
    return cast("Callable[..., Page]", import_module(f"sixlegs.extract.{parser}").read)
