"""Gives any bytes to the wire client as an answer, and to `examine` what comes of it (`nox -s atheris`)."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["sixlegs"]):
    from sixlegs.model import Fetch, Kind, Limits, Reason, Response
    from sixlegs.page import examine
    from sixlegs.wire.exchange import Exchange

LIMITS = Limits(max_bytes=4096, max_inflated=16384, max_header_bytes=2048, max_links=50)


def one(data: bytes) -> None:
    """The answer ends in one visit, within its bounds, and nothing is raised."""
    settings, rest = data[:2].ljust(2, b"\0"), data[2:]  # the first two bytes say what is asked for, and the cuts
    kind = list(Kind)[settings[0] // 2 % len(Kind)]
    step = settings[1] + 1
    fetch = Fetch("http://site/dir/page", "HEAD" if settings[0] % 2 else "GET", kind, limits=LIMITS)
    exchange = Exchange(fetch)
    for start in range(0, len(rest), step):
        if exchange.receive(rest[start : start + step]):
            break
    if not exchange.done:
        exchange.closed()
    assert exchange.done
    reply = exchange.reply(0.1)
    visit = examine(fetch, reply)
    assert visit.failure is not Reason.INTERNAL, visit.detail
    assert len(visit.links) <= LIMITS.max_links
    if isinstance(reply, Response):
        assert len(reply.body) <= LIMITS.max_bytes


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
