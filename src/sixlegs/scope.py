"""Owns which URLs are part of the site that is crawled, and which are not even checked; knows nothing of requests."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from sixlegs import urls
from sixlegs.credentials import has_session
from sixlegs.model import Reason
from sixlegs.traps import Traps

if TYPE_CHECKING:
    from collections.abc import Callable

    from publicsuffixlist import PublicSuffixList

    from sixlegs.model import Policy

# A path segment or a word of the query that ends a session, as web frameworks and wikis write it.
_LOGOUT = re.compile(r"[/?&=:](?:user)?(?:log|sign)[-_]?(?:out|off)(?:\.[a-z]+)?/?(?:$|[?&=])", re.IGNORECASE)


class Scope:
    """Grows by `add`; a URL inside it is expanded, one outside is checked, and one that it `refuses` is neither."""

    __slots__ = (
        "_exclude",
        "_external",
        "_include",
        "_inside",
        "_origins",
        "_part_of",
        "_places",
        "_policy",
        "_starts",
        "_traps",
    )

    def __init__(self, policy: Policy) -> None:
        self._part_of = _PARTS[policy.scope]
        self._inside: set[str] = set()
        self._starts: set[str] = set()
        self._origins: set[str] = set()  # of start URLs
        self._include = [re.compile(pattern) for pattern in policy.include]
        self._exclude = [re.compile(pattern) for pattern in policy.exclude]
        self._places = [pattern for pattern in self._exclude if "#" in pattern.pattern]
        self._external = policy.external
        self._traps = Traps() if policy.traps else None
        self._policy = policy

    def begin(self, url: str) -> None:
        """Make a start URL and its site part of the scope: it is wanted, whatever is to be included besides."""
        self.want(url)
        self.add(url)
        self._origins.add(urls.origin(url))

    def want(self, url: str) -> None:
        """Check a URL whatever is to be included, without making its site part of the scope."""
        self._starts.add(urls.key(url))

    def add(self, url: str) -> bool:
        """Make the site of `url` part of the scope; say whether it was not before."""
        part = self._part_of(url)
        if part in self._inside:
            return False
        self._inside.add(part)
        return True

    def holds(self, url: str) -> bool:
        """Say whether a page is to be expanded."""
        if self._part_of is _folder:
            return urls.key(url).startswith(tuple(self._inside))
        return self._part_of(url) in self._inside

    def refuses(self, url: str) -> Reason | None:
        """Return why a URL is not to be checked, or None if it is; all ways of writing one URL are the same here."""
        url = urls.key(url)
        if any(pattern.search(url) for pattern in self._exclude):
            return Reason.EXCLUDED
        if self._include and url not in self._starts and not any(pattern.search(url) for pattern in self._include):
            return Reason.NOT_INCLUDED
        if not self._external and not self.holds(url):
            return Reason.EXTERNAL
        if self._traps is not None and url not in self._starts and self.holds(url) and self._traps.holds(url):
            return Reason.TRAP
        return Reason.LOGOUT if _LOGOUT.search(url) and self._ends_session(url) else None

    def _ends_session(self, url: str) -> bool:
        return url not in self._starts and has_session(self._policy, url, to_start=urls.origin(url) in self._origins)

    def leaves_out(self, url: str) -> bool:
        """Say whether a place on a page is not to be looked for: an exclude that names a fragment sees them."""
        return bool(self._places) and "#" in url and any(pattern.search(urls.key(url)) for pattern in self._places)


def _folder(url: str) -> str:
    """The start URL up to its last slash."""
    return urls.origin(url) + urls.path(urls.key(url)).rpartition("/")[0] + "/"


def _domain(url: str) -> str:
    """The registrable domain (https://publicsuffix.org), or the host where it has none."""
    host = urls.host(url)
    is_address = host.rpartition(".")[2].isdigit()  # of IPv4; one of IPv6 has no dots
    return host if is_address else registrable(host) or host


@cache
def registrable(host: str) -> str | None:
    """Return the part of a host name that somebody has registered; None where it is a public suffix, as `co.uk`."""
    suffix: str | None = _suffixes().privatesuffix(host)
    return suffix


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415  40 ms that only --scope domain needs

    return PublicSuffixList()


_PARTS: dict[str, Callable[[str], str]] = {
    "origin": urls.origin,
    "host": urls.host,
    "domain": _domain,
    "prefix": _folder,
}
SCOPES = tuple(_PARTS)
