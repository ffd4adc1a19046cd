"""Owns what an outcome means: verdict, reason and words; knows nothing of how it came about."""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple

from sixlegs.model import Policy, Reason, Verdict, Visit

_BY_REASON: dict[Verdict, tuple[Reason, ...]] = {
    Verdict.OK: (Reason.OK,),
    Verdict.BROKEN: (
        Reason.NOT_FOUND,
        Reason.GONE,
        Reason.CLIENT_ERROR,
        Reason.SERVER_ERROR,
        Reason.FRAGMENT_MISSING,
        Reason.BAD_URL,
        Reason.BAD_SITEMAP,
        Reason.BAD_REDIRECT,
        Reason.REDIRECT_LOOP,
        Reason.REDIRECT_LIMIT,
    ),
    Verdict.UNREACHABLE: (
        Reason.DNS,
        Reason.REFUSED,
        Reason.RESET,
        Reason.NO_ROUTE,
        Reason.TLS,
        Reason.PROTOCOL,
        Reason.TRUNCATED,
        Reason.DECODE,
    ),
    Verdict.TIMEOUT: (Reason.TIMEOUT,),
    Verdict.BLOCKED: (
        Reason.UNAUTHORIZED,
        Reason.PAYMENT_REQUIRED,
        Reason.FORBIDDEN,
        Reason.PROXY_AUTH,
        Reason.RATE_LIMITED,
        Reason.LEGAL,
        Reason.BOT_WALL,
        Reason.NEEDS_COOKIE,
    ),
    Verdict.SKIPPED: (
        Reason.ROBOTS,
        Reason.ROBOTS_UNAVAILABLE,
        Reason.SCHEME,
        Reason.PRIVATE_ADDRESS,
        Reason.EXCLUDED,
        Reason.NOT_INCLUDED,
        Reason.EXTERNAL,
        Reason.NOFOLLOW,
        Reason.POST,
        Reason.TRAP,
        Reason.LOGOUT,
        Reason.MAX_URLS,
        Reason.MAX_TIME,
        Reason.INTERRUPTED,
    ),
    Verdict.ERROR: (Reason.WORKER_LOST, Reason.NO_DESCRIPTORS, Reason.INTERNAL),
}
VERDICT_OF = {reason: verdict for verdict, reasons in _BY_REASON.items() for reason in reasons}

_BY_STATUS = {
    401: Reason.UNAUTHORIZED,
    402: Reason.PAYMENT_REQUIRED,
    403: Reason.FORBIDDEN,
    404: Reason.NOT_FOUND,
    407: Reason.PROXY_AUTH,
    410: Reason.GONE,
    429: Reason.RATE_LIMITED,
    451: Reason.LEGAL,
    999: Reason.BOT_WALL,
}
_WORDS = {
    Reason.BAD_URL: "not a valid URL",
    Reason.REDIRECT_LOOP: "the redirects lead back to where they came from",
    Reason.NEEDS_COOKIE: "the redirects lead back to where they came from, and set a cookie on the way",
    Reason.ROBOTS: "robots.txt forbids it",
    Reason.ROBOTS_UNAVAILABLE: "robots.txt could not be read, which forbids everything",
    Reason.SCHEME: "only http and https are fetched",
    Reason.PRIVATE_ADDRESS: "its address is private, and the crawl did not begin there",
    Reason.EXCLUDED: "left out by --exclude",
    Reason.NOT_INCLUDED: "not named by --include",
    Reason.EXTERNAL: "outside the scope, left out by --no-external",
    Reason.NOFOLLOW: "rel=nofollow, left out by --nofollow",
    Reason.POST: "a form that is sent by POST: to follow it could change something",
    Reason.TRAP: "it seems to go on without end: a path that repeats itself, or one with thousands of queries",
    Reason.LOGOUT: "it seems to end the session that the cookies belong to",
    Reason.MAX_URLS: "past the limit of --max-urls",
    Reason.MAX_TIME: "past the limit of --max-time",
    Reason.INTERRUPTED: "the crawl was interrupted before",
}


class Judgement(NamedTuple):
    """What is said of one URL."""

    reason: Reason
    detail: str = ""

    @property
    def verdict(self) -> Verdict:
        """The verdict that the reason belongs to."""
        return VERDICT_OF[self.reason]


OK = Judgement(Reason.OK)
FRAGMENT_MISSING = Judgement(Reason.FRAGMENT_MISSING, "the page is there, but nothing on it has this id or name")
FRAGMENT_MISSING_OUTSIDE = Judgement(Reason.OK, FRAGMENT_MISSING.detail)  # a note only: others' pages change

TEXT_MISSING = Judgement(Reason.OK, "the page is there, but the text that the link names is not on it")
FORM_EMPTY = Judgement(Reason.OK, "a form asked for without its fields, which is what the server says")


def of(reason: Reason) -> Judgement:
    """Return the judgement of a reason that needs no more words than its own."""
    return Judgement(reason, _WORDS.get(reason, ""))


def judge(visit: Visit, policy: Policy) -> Judgement:
    """Judge a visit that is no redirect."""
    if visit.failure is not None:
        return Judgement(visit.failure, visit.detail)
    status = visit.status or 0
    if status in policy.accept or status == 300:  # with a Location it is a redirect; else its page has the choices
        return OK
    if visit.is_challenge:
        return Judgement(Reason.BOT_WALL, f"{_phrase(status)}, and a challenge for browsers")
    return of_status(status)


def of_status(status: int) -> Judgement:
    """Return the judgement of a status that is not accepted."""
    fallback = Reason.SERVER_ERROR if status >= 500 else Reason.CLIENT_ERROR
    return Judgement(_BY_STATUS.get(status, fallback), _phrase(status))


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
