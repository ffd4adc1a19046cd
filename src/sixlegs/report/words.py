"""Owns what each reason is called in plain English; docs/verdicts.md says the same at more length."""

from __future__ import annotations

from sixlegs.model import Reason, Result, Verdict
from sixlegs.report.escape import shorten
from sixlegs.report.run import Run

TECHNICAL = (Verdict.UNREACHABLE, Verdict.ERROR)  # their detail is a library's, and needs words

WORDS = {
    Reason.OK: "ok",
    Reason.NOT_FOUND: "not found",
    Reason.GONE: "gone for good",
    Reason.CLIENT_ERROR: "the server refuses the request as wrong",
    Reason.SERVER_ERROR: "the server failed",
    Reason.FRAGMENT_MISSING: "the page is there, but nothing on it has this fragment as its id",
    Reason.BAD_URL: "not a valid URL",
    Reason.BAD_SITEMAP: "not a sitemap",
    Reason.BAD_REDIRECT: "redirects to nowhere",
    Reason.REDIRECT_LOOP: "redirects in a circle",
    Reason.REDIRECT_LIMIT: "too many redirects",
    Reason.DNS: "the host name is not known",
    Reason.REFUSED: "connection refused",
    Reason.RESET: "the server broke off the connection",
    Reason.NO_ROUTE: "no way to the host",
    Reason.TLS: "no secure connection",
    Reason.PROTOCOL: "the answer is not HTTP",
    Reason.TRUNCATED: "the answer ended too early",
    Reason.DECODE: "the answer could not be decompressed",
    Reason.TIMEOUT: "no complete answer in time",
    Reason.UNAUTHORIZED: "asks for a login",
    Reason.PAYMENT_REQUIRED: "asks for payment",
    Reason.FORBIDDEN: "forbidden",
    Reason.PROXY_AUTH: "a proxy asks for a login",
    Reason.RATE_LIMITED: "the server says: too many requests",
    Reason.LEGAL: "withheld for legal reasons",
    Reason.BOT_WALL: "a wall against robots",
    Reason.NEEDS_COOKIE: "lets in only who keeps its cookie",
    Reason.ROBOTS: "robots.txt forbids it",
    Reason.ROBOTS_UNAVAILABLE: "robots.txt could not be read because the server failed",
    Reason.SCHEME: "a scheme that is not checked",
    Reason.PRIVATE_ADDRESS: "a private address, which only --allow-private asks",
    Reason.EXCLUDED: "left out by --exclude",
    Reason.NOT_INCLUDED: "left out by --include",
    Reason.EXTERNAL: "outside the scope, left out by --no-external",
    Reason.NOFOLLOW: "rel=nofollow, left out by --nofollow",
    Reason.POST: "a form sent by POST, which could change something",
    Reason.TRAP: "seems to go on without end; --no-traps checks it all the same",
    Reason.LOGOUT: "seems to end the session that the cookies belong to",
    Reason.MAX_URLS: "not checked: --max-urls was reached",
    Reason.MAX_TIME: "not checked: --max-time was up",
    Reason.INTERRUPTED: "not checked: the crawl was interrupted",
    Reason.WORKER_LOST: "the worker that had it died",
    Reason.NO_DESCRIPTORS: "this machine allows no further connection",
    Reason.INTERNAL: "an error inside sixlegs",
}


def why(result: Result) -> str:
    """Return status and reason in words: `404 Not Found` or `connection refused (errno 111)`."""
    said, detail = WORDS[result.reason], shorten(result.detail, 200)
    if result.verdict in TECHNICAL and detail and detail.lower() not in said:
        said = f"{said} ({detail})"
    elif detail:
        said = detail
    more = result.referrer_count - len(result.referrers)
    if more > 0 and result.verdict is not Verdict.OK:  # met while it was ok by HEAD
        said = f"{said}; it stands in {_plural(more, 'place')} more that {'is' if more == 1 else 'are'} not known"
    status = "" if result.status is None else str(result.status)
    return said if said.startswith(status) else f"{status}, {said}"


def numbers(run: Run) -> str:
    """Return the numbers of a crawl in one sentence or two."""
    counts = ", ".join(f"{run.counts[verdict]} {verdict}" for verdict in Verdict if run.counts.get(verdict))
    urls = sum(run.counts.values())
    pending = f" ({run.pending} pending)" if run.pending else ""
    return (
        f"{_plural(urls, 'URL')}: {counts or 'nothing to check'}{pending}. {_plural(run.requests, 'request')}, "
        f"{_plural(run.connections, 'connection')}, {_size(run.bytes)}, {run.elapsed_s:.1f} s."
    )


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _size(count: int) -> str:
    if count < 1000:
        return f"{count} bytes"
    amount, unit = count / 1e3, "kB"
    if count >= 1e6:
        amount, unit = count / 1e6, "MB"
    return f"{amount:.1f} {unit}"
