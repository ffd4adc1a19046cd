"""Owns how much work a parser may make of one page; knows no parser.

Two of the parsers take quadratic time for pages that are made for it. What they do is counted, not timed, so that the
same page is read in the same way everywhere; one that is too hard for them is read by the parser that is not so.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class TooHard(Exception):
    """The page would take a parser longer than anybody wants to wait."""


class Effort:
    """Work, as it adds up."""

    __slots__ = ("_left",)

    def __init__(self, most: int) -> None:
        self._left = most

    def spend(self, work: int) -> None:
        """Count some work; raises TooHard where it is too much."""
        self._left -= work
        if self._left < 0:
            raise TooHard


def bounded(instead: Callable[P, R]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Have `instead` do what is too hard for a function."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def somehow(*args: P.args, **options: P.kwargs) -> R:
            try:
                return function(*args, **options)
            except TooHard:
                return instead(*args, **options)

        return somehow

    return decorate
