"""Owns which addresses are private, and which of them a crawl may ask; it looks up no name and opens no connection."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence

from sixlegs import local, urls

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_METADATA = frozenset({ipaddress.ip_address("168.63.129.16")})  # a cloud's own, though of a public range
_LATER = (  # private by the registries of RFC 6890, of which older versions of Python do not know
    ipaddress.ip_network("64:ff9b:1::/48"),  # RFC 8215
    ipaddress.ip_network("3fff::/20"),  # RFC 9637
    ipaddress.ip_network("5f00::/16"),  # RFC 9602
)
# IPv6 ranges whose addresses lead to the IPv4 address in their bits: by how far it has to be shifted.
_EMBEDDING = (
    (ipaddress.ip_network("::/96"), 0),  # IPv4-compatible (RFC 4291 2.5.5.1)
    (ipaddress.ip_network("::ffff:0:0/96"), 0),  # IPv4-mapped (2.5.5.2)
    (ipaddress.ip_network("::ffff:0:0:0/96"), 0),  # IPv4-translated (RFC 2765 2.1)
    (ipaddress.ip_network("64:ff9b::/96"), 0),  # NAT64 (RFC 6052)
    (ipaddress.ip_network("2002::/16"), 80),  # 6to4 (RFC 3056)
)


def is_private(address: str) -> bool:
    """Say whether an IP address is anything but a public one: loopback, private, link-local, shared, multicast...

    An IPv6 address that stands for one of IPv4 is what that one is. Raises ValueError where it is no address.
    """
    found: _Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        found = _embedded(found) or found
    if isinstance(found, ipaddress.IPv6Address) and (found.is_site_local or any(found in each for each in _LATER)):
        return True
    return not found.is_global or found.is_multicast or found in _METADATA


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    for network, shift in _EMBEDDING:
        if address in network:
            return ipaddress.IPv4Address(int(address) >> shift & 0xFFFFFFFF)
    return None


def host_of(url: str) -> str:
    """Return the host of an http(s) URL, an IPv6 address without its brackets."""
    return urls.host(url).strip("[]")


def seems_private(host: str) -> bool | None:
    """Say whether a host is private as far as one can tell without asking; None: it is a name like any other."""
    try:
        return is_private(host)
    except ValueError:
        return True if host in {"localhost", local.HOST} or host.endswith(".localhost") else None  # RFC 6761 6.3


class Guard:
    """Which private addresses a crawl may ask: those that the user has named, and all where all starts are private.

    So nobody's public page can send the crawl to what only this machine or its network can reach.
    """

    __slots__ = ("_on", "_spared")

    def __init__(
        self,
        allowed: bool | None,  # noqa: FBT001
        starts: Sequence[str],
        known: frozenset[str],
        named: Iterable[str] = (),
    ) -> None:
        """Begin with what the user says, if anything, and the hosts that are known to be private by their addresses.

        What is `named` besides the starts, as where --remap leads, is spared, and says nothing of all others.
        """
        hosts = {host_of(start) for start in starts}
        spared = {host for host in hosts if seems_private(host)} | (known & hosts)
        self._on = not (bool(hosts) and spared == hosts if allowed is None else allowed)
        self._spared = spared | {host for url in named if seems_private(host := host_of(url))}

    def covers(self, url: str) -> bool:
        """Say whether only a public address will do for a URL."""
        return self._on and host_of(url) not in self._spared

    def bars(self, url: str) -> bool:
        """Say whether a URL is known to be private, and not to be asked for."""
        return self.covers(url) and seems_private(host_of(url)) is True
