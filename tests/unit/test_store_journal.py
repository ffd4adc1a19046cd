"""The laws of the journal: what was written down is not asked again, and the crawl ends as if nothing had happened."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from sixlegs.crawl import Crawl
from sixlegs.model import Done, Fetch, Kind, Note, Policy, Reason, Result, Visit, Wait
from sixlegs.page import examine
from sixlegs.store import record
from sixlegs.store.journal import LONGEST, MOST, Journal
from tests.unit.build import Web, answer, fails, html, moved, page, robots

WEB: Web = {
    "http://site/robots.txt": robots("User-agent: *\nDisallow: /no"),
    "http://site/": page("/a", "/b", "/c#here", "/gone", "/busy", "/no", "http://else/x", "/deep", "/no-head"),
    "http://site/a": page("/a1", "/a2", "/c#there", "/"),
    "http://site/b": moved("/c"),
    "http://site/c": html("<p id=here>"),
    "http://site/a1": page("/a2", "http://dead/"),
    "http://site/a2": fails(Reason.TIMEOUT, "too late"),
    "http://site/busy": answer(503, ("retry-after", "5")),
    "http://site/deep": page("/deep/1"),
    "http://site/deep/1": page("/deep/2"),
    "http://site/deep/2": page("/a1"),
    "HEAD http://site/no-head": answer(405),
    "http://site/no-head": answer(200),
    "http://dead/robots.txt": fails(Reason.REFUSED),
}


class Disk:
    """What is written, bundle by bundle."""

    def __init__(self) -> None:
        self.bundles: list[bytes] = []

    def write(self, bundle: bytes, _at: float) -> None:
        """Take a bundle."""
        self.bundles.append(bundle)

    @property
    def records(self) -> list[record.Record]:
        """What is in the bundles."""
        return [each for bundle in self.bundles for each in record.unbundle(bundle)]


class Killed(Exception):
    """The run is over, as suddenly as by SIGKILL."""


def run(disk: Disk, *, most: float = 1e9, took: float = 0.02, **policy: Any) -> tuple[Journal, Counter[str]]:
    """Crawl, and be killed once `most` requests have been answered; return the crawl and what it asked."""
    journal = Journal(Crawl(["http://site/"], Policy(**policy)), disk.write)
    journal.replay(list(disk.bundles))
    asked: Counter[str] = Counter()
    out: list[Fetch] = []
    now = 1000.0  # the clock of another process begins somewhere else
    while not isinstance(order := journal.next(now), Done):
        if isinstance(order, Fetch):
            out.append(order)
            continue
        assert isinstance(order, Wait)
        if out and (order.seconds is None or order.seconds >= took):
            now += took
            fetch = out.pop(0)
            asked[f"{fetch.method} {fetch.url}"] += 1
            if asked.total() > most:
                raise Killed
            reply = WEB.get(f"{fetch.method} {fetch.url}") or WEB.get(fetch.url) or answer(404)
            journal.feed(examine(fetch, reply), now)
        else:
            assert order.seconds is not None
            now += max(order.seconds, 1e-6)
    journal.flush()
    return journal, asked


def told(journal: Any) -> list[Result]:
    """Return the rows of a report, whatever order their referrers came in."""
    return [
        row._replace(referrers=tuple(sorted(row.referrers)) if row.verdict != "ok" else ()) for row in journal.results()
    ]


@pytest.mark.parametrize("after", range(23))
@pytest.mark.parametrize("resumed", [{}, {"concurrency": 1}, {"per_host": 1, "delay": 3.0}])
def test_a_crawl_that_was_killed_ends_as_if_it_had_not_been(after: int, resumed: dict[str, Any]) -> None:
    """After whichever answer it is killed, and with whatever limits it goes on: the result is the same."""
    undisturbed, all_asked = run(Disk())
    disk = Disk()
    try:
        run(disk, most=after)
    except Killed:
        written = len(disk.records)
        journal, asked = run(disk, **resumed)
    else:
        pytest.fail("it was through before it was killed")
    assert told(journal) == told(undisturbed)
    assert journal.summary() == undisturbed.summary()
    assert asked.total() == all_asked.total() - written
    assert not asked - all_asked
    assert Counter(f"{visit.fetch.method} {visit.fetch.url}" for _, visit in disk.records) == all_asked


@pytest.mark.parametrize("after", range(7))
def test_a_crawl_that_was_killed_before_its_second_look_has_it(after: int) -> None:
    """What had failed to its last retry when the crawl was killed is asked for once more, and only that."""
    disk, asked = Disk(), Counter[str]()

    def course(most: float) -> Journal:
        journal = Journal(Crawl(["http://site/"], Policy(obey_robots=False)), disk.write)
        journal.replay(list(disk.bundles))
        now = 1000.0
        while not isinstance(order := journal.next(now), Done):
            if isinstance(order, Wait):
                assert order.seconds is not None
                now += max(order.seconds, 1e-6)
            elif asked.total() == most:
                break
            else:
                asked[order.url] += 1
                down = order.url.endswith("/busy") and asked[order.url] <= 3
                journal.feed(examine(order, answer(503) if down else page("/busy", "/a")), now)
                journal.flush()
        return journal

    course(after)
    journal = course(1e9)
    assert asked == {"http://site/": 1, "http://site/a": 1, "http://site/busy": 4}
    assert {row.url: row.notes for row in told(journal)}["http://site/busy"] == (Note.FLAKY,)
    assert journal.summary().flaky == 1


@pytest.mark.parametrize("after", range(5))
def test_what_a_page_was_searched_for_is_known_when_the_crawl_goes_on(after: int) -> None:
    """A text that a page was searched for before the crawl was killed is not looked for again, and is not denied."""
    web = {
        "http://site/": page("/t#:~:text=one", "/2"),
        "http://site/2": page("/t#:~:text=two", "/t#:~:text=three"),
        "http://site/t": html("one two"),
    }
    disk, asked = Disk(), Counter[str]()

    def course(most: float) -> Journal:
        journal = Journal(Crawl(["http://site/"], Policy(obey_robots=False)), disk.write)
        journal.replay(list(disk.bundles))
        while isinstance(order := journal.next(0.0), Fetch) and asked.total() < most:
            asked[order.url] += 1
            journal.feed(examine(order, web[order.url]), 0.0)
            journal.flush()
        return journal

    course(after)
    notes = {row.url.partition("=")[2]: row.notes for row in told(course(1e9)) if "=" in row.url}
    assert notes == {"one": (), "two": (), "three": (Note.TEXT_MISSING,)}
    assert asked == {"http://site/": 1, "http://site/t": 2, "http://site/2": 1}


def test_a_crawl_that_is_through_asks_nothing() -> None:
    """Resumed once more, it has its whole result from the journal; and what was settled meanwhile is told once."""
    disk = Disk()
    run(disk)
    journal, asked = run(disk)
    assert not asked
    assert journal.settled == journal.known


def test_time_goes_on_where_it_ended() -> None:
    """A Retry-After that had begun when the crawl was killed still has its time to run."""
    disk = Disk()
    with pytest.raises(Killed):
        run(disk, most=16, took=0.1)
    busy = next(at for at, visit in disk.records if visit.retry_after)
    last = max(at for at, _ in disk.records)
    journal = Journal(Crawl(["http://site/"], Policy()), disk.write)
    journal.replay(list(disk.bundles))
    assert isinstance(journal.next(0.0), Fetch | Wait)
    orders = []
    while isinstance(order := journal.next(0.0), Fetch):
        orders.append(order.url)
    assert "http://site/busy" not in orders
    assert last < busy + 5.0


def test_results_settled_by_the_replay_are_told_with_the_next() -> None:
    """A report that streams has every row once, those of the first run as well."""
    disk = Disk()
    with pytest.raises(Killed):
        run(disk, most=12)
    journal = Journal(Crawl(["http://site/"], Policy()), disk.write)
    journal.replay(list(disk.bundles))
    order = journal.next(0.0)
    assert isinstance(order, Fetch)
    rows = journal.feed(Visit(order, 404), 0.0)
    assert len({row.url for row in rows}) == len(rows) > 1


def test_a_batch_is_written_in_time() -> None:
    """A record waits for others, but neither for long nor for many."""
    disk = Disk()
    journal = Journal(Crawl([f"http://site/{n}" for n in range(MOST + 9)], Policy(obey_robots=False)), disk.write)
    first = journal.next(0.0)
    assert isinstance(first, Fetch)
    journal.feed(Visit(first, 404), 0.0)
    while isinstance(order := journal.next(0.0), Fetch):
        pass
    assert isinstance(order, Wait)
    assert order.seconds is not None
    assert order.seconds == pytest.approx(LONGEST, rel=1e-3)
    assert not disk.bundles
    journal.next(order.seconds)
    assert len(disk.records) == 1


def test_many_records_are_written_at_once() -> None:
    """A batch that is full is not waited for."""
    disk = Disk()
    policy = Policy(obey_robots=False, concurrency=2 * MOST, per_host=2 * MOST)
    journal = Journal(Crawl([f"http://site/{n}" for n in range(MOST + 9)], policy), disk.write)
    fetches = [journal.next(0.0) for _ in range(MOST)]
    for fetch in fetches:
        assert not disk.bundles
        assert isinstance(fetch, Fetch)
        journal.feed(Visit(fetch, 404), 0.0)
    assert len(disk.records) == MOST


def test_the_shorter_wait_is_the_crawls_own() -> None:
    """Where the crawl has something to do before the batch is due, the owner is told to come back for that."""
    journal = Journal(Crawl(["http://site/"], Policy(obey_robots=False, backoff=LONGEST / 8)), Disk().write)
    fetch = journal.next(0.0)
    assert isinstance(fetch, Fetch)
    journal.feed(Visit(fetch, 503), 0.0)
    wait = journal.next(0.0)
    assert isinstance(wait, Wait)
    assert wait.seconds is not None
    assert wait.seconds < LONGEST / 2


def test_what_the_end_of_time_cut_short_is_not_kept() -> None:
    """An exchange that --max-time ended says nothing of the URL: the next run asks it again."""
    disk = Disk()
    journal = Journal(Crawl(["http://site/"], Policy(obey_robots=False, max_time=1.0)), disk.write)
    fetch = journal.next(0.0)
    assert isinstance(fetch, Fetch)
    journal.feed(Visit(fetch, failure=Reason.TIMEOUT), 1.0)
    journal.flush()
    assert not disk.bundles


def test_what_cannot_be_written_is_asked_again() -> None:
    """A visit without a record is lost to the next run, and nothing else is."""
    disk = Disk()
    journal = Journal(Crawl(["http://site/"], Policy(obey_robots=False)), disk.write)
    fetch = journal.next(0.0)
    assert isinstance(fetch, Fetch)
    journal.feed(Visit(fetch, 404, detail="\ud800"), 0.0)
    journal.flush()
    assert not disk.bundles


def test_one_question_of_two_origins_has_two_answers() -> None:
    """Two origins that share one robots.txt ask for it each; in the journal it stands twice."""
    disk = Disk()
    for _ in range(2):
        journal = Journal(Crawl(["http://a/", "http://b/"], Policy()), disk.write)
        journal.replay(list(disk.bundles))
        asked = 0
        while not isinstance(order := journal.next(0.0), Done):
            assert isinstance(order, Fetch)
            asked += 1
            shared = order.kind is Kind.ROBOTS and order.url != "http://c/robots.txt"
            journal.feed(examine(order, moved("http://c/robots.txt") if shared else answer(404)), 0.0)
        journal.flush()
    assert asked == 0
    assert len(disk.records) == 6
