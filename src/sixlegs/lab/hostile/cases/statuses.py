"""Links to answers in good order: what each status means."""

from __future__ import annotations

import zlib

from sixlegs.lab.hostile.behaviour import Answer, Turns, link, links, page, status
from sixlegs.lab.hostile.case import Behind, Case

SILENT = ("GET", "GET")  # a timeout is tried again once, and some once more at the end
TO_THE_LAST = ("GET",) * 4  # with two retries, and a second look at the end
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489") + zlib.compress(b"\0" * 5)

CASES = (
    Case("page", "/page", "ok/ok", page("<p>A page."), notes=()),
    Case("empty", "/empty", "ok/ok", (Answer(),)),
    Case("no-content", "/no-content", "ok/ok", status(204)),
    Case("query", "/query?a=1&b=2&a=3", "ok/ok", page()),
    Case("query-in-another-order", "/query?b=2&a=1&a=3", "ok/ok", page()),
    Case("query-empty", "/query?", "ok/ok", page()),
    Case("no-query", "/query", "ok/ok", page()),
    Case("path-case", "/PAGE", "broken/not-found", status(404)),
    Case("slash", "/page/", "broken/not-found", status(404)),
    Case("png", "/logo.png", "ok/ok", (Answer(body=PNG, content_type="image/png"),)),
    Case(
        "pdf",
        "/paper.pdf",
        "ok/ok",
        (Answer(body=b"%PDF-1.7\n" + link("/never").encode(), content_type="application/pdf"),),
    ),
    Case("no-type-html", "/no-type", "ok/ok", (Answer(body=link("/found/no-type"), content_type=None),)),
    Case("found-without-type", "/found/no-type", "ok/ok", page(), page="/no-type", depth=2),
    Case("octets", "/octets", "ok/ok", (Answer(body=link("/never"), content_type="application/octet-stream"),)),
    Case(
        "cookie",
        "/cookie",
        "ok/ok",
        (Answer(body=link("/after-cookie"), headers=(("Set-Cookie", "taste=sweet; Path=/"),)),),
    ),
    Case("after-cookie", "/after-cookie", "ok/ok", page(), page="/cookie", depth=2),
    Case("bad-request", "/400", "broken/client-error", status(400)),
    Case("unauthorized", "/401", "blocked/unauthorized", status(401, ("WWW-Authenticate", 'Basic realm="site"'))),
    Case("payment", "/402", "blocked/payment-required", status(402)),
    Case("forbidden", "/403", "blocked/forbidden", status(403)),
    Case("not-found", "/404", "broken/not-found", status(404, body=link("/never"))),
    Case("proxy-auth", "/407", "blocked/proxy-auth", status(407, ("Proxy-Authenticate", "Basic"))),
    Case("gone", "/410", "broken/gone", status(410)),
    Case("teapot", "/418", "broken/client-error", status(418)),
    Case("legal", "/451", "blocked/legal", status(451)),
    Case("server-error", "/500", "broken/server-error", status(500)),
    Case("status-599", "/599", "broken/server-error", status(599)),
    Case("not-implemented", "/501", "broken/server-error", status(501)),
    Case("bot-wall", "/999", "blocked/bot-wall", status(999)),
    Case("unasked-304", "/304", "unreachable/protocol", status(304)),
    Case("rate-limited", "/429", "blocked/rate-limited", status(429), asked=TO_THE_LAST),
    Case("unavailable", "/503", "broken/server-error", status(503), asked=TO_THE_LAST),
    Case("bad-gateway", "/502", "broken/server-error", status(502), asked=TO_THE_LAST),
    Case(
        "unavailable-once",
        "/503-once",
        "ok/ok",
        Turns((status(503), links("/found/after-503"))),
        asked=("GET", "GET"),
    ),
    Case("found-after-503", "/found/after-503", "ok/ok", page(), page="/503-once", depth=2),
    Case(
        "unavailable-for-a-while",
        "/503-for-a-while",
        "ok/ok",
        Turns((status(503), status(503), status(503), links("/found/after-a-while"))),
        asked=TO_THE_LAST,
        notes=("flaky",),
    ),
    Case("found-after-a-while", "/found/after-a-while", "ok/ok", page(), page="/503-for-a-while", depth=2, notes=()),
    Case(
        "retry-after",
        "http://busy.test/limited",
        "ok/ok",
        Turns((status(429, ("Retry-After", "1")), status(200))),
        asked=("HEAD", "HEAD"),
    ),
    Case(
        "retry-after-a-date",
        "http://busier.test/limited",
        "ok/ok",
        Turns(
            (
                status(
                    429,
                    ("Date", "Tue, 15 Nov 1994 08:12:31 GMT"),
                    ("Retry-After", "Tue, 15 Nov 1994 08:12:32 GMT"),
                ),
                status(200),
            )
        ),
        asked=("HEAD", "HEAD"),
    ),
)
BEHIND: tuple[Behind, ...] = ()
