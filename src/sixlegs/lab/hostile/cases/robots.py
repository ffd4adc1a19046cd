"""Links to what robots.txt allows and denies: one origin for each kind of robots.txt."""

from __future__ import annotations

from sixlegs.lab.hostile.behaviour import HTML, Act, Answer, Behaviour, page, redirect, status
from sixlegs.lab.hostile.case import Behind, Case

RULES = """
User-agent: *
Disallow: /private/
Allow: /private/open/
Disallow: /*.secret$
Disallow: /private/open/not-this
Allow: /same
Disallow: /same
"""
WITH_RETURNS = "User-agent: *\rDisallow: /no\r"
WITH_NULS = "User-agent: *\n\0\0: \0\nDisallow: /no\n"
FOR_US = """\ufeffUser-agent: *
Disallow: /

User-agent: sixlegs
Disallow: /first
User-agent: other
Disallow: /
user-agent : SIXLEGS
disallow : /second
"""


def _text(rules: str) -> Behaviour:
    return (Answer(body=rules, content_type="text/plain"),)


CASES = (
    Case("denied", "/private/room", "skipped/robots"),
    Case("denied-with-query", "/private/?room=2", "skipped/robots"),
    Case("allowed-by-longer-match", "/private/open/door", "ok/ok", page()),
    Case("denied-by-longer-match", "/private/open/not-this/door", "skipped/robots"),
    Case("denied-by-wildcard", "/plan.secret", "skipped/robots"),
    Case("past-the-wildcard", "/plan.secret.txt", "ok/ok", page()),
    Case("allow-wins-a-draw", "/same", "ok/ok", page()),
    Case("denied-with-fragment", "/private/room#door", "skipped/robots"),
    Case("group-of-our-own", "http://ours.test/first", "skipped/robots"),
    Case("group-merged", "http://ours.test/second", "skipped/robots"),
    Case("group-of-others", "http://ours.test/third", "ok/ok", page()),
    Case("robots-500", "http://failing.test/page", "skipped/robots-unavailable"),
    Case("robots-500-too", "http://failing.test/other", "skipped/robots-unavailable"),
    Case("robots-401", "http://locked.test/page", "ok/ok", page()),
    Case("robots-moved-denied", "http://moved.test/no", "skipped/robots"),
    Case("robots-moved-allowed", "http://moved.test/yes", "ok/ok", page()),
    Case("robots-silent", "http://mute.test/page", "skipped/robots-unavailable"),
    Case("robots-silent-too", "http://mute.test/other", "skipped/robots-unavailable"),
    Case("robots-closed", "http://curt.test/page", "skipped/robots-unavailable"),
    Case("all-silent", "http://tomb.test/page", "timeout/timeout"),
    Case("all-silent-too", "http://tomb.test/other", "timeout/timeout"),
    Case("robots-refused", "http://closed.test/page", "unreachable/refused"),
    Case("robots-refused-too", "http://closed.test/other", "unreachable/refused"),
    Case("robots-by-returns", "http://returns.test/no", "skipped/robots"),
    Case("robots-with-nuls", "http://nuls.test/no", "skipped/robots"),
    Case("robots-is-a-page", "http://webpage.test/yes", "ok/ok", page()),
    Case("robots-429", "http://limited.test/page", "skipped/robots-unavailable"),
    Case("robots-in-a-circle", "http://circling.test/page", "ok/ok", page()),
    Case("unhurried-1", "http://unhurried.test/1", "ok/ok", page()),
    Case("unhurried-2", "http://unhurried.test/2", "ok/ok", page()),
    Case("unhurried-3", "http://unhurried.test/3", "ok/ok", page()),
)
CRAWL_DELAY = 0.3  # seconds, of unhurried.test
_ORIGINS: dict[str, Behaviour] = {
    "main.test": _text(RULES),
    "ours.test": _text(FOR_US),
    "failing.test": status(500),
    "locked.test": status(401),
    "returns.test": _text(WITH_RETURNS),
    "nuls.test": _text(WITH_NULS),
    "webpage.test": page("<p>User-agent: *", "<p>Disallow: /"),
    "moved.test": redirect(301, "/rules.txt"),
    "unhurried.test": _text(f"User-agent: *\nCrawl-delay: {CRAWL_DELAY}\n"),
    "busy.test": (Answer(404, "<p>Not a robots.txt", content_type=HTML),),
}
BEHIND = (
    *(Behind(host, "/robots.txt", behaviour) for host, behaviour in _ORIGINS.items()),
    Behind("mute.test", "/robots.txt", (Act.HOLD,), asked=("GET", "GET")),
    Behind("limited.test", "/robots.txt", status(429), asked=("GET",) * 3),  # with two retries
    Behind("circling.test", "/robots.txt", redirect(302, "/robots.txt"), asked=("GET",) * 6),  # RFC 9309 2.3.1.2
    Behind("mute.test", "/", page()),  # somebody is there
    Behind("curt.test", "/robots.txt", (Act.CLOSE,), asked=("GET",) * 3),
    Behind("curt.test", "/", page()),
    Behind("tomb.test", "/robots.txt", (Act.HOLD,)),
    Behind("tomb.test", "/", (Act.HOLD,)),  # nobody is
    Behind("moved.test", "/rules.txt", _text("User-agent: *\nDisallow: /no\n")),
)
