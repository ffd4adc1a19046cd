"""Owns the taking apart of a URL into what a request needs; it neither decodes, encodes nor tidies anything.

HTTP libraries quote and normalise URLs in ways of their own. A link checker must ask for what the page says, so the
parts are cut out of the string as it stands.
"""

from __future__ import annotations

import re
from typing import NamedTuple

PORTS = {"http": 80, "https": 443}

# An absolute http(s) URL as the WHATWG parser writes it: authority, then path and query. The user info is no part of
# the request; whoever wants it sent puts an Authorization header into the Fetch.
URL = re.compile(
    r"(?P<scheme>https?)://(?:[^/?#]*@)?(?P<authority>(?P<host>\[[^\]/?#]*\]|[^/?#:]*)(?::(?P<port>[0-9]+))?)"
    r"(?P<target>[^#]*)"
)


class Target(NamedTuple):
    """Where a request goes, and what it asks for there."""

    scheme: str
    authority: str  # the Host header: no user info, the port as the URL has it
    host: str  # without brackets
    port: int
    path: str  # the request target: path and query, untouched


def target(url: str) -> Target:
    """Take apart an absolute http(s) URL; raises ValueError where it is none."""
    match = URL.fullmatch(url.partition("#")[0])
    if match is None or not match["host"]:
        raise ValueError("not an absolute http or https URL")
    path = match["target"] if match["target"].startswith("/") else "/" + match["target"]
    port = int(match["port"] or PORTS[match["scheme"]])
    return Target(match["scheme"], match["authority"], match["host"].strip("[]"), port, path)
