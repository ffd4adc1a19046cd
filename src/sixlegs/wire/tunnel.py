"""Owns what a proxy's answer to CONNECT means (RFC 9110 9.3.6); knows nothing of connections."""

from __future__ import annotations

from sixlegs.model import Fetch, Kind, Reason
from sixlegs.wire.exchange import Exchange


class NoTunnel(Exception):
    """The proxy opens no way to the server."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def asking(fetch: Fetch) -> Exchange:
    """Return the exchange with the proxy that comes before that of the fetch."""
    return Exchange(Fetch(fetch.url, "CONNECT", Kind.CHECK, fetch.deadline, limits=fetch.limits))


def check(answer: Exchange) -> None:
    """Raise NoTunnel where the proxy did not agree."""
    if answer.failure is not None:
        raise NoTunnel(*answer.failure)
    verify(answer.status)


def verify(status: int) -> None:
    """Raise NoTunnel where the proxy answered with something other than yes."""
    if status == 407:
        raise NoTunnel(Reason.PROXY_AUTH, "a login is asked for")
    if not 200 <= status < 300:
        raise NoTunnel(Reason.NO_ROUTE, f"CONNECT was answered with status {status}")
