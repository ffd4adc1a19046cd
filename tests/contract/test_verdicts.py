"""What is said of each link, and that all backends say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sixlegs.lab.hostile import table
from sixlegs.lab.hostile.cases.wire import SLOW
from tests.contract.conftest import TIMEOUT

if TYPE_CHECKING:
    from sixlegs.lab.hostile.case import Case
    from tests.contract.command import Record
    from tests.contract.conftest import Crawled


def _agreed(record: Record) -> dict[str, object]:
    """What no order of arrivals and no client may change."""
    same = ("verdict", "reason", "status", "final_url", "redirects", "depth", "notes", "content_type")
    agreed = {key: record[key] for key in same}
    if record["verdict"] != "ok":
        agreed["referrers"] = sorted(record["referrers"], key=lambda each: (each["page"], each["line"], each["column"]))
    return agreed


def test_every_case_has_a_name_of_its_own() -> None:
    """No two rows of the table share an id."""
    assert not list(table.twins())


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in table.CASES])
def test_verdict(case: Case, crawled: Crawled) -> None:
    """Each row of the table gets the verdict and the reason that it expects."""
    library = crawled.outcome.report["run"]["client"]
    assert crawled.outcome.verdict(case.reported) == case.expected(library), crawled.outcome.records[case.reported]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in table.CASES if case.notes is not None])
def test_notes(case: Case, crawled: Crawled) -> None:
    """Each row of the table gets the notes that it expects, and no others."""
    assert set(crawled.outcome.records[case.reported]["notes"]) == set(case.notes or ())


def test_the_report_holds_the_links_of_the_site_and_nothing_else(crawled: Crawled) -> None:
    """There is a row for each distinct URL that the pages link to, and none for anything else."""
    assert set(crawled.outcome.records) == {case.reported for case in table.CASES}


def test_all_backends_agree(crawled: Crawled, reference: Crawled) -> None:
    """Verdict, reason, status, redirects, depth, notes and referrers are the same as those of the plainest backend."""
    ours = {url: _agreed(record) for url, record in crawled.outcome.records.items()}
    theirs = {url: _agreed(record) for url, record in reference.outcome.records.items()}
    differ = {case.reported for case in table.CASES if case.natives}  # as the table says
    assert {
        url: (ours.get(url), theirs.get(url))
        for url in (ours | theirs).keys() - differ
        if ours.get(url) != theirs.get(url)
    } == {}


def test_depth_is_the_least_over_all_paths(crawled: Crawled) -> None:
    """The depth of each row is that of the shortest way to it, even where a longer way answers first."""
    records = crawled.outcome.records
    assert {case.id: records[case.reported]["depth"] for case in table.CASES} == {
        case.id: case.depth for case in table.CASES
    }


def test_the_deadline_is_for_the_whole_exchange(crawled: Crawled) -> None:
    """A server that is silent, and one that keeps sending a little, get `--timeout` seconds and hardly more."""
    for case in SLOW:
        elapsed = crawled.outcome.records[case.reported]["elapsed_s"]
        assert TIMEOUT * 0.98 <= elapsed < TIMEOUT * 2, case.id


def test_redirects_are_reported_hop_by_hop(crawled: Crawled) -> None:
    """A redirected row names each URL on the way with its status, and where the way ends."""
    for case in table.CASES:
        if case.final:
            record = crawled.outcome.records[case.reported]
            resource = case.reported.partition("#")[0]
            assert [hop["url"] for hop in record["redirects"]] == [resource, *case.hops], case.id
            assert record["final_url"] == case.final, case.id
    chain = crawled.outcome.records["http://main.test/chain/1"]
    assert [hop["status"] for hop in chain["redirects"]] == [301, 302, 307]


def test_a_page_without_redirects_is_its_own_end(crawled: Crawled) -> None:
    """Without redirects the final URL is the URL without its fragment."""
    for url in ("http://main.test/page", "http://main.test/places#here", "http://main.test/404"):
        record = crawled.outcome.records[url]
        assert (record["redirects"], record["final_url"]) == ([], url.partition("#")[0])


def test_failed_links_end_with_exit_code_1(crawled: Crawled) -> None:
    """A crawl that found failures ends with exit code 1."""
    assert crawled.outcome.exit_code == 1


def test_good_manners(crawled: Crawled) -> None:
    """Nothing goes wrong aloud, and no process outlives the crawl."""
    crawled.outcome.check_manners()
