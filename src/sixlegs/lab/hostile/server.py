"""Owns the sockets of the site: reads requests and plays scripts, byte for byte; knows nothing of what they mean."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections import Counter, defaultdict
from collections.abc import Mapping

from sixlegs.lab.hostile.behaviour import Act, Answer, Behaviour, ByMethod, Flood, Meet, Place, Script, Turns
from sixlegs.lab.hostile.cases.external import HANDSHAKE
from sixlegs.lab.hostile.log import Log, Request

_LONGEST_HEAD = 256 * 1024
_TLS_HANDSHAKE = b"\x16"
_MISSING: Script = (Answer(404, "<p>Nothing here."),)
_LINGER = 0.1  # seconds in which one guest too many would show up


Listener = asyncio.Server | socket.socket


class Gone(Exception):
    """The connection is over."""


class Meetings:
    """Requests that wait for each other."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, int], list[asyncio.Event]] = defaultdict(list)

    async def attend(self, origin: str, size: int) -> None:
        """Come back when enough are there, and then at once with whoever came too many."""
        waiting = self._waiting[origin, size]
        gate = asyncio.Event()
        waiting.append(gate)
        if len(waiting) == size:
            asyncio.get_running_loop().call_later(_LINGER, self._part, waiting)
        await gate.wait()

    @staticmethod
    def _part(waiting: list[asyncio.Event]) -> None:
        for gate in waiting:
            gate.set()
        waiting.clear()


class Site:
    """Everything that answers, whatever the address it was reached at."""

    def __init__(self, table: Mapping[tuple[str, str], Behaviour]) -> None:
        self._table = table
        self._turns: Counter[tuple[str, str]] = Counter()
        self._meetings = Meetings()
        self.log = Log()
        self.place: Place = str

    def forget(self) -> None:
        """Be as new."""
        self._turns.clear()
        self.log.forget()

    async def serve(self, origin: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what comes over one connection."""
        self.log.connections += 1
        wire = self.log.connections, writer.get_extra_info("peername")[1]
        with contextlib.suppress(Gone, OSError, EOFError, asyncio.CancelledError):  # the last: the site is closing
            while request := await self._read(origin, reader, wire):
                try:
                    await self._play(request, self._script(request), reader, writer)
                finally:
                    self.log.end(request)
        writer.close()

    async def _read(self, origin: str, reader: asyncio.StreamReader, wire: tuple[int, int]) -> Request | None:
        first = await reader.read(1)
        if not first:
            return None
        if first == _TLS_HANDSHAKE:  # seen, but no request
            return Request(origin, "", HANDSHAKE, [], *wire, in_flight=0, in_flight_here=0)
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode("iso-8859-1")
        line, *fields = head[:-4].split("\r\n")
        method, target, _ = line.split(" ")
        headers = [(name, value.strip()) for name, _, value in (each.partition(":") for each in fields)]
        return self.log.begin(origin, method, target, headers, wire)

    def _script(self, request: Request) -> Script:
        key = request.origin, request.target
        behaviour = self._table.get(key, _MISSING)
        if isinstance(behaviour, ByMethod):
            return behaviour.head if request.method == "HEAD" else behaviour.get
        if isinstance(behaviour, Turns):
            turn = self._turns[key]
            self._turns[key] += 1
            return behaviour.scripts[min(turn, len(behaviour.scripts) - 1)]
        return behaviour

    async def _play(
        self, request: Request, script: Script, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        last = max((at for at, step in enumerate(script) if isinstance(step, (bytes, Answer, Act, Flood))), default=0)
        for at, step in enumerate(script):
            if at == last and step is not Act.HOLD and not isinstance(step, Flood):
                self.log.end(request)
            if isinstance(step, Answer):
                writer.write(step.wire(request.method, self.place))
            elif isinstance(step, bytes):
                writer.write(step)
            elif isinstance(step, float):
                await asyncio.sleep(step)
            elif isinstance(step, Flood):
                while not writer.is_closing():
                    writer.write(step.piece)
                    await writer.drain()
            elif isinstance(step, Meet):
                await self._meetings.attend(request.origin, step.size)
            else:
                await _act(step, reader, writer)
            await writer.drain()


async def _act(act: Act, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if act is Act.HOLD:
        await reader.read()
    elif act is Act.RESET:
        # With SO_LINGER at zero seconds the kernel answers whatever was under way with RST.
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
    raise Gone


def refusing(address: str) -> socket.socket:
    """Return a socket that keeps a port and lets nobody in."""
    kept = socket.socket()
    kept.bind((address, 0))
    return kept


async def listen(site: Site, origin: str, address: str) -> asyncio.Server:
    """Open one origin on a free port of an address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await site.serve(origin, reader, writer)

    return await asyncio.start_server(serve, address, 0, limit=_LONGEST_HEAD, backlog=512)
