"""Owns a loopback web server for a folder of files: nginx, in its own process; knows nothing of crawling."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# LinkChecker asks ten times a second at most, unless the server has a header of its name.
_CONFIGURATION = """worker_processes 1; daemon off; pid {work}/nginx.pid; error_log {work}/error.log crit;
events {{ worker_connections 4096; multi_accept on; }}
http {{
  include /etc/nginx/mime.types; sendfile on; tcp_nopush on; tcp_nodelay on; access_log off; log_not_found off;
  keepalive_timeout 65; keepalive_requests 1000000; open_file_cache max=200000 inactive=600s;
  client_body_temp_path {work}/t; proxy_temp_path {work}/t; fastcgi_temp_path {work}/t;
  uwsgi_temp_path {work}/t; scgi_temp_path {work}/t;
  server {{ listen 127.0.0.1:{port} backlog=4096; root {root}; index index.html; absolute_redirect off;
            add_header LinkChecker "as fast as it can"; }}
}}
"""


@contextmanager
def serving(root: Path) -> Iterator[str]:
    """Serve `root` on a free port of 127.0.0.1 and give the URL of its top, ending in a slash."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        sys.exit("nginx is missing: install it, as with apt-get install nginx-light")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        work.chmod(0o755)
        port = _free_port()
        configuration = work / "nginx.conf"
        configuration.write_text(_CONFIGURATION.format(work=work, root=root.resolve(), port=port))
        with subprocess.Popen([nginx, "-e", f"{work}/error.log", "-c", configuration]) as process:
            try:
                _wait_for(port)
                yield f"http://127.0.0.1:{port}/"
            finally:
                process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    sys.exit("nginx did not start")
