"""Owns what makes two crawls one and the same: the start URLs, and the options that bear on what is found.

Only fingerprints of them are kept, each salted anew for each file: an option may be a secret. Of what is one for sure,
the fingerprint takes a while to make, so that nobody finds out a short password by trying all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from hashlib import blake2b, scrypt
from typing import Any

from sixlegs.model import Policy

STARTS = "the start URLs"

# How and how fast it is asked, not what is found.
_FREE = frozenset({"backoff", "client", "concurrency", "delay", "loop", "max_time", "per_host", "proxies", "seed"})
# Whoever is let in with others finds something else.
_SECRETS = {
    "auth": "--auth",
    "cookies": "--cookies",
    "headers": "--header",
    "headers_for": "--header-for",
    "login_fields": "--login-field",
}
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
    made = {name: fingerprint(value, salt).hex() for name, value in named.items()}
    return made | {option: kept.hex() for option, kept in secrets(policy, salt).items()}


def differences(kept: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Name the options in which two crawls differ."""
    return [name for name in now if kept.get(name) != now[name]]


def _options(policy: Policy) -> Iterator[tuple[str, Any]]:
    for field in fields(Policy):
        value = getattr(policy, field.name)
        if field.name == "limits":
            yield from ((_dashed(name), limit) for name, limit in value._asdict().items())
        elif field.name not in _FREE and field.name not in _SECRETS:
            yield _OPTIONS.get(field.name, _dashed(field.name)), value


def _dashed(name: str) -> str:
    return "--" + name.replace("_", "-")


def fingerprint(value: Any, salt: bytes) -> bytes:
    """Return what a value is known again by."""
    text = repr(sorted(value) if isinstance(value, frozenset) else value)
    return blake2b(text.encode("utf-8", "backslashreplace"), digest_size=16, key=salt).digest()


def secrets(policy: Policy, salt: bytes) -> dict[str, bytes]:
    """Return what the user's secrets are known again by; the cookies that a login brings are new each time."""
    values: dict[str, Any] = {name: getattr(policy, name) for name in _SECRETS}
    values["cookies"] = tuple(cookie for cookie in policy.cookies if cookie.door is None)
    return {option: _slowly(values[name], salt) for name, option in _SECRETS.items()}


def _slowly(value: Any, salt: bytes) -> bytes:
    if not value:
        return fingerprint(None, salt)
    return scrypt(repr(value).encode("utf-8", "backslashreplace"), salt=salt, n=2**14, r=8, p=1, dklen=16)
