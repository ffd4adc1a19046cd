"""Owns what a robots.txt answer allows (RFC 9309); knows nothing of how it was fetched or who waits for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from protego import Protego

from sixlegs import urls
from sixlegs.model import USER_AGENT, Reason, Verdict, Visit
from sixlegs.verdicts import VERDICT_OF, Judgement, of, of_status

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_REDIRECTS = 5  # RFC 9309 2.3.1.2
# What the request for robots.txt may meet at its own host. Before HTTP, all other URLs there would meet the same.
UNREACHED = frozenset({Reason.DNS, Reason.REFUSED, Reason.NO_ROUTE, Reason.TLS, Reason.PRIVATE_ADDRESS})
# Here the host may be dead, or only its robots.txt: something else is to be asked of it, once, to know which.
DOUBTFUL = frozenset({Reason.RESET, Reason.TIMEOUT, Reason.PROTOCOL})
LONGEST_DELAY = 30.0  # seconds; a Crawl-delay beyond it is cut to this
_AGENT = re.compile(r"\s*user[- ]?agent\s*[:\s]\s*([^#]*)", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z_-]*")  # what a product token is made of (RFC 9309 2.2.1)
_NOBODY = "-"


class Rules:
    """What one origin lets us do: `denies(url)` gives the reason why not, or None."""

    __slots__ = ("_allowed", "_reason", "_why", "delay", "sitemaps")

    def __init__(
        self,
        reason: Reason | None = None,
        allowed: Callable[[str], bool] | None = None,
        delay: float = 0.0,
        why: str = "",
        sitemaps: tuple[str, ...] = (),
    ) -> None:
        self.sitemaps = sitemaps  # that it names
        self._reason = reason
        self._why = why
        self._allowed = allowed
        self.delay = delay  # seconds between requests, as Crawl-delay asks

    def denies(self, url: str) -> Reason | None:
        """Return why `url` may not be asked for, or None if it may."""
        if self._allowed is None:
            return self._reason
        return None if self._allowed(url) else Reason.ROBOTS

    def refusal(self, url: str) -> Judgement | None:
        """Return what is said of `url` where it may not be asked for, or None if it may."""
        reason = self.denies(url)
        if reason is None:
            return None
        return Judgement(reason, self._why) if self._why else of(reason)


ALLOW_ALL = Rules()


def rules(visit: Visit) -> Rules:
    """Make the rules of an answer: 2xx is parsed, 4xx allows all, as do redirects that lead nowhere (2.3.1.2, 2.3.1.3).

    Everything else, 429 with it, counts as a server error: all is denied (2.3.1.4), and so does no answer of a host
    that answers otherwise. That nobody is there at all is no robots matter (see UNREACHED) and does not come here.
    What went wrong on our side forbids nothing, and is an error of everything there.
    """
    if is_our_fault(visit):
        return Rules(visit.failure, why=f"robots.txt could not be asked for ({visit.detail})")
    if visit.redirect is not None or visit.failure in {Reason.BAD_REDIRECT, Reason.PRIVATE_ADDRESS}:
        return ALLOW_ALL
    status = 0 if visit.failure else visit.status or 0
    if 200 <= status < 300:
        return _parsed(visit.text, visit.fetch.url)
    if status == 300 or (400 <= status < 500 and status != 429):
        return ALLOW_ALL
    met = visit.detail if visit.failure else of_status(visit.status or 0).detail
    return unreadable(met)


def is_our_fault(visit: Visit) -> bool:
    """Say whether the question has failed on our side, which says nothing of anybody."""
    return visit.failure is not None and VERDICT_OF[visit.failure] is Verdict.ERROR


def unreadable(met: str) -> Rules:
    """Make the rules of a robots.txt that exists, but the way to it `met` with something: all is denied (2.3.1.4)."""
    return Rules(
        reason=Reason.ROBOTS_UNAVAILABLE, why=f"robots.txt could not be read ({met}), which forbids everything"
    )


def _parsed(text: str, base: str) -> Rules:
    parsed = Protego.parse(for_us(text))
    delay = parsed.crawl_delay(USER_AGENT) or 0.0
    return Rules(
        allowed=lambda url: parsed.can_fetch(url, USER_AGENT),
        delay=min(float(delay), LONGEST_DELAY),
        sitemaps=tuple(url for raw in parsed.sitemaps if urls.is_http(url := urls.resolve(base, raw) or "")),
    )


def for_us(text: str) -> str:
    """Return the same lines, with each group named by whom it is for: us, everybody or nobody.

    The product token has to be ours, whole and in any case; a version after it is of no matter (RFC 9309 2.2.1).
    Protego would take any beginning of our name for us.
    """
    return "\n".join([_named(line) for line in text.splitlines()])


def _named(line: str) -> str:
    match = _AGENT.match(line)
    if match is None:
        return line
    name = match[1].strip()
    token = _TOKEN.match(name)
    ours = token is not None and token[0].lower() == USER_AGENT
    return f"User-agent: {USER_AGENT if ours else '*' if name == '*' else _NOBODY}"
