"""Owns what is said on one connection to a made-up site: the answer, its delay, its fault."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from typing import cast

from sixlegs.lab.generated.rules import Fault
from sixlegs.lab.generated.service import Prepared, Service, error

_NOW = struct.pack("ii", 1, 0)  # linger for no time at all: closing resets


class Connection(asyncio.Protocol):
    """One connection of a client."""

    transport: asyncio.Transport

    def __init__(self, service: Service) -> None:
        self._service = service
        self._received = b""
        self._later = asyncio.get_running_loop().call_later

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it."""
        self.transport = cast("asyncio.Transport", transport)
        counts = self._service.counts
        counts.connections += 1
        counts.open += 1
        counts.peak_open = max(counts.peak_open, counts.open)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's name
        """Count it out."""
        self._service.counts.open -= 1

    def data_received(self, data: bytes) -> None:
        """Answer a request, once it is whole."""
        self._received += data
        if not self._received.endswith(b"\r\n\r\n"):
            return
        received, self._received = self._received, b""
        service = self._service
        counts = service.counts
        counts.requests += 1
        counts.in_flight += 1
        counts.peak_in_flight = max(counts.peak_in_flight, counts.in_flight)
        method, path, _ = received.split(b" ", 2)
        prepared = service.prepared(path)
        counts.missing += prepared.missing
        close = b"onnection: close" in received
        fault = service.fault(path) if prepared.faulty else Fault.NONE
        answer = prepared.head if method == b"HEAD" else prepared.whole
        if prepared.delay:
            counts.asked_delay_s += prepared.delay
            self._later(prepared.delay, self._send, answer, time.monotonic(), close, fault, prepared)
        else:
            self._send(answer, 0.0, close, fault, prepared)

    def _send(self, answer: bytes, arrived: float, close: bool, fault: Fault, prepared: Prepared) -> None:  # noqa: FBT001  called by a timer
        counts = self._service.counts
        if fault is not Fault.HANG:
            counts.in_flight -= 1
        if arrived:
            counts.service_s += time.monotonic() - arrived
        if self.transport.is_closing():
            return
        if fault is not Fault.NONE:
            counts.faults += 1
            self._fail(fault, prepared)
            return
        counts.sent_bytes += len(answer)
        self.transport.write(answer)
        if close:
            self.transport.close()

    def _fail(self, fault: Fault, prepared: Prepared) -> None:
        if fault is Fault.RESET:
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NOW)
            self.transport.abort()
        elif fault is Fault.CUT:
            self.transport.write(prepared.whole[: (len(prepared.head) + len(prepared.whole)) // 2])
            self.transport.close()
        elif fault is not Fault.HANG:
            self.transport.write(error(fault))


class Control(asyncio.Protocol):
    """A connection to the second port: any request is told the counts."""

    transport: asyncio.Transport

    def __init__(self, service: Service) -> None:
        self._service = service

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer and close."""
        body = self._service.read()
        if b" /reset " in data:
            self._service.reset()
        self.transport.write(b"HTTP/1.0 200 -\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        self.transport.close()
