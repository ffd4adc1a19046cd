"""The laws of the two formats for machines."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

from sixlegs import report
from sixlegs.model import Note, Verdict
from tests.unit.samples import SITE, a_broken, a_referrer, a_run, an_ok, written

RESULT_KEYS = [
    "url", "verdict", "reason", "status", "detail", "final_url", "redirects", "depth", "tries", "elapsed_s",
    "content_type", "bytes", "notes", "referrers",
]  # fmt: skip
RUN_KEYS = [
    "start", "backend", "client", "loop", "depth", "concurrency", "started", "elapsed_s", "complete", "stopped_by",
    "requests", "bytes", "connections",
]  # fmt: skip


def stream(*batches: list[Any], final: list[Any]) -> list[Any]:
    """Return the lines of a jsonl report."""
    out = StringIO()
    lines = report.load("jsonl").open_report(out, report.Style())
    for batch in batches:
        lines.add(batch)
    lines.finish(a_run(*final), final)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_document_has_the_documented_keys_in_order() -> None:
    """Schema 1 is what docs/report.md says, to the letter."""
    document = json.loads(written("json", a_broken()))
    assert list(document) == ["schema", "tool", "run", "summary", "results"]
    assert document["schema"] == 1
    assert document["tool"] == {"name": "sixlegs", "version": "1.2.3"}
    assert list(document["run"]) == RUN_KEYS
    assert document["summary"] == {"urls": 1} | {str(each): int(each is Verdict.BROKEN) for each in Verdict} | {
        "flaky": 0
    }
    assert list(document["results"][0]) == RESULT_KEYS
    assert document["results"][0]["referrers"] == [
        {"page": SITE, "element": "a", "attribute": "href", "raw": "a", "line": 12, "column": 7, "text": "see a"}
    ]


def test_redirects_and_notes_are_told() -> None:
    """Each hop has its URL and status; notes are words."""
    document = json.loads(written("json", an_ok(redirects=((SITE + "old", 301),), notes=(Note.REDIRECTED,))))
    assert document["results"][0]["redirects"] == [{"url": SITE + "old", "status": 301}]
    assert document["results"][0]["notes"] == ["redirected"]


def test_an_ok_result_has_one_referrer_and_their_number() -> None:
    """What is fine need not say everywhere it is linked from; what is not, must."""
    places = (a_referrer(line=1), a_referrer(line=2))
    fine, broken = json.loads(
        written("json", an_ok(referrers=places, referrer_count=2), a_broken(referrers=places, referrer_count=2))
    )["results"]
    assert (len(fine["referrers"]), fine["referrer_count"]) == (1, 2)
    assert (len(broken["referrers"]), "referrer_count" in broken) == (2, False)


def test_an_empty_crawl_is_a_valid_document() -> None:
    """No result at all is an empty list."""
    assert json.loads(written("json"))["results"] == []


def test_json_is_printable_ascii() -> None:
    """Whatever the web puts into a link, the document holds no control character and no broken Unicode."""
    nasty = "\x1b\x7f\x9b\u202e\ud800\u00e4\n"
    for name in ("json", "jsonl"):
        text = written(name, a_broken(referrers=(a_referrer(text=nasty, raw=nasty),)))
        assert text.isascii()
        assert all(line.isprintable() for line in text.splitlines())
    assert json.loads(written("json", a_broken(detail=nasty)))["results"][0]["detail"] == nasty


def test_jsonl_sends_each_result_once_and_at_once() -> None:
    """A result goes out when it settles, and those that no visit settled go out before the summary."""
    first, second, third = an_ok(), a_broken("b"), a_broken("c")
    lines = stream([first], [], [second], final=[first, second, third])
    assert [line.get("url", "summary") for line in lines] == [SITE, SITE + "b", SITE + "c", "summary"]


def test_jsonl_ends_with_summary_and_run() -> None:
    """The last line begins with the summary and holds what the document holds besides its results."""
    last = stream([an_ok()], final=[an_ok()])[-1]
    assert list(last) == ["summary", "schema", "tool", "run", "revised"]
    assert last["summary"]["ok"] == 1
    assert last["revised"] == []


def test_jsonl_revises_what_changed() -> None:
    """A result that changed after it was sent comes again in full, unless it is ok and was only linked once more."""
    sent = [an_ok(), an_ok("near", depth=3), a_broken("b")]
    final = [
        an_ok(referrer_count=7),
        an_ok("near", depth=1),
        a_broken("b", referrers=(a_referrer(), a_referrer(line=99)), referrer_count=2),
    ]
    revised = stream(sent, final=final)[-1]["revised"]
    assert [each["url"] for each in revised] == [SITE + "near", SITE + "b"]
    assert [each["line"] for each in revised[1]["referrers"]] == [12, 99]


def test_the_summary_of_json_counts_what_was_flaky() -> None:
    """Beside the verdicts, which a flaky result is counted among as well."""
    assert json.loads(written("json", an_ok(notes=(Note.FLAKY,)), flaky=1))["summary"]["flaky"] == 1


def test_places_that_were_let_go_are_counted() -> None:
    """What was ok by HEAD and failed by GET may have lost places: each report says that there are more."""
    incomplete, whole = a_broken(referrer_count=3), a_broken("b")
    found = {entry["url"]: entry for entry in json.loads(written("json", incomplete, whole))["results"]}
    assert found[SITE + "a"]["referrer_count"] == 3
    assert "referrer_count" not in found[SITE + "b"]
    for name in ("text", "markdown", "junit", "sarif", "github"):
        assert "it stands in 2 places more that are not known" in written(name, incomplete)
        assert "more that" not in written(name, whole)
