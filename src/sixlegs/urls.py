"""Owns what a URL is (WHATWG URL Standard) and when two are one; knows nothing of pages, scope or fetching."""

from __future__ import annotations

import re

import ada_url

from sixlegs.errors import UsageError

_ESCAPE = re.compile(r"(?<!%)(?<!%[0-9A-Fa-f])%([0-9A-Fa-f]{2})")  # none that an earlier lone "%" would swallow
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# Also in the ways of writing it that only a browser's leniency takes for a URL: no slashes, one, backslashes.
_USER_INFORMATION = re.compile(
    r"(?P<before>[\x00-\x20]*(?:(?:https?|wss?|ftp):[/\\]*|(?:[a-z][a-z0-9+.-]*:)?[/\\]{2,}))[^/?#]*@(?P<after>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LOGIN_WITHIN = re.compile(r"((?:\b(?:https?|wss?|ftp):|[/\\])[/\\]+)[^/?#\\\s<>\"']*@", re.IGNORECASE)
_TYPED_LOGIN = re.compile(r"(?:(?<=//)|^(?![^/?#@]*//))[^/?#]*@")  # whatever else is wrong with the URL
_NOT_SEEN = dict.fromkeys(map(ord, "\t\r\n"))  # by a URL parser, wherever they stand
_AUTHORITY_ENDS = re.compile("[/?#]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WITHOUT_COLON = re.compile(r"https?(?=//)", re.IGNORECASE)
_PORT = re.compile(r"[^/?#\s:]+:(?!443\b)\d")
_HOST_AND_PORT = re.compile(r"(localhost|[^/?#\s:]+\.[^/?#\s:]+)(:\d+)?([/?#]|$)", re.IGNORECASE)


def resolve(base: str, raw: str) -> str | None:
    """Return the absolute URL that a browser makes of `raw` on a page of this URL (URL Standard 4.4), or None."""
    try:
        url: str = ada_url.join_url(base, raw)
    except ValueError:
        whole = without_surrogates(raw)  # ada takes no others
        return None if whole == raw else resolve(base, whole)
    return url


def without_surrogates(text: str) -> str:
    """Return a text that can be written: lone surrogates become U+FFFD, as in a browser (Web IDL, USVString)."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_http(url: str) -> bool:
    """Say whether an absolute URL is one that can be fetched."""
    return url.startswith(("http://", "https://"))


def origin(url: str) -> str:
    """Return scheme, host and port of an http(s) URL, as in `http://127.0.0.1:8000` (RFC 6454 section 4)."""
    start = url[: url.find("/", 8)] if "/" in url[8:] else url
    if "@" in start or "?" in start or "#" in start:
        scheme, _, rest = url.partition("://")
        start = f"{scheme}://{_AUTHORITY_ENDS.split(rest, maxsplit=1)[0].rpartition('@')[2]}"
    return start


def host(url: str) -> str:
    """Return the host of an http(s) URL without its port; an IPv6 address keeps its brackets."""
    authority = origin(url).partition("://")[2]
    return re.sub(r":\d+$", "", authority)


def door(url: str) -> str:
    """Return the origin of an http(s) URL without its host, as in `https://:8443`."""
    scheme, _, authority = origin(url).partition("://")
    return f"{scheme}://{authority[len(host(url)) :]}"


def path(url: str) -> str:
    """Return the path of an http(s) URL, beginning with a slash, without query and fragment."""
    rest = url.partition("://")[2]
    return "/" + re.split("[?#]", rest, maxsplit=1)[0].partition("/")[2]


def is_loopback(origin_: str) -> bool:
    """Say whether an origin can only be this machine (RFC 6761 6.3, RFC 1122 3.2.1.3, RFC 4291 2.5.3)."""
    name = host(origin_)
    return name in {"localhost", "[::1]"} or name.endswith(".localhost") or bool(re.fullmatch(r"127(\.\d+){3}", name))


def split(url: str) -> tuple[str, str]:
    """Return the resource that is asked for, and the fragment: two URLs with the same first part are one request.

    User information is not part of the resource: it is never sent.
    """
    resource, _, fragment = url.partition("#")
    if "@" in resource:
        start = origin(resource)
        rest = resource.partition("://")[2]
        resource = start + rest[len(re.split("[/?#]", rest, maxsplit=1)[0]) :]
    return resource, fragment


def key(resource: str) -> str:
    """Return the string by which a resource is deduplicated (RFC 3986 6.2.2; the rest the WHATWG parser has done)."""
    if "%" not in resource:
        return resource
    return _ESCAPE.sub(_normal_escape, resource)


def _normal_escape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def masked(url: str) -> str:
    """Return a URL, or what stands for one on a page, with its user information hidden, fit for every output."""
    if "@" not in url:
        return url
    match = _USER_INFORMATION.match(url.translate(_NOT_SEEN))
    return f"{match['before']}***@{match['after']}" if match else url


def masked_within(text: str) -> str:
    """Return what people read, with the user information hidden of each URL that stands in it."""
    return _LOGIN_WITHIN.sub(r"\1***@", text) if "@" in text else text


def start_url(text: str) -> str:
    """Return the normal form of a URL that the user typed; raise UsageError with what to type instead."""
    text = text.strip()
    shown = repr(_TYPED_LOGIN.sub("***@", text))
    if not _SCHEME.match(text) or _HOST_AND_PORT.match(text):
        typed = _WITHOUT_COLON.match(text)
        rest = _TYPED_LOGIN.sub("", text[typed.end() if typed else 0 :].lstrip("/"))
        likely = "http" if is_loopback(f"http://{rest}") or _PORT.match(rest) else "https"
        scheme = typed[0].lower() if typed else likely
        raise UsageError(f"{shown} has no scheme: did you mean {scheme}://{rest} ?")
    try:
        url: str = ada_url.URL(text).href
    except ValueError:
        raise UsageError(f"{shown} is not a valid URL") from None
    if not is_http(url):
        hint = "; a local file or folder is named by its path" if url.startswith("file:") else ""
        raise UsageError(f"{shown}: only http and https can be crawled{hint}")
    return url
