"""Owns what aiohttp's session is made of here: its connections, its pool and its look-ups."""

from __future__ import annotations

import asyncio
import socket
from contextvars import ContextVar
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from sixlegs.backends.lookup import lookup, public

FRESH = ContextVar("FRESH", default=False)  # said by a task: a kept connection will not do
PUBLIC_ONLY = ContextVar("PUBLIC_ONLY", default=False)  # and: a private address will not do


class Connector(aiohttp.TCPConnector):
    """Leaves the connections that it keeps alone for a task that needs a fresh one."""

    async def _get(self, *args: Any) -> Any:
        return None if FRESH.get() else await super()._get(*args)


def dialled(address: Any) -> socket.socket:
    """Make the socket for an address in the form of getaddrinfo, on its way to be connected to."""
    family, kind, protocol, _, where = address
    public([(family, where)], only=PUBLIC_ONLY.get())
    return socket.socket(family, kind, protocol)


class Resolver(AbstractResolver):
    """Looks up names in daemon threads: those of the loop's own executor would hold up the exit."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Give the addresses of `host`; raises socket.gaierror where it has none."""
        found = public(await asyncio.wrap_future(lookup(host)), only=PUBLIC_ONLY.get())
        return [
            ResolveResult(hostname=host, host=address[0], port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
            for kind, address in found
            if family in {kind, socket.AF_UNSPEC}
        ]

    async def close(self) -> None:
        """Nothing is held."""
