"""Owns what links and anchors a page holds; knows nothing of fetching."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import cast

from sixlegs.extract.links import Page

PARSERS = ("turbohtml", "lxml", "html5lib")


@cache
def reader(parser: str) -> Callable[[str, str, int], Page]:
    """Return the function of a parser in PARSERS that reads a page: its text, its URL, and how many links at most."""
    return cast("Callable[[str, str, int], Page]", import_module(f"sixlegs.extract.{parser}").read)
