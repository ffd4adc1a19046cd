"""Runs the site for programs: `python -m sixlegs.lab.hostile`; for people there is `crawl lab serve --site hostile`.

The first line of output is JSON: `{"addresses": {"main.test": "127.0.0.1:40001", ...}, "control": 40002}`. The control
port answers `/log`, and `/reset` after it has forgotten everything. The site ends with its standard input, or on
SIGTERM.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import threading

from sixlegs.lab.hostile import server, table


async def main() -> None:
    """Serve until told to end."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    threading.Thread(target=_watch_stdin, args=(loop, ended), daemon=True).start()
    site = server.Site(table.served())
    addresses, open_sockets = await _open(site)
    control = await asyncio.start_server(lambda reader, writer: _control(site, reader, writer), "127.0.0.1", 0)
    site.place = table.placing(addresses)
    print(json.dumps({"addresses": addresses, "control": control.sockets[0].getsockname()[1]}), flush=True)  # noqa: T201
    await ended.wait()
    for each in (*open_sockets, control):
        each.close()


async def _open(site: server.Site) -> tuple[dict[str, str], list[server.Listener]]:
    addresses = {}
    sockets: list[server.Listener] = []
    for number, name in enumerate(table.hosts(), 1):
        address = f"127.0.0.{number}"  # all of 127/8 is this machine (RFC 1122 3.2.1.3)
        if name in table.SILENT_HOSTS:
            kept = server.refusing(address)
            port = kept.getsockname()[1]
            sockets.append(kept)
        else:
            listener = await server.listen(site, name, address)
            port = listener.sockets[0].getsockname()[1]
            sockets.append(listener)
        addresses[name] = f"{address}:{port}"
    return addresses, sockets


async def _control(site: server.Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if b"/reset" in head.partition(b"\r\n")[0]:
        site.forget()
    body = json.dumps(site.log.document()).encode()
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body))
    await writer.drain()
    writer.close()


def _watch_stdin(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    loop.call_soon_threadsafe(ended.set)


asyncio.run(main())
