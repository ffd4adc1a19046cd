"""Owns the event loops that asyncio can run on; imports none of them before it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from sixlegs.errors import CrawlImpossible

ASYNCIO, UVLOOP = "asyncio", "uvloop"
NAMES = (ASYNCIO, UVLOOP)
BACKEND = "asyncio"  # the one that they run under


def fastest() -> str:
    """Name the fastest loop that is installed."""
    return UVLOOP if find_spec(UVLOOP) else ASYNCIO


def factory(name: str) -> Callable[[], Any]:
    """Return what makes a loop of that name; raises CrawlImpossible where it is not installed."""
    try:
        make: Callable[[], Any] = import_module(name).new_event_loop
    except ImportError as error:
        raise CrawlImpossible(f'the {name} loop needs the package {name}: pip install "sixlegs[{name}]"') from error
    return make
