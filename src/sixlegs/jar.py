"""Owns what becomes of the cookies that a server sets (RFC 6265 5.2, 5.3); reads no clock and sends nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sixlegs import httpdate, urls
from sixlegs.model import Cookie
from sixlegs.scope import registrable

_EPOCH = "Thu, 01 Jan 1970 00:00:00 GMT"
_SENDABLE = re.compile(r"[\x20-\x7e]+")
_SECONDS = re.compile(r"-?[0-9]+")


class Jar:
    """Cookies by what makes two of them one and the same."""

    def __init__(self, cookies: Iterable[Cookie]) -> None:
        self._given = {_key(each): each for each in cookies}
        self._kept = dict(self._given)

    @property
    def cookies(self) -> tuple[Cookie, ...]:
        """All of them."""
        return tuple(self._kept.values())

    @property
    def changed(self) -> bool:
        """Say whether any server has set one."""
        return self._kept != self._given

    def take(self, url: str, headers: Iterable[tuple[str, str]], now: float) -> None:
        """Keep what the answer of a URL sets, and let go what it takes back."""
        for name, value in headers:
            if name != "set-cookie":
                continue
            pair, *rest = value.split(";")
            words = {key.strip().lower(): text.strip() for key, _, text in (word.partition("=") for word in rest)}
            cookie = _cookie(url, pair, words)
            if cookie is None:
                continue
            self._kept.pop(_key(cookie), None)
            if not _over(words, now):
                self._kept[_key(cookie)] = cookie


def _key(cookie: Cookie) -> tuple[str, str, str]:
    return cookie.domain, cookie.path, cookie.name


def _cookie(url: str, pair: str, words: dict[str, str]) -> Cookie | None:
    """Return a cookie that goes nowhere but to the origin that set it, and to its sisters where it says so itself.

    Sisters are hosts of the same domain, at the same port and by the same scheme: a stricter rule than a browser's.
    """
    name, equals, value = (part.strip() for part in pair.partition("="))
    host = urls.host(url)
    secure = url.startswith("https:")
    if not name or not equals or not _SENDABLE.fullmatch(name + value):
        return None
    if "secure" in words and not secure and not urls.is_loopback(urls.origin(url)):
        return None
    domain = words.get("domain", "").lower().removeprefix(".")
    is_name = not re.search(r"\.\d+$|\]$", host)
    shared = bool(domain) and is_name and registrable(domain) is not None
    if domain not in {"", host} and not (shared and host.endswith("." + domain)):
        return None  # somebody else's, or everybody's
    path = words.get("path", "")
    path = path if path.startswith("/") else urls.path(url).rpartition("/")[0] or "/"
    return Cookie(domain or host, name, value, path, host_only=not shared, secure=secure, door=urls.door(url))


def _over(words: dict[str, str], now: float) -> bool:
    """Say whether a cookie has expired, which is how one is taken back; Max-Age wins over Expires."""
    if _SECONDS.fullmatch(words.get("max-age", "")):
        return int(words["max-age"][:10]) <= 0
    expires = httpdate.seconds_between(_EPOCH, words.get("expires", ""))
    return expires is not None and expires <= now
