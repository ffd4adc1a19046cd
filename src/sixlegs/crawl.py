"""Owns the course of a crawl as a state machine: `next` orders, `feed` learns; knows no I/O, clock, lock or backend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING

from sixlegs import graph, retry, urls
from sixlegs.credentials import Credentials, common
from sixlegs.entry import Entry, LifeOrder, Order, ProbeOrder, RobotsOrder, State
from sixlegs.extract.sitemap import LARGEST
from sixlegs.frontier import Frontier
from sixlegs.ledger import Ledger
from sixlegs.local import edge_shown, row_shown
from sixlegs.model import Done, Edge, Fetch, Kind, Note, Policy, Reason, Result, Summary, Verdict, Visit, Wait
from sixlegs.permission import Permission, in_doubt
from sixlegs.private import Guard
from sixlegs.result import as_seen, is_flaky, row, unverified
from sixlegs.second import SecondLook
from sixlegs.soft import SoftMissing
from sixlegs.verdicts import VERDICT_OF, Judgement, judge, of

if TYPE_CHECKING:
    from sixlegs.entry import Target

_LOSSES = 3  # workers that may die of one URL
_NO_DESCRIPTORS = 20  # times that one URL may come home because no connection could be opened
_PAUSE = 0.05  # seconds before it goes out again, and more each time


class Crawl:
    """One crawl. Its owner asks `next` for orders and gives each visit to `feed`; nobody else touches it.

    Laws: each Fetch comes home as exactly one Visit; Wait(None) only while one is out; Done is final, and comes when
    nothing is queued and nothing is out; no verdict depends on the order in which visits come home.
    """

    def __init__(
        self,
        starts: Sequence[str],
        policy: Policy,
        *,
        streams: bool = True,
        private_hosts: frozenset[str] = frozenset(),
    ) -> None:
        """Begin at `starts`. Unless it `streams`, `feed` returns nothing, and all rows are made at the end.

        `private_hosts` are those of the starts that are known to be private by their addresses.
        """
        self.policy = policy
        self._streams = streams
        self.starts = tuple(starts)
        self._frontier = Frontier()
        self._guard = Guard(policy.private, self.starts, private_hosts, [place for _, place in policy.remap])
        self._ledger = Ledger(policy, self._order, self._guard)
        self._second = SecondLook(policy)
        self._permission = Permission(policy, self._frontier, self._guard, self._ledger.origin, self._order)
        self._soft = SoftMissing(policy.seed) if policy.soft_404 else None
        self._leased: dict[tuple[str, bool, bool], list[Order]] = {}  # two origins can share one robots.txt
        self._out = 0
        self._room = policy.concurrency  # exchanges at a time, as far as this machine bears it
        self._began = False
        self._ends_at = inf  # by --max-time, which counts from the first question
        self._stopped: Reason | None = None
        self._credentials = Credentials(common(policy), policy)
        self._requests = self._bytes = self._connections = 0
        for url in self.starts:
            self._ledger.start(url)

    # what the owner asks

    def next(self, now: float) -> Fetch | Wait | Done:
        """Say what to do at the time `now` (seconds on any clock that never goes back)."""
        self._keep_time(now)
        while self._out < self._room:
            order = self._frontier.pop(now)
            if order is None:
                if not self._out and self._finish():
                    continue
                return self._wait(now)
            if order.origin.failure is None and not (self._second.silent and self._second.is_in_vain(order)):
                return self._fetch(order, now)
            self._abandon(order)
            self._frontier.release(order.origin, now)
        return Wait()

    def feed(self, visit: Visit, now: float) -> list[Result]:
        """Take a visit home; return the results that it settles. Children are ordered before their parent is let go."""
        order = self._returned(visit.fetch)
        hopeful = order.origin.failure is None
        self._requests += 1
        self._bytes += visit.size
        self._connections += visit.opened
        if visit.failure is not Reason.NO_DESCRIPTORS:  # which says nothing of anybody
            asked = order.origin.life_asked
            order.origin.heard(visit)
            if order.origin.life_asked and not asked:
                self._frontier.push_at(LifeOrder(order.origin), now)  # before all else that waits there
        if visit.failure is Reason.TIMEOUT and now >= self._ends_at:
            pass  # it was the crawl's time that was over, not the server's
        elif not self._again(order, visit, now):
            if isinstance(order, Entry):
                self._home(order, visit)
            elif isinstance(order, RobotsOrder):
                self._permission.robots_home(order, visit)
            elif isinstance(order, LifeOrder):
                self._permission.life_home(order, visit)
            else:
                self._probe_home(order, visit)
        if hopeful and order.origin.failure is not None:
            self._frontier.hurry(order.origin, now)
        self._frontier.release(order.origin, now)
        settled = self._ledger.settled()
        return [self._row(target) for target in settled] if self._streams else []

    def stop(self, reason: Reason) -> None:
        """Order nothing more; what is not settled by now is reported as skipped for this reason.

        What failed and was to get a second look is judged by what it met.
        """
        if self._stopped is None:
            self._stopped = reason
            self._frontier.close()
            for entry, visit in self._second.end().items():
                self._home(entry, visit)

    # what can be read at any time

    def results(self) -> Iterator[Result]:
        """Give every row of the report, sorted by URL."""
        orphans = self._ledger.orphans() if self._stopped is None else ()
        for target in sorted(self._ledger.targets(), key=lambda target: target.url):
            made = self._row(target)
            if target.entry in orphans:
                made = made._replace(notes=(*made.notes, Note.ORPHAN))
            if self._soft is not None and self._soft.marks(target, self.policy.max_redirects):
                made = made._replace(notes=(*made.notes, Note.SOFT_404))
            yield made

    def start_results(self) -> list[Result]:
        """Give the rows of the start URLs, in their order."""
        return [self._row(target) for target in self._ledger.starts]

    def edges(self) -> Iterator[Edge]:
        """Give every way from a page that was searched for links, and from a redirect, to another resource."""
        edges = graph.edges(self._ledger.entries())
        root = self.policy.root
        return edges if root is None else (edge_shown(edge, root) for edge in edges)

    def summary(self) -> Summary:
        """Count."""
        reasons = Counter(self._judgement(target).reason for target in self._ledger.targets())
        counts: Counter[Verdict] = Counter()
        for reason, count in reasons.items():
            counts[VERDICT_OF[reason]] += count
        stopped = self._stopped or (Reason.MAX_URLS if reasons[Reason.MAX_URLS] else None)
        return Summary(
            counts={verdict: counts[verdict] for verdict in Verdict},
            requests=self._requests,
            bytes=self._bytes,
            connections=self._connections,
            complete=stopped is None,
            stopped_by=stopped,
            flaky=self._flaky(),
        )

    @property
    def known(self) -> int:
        """URLs met so far."""
        return self._ledger.known

    @property
    def settled(self) -> int:
        """URLs judged so far."""
        return self._ledger.judged

    @property
    def in_flight(self) -> int:
        """Requests that are out."""
        return self._out

    @property
    def waits(self) -> Mapping[str, float]:
        """Origins that must not be asked yet, and the seconds until they may, as of the last question what to do."""
        return self._frontier.waits()

    # orders

    def _order(self, entry: Entry) -> None:
        """Put an entry on its way: to the frontier, to wait for robots.txt, or straight to its judgement."""
        origin = entry.origin
        entry.state = State.QUEUED
        if origin.failure is not None:
            self._ledger.judge(entry, origin.failure)
        elif not self.policy.obey_robots:
            self._frontier.push(entry)
        elif origin.rules is None:
            self._permission.park(entry)
        elif refusal := origin.rules.refusal(entry.url):
            self._ledger.judge(entry, refusal)
        else:
            self._frontier.push(entry)

    def _fetch(self, order: Order, now: float) -> Fetch:
        policy = self.policy
        if isinstance(order, RobotsOrder):
            kind, method = Kind.ROBOTS, "GET"
        elif isinstance(order, LifeOrder):
            kind, method = Kind.CHECK, "GET"
        elif isinstance(order, ProbeOrder):
            kind, method = Kind.PAGE, "GET"
        else:
            order.state = State.LEASED
            kind = self._ledger.kind(order)
            method = "GET" if kind is not Kind.CHECK or order.use_get or order.origin.refuses_head else "HEAD"
        texts = tuple(sorted(order.texts.wanted)) if isinstance(order, Entry) and order.texts is not None else ()
        deadline = min(policy.timeout, self._ends_at - now)
        asks_now = isinstance(order, LifeOrder | ProbeOrder)
        self._leased.setdefault((order.url, kind is Kind.ROBOTS, asks_now), []).append(order)
        self._out += 1
        is_start = urls.origin(order.url) in self._ledger.start_origins  # a robots.txt may have been sent elsewhere
        headers = self._credentials.headers(order.url, to_start=is_start)
        limits = policy.limits
        if kind is Kind.SITEMAP:
            limits = limits._replace(max_bytes=max(limits.max_bytes, LARGEST))
        guarded = order.origin.guarded
        lazy, sketch = policy.lazy, policy.soft_404
        return Fetch(
            order.url,
            method,
            kind,
            deadline,
            headers,
            limits,
            policy.parser,
            guarded,
            lazy,
            texts,
            sketch,
            now=asks_now,
        )

    def _returned(self, fetch: Fetch) -> Order:
        key = fetch.url, fetch.kind is Kind.ROBOTS, fetch.now
        leased = self._leased[key]
        order = leased.pop()
        if not leased:
            del self._leased[key]
        self._out -= 1
        return order

    def _finish(self) -> bool:
        """Where nothing is left to do, begin what was kept for the end; say whether there was any."""
        if self._frontier.wakes_at() is not None:
            return False
        if self._permission.look_again():
            return True
        if self._second.held:
            self._look_again()
            return True
        return self._soft is not None and self._probe(self._soft)

    def _look_again(self) -> None:
        """Order once more what failed in passing, gently."""
        for when, entry, visit in self._second.begin():
            if (entry.origin.answered or visit.passing) and entry.origin.failure is None:
                entry.origin.begin_anew()
                self._frontier.push_at(entry, when)
            else:  # nobody was ever there
                self._home(entry, visit)

    def _probe(self, soft: SoftMissing) -> bool:
        """Ask each origin of the site for what is surely not there, as far as robots.txt lets us."""
        probes = soft.begin(self._ledger.is_inside)
        for probe in probes:
            self._push_probe(probe)
        return bool(probes)

    def _push_probe(self, probe: ProbeOrder) -> None:
        rules = probe.origin.rules
        if not self.policy.obey_robots or rules is None or rules.refusal(probe.url) is None:
            self._frontier.push(probe)

    def _wait(self, now: float) -> Wait | Done:
        wakes_at = self._frontier.wakes_at()
        if wakes_at is None:
            return Wait() if self._out else Done()
        return Wait(min(wakes_at, self._ends_at) - now)

    def _keep_time(self, now: float) -> None:
        if not self._began:
            self._began = True
            self._ends_at = inf if self.policy.max_time is None else now + self.policy.max_time
        if now >= self._ends_at:
            self.stop(Reason.MAX_TIME)

    # visits

    def _again(self, order: Order, visit: Visit, now: float) -> bool:
        """Order the same once more where that may help: after a worker's death, a refused HEAD, a passing fault."""
        if visit.failure is Reason.WORKER_LOST and order.losses + 1 < _LOSSES:
            order.losses += 1
            self._frontier.push(order)
            return True
        if visit.failure is Reason.NO_DESCRIPTORS and order.losses < _NO_DESCRIPTORS:
            order.losses += 1
            self._room = max(1, min(self._room, self._out))
            self._frontier.push_at(order, now + _PAUSE * order.losses)
            return True
        order.tries += 1
        if isinstance(order, Entry) and retry.head_refused(visit, self.policy):
            order.use_get = True
            order.origin.refuses_head |= visit.status in {405, 501}
            self._frontier.push(order)
            return True
        if visit.retry_after is not None and visit.status not in self.policy.accept:
            order.origin.asked_to_wait(visit, now)
        once = isinstance(order, LifeOrder) and order.robots is None  # since what waits there goes on meanwhile
        if once or order.origin.failure is not None or not retry.may_pass(visit, self.policy):
            return False  # more tries would meet the same
        if visit.failure is Reason.TIMEOUT and (isinstance(order, LifeOrder) or in_doubt(order, visit)):
            return False  # two deadlines are enough for a host that is dead, and something else is better asked
        return self._once_more(order, visit, now)

    def _once_more(self, order: Order, visit: Visit, now: float) -> bool:
        """Try again what may pass: soon, as long as there are retries; then at the end; and then no more."""
        if order in self._second.given:
            return False
        tries = order.tries
        if isinstance(order, Entry) and order.use_get and visit.failure is not Reason.TIMEOUT:
            tries -= 1  # the HEAD that was refused
        wait = retry.pause(visit, tries, self.policy)
        if wait is None:
            return self._stopped is None and self._second.holds(order, visit, now)
        self._frontier.push_at(order, now + wait)
        return True

    def _home(self, entry: Entry, visit: Visit) -> None:
        if self._second.given:
            visit = self._second.came_home(entry, visit)
        if entry.answered is Kind.PAGE and entry.texts is not None:
            self._ledger.searched(entry, visit)
            return
        entry.reads(visit)
        if visit.redirect is not None:
            self._ledger.redirected(entry, visit.redirect)
            return
        judgement = judge(visit, self.policy)
        self._ledger.judge(entry, judgement)
        if judgement.reason is Reason.OK:
            self._ledger.expand(entry, visit.links)
            if visit.sketch is not None and self._soft is not None:
                self._soft.keep(entry, visit.sketch)

    def _probe_home(self, order: ProbeOrder, visit: Visit) -> None:
        assert self._soft is not None  # or nobody would have asked
        if visit.redirect is None:
            self._soft.answered(order, visit)
        elif (following := self._soft.follow(order, visit.redirect)) is not None:
            self._push_probe(following)

    def _abandon(self, order: Order) -> None:
        """The origin was given up while this waited, or this has no hope."""
        failure = order.origin.failure or Judgement(Reason.INTERNAL)
        if isinstance(order, RobotsOrder | LifeOrder):
            self._permission.abandoned(order, failure)
        elif isinstance(order, Entry):
            visit = self._second.known(order)
            if visit is None:
                self._ledger.judge(order, failure)
            else:
                self._home(order, visit)

    # rows

    def _judgement(self, target: Target) -> Judgement:
        if target.judgement is not None:
            return as_seen(target, target.judgement, self.policy.max_redirects)
        return of(self._stopped) if self._stopped else Judgement(Reason.INTERNAL, "never settled: a bug of the crawler")

    def _flaky(self) -> int:
        if not self._second.given:
            return 0
        return sum(is_flaky(target, self.policy.max_redirects) for target in self._ledger.targets())

    def _row(self, target: Target) -> Result:
        policy = self.policy
        made = row(target, self._judgement(target), policy.max_redirects, show_redirects=policy.show_redirects)
        if policy.insecure:
            made = unverified(made)
        return made if policy.root is None else row_shown(made, policy.root)
