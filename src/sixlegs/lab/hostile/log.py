"""Owns what the site remembers of the requests it got; knows nothing of how they came."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field


@dataclass
class Request:
    """One request as it arrived."""

    origin: str
    method: str
    target: str  # as sent
    headers: list[tuple[str, str]]
    connection: int
    peer: int  # the client's port
    in_flight: int  # requests not yet answered, this one included
    in_flight_here: int  # of them, those to the same origin
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None  # when the last of the answer was about to be sent, or the client had left


@dataclass
class Log:
    """All requests in order of arrival."""

    requests: list[Request] = field(default_factory=list)
    in_flight: list[Request] = field(default_factory=list)
    connections: int = 0

    def begin(
        self, origin: str, method: str, target: str, headers: list[tuple[str, str]], wire: tuple[int, int]
    ) -> Request:
        """Remember a request that has just arrived; `wire` is the connection's number and the client's port."""
        here = sum(each.origin == origin for each in self.in_flight) + 1
        request = Request(origin, method, target, headers, *wire, len(self.in_flight) + 1, here)
        self.requests.append(request)
        self.in_flight.append(request)
        return request

    def end(self, request: Request) -> None:
        """Remember that a request has its answer.

        To be called before the answer's last bytes go out, so that whatever the client does next comes after it.
        """
        if request.ended is None:
            request.ended = time.monotonic()
            self.in_flight = [each for each in self.in_flight if each is not request]

    def forget(self) -> None:
        """Begin anew; requests in flight stay in flight."""
        self.requests.clear()
        self.connections = 0

    def document(self) -> dict[str, object]:
        """Return everything as JSON can hold it."""
        return {
            "connections": self.connections,
            "requests": [asdict(each) for each in self.requests],
            "in_flight": [asdict(each) for each in self.in_flight],
        }
