"""A crew of processes, each with a queue and a pipe of its own: parsing runs on all cores, and nothing is shared.

The parent owns the crawl. It gives each idle process one order and then waits for pipes and for the processes
themselves, so that one which is killed costs its order a second try, and nobody a hang. What it all costs: a process is
heavy, and every visit is pickled on its way home.
"""

from __future__ import annotations

from collections.abc import Iterable
from selectors import EVENT_READ, DefaultSelector
from typing import TYPE_CHECKING, Self

from sixlegs.backends import clients
from sixlegs.backends.pump import pump
from sixlegs.backends.signals import postponed
from sixlegs.backends.worker_process import CLIENTS, WorkerProcess, prepare

if TYPE_CHECKING:
    from sixlegs.crawl import Crawl
    from sixlegs.model import Emit, Fetch, Policy, Visit

NATIVE = "requests"
CONCURRENCY = 16
LIMIT = None
DESCRIPTORS = 6  # of which the pipes to its worker process are most


def run(crawl: Crawl, emit: Emit) -> None:
    """Drive `crawl` to its end; on KeyboardInterrupt the processes are killed, and nothing is waited for."""
    clients.load(crawl.policy, CLIENTS)  # here, where a missing package can be told
    prepare(crawl.policy)
    with Crew(crawl.policy) as crew:
        pump(crawl, emit, crew.start, crew.receive)


class Crew:
    """The processes, as many as there ever were orders out at a time."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._idle: list[WorkerProcess] = []
        self._ends = DefaultSelector()  # of all processes: the pipe of each, and what is readable once it has ended

    def start(self, fetch: Fetch) -> None:
        """Give an order to a process that has none."""
        if not self._idle:
            with postponed(lambda: None):  # so that no process starts of which we do not know
                worker = WorkerProcess(self._policy)
                for end in (worker.visits, worker.sentinel):
                    self._ends.register(end, EVENT_READ, worker)
                self._idle.append(worker)
        self._idle.pop().start(fetch)

    def receive(self, seconds: float | None) -> Iterable[Visit]:
        """Wait for whatever comes home within `seconds`: visits, or news of a death."""
        for worker in {key.data for key, _ in self._ends.select(seconds)}:
            fetch, visit = worker.fetch, worker.receive()  # the pipe first: it may have left before its sender died
            if visit is not None:
                self._idle.append(worker)
            else:
                visit = worker.lost(fetch) if fetch else None
                self._bury(worker)
            if visit is not None:
                yield visit

    def _bury(self, worker: WorkerProcess) -> None:
        for end in (worker.visits, worker.sentinel):
            self._ends.unregister(end)
        if worker in self._idle:
            self._idle.remove(worker)
        worker.close(kill=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        crew = {key.data for key in self._ends.get_map().values()}
        if kind is None:
            for worker in crew:
                worker.dismiss()
        for worker in crew:
            worker.close(kill=kind is not None)
        self._ends.close()
