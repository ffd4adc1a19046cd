"""Owns what makes two crawls one and the same: the start URLs, and the options that bear on what is found.

Only fingerprints of them are kept, each salted anew for each file: an option may be a secret.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from hashlib import blake2b
from typing import Any

from sixlegs.model import Policy

STARTS = "the start URLs"

# How and how fast it is asked, not what is found; or, as with a login, what no file should know the least thing about.
_FREE = frozenset(
    {"auth", "backoff", "client", "concurrency", "cookies", "delay", "headers", "headers_for", "loop", "max_time"}
    | {"per_host", "proxy", "seed"}
)
_OPTIONS = {
    "ca_file": "--ca",
    "external": "--no-external",
    "fragments": "--no-fragments",
    "obey_robots": "--ignore-robots",
    "private": "--allow-private",
    "second_look": "--no-second-look",
    "skip_nofollow": "--nofollow",
    "traps": "--no-traps",
}


def fingerprints(starts: Sequence[str], policy: Policy, salt: bytes) -> dict[str, str]:
    """Return what identifies a crawl: the name of each option with the fingerprint of its value."""
    named = {STARTS: tuple(sorted(starts)), **dict(_options(policy))}
    return {name: _fingerprint(value, salt) for name, value in named.items()}


def differences(kept: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Name the options in which two crawls differ."""
    return [name for name in now if kept.get(name) != now[name]]


def _options(policy: Policy) -> Iterator[tuple[str, Any]]:
    for field in fields(Policy):
        value = getattr(policy, field.name)
        if field.name == "limits":
            yield from ((_dashed(name), limit) for name, limit in value._asdict().items())
        elif field.name not in _FREE:
            yield _OPTIONS.get(field.name, _dashed(field.name)), value


def _dashed(name: str) -> str:
    return "--" + name.replace("_", "-")


def _fingerprint(value: Any, salt: bytes) -> str:
    text = repr(sorted(value) if isinstance(value, frozenset) else value)
    return blake2b(text.encode("utf-8", "backslashreplace"), digest_size=16, key=salt).hexdigest()
