"""Owns the made-up site as its connections see it: the bytes of each answer, its delay, its fault, and the counts."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

from sixlegs.lab.generated import rules
from sixlegs.lab.generated.answer import Answer, Site
from sixlegs.lab.generated.plain import PlainSite
from sixlegs.lab.generated.plan import REAL, Plan
from sixlegs.lab.generated.real import Site as RealSite
from sixlegs.lab.generated.rules import Fault

_KEPT = 256 * 1024 * 1024  # bytes of answers
FAULT_STATUS = {Fault.MISSING: 404, Fault.GONE: 410, Fault.BROKEN: 500, Fault.ONCE: 503}


@dataclass
class Counts:
    """What the server has seen since it was last reset."""

    requests: int = 0
    missing: int = 0
    connections: int = 0
    open: int = 0
    peak_open: int = 0
    in_flight: int = 0  # requests that have arrived and are not answered
    peak_in_flight: int = 0
    asked_delay_s: float = 0.0  # the sum of the delays by the rule
    service_s: float = 0.0  # the sum of the times from arrival to answer, as timers had it
    sent_bytes: int = 0
    faults: int = 0
    cpu_s: float = 0.0  # user and system


class Prepared(NamedTuple):
    """All that is to be known of a path."""

    head: bytes
    whole: bytes
    delay: float
    missing: bool
    faulty: bool  # something goes wrong here, at the first attempt at least


def message(answer: Answer) -> tuple[bytes, bytes]:
    """Return the bytes of an answer without and with its body."""
    location = b"Location: %b\r\n" % answer.location if answer.location else b""
    head = b"HTTP/1.1 %d -\r\nContent-Type: %b\r\nContent-Length: %d\r\n%b\r\n" % (
        answer.status,
        answer.content_type.encode(),
        len(answer.body),
        location,
    )
    return head, head + answer.body


def make_site(plan: Plan, bases: Sequence[str]) -> PlainSite | RealSite:
    """Make the site that a plan describes."""
    return RealSite(plan.pages, plan.seed) if plan.shape == REAL else PlainSite(plan, bases)


class Service:
    """The site, its delays, its faults and the counts: what the connections share."""

    def __init__(self, plan: Plan) -> None:
        self.counts = Counts()
        self._plan = plan
        self._site: Site
        self._prepared: dict[bytes, Prepared] = {}
        self._kept = 0
        self._attempts: Counter[bytes] = Counter()
        self._cpu = time.process_time()

    def begin(self, bases: Sequence[str]) -> None:
        """Take the addresses of the hosts, which the pages name."""
        self._site = make_site(self._plan, bases)

    def prepared(self, path: bytes) -> Prepared:
        """Return what is known of a path."""
        return self._prepared.get(path) or self._prepare(path)

    def fault(self, path: bytes) -> Fault:
        """Return what goes wrong with this attempt at a path."""
        attempt = self._attempts[path]
        self._attempts[path] += 1
        return rules.fault(self._plan, path, attempt)

    def reset(self) -> None:
        """Begin to count anew."""
        now = self.counts
        self.counts = Counts(open=now.open, peak_open=now.open, in_flight=now.in_flight, peak_in_flight=now.in_flight)
        self._attempts.clear()
        self._cpu = time.process_time()

    def read(self) -> bytes:
        """Return the counts as JSON."""
        self.counts.cpu_s = time.process_time() - self._cpu
        return json.dumps(asdict(self.counts)).encode()

    def _prepare(self, path: bytes) -> Prepared:
        answer = self._site.answer(path)
        leaf = answer.status == 200 and isinstance(self._site, PlainSite) and self._site.leads_nowhere(path)
        faulty = leaf and rules.fault(self._plan, path, 0) is not Fault.NONE
        delay = rules.delay_s(self._plan, path)
        made = Prepared(*message(answer), delay, missing=answer.status == 404, faulty=faulty)
        if self._kept < _KEPT:
            self._kept += len(made.whole)
            self._prepared[path] = made
        return made


def error(fault: Fault) -> bytes:
    """Return the bytes of an answer that says that something went wrong."""
    retry = b"Retry-After: 0\r\n" if fault is Fault.ONCE else b""
    return b"HTTP/1.1 %d -\r\n%bContent-Length: 0\r\n\r\n" % (FAULT_STATUS[fault], retry)
