"""Owns the values that the report tests are fed with."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import Any

from sixlegs import report
from sixlegs.model import Link, Reason, Referrer, Result, Verdict
from sixlegs.report.run import Run

SITE = "http://site.test/"


def a_referrer(page: str = SITE, line: int | None = 12, **link: Any) -> Referrer:
    """Return a place where a link stands."""
    return Referrer(page, Link(**{"url": SITE + "a", "raw": "a", "line": line, "column": 7, "text": "see a"} | link))


def an_ok(path: str = "", **changes: Any) -> Result:
    """Return a result that is fine."""
    fine = Result(SITE + path, Verdict.OK, Reason.OK, status=200, final_url=SITE + path, tries=1)
    return fine._replace(**changes)


def a_broken(path: str = "a", **changes: Any) -> Result:
    """Return a result that is not."""
    fine = an_ok(path, status=404, detail="404 Not Found", depth=1, referrers=(a_referrer(),), referrer_count=1)
    return fine._replace(**{"verdict": Verdict.BROKEN, "reason": Reason.NOT_FOUND} | changes)


def a_skipped(path: str, reason: Reason) -> Result:
    """Return a result that was not asked for."""
    return Result(SITE + path, Verdict.SKIPPED, reason, referrers=(a_referrer(),), referrer_count=1)


def a_run(*results: Result, **changes: Any) -> Run:
    """Return a run that these are the results of."""
    counts = {verdict: sum(result.verdict is verdict for result in results) for verdict in Verdict}
    run = Run(
        version="1.2.3",
        start=(SITE,),
        backend="abacus",
        client="beads",
        loop=None,
        depth=None,
        concurrency=4,
        started="2026-11-20T12:00:00Z",
        elapsed_s=1.25,
        complete=True,
        stopped_by=None,
        requests=len(results),
        bytes=2048,
        connections=1,
        counts=counts,
    )
    return replace(run, **changes)


def written(name: str, *results: Result, style: report.Style = report.Style(), **run: Any) -> str:  # noqa: B008 - a frozen value
    """Return the report of these results in one format."""
    out = StringIO()
    report.load(name).open_report(out, style).finish(a_run(*results, **run), results)
    return out.getvalue()
