"""The report: its schema, its order, where links stand, and what may not be in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sixlegs import backends
from sixlegs.backends import clients
from sixlegs.lab.hostile import table
from tests.contract.conftest import CONCURRENCY

if TYPE_CHECKING:
    from tests.contract.command import Record
    from tests.contract.conftest import Crawled
    from tests.setups import Setup

Shape = dict[str, type | tuple[type, ...]]
OPTIONAL_INT = (int, type(None))
OPTIONAL_STR = (str, type(None))
DOCUMENT: Shape = {"schema": int, "tool": dict, "run": dict, "summary": dict, "results": list}
TOOL: Shape = {"name": str, "version": str}
RUN: Shape = {
    "start": list,
    "backend": str,
    "client": str,
    "loop": OPTIONAL_STR,
    "depth": OPTIONAL_INT,
    "concurrency": int,
    "started": str,
    "elapsed_s": float,
    "complete": bool,
    "stopped_by": OPTIONAL_STR,
    "requests": int,
    "bytes": int,
    "connections": int,
}
SUMMARY: Shape = dict.fromkeys(
    ("urls", "ok", "broken", "unreachable", "timeout", "blocked", "skipped", "error", "flaky"), int
)
RESULT: Shape = {
    "url": str,
    "verdict": str,
    "reason": str,
    "status": OPTIONAL_INT,
    "detail": str,
    "final_url": OPTIONAL_STR,
    "redirects": list,
    "depth": int,
    "tries": int,
    "elapsed_s": float,
    "content_type": OPTIONAL_STR,
    "bytes": int,
    "notes": list,
    "referrers": list,
}
HOP: Shape = {"url": str, "status": int}
REFERRER: Shape = {
    "page": str,
    "element": str,
    "attribute": str,
    "raw": str,
    "line": OPTIONAL_INT,
    "column": OPTIONAL_INT,
    "text": str,
}
REFERRERS = "http://main.test/referrers"


def _has_shape(value: Record, shape: Shape) -> bool:
    return value.keys() == shape.keys() and all(isinstance(value[key], kind) for key, kind in shape.items())


def _stands(record: Record, page: str = REFERRERS) -> list[tuple[Any, ...]]:
    keys = ("element", "attribute", "raw", "line", "column", "text")
    return sorted(tuple(each[key] for key in keys) for each in record["referrers"] if each["page"] == page)


def test_the_head_has_exactly_the_keys_of_the_schema(crawled: Crawled) -> None:
    """The document, its tool, run and summary have the keys and types that tools can count on, and no others."""
    report = crawled.outcome.report
    assert report["schema"] == 1
    for value, shape in (
        (report, DOCUMENT),
        (report["tool"], TOOL),
        (report["run"], RUN),
        (report["summary"], SUMMARY),
    ):
        assert _has_shape(value, shape), value


def test_each_result_has_exactly_the_keys_of_the_schema(crawled: Crawled) -> None:
    """Each result, redirect and referrer has its keys and types; only `ok` ones count their referrers."""
    for record in crawled.outcome.records.values():
        shape = RESULT | {"referrer_count": int} if record["verdict"] == "ok" else RESULT
        assert _has_shape(record, shape), record
        assert all(_has_shape(hop, HOP) for hop in record["redirects"]), record
        assert all(_has_shape(referrer, REFERRER) for referrer in record["referrers"]), record


def test_the_head_says_what_ran(crawled: Crawled, backend: Setup) -> None:
    """The head names start, backend, client and limits as they were, and a crawl that was done to the end."""
    run, (name, client, _) = crawled.outcome.report["run"], backend.choice
    assert (run["start"], run["backend"], run["depth"]) == (["http://main.test/"], name, None)
    assert run["client"] == (backends.load(name).native if client == clients.NATIVE else client)
    assert run["concurrency"] in {1, CONCURRENCY}
    assert (run["complete"], run["stopped_by"]) == (True, None)
    assert run["started"].endswith("Z")


def test_the_numbers_are_those_of_the_server(crawled: Crawled) -> None:
    """As many requests and connections are reported as the server has seen, besides what never reached it."""
    spared = sum(spare for _, spare in table.requests().values())  # sent again unseen, over a connection gone stale
    assert crawled.outcome.report["run"]["requests"] >= len(crawled.seen.requests) - spared
    assert crawled.outcome.report["run"]["connections"] >= len({each.connection for each in crawled.seen.requests})


def test_results_are_sorted_and_counted(crawled: Crawled) -> None:
    """Results are sorted by URL, each URL once, and the summary counts them."""
    report = crawled.outcome.report
    urls = [record["url"] for record in report["results"]]
    assert len(set(urls)) == len(urls) == report["summary"]["urls"]
    # They are sorted by their real addresses: here only the main origin, which all of these share.
    ours = [url for url in urls if url.startswith("http://main.test/")]
    assert ours == sorted(ours)
    assert report["summary"]["flaky"] == sum("flaky" in record["notes"] for record in report["results"])
    for verdict in SUMMARY.keys() - {"urls", "flaky"}:
        assert report["summary"][verdict] == sum(record["verdict"] == verdict for record in report["results"])


def test_json_lines_say_the_same(crawled: Crawled) -> None:
    """`jsonl` gives each result on a line of its own, and at last the summary with what changed since."""
    *lines, last = map(json.loads, crawled.outcome.files["report.jsonl"].splitlines())
    assert last["summary"] == crawled.outcome.report["summary"]
    assert len({line["url"] for line in lines}) == len(lines)
    revised = {line["url"]: line for line in (*lines, *last.get("revised", ()))}
    assert revised.keys() == crawled.outcome.records.keys()
    for url, line in revised.items():
        record = crawled.outcome.records[url]
        assert all(line[key] == record[key] for key in ("verdict", "reason", "status", "depth", "notes")), url
        if record["verdict"] != "ok":
            assert line["referrers"] == record["referrers"], url


def test_referrers_say_where_a_link_stands(crawled: Crawled) -> None:
    """Each referrer has page, element, attribute, the raw value, line and column of its tag in characters, and text."""
    records = crawled.outcome.records
    assert _stands(records["http://main.test/404"]) == [
        ("a", "href", "/404", 3, 8, "spread over lines"),
        ("a", "href", "/404", 5, 55, "again"),
    ]
    expected = {
        "image.png": ("img", "src", 5, 20),
        "style.css": ("link", "href", 6, 1),
        "script.js": ("script", "src", 6, 49),
        "small.png": ("img", "srcset", 7, 1),
        "large.png": ("img", "srcset", 7, 1),
        "form": ("form", "action", 8, 1),
        "frame": ("iframe", "src", 9, 1),
        "area": ("area", "href", 9, 38),
    }
    for name, (element, attribute, line, column) in expected.items():
        record = records[f"http://main.test/found/{name}"]
        assert _stands(record) == [(element, attribute, f"/found/{name}", line, column, "")], name


def test_referrers_of_what_is_not_ok_are_complete(crawled: Crawled) -> None:
    """A failed link names every place where it stands; an `ok` one the first of them, and how many there are."""
    records = crawled.outcome.records
    missing = records["http://main.test/404"]["referrers"]
    assert sorted(each["page"] for each in missing) == ["http://main.test/", REFERRERS, REFERRERS]
    fine = records["http://main.test/page"]
    assert (len(fine["referrers"]), fine["referrer_count"]) == (1, 2)
    assert records["http://main.test/places#N%C3%A4me"]["referrer_count"] == 2


def test_a_start_url_has_no_referrer(crawled: Crawled) -> None:
    """Nobody linked to where the crawl began."""
    record = crawled.outcome.records["http://main.test/"]
    assert (record["referrers"], record["referrer_count"], record["depth"]) == ([], 0, 0)


def test_no_password_is_written_anywhere(crawled: Crawled) -> None:
    """User information in a URL is masked in every output."""
    outcome = crawled.outcome
    assert "http://***@other.test/desk" in outcome.records
    for text in (outcome.stdout, outcome.stderr, *outcome.files.values()):
        assert "secret@" not in text
        assert "me:" not in text
