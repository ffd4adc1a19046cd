"""Owns which secrets go along with a request: headers, a login and cookies, each to its own hosts and no others."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING

from sixlegs import urls
from sixlegs.decode import ACCEPTED
from sixlegs.model import Cookie

if TYPE_CHECKING:
    from sixlegs.model import Policy

Headers = tuple[tuple[str, str], ...]


class Credentials:
    """What is sent to whom, besides what all requests have."""

    __slots__ = ("_common", "_cookies", "_of_origin", "_of_start")

    def __init__(self, common: Headers, policy: Policy) -> None:
        self._common = common
        self._of_start = _over(_over(common, basic(policy.auth)), policy.headers)
        self._of_origin: dict[str, Headers] = {}
        for origin, *header in policy.headers_for:
            self._of_origin[origin] = (*self._of_origin.get(origin, ()), (header[0], header[1]))
        self._cookies = policy.cookies

    def headers(self, url: str, *, to_start: bool) -> Headers:
        """Return the headers of a request; `to_start` says that it goes to the origin of a start URL.

        A header of the user's replaces the one of the same name that all requests have, or `--auth` makes; one for the
        origin replaces both. Cookies are added to those of such a header.
        """
        given = self._of_start if to_start else self._common
        if self._of_origin and (own := self._of_origin.get(urls.origin(url))):
            given = _over(given, own)
        if self._cookies and (sent := cookie_header(self._cookies, url)):
            more = [value for name, value in given if name.lower() == "cookie"]
            given = _over(given, (("Cookie", "; ".join([*more, sent])),))
        return given


def _over(given: Headers, own: Headers) -> Headers:
    """Replace headers by those of the same name (RFC 9110 5.1: whatever the case)."""
    names = {name.lower() for name, _ in own}
    return (*(header for header in given if header[0].lower() not in names), *own)


def common(policy: Policy) -> Headers:
    """Return the headers that all requests have."""
    return (("User-Agent", policy.user_agent), ("Accept", "*/*"), ("Accept-Encoding", ACCEPTED))


def basic(login: str | None) -> Headers:
    """Return the header of a login as `user:password` (RFC 7617)."""
    return () if login is None else (("Authorization", f"Basic {b64encode(login.encode()).decode()}"),)


def cookie_header(cookies: tuple[Cookie, ...], url: str) -> str:
    """Return what a browser would send of these cookies, those of longer paths first (RFC 6265 5.4)."""
    sent = [cookie for cookie in cookies if _goes_to(cookie, url)]
    sent.sort(key=lambda cookie: -len(cookie.path))
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in sent)


def has_session(policy: Policy, url: str, *, to_start: bool) -> bool:
    """Say whether a cookie goes along with a request, by whatever option: something is kept for us there."""
    if cookie_header(policy.cookies, url) or (to_start and any(name.lower() == "cookie" for name, _ in policy.headers)):
        return True
    return any(name.lower() == "cookie" and origin == urls.origin(url) for origin, name, _ in policy.headers_for)


def _goes_to(cookie: Cookie, url: str) -> bool:
    if cookie.secure and not url.startswith("https:"):
        return False
    if cookie.door is not None and cookie.door != urls.door(url):
        return False
    host, path = urls.host(url), urls.path(url)
    is_name = not re.search(r"\.\d+$|\]$", host)
    within = not cookie.host_only and is_name and host.endswith("." + cookie.domain)  # 5.1.3
    if host != cookie.domain and not within:
        return False
    return path == cookie.path or path.startswith(cookie.path.rstrip("/") + "/")  # 5.1.4
