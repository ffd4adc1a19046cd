"""Owns the process that serves a made-up site on loopback and counts what it sees; knows nothing of crawling.

    python -m sixlegs.lab.generated.server '{"pages": 1000, "latency_ms": 20}'

Nothing is on disk: an answer is made when it is first asked for and kept, up to a bound, as the bytes to send. A second
port answers with the counts, as JSON; its /reset zeroes them, attempts included. No pipelining. The process ends when
its standard input does, so that it never outlives its parent.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import ssl
import sys
import tempfile
from pathlib import Path

from sixlegs.backends import loops
from sixlegs.lab.generated import certificate
from sixlegs.lab.generated.connection import Connection, Control
from sixlegs.lab.generated.plan import FIRST_HOST, REAL, Plan, decode
from sixlegs.lab.generated.service import Service

_BACKLOG = 4096


async def serve(plan: Plan, port: int) -> None:
    """Serve until standard input ends; say on one line of standard output where."""
    loop = asyncio.get_running_loop()
    service = Service(plan)
    secure, ca = _secure(plan)
    hosts = [f"127.0.0.{FIRST_HOST + number}" for number in range(plan.hosts)]
    for host in hosts:  # all on the port that the first one got
        server = await loop.create_server(lambda: Connection(service), host, port, backlog=_BACKLOG, ssl=secure)
        port = server.sockets[0].getsockname()[1]
    control = await loop.create_server(lambda: Control(service), "127.0.0.1", 0)
    bases = [f"{'https' if plan.tls else 'http'}://{host}:{port}" for host in hosts]
    service.begin(bases)
    first = "/index.html" if plan.shape == REAL else "/p/0"
    told = {
        "base": bases[0] + "/",
        "control": f"http://127.0.0.1:{control.sockets[0].getsockname()[1]}/",
        "starts": [bases[0] + first, *(f"{base}/p/{number}" for number, base in enumerate(bases) if number)],
        "ca": ca,
    }
    print(json.dumps(told), flush=True)  # noqa: T201 - the one thing it has to say
    over = loop.create_future()

    def listen() -> None:
        if not os.read(sys.stdin.fileno(), 1) and not over.done():
            over.set_result(None)

    loop.add_reader(sys.stdin.fileno(), listen)
    await over


def _secure(plan: Plan) -> tuple[ssl.SSLContext | None, str]:
    """Return the server's side of TLS, and the certificate to trust as PEM; none where none is wanted."""
    if not plan.tls:
        return None, ""
    chain = certificate.issue([f"127.0.0.{FIRST_HOST + number}" for number in range(plan.hosts)])
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "chain.pem"
        file.touch(mode=0o600)
        file.write_bytes(chain.key + chain.certificate)
        context.load_cert_chain(file)
    return context, chain.certificate.decode()


def main() -> None:
    """Run the server."""
    settings = json.loads(sys.argv[1])
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, signal.SIG_IGN)  # whoever started it ends it
    gc.disable()  # nothing here makes circles
    with asyncio.Runner(loop_factory=loops.factory(loops.fastest())) as runner:
        runner.run(serve(decode(settings), settings.get("port", 0)))


if __name__ == "__main__":
    main()
