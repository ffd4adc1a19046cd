"""Owns the backends that are there to be seen through: one that does nothing, and one that is slower by a known amount.

They are in no registry: nobody crawls with them.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from sixlegs.backends import Backend
from sixlegs.backends.pump import pump
from sixlegs.bench.result_file import NULL, SLOW
from sixlegs.crawl import Crawl
from sixlegs.lab.generated import rules
from sixlegs.lab.generated.plan import Plan
from sixlegs.lab.generated.rules import Fault
from sixlegs.lab.generated.service import FAULT_STATUS, make_site
from sixlegs.model import Emit, Failure, Fetch, Kind, Reason, Response, Result, Visit
from sixlegs.page import examine

BUSY_S = 0.001  # a page

_FAILURES = {Fault.RESET: Reason.RESET, Fault.CUT: Reason.TRUNCATED, Fault.HANG: Reason.TIMEOUT}


def slow(backend: Backend) -> Backend:
    """Return the same backend, but with a processor that is busy for a while with each page that comes home."""

    def run(crawl: Crawl, emit: Emit) -> None:
        def late(results: Sequence[Result]) -> None:
            until = time.perf_counter() + BUSY_S
            while time.perf_counter() < until:
                pass
            emit(results)

        backend.run(crawl, late)

    return replace(backend, name=SLOW, run=run)


class Prepared:
    """What a made-up site gives to every fetch, worked out beforehand: what is left is the crawl's own work."""

    def __init__(self, plan: Plan, bases: Sequence[str]) -> None:
        self._plan = plan
        self._bases = bases
        self._site = make_site(plan, bases)
        self._attempts: defaultdict[str, int] = defaultdict(int)
        self._visits: dict[tuple[str, str, Kind, int], Visit] = {}

    def visit(self, fetch: Fetch) -> Visit:
        """Return what comes home of a fetch."""
        attempt = self._attempts[fetch.url]
        self._attempts[fetch.url] += 1
        key = (fetch.url, fetch.method, fetch.kind, attempt)
        visit = self._visits.get(key)
        if visit is None:
            visit = self._visits[key] = examine(fetch, self._reply(fetch, attempt))
        return visit._replace(fetch=fetch)

    def again(self) -> None:
        """Forget which attempts were made, and nothing else."""
        self._attempts.clear()

    def _reply(self, fetch: Fetch, attempt: int) -> Response | Failure:
        base = next(base for base in self._bases if fetch.url.startswith(base + "/"))
        path = fetch.url.removeprefix(base).encode()
        answer = self._site.answer(path)
        leaf = answer.status == 200 and getattr(self._site, "leads_nowhere", lambda _: False)(path)
        fault = rules.fault(self._plan, path, attempt) if leaf else Fault.NONE
        if fault in _FAILURES:
            return Failure(_FAILURES[fault])
        headers = [("content-type", answer.content_type), ("content-length", str(len(answer.body)))]
        if answer.location:
            headers.append(("location", answer.location.decode()))
        if fault is not Fault.NONE:
            return Response(FAULT_STATUS[fault], (("content-length", "0"), ("retry-after", "0")))
        return Response(answer.status, tuple(headers), b"" if fetch.method == "HEAD" else answer.body)


def null(backend: Backend, prepared: Prepared, rehearse: Callable[[], Crawl]) -> Backend:
    """Return a backend that waits for nothing: every visit is there already, after one crawl that rehearses it."""

    def run(crawl: Crawl, emit: Emit) -> None:
        home: deque[Visit] = deque()

        def receive(seconds: float | None) -> list[Visit]:
            if not home:
                time.sleep(seconds or 0.0)
            return [home.popleft()] if home else []

        pump(crawl, emit, lambda fetch: home.append(prepared.visit(fetch)), receive)

    run(rehearse(), lambda _: None)
    prepared.again()
    return replace(backend, name=NULL, run=run)
