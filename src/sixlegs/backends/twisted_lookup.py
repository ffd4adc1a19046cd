"""Owns Twisted's name look-ups, in daemon threads: those of the reactor's own pool would hold up the exit."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IHostnameResolver, IHostResolution, IReactorPluggableNameResolver, IReactorTime
from zope.interface import implementer  # type: ignore[import-untyped]

from sixlegs.backends import lookup
from sixlegs.private import is_private


@implementer(IHostResolution)
class Resolution:
    """A look-up on its way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cancelled = False

    def cancel(self) -> None:
        """Lose interest."""
        self.cancelled = True


@implementer(IHostnameResolver)
class Resolver:
    """Looks up names in daemon threads: those of the reactor's own pool would hold up the exit."""

    def __init__(self, reactor: Any, *, public_only: bool = False) -> None:
        self._reactor = reactor
        self._public_only = public_only

    def resolveHostName(  # noqa: N802
        self,
        receiver: Any,
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: object = None,  # noqa: ARG002, N803
        transportSemantics: str = "TCP",  # noqa: ARG002, N803
    ) -> Resolution:
        """Begin a look-up, and tell `receiver` what comes of it."""
        resolution = Resolution(hostName)

        def deliver(answer: Future[lookup.Addresses]) -> None:
            if not resolution.cancelled:
                for _, address in [] if answer.exception() else self._wanted(answer.result()):
                    kind = IPv6Address if len(address) > 2 else IPv4Address
                    receiver.addressResolved(kind("TCP", address[0], portNumber, *address[2:]))
                receiver.resolutionComplete()

        receiver.resolutionBegan(resolution)
        lookup.lookup(hostName).add_done_callback(lambda answer: self._reactor.callFromThread(deliver, answer))
        return resolution

    def _wanted(self, found: lookup.Addresses) -> lookup.Addresses:
        with suppress(lookup.PrivateAddress):  # whoever connects to one of them is told
            return lookup.public(found, only=self._public_only)
        return found


@implementer(IReactorPluggableNameResolver, IReactorTime)
class Guarded:
    """A reactor that connects to public addresses only."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self.nameResolver = Resolver(reactor, public_only=True)

    def __getattr__(self, name: str) -> Any:
        """Be the reactor in all else."""
        return getattr(self._reactor, name)

    def connectTCP(self, host: str, *args: Any, **options: Any) -> Any:  # noqa: N802  Twisted's name
        """Connect to an address; raises PrivateAddress."""
        if is_private(host):
            raise lookup.PrivateAddress
        return self._reactor.connectTCP(host, *args, **options)


@implementer(IReactorPluggableNameResolver, IReactorTime)
class Noting:
    """A reactor that takes note of why its connections did not come about."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self.troubles: list[BaseException] = []

    def __getattr__(self, name: str) -> Any:
        """Be the reactor in all else."""
        return getattr(self._reactor, name)

    def connectTCP(self, host: str, port: int, factory: Any, *args: Any, **options: Any) -> Any:  # noqa: N802
        """Connect to an address; raises PrivateAddress."""
        failed = factory.clientConnectionFailed

        def note(connector: Any, reason: Any) -> None:
            self.troubles.append(reason.value)
            failed(connector, reason)

        factory.clientConnectionFailed = note
        try:
            return self._reactor.connectTCP(host, port, factory, *args, **options)
        except lookup.PrivateAddress as trouble:
            self.troubles.append(trouble)
            raise


def answer_to(reactor: Any, question: Future[Any]) -> Deferred[None]:
    """Wait in the reactor for what a thread finds out; fails with what the thread raised."""
    answer: Deferred[None] = Deferred()

    def deliver() -> None:
        if not answer.called and (trouble := question.exception()):
            answer.errback(trouble)
        elif not answer.called:
            answer.callback(None)

    if question.done():
        deliver()
    else:
        question.add_done_callback(lambda _: reactor.callFromThread(deliver))
    return answer
