"""Owns one crawl from start to report: runs the backend, minds the signals, tells the reports; knows no option.

Imported after the backend, which may have to come before anything that imports `ssl`.
"""

from __future__ import annotations

import gc
import sys
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from signal import Signals
from typing import cast

import click

from sixlegs import __version__, local, urls
from sixlegs.backends import Backend, clients
from sixlegs.command import neighbours
from sixlegs.command.memory import NOTHING, Memory, Wanted
from sixlegs.command.outputs import Outputs
from sixlegs.command.signals import Interrupts
from sixlegs.crawl import Crawl
from sixlegs.errors import CrawlImpossible, Interrupted, UsageError
from sixlegs.explain import Question
from sixlegs.model import Policy, Reason, Result, Verdict
from sixlegs.report.escape import escape
from sixlegs.report.progress import Progress
from sixlegs.report.run import Run
from sixlegs.report.words import WORDS
from sixlegs.timed import TimedCrawl
from sixlegs.watched import Watched

OK, FAILED, IMPOSSIBLE = 0, 1, 3
NOTHING_CRAWLED = frozenset({Verdict.UNREACHABLE, Verdict.TIMEOUT, Verdict.ERROR, Verdict.BLOCKED, Verdict.SKIPPED})
ADVICE = {Reason.ROBOTS: " (--ignore-robots checks it all the same)"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a crawl ended, as far as the exit code goes."""

    run: Run
    starts: tuple[Result, ...]
    signum: int | None = None
    crashed: bool = False
    forgot: str = ""  # why something could not be remembered
    fixed: tuple[str, ...] = ()  # and can leave the file of --baseline
    spared: Counter[Verdict] = field(default_factory=Counter)  # known failures, and those that do not count yet

    @property
    def trouble(self) -> str:
        """One line on why nothing was crawled, or not remembered; empty where all went well."""
        if self.forgot:
            return self.forgot
        if self.signum is not None or self.crashed or not self._nothing_crawled():
            return ""
        first = self.starts[0]
        why = f"{first.url}: {WORDS[first.reason]}{ADVICE.get(first.reason, '')}"
        return f"no start URL could be crawled: {why}"

    def exit_code(self, fail_on: frozenset[Verdict]) -> int:
        """Return the exit code (docs/verdicts.md)."""
        if self.signum is not None:
            return 128 + self.signum
        if self.crashed or self.forgot or self._nothing_crawled():
            return IMPOSSIBLE
        return FAILED if any(self.run.counts.get(verdict, 0) > self.spared[verdict] for verdict in fail_on) else OK

    def elsewhere(self) -> str:
        """Return an origin that no start URL has and that one of them redirects to; empty where there is none."""
        own = {urls.origin(result.url) for result in self.starts if urls.is_http(result.url)}
        ends = (result.final_url for result in self.starts if result.redirects)
        return next((urls.origin(end) for end in ends if end and urls.origin(end) not in own), "")

    def all_lead_to(self, page: str) -> bool:
        """Say whether every start URL redirects to one page, whatever its query."""
        goal = urls.split(page)[0].partition("?")[0]
        ends = [result.final_url.partition("?")[0] for result in self.starts if result.redirects and result.final_url]
        return len(ends) == len(self.starts) and set(ends) == {goal}

    def _nothing_crawled(self) -> bool:
        return all(result.verdict in NOTHING_CRAWLED for result in self.starts)


def crawl(
    starts: Sequence[str],
    policy: Policy,
    backend: Backend,
    outputs: Outputs,
    wanted: Wanted = NOTHING,
    *,
    progress: bool,
    words: Sequence[str] = (),
) -> Outcome:
    """Crawl, write the reports, and say how it went; `words` are the starts as reports name them."""
    calm_collector()
    with Memory(wanted, starts, policy) as memory:
        private = neighbours.private_hosts(starts, policy)
        started, clock = datetime.now(UTC), time.monotonic()
        kind = TimedCrawl if outputs.timed else Crawl
        core = kind(starts, memory.policy, streams=outputs.streams, private_hosts=private)
        machine = memory.around(core)
        exchanges = core.exchanges if isinstance(core, TimedCrawl) else []
        exchanges.clear()  # those of an earlier run went by another clock
        signum, crashed = _drive(machine, backend, outputs, progress=progress)
        memory.keep()
        elapsed = time.monotonic() - clock
        run = _run(machine, backend, started, elapsed, signum, crashed=crashed)
        memory.note(machine.results, run)
        pending = memory.pending
        waiting = None if pending is None else pending.total()
        run = replace(run, start=tuple(words) or run.start, exchanges=exchanges, pending=waiting)
        if policy.remap:
            home = local.home(starts, policy.remap)
            run = replace(run, home=home, published=partial(local.published, root=policy.root, rules=policy.remap))
        outputs.finish(run, lambda: memory.marked(machine.results()))
        compared = memory.compared(machine.results, complete=run.complete)
        spared = compared.known + (pending or Counter())
        return Outcome(run, tuple(machine.start_results()), signum, crashed, memory.trouble, compared.fixed, spared)


def calm_collector() -> None:
    """Let the garbage collector look less often: a crawl makes millions of objects that live, and hardly a cycle.

    Left alone, it would go through all of them again and again, for a third of the crawl's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def explain(url: str, starts: Sequence[str], policy: Policy, backend: Backend) -> int:
    """Say what a crawl would do with one URL, and why; hardly more is asked for than a robots.txt."""
    asked = urls.resolve(starts[0], url) or urls.start_url(url)
    question = Question(asked, starts, policy, neighbours.private_hosts(starts, policy))
    backend.run(cast("Crawl", question), lambda _: None)
    for name, text in question.answer():
        click.echo(f"{name:<12}{escape(text)}")
    return OK


def _drive(machine: Crawl, backend: Backend, outputs: Outputs, *, progress: bool) -> tuple[int | None, bool]:
    """Let the backend drive the crawl to its end; return the signal that ended it early, and whether it crashed."""
    with ExitStack() as stack:
        shown = stack.enter_context(Progress(machine, time.monotonic, sys.stderr)) if progress else None

        def emit(results: Sequence[Result]) -> None:
            if not results and shown is None:
                return
            with interrupts.shielded():
                outputs.add(results)
                if shown is not None:
                    shown.tick()

        def look() -> None:
            if shown is not None:
                with interrupts.shielded():
                    shown.tick()

        driven = machine if shown is None else cast("Crawl", Watched(machine, look))
        try:
            with Interrupts() as interrupts:
                backend.run(driven, emit)
        except Interrupted as interruption:
            machine.stop(Reason.INTERRUPTED)
            return interruption.signum, False
        except (CrawlImpossible, UsageError):
            raise
        except Exception:  # noqa: BLE001 - a bug: what is known is reported all the same, and the bug is shown
            machine.stop(Reason.INTERRUPTED)
            traceback.print_exc()
            return None, True
    return None, False


def _run(
    machine: Crawl, backend: Backend, started: datetime, elapsed: float, signum: int | None, *, crashed: bool
) -> Run:
    summary, policy = machine.summary(), machine.policy
    stopped_by = summary.stopped_by
    if signum is not None:
        stopped_by = Signals(signum).name.lower()
    return Run(
        version=__version__,
        start=tuple(urls.masked(url) for url in machine.starts),
        backend=backend.name,
        client=backend.native if policy.client == clients.NATIVE else policy.client,
        loop=policy.loop if backend.name == "asyncio" else None,
        depth=policy.depth,
        concurrency=policy.concurrency,
        started=started.isoformat(timespec="seconds").replace("+00:00", "Z"),
        elapsed_s=elapsed,
        complete=summary.complete and signum is None and not crashed,
        stopped_by=None if crashed else stopped_by,
        requests=summary.requests,
        bytes=summary.bytes,
        connections=summary.connections,
        counts=summary.counts,
        flaky=summary.flaky,
        edges=machine.edges,
    )
