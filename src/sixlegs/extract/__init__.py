"""Owns what links and anchors a page holds; knows nothing of URLs' meaning or of fetching."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sixlegs.extract.elements import Element

PARSERS = ("turbohtml", "lxml", "html5lib")


def parser(name: str) -> Callable[[str], Iterable[Element]]:
    """Return the function of a parser in PARSERS that gives the elements of a page in document order."""
    return cast("Callable[[str], Iterable[Element]]", import_module(f"sixlegs.extract.{name}").elements)
