"""Owns the opening of blocking connections within a deadline; knows nothing of what is asked over them."""

from __future__ import annotations

import socket

from sixlegs.backends import lookup
from sixlegs.backends.deadline import Deadline
from sixlegs.backends.failures import by_way_of, foremost
from sixlegs.model import Fetch
from sixlegs.wire import body, tunnel
from sixlegs.wire.request import connect
from sixlegs.wire.route import Route


def dial(fetch: Fetch, route: Route, deadline: Deadline) -> socket.socket:
    """Open the way to a server, as far as TLS; raises OSError, or NoTunnel where a proxy will not have it."""
    with by_way_of(route.proxy):
        sock = _connect(route, deadline, public_only=fetch.public_only)
        if route.tunnelled:
            try:
                _tunnel(sock, fetch, route, deadline)
            except BaseException:
                sock.close()
                raise
        return sock


def _connect(route: Route, deadline: Deadline, *, public_only: bool) -> socket.socket:
    """Connect to the first address that answers; raises the foremost OSError of all where none does.

    An address that keeps silent must not use up the time of those after it, so each gets an equal share. A proxy may
    be private: where it connects to is its own business.
    """
    found = lookup.addresses(route.hop.host, route.hop.port, deadline.left())
    found = lookup.public(found, only=public_only and route.proxy is None)
    deadline.resolved = deadline.elapsed()
    troubles: list[OSError] = []
    for rest, (family, address) in zip(range(len(found), 0, -1), found, strict=True):
        try:
            sock = socket.socket(family, socket.SOCK_STREAM)
        except OSError as error:  # a family that this machine does not know, or no descriptor
            troubles.append(error)
            continue
        try:
            sock.settimeout(deadline.left() / rest)
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(deadline.left())  # for the TLS handshake, which is one call and keeps to it
        except OSError as error:
            troubles.append(error)
            sock.close()
        except BaseException:
            sock.close()
            raise
        else:
            deadline.connected, deadline.peer = deadline.elapsed(), address[0]
            return sock
    raise foremost(troubles or [socket.gaierror(socket.EAI_NONAME, "no address")])


def _tunnel(sock: socket.socket, fetch: Fetch, route: Route, deadline: Deadline) -> None:
    answer = tunnel.asking(fetch)
    sock.sendall(connect(route))
    while not answer.done:
        deadline.bind(sock)
        if data := sock.recv(body.CHUNK):
            answer.receive(data)
        else:
            answer.closed()
    tunnel.check(answer)
