"""Owns what it takes to stand between a backend and its crawl: all that a crawl offers; knows no reason to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl


class Layer:
    """A crawl seen through something that has its own `next` and `feed`; no backend can tell the difference."""

    def __init__(self, crawl: Crawl) -> None:
        self.crawl = crawl

    def __getattr__(self, name: str) -> Any:
        return getattr(self.crawl, name)
