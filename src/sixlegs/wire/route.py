"""Owns the way of a request: where its connection goes, what else may go over it, and whether a proxy is between."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from sixlegs.model import Proxies

_PORTS = {"http": 80, "https": 443}


class Address(NamedTuple):
    """Where a server is."""

    scheme: str
    host: str  # without the brackets of an IPv6 address
    port: int
    authority: str  # the Host header: the port as the URL has it


class Proxy(NamedTuple):
    """Where a proxy is, and what is said to it and to nobody else."""

    address: Address
    headers: tuple[tuple[str, str], ...]


class Route(NamedTuple):
    """The way to one origin."""

    pool: str  # connections of the same name can stand in for each other
    hop: Address  # where they go
    server: Address
    secure: bool
    proxy: Proxy | None
    tunnelled: bool  # the proxy only passes on what goes by


def split(url: str) -> tuple[str, str]:
    """Cut the URL of a fetch into its origin and the request target, which is sent as it stands."""
    cut = url.index("/", 8)
    return url[:cut], url[cut:]


@lru_cache(maxsize=4096)
def route(origin: str, proxies: Proxies | None) -> Route:
    """Return the way to an origin such as `http://[::1]:8000`, by way of a proxy where there is one for it."""
    server = address(origin)
    secure = server.scheme == "https"
    proxy_url = None if proxies is None else _between(server, proxies)
    if proxy_url is None:
        return Route(origin, server, server, secure, None, tunnelled=False)
    between = proxy(proxy_url)
    return Route(origin if secure else proxy_url, between.address, server, secure, between, tunnelled=secure)


@lru_cache(maxsize=4096)
def address(origin: str) -> Address:
    """Take apart an origin; user information is no part of it."""
    scheme, _, authority = origin.partition("://")
    authority = authority.rpartition("@")[2]
    host, _, port = authority.rpartition(":") if not authority.endswith("]") else (authority, "", "")
    if not host:
        host, port = authority, ""
    return Address(scheme, host.strip("[]"), int(port or _PORTS[scheme]), authority)


@lru_cache(maxsize=4)
def proxy(url: str) -> Proxy:
    """Take apart the URL of a proxy; what stands before its host is its login (RFC 9110 11.7.1)."""
    origin = url.rstrip("/")
    login, at, _ = origin.partition("://")[2].rpartition("@")
    if not at:
        return Proxy(address(origin), ())
    user, _, password = login.partition(":")
    token = b64encode(unquote_to_bytes(user) + b":" + unquote_to_bytes(password)).decode("ascii")
    return Proxy(address(origin), (("Proxy-Authorization", f"Basic {token}"),))


def _between(server: Address, proxies: Proxies) -> str | None:
    if any(_covers(entry, server) for entry in proxies.straight):
        return None
    return proxies.https if server.scheme == "https" else proxies.http


def _covers(entry: str, server: Address) -> bool:
    """Say whether an entry of NO_PROXY is about a server.

    It is a host, with all that are below it, an address, a network or `*`, and may be narrowed to a port. No RFC says
    so; it is what clients agree on.
    """
    host, colon, port = entry.rpartition(":")
    if colon and port.isascii() and port.isdigit() and (":" not in host or host.endswith("]")):
        if port.lstrip("0") != str(server.port):
            return False
        entry = host
    try:
        return ip_address(server.host) in ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        domain = entry.lower().lstrip("*").lstrip(".")
        return entry == "*" or (domain != "" and f".{server.host}".endswith(f".{domain}"))
