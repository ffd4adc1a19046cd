"""Owns the JSON schema that `json` and `jsonl` share (docs/report.md); knows nothing of files."""

from __future__ import annotations

import json
from typing import Any

from sixlegs.model import Referrer, Result, Verdict
from sixlegs.report.run import Run

SCHEMA = 1


def head(run: Run) -> dict[str, Any]:
    """Return all of the document but its results."""
    pending = {} if run.pending is None else {"pending": run.pending}
    counts = {verdict: run.counts.get(verdict, 0) for verdict in Verdict}
    return {
        "schema": SCHEMA,
        "tool": {"name": "sixlegs", "version": run.version},
        "run": {
            "start": list(run.start),
            "backend": run.backend,
            "client": run.client,
            "loop": run.loop,
            "depth": run.depth,
            "concurrency": run.concurrency,
            "started": run.started,
            "elapsed_s": round(run.elapsed_s, 6),
            "complete": run.complete,
            "stopped_by": run.stopped_by,
            "requests": run.requests,
            "bytes": run.bytes,
            "connections": run.connections,
        },
        "summary": {"urls": sum(counts.values()), **counts, "flaky": run.flaky, **pending},
    }


def result(value: Result) -> dict[str, Any]:
    """Return one entry of `results`."""
    entry: dict[str, Any] = {
        "url": value.url,
        "verdict": value.verdict,
        "reason": value.reason,
        "status": value.status,
        "detail": value.detail,
        "final_url": value.final_url,
        "redirects": [{"url": url, "status": status} for url, status in value.redirects],
        "depth": value.depth,
        "tries": value.tries,
        "elapsed_s": round(value.elapsed_s, 6),
        "content_type": value.content_type,
        "bytes": value.bytes,
        "notes": list(value.notes),
        "referrers": [_referrer(each) for each in value.referrers],
    }
    if value.verdict is Verdict.OK:
        entry["referrers"] = entry["referrers"][:1]
        entry["referrer_count"] = value.referrer_count
    elif value.referrer_count > len(value.referrers):  # it was ok when it was asked for less, and places were let go
        entry["referrer_count"] = value.referrer_count
    return entry


def line(value: object) -> str:
    """Return JSON on one line in pure ASCII, with no control character in it, DEL included."""
    return json.dumps(value, separators=(", ", ": ")).replace("\x7f", "\\u007f")


def _referrer(value: Referrer) -> dict[str, Any]:
    link = value.link
    return {
        "page": value.page,
        "element": link.element,
        "attribute": link.attribute,
        "raw": link.raw,
        "line": link.line,
        "column": link.column,
        "text": link.text,
    }
