"""Owns name look-ups that keep a deadline and never hold up an exit.

`getaddrinfo` blocks for as long as the system likes and cannot be told to stop. So each question has a daemon thread
of its own, and whoever needs the answer waits for it no longer than they can: in a thread by `result(seconds)`, in an
event loop by a callback. Answers are kept for the life of the process; failures are not, since the next try may be
luckier.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from concurrent.futures import Future
from typing import Any

from sixlegs.private import is_private


class PrivateAddress(OSError):
    """The host has no address but private ones, and only a public one would do."""


Address = tuple[socket.AddressFamily, tuple[Any, ...]]
Addresses = list[Address]

_asked: dict[str, Future[Addresses]] = {}
_lock = threading.Lock()


def lookup(host: str) -> Future[Addresses]:
    """Give the coming addresses of `host`, with port 0; the future raises socket.gaierror where it has none.

    The future belongs to all who ask for this name, and cannot be cancelled by any of them.
    """
    with _lock:
        answer = _asked.get(host)
        if answer is not None:
            return answer
        answer = _asked[host] = Future()
    answer.set_running_or_notify_cancel()
    # Without the lock: to start a thread is to wait for it, and under gevent another greenlet would come to the lock.
    threading.Thread(target=_answer, args=(host, answer), daemon=True).start()
    return answer


def addresses(host: str, port: int, seconds: float) -> Addresses:
    """Give the addresses of `host`, at most `seconds` from now.

    Raises socket.gaierror where it has none, TimeoutError where nobody could say in time.
    """
    found = _ask(host) if is_literal(host) else lookup(host).result(seconds)
    return [(family, (address[0], port, *address[2:])) for family, address in found]


def forget(host: str) -> None:
    """Let the next question about `host` be asked anew."""
    with _lock:
        _asked.pop(host, None)


def public(found: Addresses, *, only: bool) -> Addresses:
    """Give those of some addresses that may be connected to: where `only` the public will do, no other.

    Raises PrivateAddress where there are others only. It is asked of the very addresses that are dialled, so that no
    name can mean one thing when it is looked at and another when it is used.
    """
    allowed = [each for each in found if not is_private(each[1][0])] if only else found
    if found and not allowed:
        raise PrivateAddress
    return allowed


def is_literal(host: str) -> bool:
    """Say whether `host` is an address already."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _answer(host: str, answer: Future[Addresses]) -> None:
    try:
        found = _ask(host)
    except Exception as error:  # noqa: BLE001  it is raised again by whoever waits for the answer
        forget(host)
        answer.set_exception(error)
    else:
        answer.set_result(found)


def _ask(host: str) -> Addresses:
    try:
        host.encode("idna")
    except (
        UnicodeError
    ):  # a label is empty or too long; not from within getaddrinfo, of which gevent prints a traceback
        raise socket.gaierror(socket.EAI_NONAME, "not a host name") from None
    found = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)
    return [(family, address) for family, _, _, _, address in found]
