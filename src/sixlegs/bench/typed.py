"""Owns whether a value of JSON is what a field of a record may hold; knows no record."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints


@cache
def kinds(cls: Hashable) -> dict[str, Any]:
    """Return what each field of a class may hold."""
    return get_type_hints(cls)


def fits(value: Any, kind: Any) -> bool:
    """Say whether a value is of a kind; a record is a mapping as long as it is in a file."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return any(fits(value, each) for each in args)
    if origin is list:
        return isinstance(value, list) and all(fits(each, args[0]) for each in value)
    if origin is dict:
        return isinstance(value, dict) and all(fits(each, args[1]) for each in value.values())
    if kind in (int, float):
        return isinstance(value, (int, kind)) and not isinstance(value, bool)
    return kind is Any or isinstance(value, kind if kind in (str, bool, type(None)) else (dict, kind))
