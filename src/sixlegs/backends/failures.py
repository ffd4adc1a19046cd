"""Owns the translation of errors into failures: one table, one wording, whatever library the error came through.

Texts of libraries and of servers stay out, so that all backends say the same of the same trouble; the one exception is
why a certificate was refused, which nobody could act on otherwise.
"""

from __future__ import annotations

import errno
import http.client
import re
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sixlegs.backends.descriptors import EXHAUSTED
from sixlegs.backends.lookup import PrivateAddress
from sixlegs.model import Failure, Fetch, Reason
from sixlegs.wire.route import Proxy
from sixlegs.wire.tunnel import NoTunnel

Table = Mapping[type[BaseException], Reason]


class Malformed(Exception):
    """The answer is not HTTP as we take it, though the library let it pass."""


class ByWayOf(Exception):
    """What went wrong did so on the way to a proxy, or at its hands."""

    def __init__(self, proxy: Proxy) -> None:
        super().__init__(proxy.address.authority)
        self.where = f" (proxy {proxy.address.authority})"


@contextmanager
def by_way_of(proxy: Proxy | None) -> Iterator[None]:
    """Have what goes wrong within the block say that it was about this proxy."""
    try:
        yield
    except Exception as error:
        if proxy is None:
            raise
        raise ByWayOf(proxy) from error


# The most specific class that fits decides, so the order of the lines means nothing.
TABLE: Table = {
    socket.gaierror: Reason.DNS,
    UnicodeError: Reason.DNS,  # IDNA, of a label that is empty or too long
    ConnectionRefusedError: Reason.REFUSED,
    ConnectionError: Reason.RESET,  # reset, aborted, broken pipe
    http.client.RemoteDisconnected: Reason.RESET,
    TimeoutError: Reason.TIMEOUT,
    ssl.SSLError: Reason.TLS,
    ssl.SSLEOFError: Reason.RESET,
    ssl.SSLZeroReturnError: Reason.RESET,
    ssl.CertificateError: Reason.TLS,
    http.client.IncompleteRead: Reason.TRUNCATED,
    http.client.HTTPException: Reason.PROTOCOL,
    Malformed: Reason.PROTOCOL,
    PrivateAddress: Reason.PRIVATE_ADDRESS,
}
NO_ROUTE = {
    *(errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN, errno.EINVAL, errno.EADDRNOTAVAIL),
    *(errno.EACCES, errno.EPERM),  # what a firewall of this machine says
    errno.EAFNOSUPPORT,  # a machine without IPv6, or with nothing else
}
# Of what the addresses of one host fail with, the first of these is said of the host: what time or room may yet mend,
# then what somebody there has said, then what is so on the way to them. It is in docs/verdicts.md too.
FOREMOST = (Reason.NO_DESCRIPTORS, Reason.TIMEOUT, Reason.REFUSED, Reason.RESET, Reason.NO_ROUTE)
_NUMBERED = (socket.gaierror, ssl.SSLError)  # by numbers of their own
_NUMBER = re.compile(r"\[Errno (\d+)\]")
WORDS = {
    Reason.DNS: "host name not found",
    Reason.REFUSED: "connection refused",
    Reason.RESET: "connection closed by the server",
    Reason.NO_ROUTE: "no route to the host",
    Reason.TLS: "TLS handshake failed",
    Reason.PROTOCOL: "the answer is not valid HTTP",
    Reason.TRUNCATED: "the answer ended early",
    Reason.NO_DESCRIPTORS: "no file descriptor is left for a connection",
    Reason.PRIVATE_ADDRESS: "the host name leads to a private address, and the crawl did not begin there",
}


def failure(
    error: BaseException, fetch: Fetch, elapsed: float, opened: int, *, in_body: bool, extra: Table | None = None
) -> Failure:
    """Translate what stopped an exchange after `elapsed` seconds and `opened` connections.

    `in_body` says that the head had arrived by then; `extra` has the error classes that only one client knows.
    """
    table = {**TABLE, **(extra or {})}
    chain = list(causes(error))
    where = next((cause.where for cause in chain if isinstance(cause, ByWayOf)), "")
    for cause in map(_one_of_many, reversed(chain)):  # the innermost that is known: wrappers say less
        if isinstance(cause, NoTunnel):
            return Failure(cause.reason, cause.detail + where, elapsed, opened)
        reason = _reason(cause, table)
        if reason is Reason.RESET and in_body:  # not every client can tell a body cut by FIN from one cut by RST
            reason = Reason.TRUNCATED
        if reason is not None:
            passing = isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_AGAIN
            detail = "the name server did not answer" if passing else _detail(reason, cause, fetch)
            return Failure(reason, detail + where, elapsed, opened, passing=passing)
    return Failure(Reason.INTERNAL, f"unexpected {type(error).__name__}", elapsed, opened)


def foremost(troubles: Sequence[BaseException]) -> BaseException:
    """Give the one that says the most of a host, of those that its addresses met; there has to be one."""

    def rank(trouble: BaseException) -> int:
        reason = _reason(trouble, TABLE)
        return FOREMOST.index(reason) if reason in FOREMOST else len(FOREMOST)

    return min(troubles, key=rank)


def fault(error: BaseException | None) -> Reason | None:
    """Say what the end of a connection was, if it was no orderly one."""
    if error is None:
        return None
    return Reason.TLS if _reason(error, TABLE) is Reason.TLS else Reason.RESET


def causes(error: BaseException) -> Iterator[BaseException]:
    """Give the error, then what it was raised from, and so on inwards."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def _one_of_many(error: BaseException) -> BaseException:
    """Take apart what aiohappyeyeballs makes of several failures, the numbers of which are in its text only."""
    numbers = _NUMBER.findall(str(error)) if type(error) is OSError and error.errno is None else ()
    return foremost([OSError(int(number), "") for number in numbers]) if numbers else error


def _reason(error: BaseException, table: Table) -> Reason | None:
    if isinstance(error, OSError) and not isinstance(error, _NUMBERED):
        if error.errno in EXHAUSTED:
            return Reason.NO_DESCRIPTORS
        if error.errno in NO_ROUTE:
            return Reason.NO_ROUTE
    return next((table[kind] for kind in type(error).__mro__ if kind in table), None)


def _detail(reason: Reason, error: BaseException, fetch: Fetch) -> str:
    if reason is Reason.TIMEOUT:
        return f"no complete answer within {fetch.deadline:g} s"
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message.rstrip(".")
    return WORDS[reason]
