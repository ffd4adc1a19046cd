"""Owns how a line of a cookies.txt is read; knows nothing of where it is sent."""

from __future__ import annotations

import re

from sixlegs.model import Cookie

_HTTP_ONLY = "#HttpOnly_"
_FIELDS = 7  # domain, for hosts below it too, path, secure, expiry, name, value
_SENDABLE = re.compile(r"[!#-+\--:<-\[\]-~ ]*")  # RFC 6265 4.1.1, and blanks, which occur


def read(line: str, now: float) -> Cookie | None:
    """Return the cookie of a line, or None where there is none or it has expired; raise ValueError."""
    line = line.removeprefix(_HTTP_ONLY)
    if not line.strip() or line.startswith("#"):
        return None
    fields = line.split("\t")
    if len(fields) != _FIELDS:
        raise ValueError(f"a line has {len(fields)} fields, not {_FIELDS} with tabs between them")
    domain, below, path, secure, expiry, name, value = fields
    if not expiry.isdigit() or not name or not path.startswith("/"):
        raise ValueError("a line has no name, no path or no time of expiry")
    if not _SENDABLE.fullmatch(name) or not _SENDABLE.fullmatch(value.strip('"')):
        raise ValueError("a cookie holds what no header can")
    if 0 < int(expiry) <= now:
        return None
    host_only = below.upper() != "TRUE"
    return Cookie(domain.lower().removeprefix("."), name, value, path, host_only, secure.upper() == "TRUE")
