"""A crew of processes, each with a queue and a pipe of its own: parsing runs on all cores, and nothing is shared.

The parent owns the crawl. It gives each idle process one order and then waits for pipes and for the processes
themselves, so that one which is killed costs its order a second try, and nobody a hang. What it all costs: a process is
heavy, and every visit is pickled on its way home.
"""

from __future__ import annotations

from collections.abc import Iterable
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from sixlegs.backends import clients
from sixlegs.backends.pump import pump
from sixlegs.backends.signals import postponed
from sixlegs.backends.worker_process import CLIENTS, WorkerProcess, prepare

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl
    from sixlegs.model import Emit, Fetch, Visit

NATIVE = "requests"
CONCURRENCY = 16
LIMIT = None


def run(crawl: Crawl, emit: Emit) -> None:
    """Drive `crawl` to its end; on KeyboardInterrupt the processes are killed, and nothing is waited for."""
    crew: list[WorkerProcess] = []

    def start(fetch: Fetch) -> None:
        worker = next((worker for worker in crew if worker.fetch is None), None)
        if worker is None:
            with postponed(lambda: None):  # so that no process starts of which we do not know
                worker = WorkerProcess(crawl.policy)
                crew.append(worker)
        worker.start(fetch)

    def receive(seconds: float | None) -> Iterable[Visit]:
        ready = wait([end for worker in crew for end in (worker.visits, worker.sentinel)], seconds)
        for worker in [worker for worker in crew if worker.visits in ready or worker.sentinel in ready]:
            fetch, visit = (
                worker.fetch,
                worker.receive(),
            )  # the pipe first: a visit may have left before its sender died
            if visit is None:
                crew.remove(worker)
                visit = worker.lost(fetch) if fetch else None
                worker.close(kill=True)
            if visit is not None:
                yield visit

    clients.load(crawl.policy, CLIENTS)  # here, where a missing package can be told
    prepare(crawl.policy)
    finished = False
    try:
        pump(crawl, emit, start, receive)
        for worker in crew:
            worker.dismiss()
        finished = True
    finally:
        for worker in crew:
            worker.close(kill=not finished)
