"""Peak memory and processor time of each bomb: `python -m benchmarks.hostile_bombs` from the top of the project."""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli
import zstandard

from tests.site.threads import Server, read_head, serving

if TYPE_CHECKING:
    import socket

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
CAP = 256  # MB
BLANKS = 200 * 1024 * 1024
PROGRAM = """
import resource, sys
from pathlib import Path
from sixlegs.cli import run
run(sys.argv[1:])
usage = resource.getrusage(resource.RUSAGE_SELF)
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(int(status["VmHWM"].split()[0]) // 1024, usage.ru_utime + usage.ru_stime, file=sys.stderr)
"""  # the high-water mark of its own memory: what the system says of a child counts its parent's too


def _squeezed(coding: str, body: bytes) -> bytes:
    return HEAD + b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (coding.encode(), len(body)) + body


def _plain(body: bytes) -> bytes:
    return HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body


def bombs() -> dict[str, bytes]:
    """Return the answers; none is longer than a few megabytes."""
    blanks = bytes(BLANKS)
    spaces = b" " * BLANKS
    links = b"".join(b"<a href=/%d>" % number for number in range(1_000_000))
    return {
        "gzip, 200 MB of nothing": _squeezed("gzip", gzip.compress(spaces)),
        "deflate, 200 MB of nothing": _squeezed("deflate", zlib.compress(spaces)),
        "brotli, 200 MB of nothing": _squeezed("br", brotli.compress(spaces)),
        "zstd, 200 MB of nothing": _squeezed("zstd", zstandard.compress(spaces)),
        "gzip of gzip": _squeezed("gzip, gzip", gzip.compress(gzip.compress(blanks))),
        "gzip, 200 MB of tags": _squeezed("gzip", gzip.compress(b"<p>" * (BLANKS // 3))),
        "gzip, 200 MB of one attribute": _squeezed("gzip", gzip.compress(b"<p title='" + spaces)),
        "a million links": _plain(links),
        "a million links, gzipped": _squeezed("gzip", gzip.compress(links)),
        "a body without end": HEAD + b"\r\n" + b"." * 30_000_000,
        "a head without end": b"HTTP/1.1 200 OK\r\n" + b"X-More: and more\r\n" * 500_000,
    }


def measured(answer: bytes, options: list[str]) -> dict[str, Any]:
    """Crawl one answer; what is linked to is not followed."""

    def serve(server: Server, sock: socket.socket) -> None:
        while head := read_head(sock):
            server.heads.append(head)
            sock.sendall(answer)
            return

    with serving(serve) as server, tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        args = [f"http://127.0.0.1:{server.port}/", "--ignore-robots", "--max-urls", "1", *options]
        command = [sys.executable, "-c", PROGRAM, *args, "--quiet", "--format", f"json:{report}"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stderr.splitlines()[-1].split()
        first = json.loads(report.read_text())["results"][0]
    notes = first["notes"]
    return {"said": f"{first['verdict']}/{first['reason']}", "notes": notes, "mb": int(said[0]), "cpu": float(said[1])}


def table(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the rows as Markdown."""
    lines = ["| bomb | bytes sent | said of it | notes | peak memory | processor time |", "|---|---|---|---|---|---|"]
    for name, row in results.items():
        notes = ", ".join(f"`{note}`" for note in row["notes"])
        lines.append(f"| {name} | {row['sent']:,} | `{row['said']}` | {notes} | {row['mb']} MB | {row['cpu']:.2f} s |")
    return "\n".join(lines)


def main() -> int:
    """Measure; say no where a bomb takes more than the cap."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="where the figures go, as JSON")
    parser.add_argument("options", nargs="*", help="options of crawl, after --")
    asked = parser.parse_args()
    results = {name: measured(answer, asked.options) | {"sent": len(answer)} for name, answer in bombs().items()}
    print(table(results))
    if asked.write:
        asked.write.write_text(json.dumps(results, indent=1) + "\n")
    return int(any(row["mb"] > CAP for row in results.values()))


if __name__ == "__main__":
    sys.exit(main())
