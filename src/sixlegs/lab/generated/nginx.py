"""Owns the serving of a made-up site by nginx, from files: a server of another language, for sites that only answer.

It cannot wait, fail or redirect by a plan, so a site that does is not served. What it saw comes from its own counters;
how many requests it held at one time is not among them.
"""

from __future__ import annotations

import ctypes
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sixlegs.errors import UsageError
from sixlegs.lab.generated.answer import ROBOTS
from sixlegs.lab.generated.plain import PlainSite
from sixlegs.lab.generated.plan import FIRST_HOST, REAL, Plan
from sixlegs.lab.generated.service import Counts

_PLACES = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
_START_S, _STOP_S = 10.0, 5.0
_PR_SET_PDEATHSIG = 1  # prctl(2)
_HEAD = 250  # bytes of an answer before its body, about
_DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_CONFIGURATION = """
daemon off;
{user}
worker_processes 1;
pid {folder}/pid;
error_log stderr error;
events {{ worker_connections 8192; multi_accept on; }}
http {{
  access_log off;
  types {{ }}
  default_type "text/html; charset=utf-8";
  sendfile on;
  keepalive_timeout 1h;
  keepalive_requests 100000000;
  open_file_cache max=100000 inactive=1h;
  open_file_cache_valid 1h;
  etag off;
  if_modified_since off;
  max_ranges 0;
  server_tokens off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
{listen}
    root {folder}/site;
    location = /robots.txt {{ default_type text/plain; }}
  }}
  server {{ listen 127.0.0.1:{control}; location / {{ stub_status; }} }}
}}
"""


class Nginx:
    """An nginx that serves a site."""

    def __init__(self, process: subprocess.Popen[str], bases: list[str], control: str, whole: int) -> None:
        self.base = bases[0] + "/"
        self.starts = [f"{base}/p/{number}" for number, base in enumerate(bases)]
        self.ca = ""
        self.pid = process.pid
        self._process = process
        self._control = control
        self._whole = whole  # bytes of all answers
        self._before = (0, 0, 0.0)

    @property
    def start(self) -> str:
        """URL of the first page."""
        return self.starts[0]

    @property
    def pids(self) -> list[int]:
        """All its processes."""
        with suppress(OSError):
            children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii")
            return [self.pid, *(int(pid) for pid in children.split())]
        return [self.pid]

    def counts(self) -> Counts:
        """Read its counters; the question itself is not counted."""
        now, before = self._read(), self._before
        seen = Counts(connections=now[0] - before[0] - 1, requests=now[1] - before[1] - 1, cpu_s=now[2] - before[2])
        seen.sent_bytes = self._whole if seen.requests else 0
        return seen

    def reset(self) -> Counts:
        """Begin to count anew, and return what the counts were."""
        counts, self._before = self.counts(), self._read()
        return counts

    def ready(self) -> bool:
        """Say whether it answers."""
        with suppress(OSError):
            self._before = self._read()
            return True
        return False

    def _read(self) -> tuple[int, int, float]:
        with _DIRECTLY.open(self._control, timeout=_START_S) as answer:
            words = answer.read().split()
        accepted, _, requests = (int(word) for word in words[words.index(b"requests") + 1 :][:3])
        return accepted, requests, sum(_cpu_s(pid) for pid in self.pids)


@contextmanager
def serving(plan: Plan) -> Iterator[Nginx]:
    """Serve a site from files for as long as the block runs; raises UsageError where that cannot be done honestly."""
    program = find()
    check(plan)
    with tempfile.TemporaryDirectory() as name, _ports() as (port, control):
        folder = Path(name)
        hosts = [f"127.0.0.{FIRST_HOST + number}" for number in range(plan.hosts)]
        bases = [f"http://{host}:{port}" for host in hosts]
        whole = _write(plan, bases, folder / "site")
        file = folder / "nginx.conf"
        file.write_text(_configured(folder, hosts, port, control), encoding="utf-8")
        command = [program, "-e", "stderr", "-p", name, "-c", str(file)]
        with _started(command) as process:
            try:
                yield _begun(Nginx(process, bases, f"http://127.0.0.1:{control}/", whole), process)
            finally:
                process.terminate()
                try:
                    process.wait(_STOP_S)
                except subprocess.TimeoutExpired:
                    process.kill()


def _started(command: list[str]) -> subprocess.Popen[str]:
    """Start a process that the system ends when this one is gone."""

    def mortal() -> None:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

    return subprocess.Popen(  # noqa: S603 - a server that was found
        command,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=mortal,  # noqa: PLW1509 - whoever measures has no threads
    )


def find(places: str = _PLACES) -> str:
    """Return where nginx is."""
    program = shutil.which("nginx", path=places)
    if program is None:
        raise UsageError("nginx is not installed; on Debian: apt-get install nginx-light")
    return program


def version() -> str:
    """Return its name and version."""
    said = subprocess.run([find(), "-v"], capture_output=True, text=True, check=False)  # noqa: S603 - as above
    return said.stderr.rpartition(": ")[2].strip() or "nginx"


def check(plan: Plan) -> None:
    """Refuse a site of which files are not the whole truth."""
    if plan.latency_ms or plan.errors or plan.hangs or plan.redirects or plan.tls or plan.shape == REAL:
        raise UsageError("nginx serves files: no latency, no errors or hangs, no redirects, no TLS, no real-like site")


@contextmanager
def _ports() -> Iterator[tuple[int, int]]:
    """Find two ports that nobody listens at."""
    with socket.socket() as first, socket.socket() as second:
        for each in (first, second):
            each.bind(("127.0.0.1", 0))
        found = first.getsockname()[1], second.getsockname()[1]
    yield found


def _write(plan: Plan, bases: list[str], folder: Path) -> int:
    """Write the site as files; return the bytes of all its answers."""
    site, whole = PlainSite(plan, bases), len(ROBOTS.body) + _HEAD
    (folder / "p").mkdir(parents=True)
    (folder / "robots.txt").write_bytes(ROBOTS.body)
    for number in range(plan.pages):
        body = site.answer(b"/p/%d" % number).body
        (folder / "p" / str(number)).write_bytes(body)
        whole += len(body) + _HEAD
    return whole


def _configured(folder: Path, hosts: list[str], port: int, control: int) -> str:
    root = pwd.getpwuid(0)
    own = f"user {root.pw_name} {grp.getgrgid(root.pw_gid).gr_name};"  # the files are for nobody else
    user = own if os.geteuid() == 0 else ""
    listen = "\n".join(f"    listen {host}:{port} backlog=4096;" for host in hosts)
    return _CONFIGURATION.format(user=user, folder=folder, listen=listen, control=control)


def _begun(server: Nginx, process: subprocess.Popen[str]) -> Nginx:
    """Wait until it answers."""
    assert process.stderr is not None
    deadline = time.monotonic() + _START_S
    while not server.ready():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            said = process.stderr.read().strip().splitlines() or ["it did not answer"]
            raise UsageError(f"nginx cannot serve the site: {said[-1]}")
        time.sleep(0.02)
    return server


def _cpu_s(pid: int) -> float:
    """Return the processor time of a process, to the nanosecond where the system counts so."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9
    except OSError:
        return 0.0
