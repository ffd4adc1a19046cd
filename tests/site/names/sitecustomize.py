"""Owns what host names mean to the command under test: no question ever leaves this machine.

Python imports a module of this name when it starts, in every process of a crawl.
"""

from __future__ import annotations

import _socket
import ipaddress
import os
import time
from typing import Any

SEVERAL = {
    "refusing.test": ("127.0.0.98", "127.0.0.1"),  # at the first of them nobody listens
    "silent.test": ("127.0.0.99", "127.0.0.1"),  # at the first of them nobody answers
    "refused-no-route.test": ("127.0.0.98", "224.0.0.1"),  # nothing is connected to a group of hosts
    "no-route-refused.test": ("224.0.0.1", "127.0.0.98"),
    "refused-silent.test": ("127.0.0.98", "127.0.0.99"),
    "silent-refused.test": ("127.0.0.99", "127.0.0.98"),
    "inside.test": ("127.0.0.2",),
    "mapped.test": ("::ffff:127.0.0.2",),
}
REBINDING = "rebinding.test"  # public for the command itself, and what is inside for the processes that it starts
_STRANGE = 255
_ask = _socket.getaddrinfo


def getaddrinfo(host: Any, port: Any, *how: Any, **more: Any) -> list[Any]:
    """Give the addresses of this machine's names, and of no others."""
    name = host.decode("ascii") if isinstance(host, bytes) else str(host)
    if name in SEVERAL:
        return [found for address in SEVERAL[name] for found in _ask(address, port, *how, **more)]
    if name == "strange.test":  # the first of its addresses is of a family that no machine knows
        here = _ask("127.0.0.1", port, *how, **more)
        return [(_STRANGE, *here[0][1:4], ("::1", here[0][4][1], 0, 0)), *here]
    if name == "forgetful.invalid":
        raise _socket.gaierror(_socket.EAI_AGAIN, "no name server in a test")
    if name == "unanswered.invalid":
        time.sleep(60)
    if name == REBINDING:
        return _ask("93.184.216.34" if os.getsid(0) == os.getpid() else "127.0.0.2", port, *how, **more)
    if name == "localhost" or _is_address(name):
        return _ask(host, port, *how, **more)
    raise _socket.gaierror(_socket.EAI_NONAME, "no such name in a test")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


_socket.getaddrinfo = getaddrinfo
