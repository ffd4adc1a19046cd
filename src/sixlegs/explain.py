"""Owns what a crawl would do with one URL and why, in words.

It asks for nothing but the robots.txt that decides it, and the front page where that gets no answer, as a crawl would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from protego import Protego

from sixlegs import credentials, local, robots, urls
from sixlegs.model import USER_AGENT, Done, Fetch, Kind, Policy, Reason, Result, Visit, Wait
from sixlegs.private import Guard
from sixlegs.remap import remapped
from sixlegs.scope import Scope
from sixlegs.verdicts import Judgement, of

_FIELD = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*)")
_OF_GROUPS = frozenset({"allow", "disallow", "crawl-delay", "request-rate", "visit-time"})  # a group ends after these


class Line(NamedTuple):
    """A rule of a robots.txt, and where it stands."""

    number: int
    text: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.text}"


class Question:
    """One URL. A backend drives it like a crawl, and all that it orders is robots.txt.

    `private_hosts` are those of the starts that are known to be private by their addresses.
    """

    def __init__(
        self, url: str, starts: Sequence[str], policy: Policy, private_hosts: frozenset[str] = frozenset()
    ) -> None:
        self.policy = policy
        self._url = url
        self._starts = starts
        self._resource, self._fragment = urls.split(remapped(url, policy.remap))
        self._asks = urls.origin(self._resource) + "/robots.txt"
        self._hops = 0
        self._guard = Guard(policy.private, starts, private_hosts, [place for _, place in policy.remap])
        self._credentials = credentials.Credentials(credentials.common(policy), policy)
        self._start_origins = {urls.origin(urls.split(start)[0]) for start in starts}
        self._out = False
        self._visit: Visit | None = None
        self._doubtful = False  # robots.txt has no answer, and its host is asked whether it is there
        self._lives = False
        self._over = (
            not policy.obey_robots
            or not urls.is_http(url)
            or local.is_local(self._resource)
            or self._guard.bars(self._resource)
        )

    def next(self, now: float) -> Fetch | Wait | Done:  # noqa: ARG002 - the owner's question is always the same
        """Order robots.txt, where its redirects lead too."""
        if self._over:
            return Done()
        if self._out:
            return Wait()
        self._out = True
        kind = Kind.CHECK if self._doubtful else Kind.ROBOTS
        headers = self._credentials.headers(self._asks, to_start=urls.origin(self._asks) in self._start_origins)
        guarded = self._guard.covers(self._asks)
        return Fetch(self._asks, kind=kind, deadline=self.policy.timeout, headers=headers, public_only=guarded)

    def feed(self, visit: Visit, now: float) -> list[Result]:  # noqa: ARG002 - as above
        """Take the answer home."""
        self._out = False
        if self._doubtful:
            self._lives = visit.failure is None or visit.status is not None or visit.failure is Reason.TRUNCATED
            self._over = True
            return []
        self._visit = visit
        self._hops += 1
        if visit.redirect is not None:
            self._over = self._hops > robots.MAX_REDIRECTS or self._guard.bars(visit.redirect)
            self._asks = urls.split(visit.redirect)[0]
        else:
            self._doubtful = visit.failure in robots.DOUBTFUL and self._is_there(visit)
            self._over = not self._doubtful
            self._asks = urls.origin(self._resource) + "/"
        return []

    def answer(self) -> Iterator[tuple[str, str]]:
        """Say it, as pairs of a name and a text."""
        yield "URL", urls.masked(self._url)
        if not urls.is_http(self._url):
            yield "result", _skipped(of(Reason.SCHEME))
            return
        yield "asked for", self._resource
        if urls.key(self._resource) != self._resource:
            yield "the same as", urls.key(self._resource)
        if self._fragment:
            yield "fragment", self._fragment
        scope = Scope(self.policy)
        for start in self._starts:
            scope.begin(urls.split(start)[0])
        inside = scope.holds(self._resource)
        yield "scope", f"{'inside' if inside else 'outside'}, by the {self.policy.scope} of the start URLs"
        yield from self._patterns()
        rules = self._rules()
        yield "robots.txt", self._robots(rules)
        refused = self._refused(scope) or rules.refusal(self._resource)
        yield "result", _skipped(refused) if refused else f"checked{', and searched for links' if inside else ''}"

    def _patterns(self) -> Iterator[tuple[str, str]]:
        for name, patterns in (("include", self.policy.include), ("exclude", self.policy.exclude)):
            for pattern in patterns:
                whole = name == "exclude" and "#" in pattern
                matches = re.search(pattern, urls.key(self._url if whole else self._resource))
                yield f"--{name}", f"{pattern} {'matches' if matches else 'does not match'}"

    def _refused(self, scope: Scope) -> Judgement | None:
        reason = Reason.EXCLUDED if scope.leaves_out(self._url) else scope.refuses(self._resource)
        if reason is None and self._guard.bars(self._resource):
            reason = Reason.PRIVATE_ADDRESS
        visit = self._visit
        if (
            reason is None
            and visit is not None
            and not self._lives
            and visit.failure in robots.UNREACHED | robots.DOUBTFUL
            and self._is_there(visit)
        ):
            return Judgement(visit.failure, visit.detail)
        return None if reason is None else of(reason)

    def _is_there(self, visit: Visit) -> bool:
        """Say whether robots.txt was asked of the URL's own origin, and not where a redirect leads."""
        return urls.origin(visit.fetch.url) == urls.origin(self._resource)

    def _rules(self) -> robots.Rules:
        return robots.ALLOW_ALL if self._visit is None else robots.rules(self._visit)

    def _robots(self, rules: robots.Rules) -> str:
        visit = self._visit
        if visit is None:
            return "not asked"
        if visit.failure is not None:
            return f"cannot be read: {visit.failure} {visit.detail}".rstrip()
        verb = "forbids it" if rules.denies(self._resource) else "allows it"
        if not 200 <= (visit.status or 0) < 300:
            return f"{visit.status}, which {verb}"
        line = deciding(visit.text, self._resource)
        return f"{verb}, {line}" if line else f"{verb}: no rule is about it"


def deciding(text: str, url: str) -> Line | None:
    """Return the rule that decides over a URL: of those for us that match it, the longest, Allow before Disallow."""
    found: dict[tuple[int, bool], Line] = {}
    for number, name, value in _ours(text):
        rule = Protego.parse(f"User-agent: *\nDisallow: {value}")
        if value and not rule.can_fetch(url, USER_AGENT):
            found.setdefault((len(value), name == "allow"), Line(number, f"{name.capitalize()}: {value}"))
    return found[max(found)] if found else None


def _ours(text: str) -> list[tuple[int, str, str]]:
    """The rules of the groups that name us, or else of those for everybody (RFC 9309 2.2.1)."""
    groups: dict[str, list[tuple[int, str, str]]] = {USER_AGENT: [], "*": []}
    named: set[str] = set()
    agents: set[str] = set()
    in_rules = False
    for number, line in enumerate(robots.for_us(text).splitlines(), 1):
        match = _FIELD.match(line)
        name, value = (match[1].lower(), match[2].strip()) if match else ("", "")
        if name == "user-agent":
            agents = {value.lower()} if in_rules else agents | {value.lower()}
            named |= agents
            in_rules = False
        elif name in _OF_GROUPS:
            in_rules = True
            for agent in agents & groups.keys() if name in {"allow", "disallow"} else ():
                groups[agent].append((number, name, value))
    return groups[USER_AGENT if USER_AGENT in named else "*"]


def _skipped(judgement: Judgement) -> str:
    return f"{judgement.verdict}, {judgement.reason}: {judgement.detail}"
