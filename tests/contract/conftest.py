"""Owns the main crawl, one for each backend, and the runs that a single test asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from sixlegs.lab.hostile.cases.wire import MAX_BYTES, MAX_INFLATED
from tests.contract.command import Command, Outcome
from tests.setups import Setup, chosen, setups
from tests.site.running import RunningSite, Seen, running

if TYPE_CHECKING:
    from pathlib import Path

CONCURRENCY = 12
TIMEOUT = 1.5  # seconds


@dataclass(frozen=True)
class Crawled:
    """The main crawl of one backend, and what the site saw of it."""

    outcome: Outcome
    seen: Seen

    @property
    def limit(self) -> int:
        """How many requests at once the backend can do, as far as these tests need to know."""
        return int(self.outcome.report["run"]["concurrency"])


CrawlOf = Callable[[Setup], Crawled]
Start = Callable[..., Command]


@pytest.fixture(scope="session")
def crawl_of(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CrawlOf]:
    """Return the function that gives the main crawl of a backend, done once.

    Those of the plainest backend take the longest, and do nothing but wait: they are done at the same time.
    """
    crawls: dict[Setup, Future[Crawled]] = {}
    with ThreadPoolExecutor() as pool:

        def begin(backend: Setup) -> Future[Crawled]:
            if backend not in crawls:
                crawls[backend] = pool.submit(_crawl, backend, tmp_path_factory.mktemp(backend.id))
            return crawls[backend]

        for each in chosen(request.config):
            if each.choice.backend == setups()[0].choice.backend:
                begin(each)
        yield lambda backend: begin(backend).result()


@pytest.fixture(scope="session")
def crawled(crawl_of: CrawlOf, backend: Setup) -> Crawled:
    """Give the main crawl of the backend that a test is about."""
    return crawl_of(backend)


@pytest.fixture(scope="session")
def reference(crawl_of: CrawlOf) -> Crawled:
    """Give the main crawl of the plainest backend with its usual client, which the others must agree with."""
    return crawl_of(setups()[0])


@pytest.fixture
def start(site: RunningSite, backend: Setup, tmp_path: Path) -> Iterator[Start]:
    """Return the function that starts a crawl of the test's own site, which need not live to its end."""
    started: list[Command] = []

    def begin(url: str, *args: str, **environment: str) -> Command:
        options = (*backend.args, "--format", "json:report.json", *args)
        started.append(Command(tmp_path, site.place(url), *options, name=site.name, environment=environment))
        return started[-1]

    yield begin
    for command in started:
        if command.process.poll() is None:
            command.kill()


@pytest.fixture
def crawl(start: Start) -> Callable[..., Outcome]:
    """Return the function that crawls the test's own site to the end, and expects good manners of it."""

    def run(url: str, *args: str) -> Outcome:
        outcome = start(url, *args).end()
        outcome.check_manners()
        return outcome

    return run


def _crawl(backend: Setup, folder: Path) -> Crawled:
    with running() as site:
        command = Command(
            folder,
            site.url("/"),
            *(*backend.args, "--timeout", str(TIMEOUT), "--concurrency", str(CONCURRENCY)),
            *("--max-bytes", str(MAX_BYTES), "--max-inflated", str(MAX_INFLATED)),
            *("--format", "json:report.json", "--format", "jsonl:report.jsonl"),
            name=site.name,
        )
        outcome = command.end()
        return Crawled(outcome, site.seen())
