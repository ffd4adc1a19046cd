"""Owns how the text of an option becomes a value, and the line that says what is wrong with it."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from sixlegs import report, urls
from sixlegs.command import cookies
from sixlegs.command.outputs import STDOUT, Wanted
from sixlegs.errors import UsageError
from sixlegs.model import Cookie, Proxies, Verdict

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 5.6.2
_FIELD_VALUE = re.compile(r"[\t\x20-\x7e]*")  # RFC 9110 5.5; of what is not ASCII, libraries make different bytes
_OURS = frozenset(
    {"connection", "content-length", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
)
_PROXY = re.compile(r"http://(?:[!-?A-~]*@)?(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+)(?::([0-9]{1,5}))?/?")
_UNITS = {"": 1, "B": 1, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "KB": 10**3, "MB": 10**6, "GB": 10**9}


class Text(click.ParamType[Any]):
    """An argument given as text; `convert` is called for defaults too, which are values already."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the value, or fail with one line."""
        if not isinstance(value, str):
            return value
        try:
            return self.read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def read(self, text: str) -> Any:
        """Return the value of `text`; raise ValueError with what to do instead."""
        raise NotImplementedError


class Whole(Text):
    """A whole number with a least value."""

    def __init__(self, least: int) -> None:
        self._least = least

    def read(self, text: str) -> int:
        """Return the number."""
        if re.fullmatch(r"-?[0-9]{1,18}", text) and int(text) >= self._least:
            return int(text)
        raise ValueError(f"it must be a whole number, {self._least} or more, not {text!r}")


class Seconds(Text):
    """A number of seconds, fractions allowed."""

    def __init__(self, *, zero: bool = False) -> None:
        self._zero = zero

    def read(self, text: str) -> float:
        """Return the number."""
        least = "0 or more" if self._zero else "more than 0"
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if math.isfinite(number) and (number > 0 or (self._zero and number == 0)):
            return number
        raise ValueError(f"it must be a number of seconds, {least}, not {text!r}")


class Size(Text):
    """A number of bytes, with a unit if wanted."""

    def read(self, text: str) -> int:
        """Return the number."""
        match = re.fullmatch(r"([0-9]{1,18})\s*([A-Za-z]*)", text)
        if match and match[2].upper() in _UNITS and int(match[1]) > 0:
            return int(match[1]) * _UNITS[match[2].upper()]
        raise ValueError(f"it must be a number of bytes, as in 5000000 or 5MiB, not {text!r}")


class Choice(Text):
    """One of some names."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - click's signature
        """Give those that begin so."""
        return [CompletionItem(name) for name in self._names if name.startswith(incomplete)]

    def read(self, text: str) -> str:
        """Return the name."""
        return text if text in self._names else unknown(text, self._names)


class Listed(Text):
    """One of some names that are listed only when one is given, since that takes time."""

    def __init__(self, names: Callable[[], Sequence[str]]) -> None:
        self._names = names

    def read(self, text: str) -> str:
        """Return the name."""
        names = self._names()
        return text if text in names else unknown(text, names)


class Pattern(Text):
    """A regular expression."""

    def read(self, text: str) -> str:
        """Return the expression, which compiles."""
        try:
            re.compile(text)
        except re.error as error:
            raise ValueError(f"{text!r} is not a regular expression: {error}") from None
        return text


class Codes(Text):
    """Status codes and ranges of them, as in `403,500..503`."""

    def read(self, text: str) -> frozenset[int]:
        """Return the codes."""
        codes: set[int] = set()
        for part in text.split(","):
            match = re.fullmatch(r"\s*([1-9][0-9]{2})(?:\.\.([1-9][0-9]{2}))?\s*", part)
            if match is None or int(match[2] or match[1]) < int(match[1]):
                raise ValueError(f"it must be status codes, as in 403,500..503, not {text!r}")
            if match[1][0] in "13" and (match[2] or match[1])[0] == match[1][0]:
                raise ValueError(f"{part.strip()} has no effect: redirects are followed, and 1xx is no answer")
            codes.update(range(int(match[1]), int(match[2] or match[1]) + 1))
        return frozenset(codes)


class Verdicts(Text):
    """Verdicts that make the command fail, as in `broken,timeout`, or `none`."""

    def read(self, text: str) -> frozenset[Verdict]:
        """Return the verdicts."""
        names = [name.strip() for name in text.split(",")]
        possible = [str(verdict) for verdict in Verdict if verdict is not Verdict.OK]
        if names == ["none"]:
            return frozenset()
        return frozenset(Verdict(name) if name in possible else unknown(name, [*possible, "none"]) for name in names)


class Header(Text):
    """A request header, as in `Accept-Language: en`."""

    def read(self, text: str) -> tuple[str, str]:
        """Return name and value."""
        name, colon, value = text.partition(":")
        if name.lower() in _OURS:
            raise ValueError(f"{name} says how a request is sent, which is not for an option to say")
        if colon and _TOKEN.fullmatch(name) and _FIELD_VALUE.fullmatch(value.strip()):
            return name, value.strip()
        raise ValueError("it must be a name, a colon and a value, as in 'Accept-Language: en'")  # it may be a secret


class Origin(Text):
    """Scheme, host and port."""

    name = "origin"

    def read(self, text: str) -> str:
        """Return the origin in its normal form."""
        try:
            url = urls.start_url(text)
        except UsageError as error:
            raise ValueError(str(error)) from None
        if urls.split(url)[0] != urls.origin(url) + "/" or "#" in url:
            raise ValueError(f"it must be scheme and host, as in https://api.my.site, not {urls.masked(text)!r}")
        return urls.origin(url)


class Beginning(Text):
    """The beginning of URLs: an origin, or one with a path."""

    name = "beginning"

    def read(self, text: str) -> str:
        """Return the URL in its normal form, without a slash at its end."""
        try:
            url = urls.start_url(text)
        except UsageError as error:
            raise ValueError(str(error)) from None
        if "?" in url or "#" in url or urls.masked(url) != url:
            raise ValueError(f"it must be as in https://my.site/docs, not {urls.masked(text)!r}")
        return url.rstrip("/")


class Login(Text):
    """A user's name and password; what is said of a wrong one does not show it."""

    def read(self, text: str) -> str:
        """Return both, as `user:password`."""
        if ":" not in text or not text.isprintable():
            raise ValueError("it must be a name, a colon and a password, as in user:password")
        return text


class Cookies(Text):
    """A file of cookies in the form of Netscape, as curl and browsers' extensions write it."""

    def read(self, text: str) -> tuple[Cookie, ...]:
        """Return the cookies that have not expired."""
        try:
            lines = Path(text).read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise ValueError(f"{text!r} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise ValueError(f"{text!r} is no file of cookies: it is not text") from None
        try:
            return tuple(cookie for line in lines if (cookie := cookies.read(line, time.time())))
        except ValueError as error:
            raise ValueError(f"{text!r} is no file of cookies: {error}") from None


class HeaderValue(Text):
    """The value of a request header."""

    def read(self, text: str) -> str:
        """Return the value."""
        if text.strip() and _FIELD_VALUE.fullmatch(text):
            return text.strip()
        raise ValueError(f"it must be a line of text that a header can hold, not {text!r}")


class ProxyUrls(Text):
    """The URL of an HTTP proxy, as in `http://user:password@proxy.example:3128`, or `env`."""

    def read(self, text: str) -> Proxies:
        """Return the proxies; what is said of a wrong URL leaves out its login."""
        if text != "env":
            return Proxies(_proxy(text, "it"), _proxy(text, "it"))
        from urllib.request import getproxies_environment  # noqa: PLC0415  it takes long to load

        named = getproxies_environment()
        http, https = [
            None
            if not url
            else _proxy(url if "://" in url else f"http://{url}", f"{scheme.upper()}_PROXY or ALL_PROXY")
            for scheme in ("http", "https")
            for url in [named.get(scheme, named.get("all"))]
        ]
        return Proxies(http, https, tuple(filter(None, re.split(r"[,\s]+", named.get("no", "")))))


class Certificates(Text):
    """A file of certificates in PEM form."""

    def read(self, text: str) -> str:
        """Return the file's name; that it is read here as well turns a late failure into an early line."""
        try:
            content = Path(text).read_bytes()
        except OSError as error:
            raise ValueError(f"{text!r} cannot be read: {error.strerror}") from None
        if b"-----BEGIN " not in content:
            raise ValueError(f"{text!r} holds no certificate in PEM form")
        return text


class Folder(Text):
    """A folder that is there."""

    def read(self, text: str) -> str:
        """Return its name."""
        if not Path(text).is_dir():
            raise ValueError(f"there is no folder {text!r}")
        return text


class Destination(Text):
    """A report's format, and the file it goes to, as in `json:report.json`."""

    def read(self, text: str) -> Wanted:
        """Return format and file."""
        name, colon, file = text.partition(":")
        if name not in report.FORMATS:
            unknown(name, report.FORMATS)
        if colon and not file:
            raise ValueError(f"{text!r} names no file after the colon")
        return Wanted(name, file or STDOUT)


def _proxy(url: str, name: str) -> str:
    if (form := _PROXY.fullmatch(url)) and int(form[2] or 80) < 65536:
        return url
    raise ValueError(f"{name} must be as in http://user:password@proxy.example:3128, not {_masked(url)!r}")


def _masked(url: str) -> str:
    scheme, separator, rest = url.rpartition("://")
    return scheme + separator + ("***@" if "@" in rest else "") + rest.rpartition("@")[2]


def unknown(name: str, names: Sequence[str]) -> NoReturn:
    """Say that there is no such name, which one was probably meant, and which there are."""
    close = get_close_matches(name, names, n=1)
    meant = f" Did you mean {close[0]}?" if close else ""
    raise ValueError(f"there is no {name!r}.{meant} There are: {', '.join(names)}")
