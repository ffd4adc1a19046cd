"""Owns what a crawl has with it from earlier runs, and leaves for later ones; knows no option and no backend."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self, cast

from sixlegs.command import known
from sixlegs.crawl import Crawl
from sixlegs.errors import CrawlImpossible, UsageError
from sixlegs.model import Note, Policy, Reason, Result, Verdict
from sixlegs.report import FAILING
from sixlegs.report.run import Run
from sixlegs.store.baseline import Comparison
from sixlegs.store.history import Patience, Pending

if TYPE_CHECKING:
    from sixlegs.store.journal import Journal
    from sixlegs.store.sqlite.cache import CacheFile
    from sixlegs.store.sqlite.state import StateFile


class Wanted(NamedTuple):
    """What is to be remembered, and where."""

    state: Path | None = None
    resume: bool = False
    baseline: Path | None = None
    write_baseline: Path | None = None
    cache: Path | None = None
    cache_age: float = 0.0  # seconds
    failing: frozenset[Verdict] = frozenset()  # by --fail-on
    fail_after: Patience | None = None

    def check(self) -> None:
        """Refuse what makes no sense."""
        if self.resume and self.state is None:
            raise UsageError("--resume needs to know what to go on with: add --state FILE")
        if self.fail_after is not None and self.cache is None:
            raise UsageError("--fail-after needs to know what failed before: add --cache FILE")


NOTHING = Wanted()
NOTHING_KNOWN = Comparison(Counter(), ())


class Memory:
    """The memory of one crawl."""

    def __init__(self, wanted: Wanted, starts: Sequence[str], policy: Policy) -> None:
        wanted.check()
        self.policy = policy
        self._wanted = wanted
        self._baseline = known.read(wanted.baseline) if wanted.baseline is not None else None
        self._open = ExitStack()
        self._state: StateFile | None = None
        self._journal: Journal | None = None
        self._cache: CacheFile | None = None
        self._pending = Pending(wanted.fail_after, wanted.failing)
        try:
            if wanted.state is not None:
                self._open_state(wanted.state, starts, resume=wanted.resume)
            if wanted.cache is not None:
                self._open_cache(wanted.cache, starts)
        except BaseException:
            self._open.close()
            raise

    @property
    def trouble(self) -> str:
        """Why something could not be remembered; empty where all was."""
        return " and ".join(file.trouble for file in (self._state, self._cache) if file and file.trouble)

    def around(self, crawl: Crawl) -> Crawl:
        """Return the crawl with its memory, brought to where it was."""
        return self._with_cache(self._with_state(crawl))

    def _with_state(self, crawl: Crawl) -> Crawl:
        if self._state is None:
            return crawl
        from sixlegs.store import journal, record  # noqa: PLC0415 - for those only who want it

        self._journal = journal.Journal(crawl, self._state.write)
        try:
            self._journal.replay(self._state.bundles())
        except record.Damaged:
            raise self._state.damaged() from None
        return cast("Crawl", self._journal)  # it has all that a crawl has

    def _with_cache(self, crawl: Crawl) -> Crawl:
        if self._cache is None:
            return crawl
        from sixlegs.store.cached import Cached  # noqa: PLC0415 - as above

        cache, age = self._cache, self._wanted.cache_age
        return cast("Crawl", Cached(crawl, cache.look, cache.keep, age=age, today=time.time()))

    def keep(self) -> None:
        """Write what is not written yet: the crawl is over, or was ended."""
        if self._journal is not None:
            self._journal.flush()
        if self._cache is not None:
            self._cache.flush()

    def note(self, results: Callable[[], Iterable[Result]], run: Run) -> None:
        """Write the run into the history, unless it was ended early or will go on; find out what does not count yet."""
        if self._cache is None:
            return
        journal = self._state.salt if self._state is not None else None
        this = self._cache.run(time.time(), journal, complete=run.complete)
        new = not self._cache.is_known(this)
        unknown = (result for result in self.marked(results()) if Note.KNOWN not in result.notes)
        self._pending.find(unknown, self._cache.open_outages(), this.at, new=new)
        goes_on = run.stopped_by == Reason.MAX_TIME and journal is not None
        at_its_end = run.complete or (run.stopped_by in {Reason.MAX_TIME, Reason.MAX_URLS} and not goes_on)
        if new and at_its_end:
            self._cache.note(this, results, self._wanted.failing | frozenset(FAILING))

    def marked(self, results: Iterable[Result]) -> Iterable[Result]:
        """Return the results, with a note at those that are known, or do not count yet."""
        if self._baseline is not None:
            results = self._baseline.marked(results, self._wanted.failing)
        return self._pending.marked(results) if self._pending.counts else results

    @property
    def pending(self) -> Counter[Verdict] | None:
        """How many failures do not count yet; None where all do."""
        return self._pending.counts if self._wanted.fail_after is not None else None

    def compared(self, results: Callable[[], Iterable[Result]], *, complete: bool) -> Comparison:
        """Compare what fails with what is known to, and write down what is to be known from now on."""
        failing = self._wanted.failing
        if self._wanted.write_baseline is not None:
            if not complete:
                raise CrawlImpossible("the baseline was not written: not everything was checked")
            known.write(self._wanted.write_baseline, results(), failing)
        return self._baseline.compare(results(), failing, complete=complete) if self._baseline else NOTHING_KNOWN

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def _open_cache(self, path: Path, starts: Sequence[str]) -> None:
        from sixlegs.store.sqlite.cache import CacheFile  # noqa: PLC0415 - as above

        self._cache = self._open.enter_context(CacheFile(path, starts, self.policy))

    def _open_state(self, path: Path, starts: Sequence[str], *, resume: bool) -> None:
        from sixlegs.store.sqlite.state import StateFile  # noqa: PLC0415 - as above

        self._state = self._open.enter_context(StateFile(path, starts, self.policy, resume=resume))
        if self.policy.max_time is not None:  # of this run; the crawl's own time goes on from the last one
            self.policy = replace(self.policy, max_time=self.policy.max_time + self._state.elapsed)
