"""Owns the TLS settings of the clients that use the `ssl` module."""

from __future__ import annotations

import functools
import socket
import ssl
import threading
from typing import Any

import certifi

from sixlegs.model import Policy

_loading = threading.Lock()


class Context(ssl.SSLContext):
    """A context whose handshakes close their connection whatever ends them: `ssl` sees to that for an OSError only."""

    def wrap_socket(self, sock: socket.socket, **options: Any) -> ssl.SSLSocket:  # type: ignore[override]
        """Begin TLS over a connection of a blocking client."""
        wrapped = super().wrap_socket(sock, **options | {"do_handshake_on_connect": False})
        try:
            wrapped.do_handshake()
        except BaseException:  # such as the end of a greenlet
            wrapped.close()
            raise
        return wrapped


def context(policy: Policy) -> ssl.SSLContext:
    """Give the process's one context for this policy: loading the authorities takes milliseconds, so it is done once.

    Raises OSError or ssl.SSLError where `policy.ca_file` cannot be read.
    """
    with _loading:
        return _context(None if policy.insecure else authorities(policy))


def authorities(policy: Policy) -> str:
    """Name the file of trusted certificates."""
    return policy.ca_file or certifi.where()


@functools.cache
def _context(ca_file: str | None) -> ssl.SSLContext:
    made = Context(ssl.PROTOCOL_TLS_CLIENT)
    made.set_alpn_protocols(["http/1.1"])
    if ca_file is None:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    else:
        made.load_verify_locations(ca_file)
    return made
