"""Links that redirect: where they lead, and where they may not."""

from __future__ import annotations

from sixlegs.lab.hostile.behaviour import Answer, page, raw, redirect, status
from sixlegs.lab.hostile.case import MAIN, Behind, Case

MOVED = ("redirected",)
MOVED_FOR_GOOD = ("redirected", "permanent-redirect")
PAGE = f"{MAIN}/page"
COOKIE = (("Location", "/loop-with-cookie"), ("Set-Cookie", "seen=1"))
LIMIT = 20  # redirects, as in browsers

CASES = (
    Case("301", "/301", "ok/ok", redirect(301, "/page"), notes=MOVED_FOR_GOOD, final=PAGE),
    Case("302", "/302", "ok/ok", redirect(302, "/page"), notes=MOVED, final=PAGE),
    Case("303", "/303", "ok/ok", redirect(303, "page"), notes=MOVED, final=PAGE),
    Case("307", "/307", "ok/ok", redirect(307, "//main.test/page"), notes=MOVED, final=PAGE),
    Case("308", "/308", "ok/ok", redirect(308, f"{MAIN}/page"), notes=MOVED_FOR_GOOD, final=PAGE),
    Case(
        "chain",
        "/chain/1",
        "ok/ok",
        redirect(301, "2"),
        notes=MOVED,
        hops=(f"{MAIN}/chain/2", f"{MAIN}/chain/3"),
        final=PAGE,
    ),
    Case("loop", "/loop/a", "broken/redirect-loop", redirect(302, "/loop/b")),
    Case("self-loop", "/self", "broken/redirect-loop", redirect(302, "/self")),
    Case("loop-with-cookie", "/loop-with-cookie", "blocked/needs-cookie", (Answer(302, headers=COOKIE),)),
    Case("loop-by-fragment", "/self-fragment", "broken/redirect-loop", redirect(302, "#again")),
    Case(
        "as-many-as-allowed",
        "/exact/0",
        "ok/ok",
        redirect(302, "/exact/1"),
        notes=MOVED,
        hops=tuple(f"{MAIN}/exact/{n}" for n in range(1, LIMIT)),
        final=f"{MAIN}/exact/{LIMIT}",
    ),
    Case("one-too-many", "/many/0", "broken/redirect-limit", redirect(302, "/many/1")),
    Case("no-end", "/endless/0", "broken/redirect-limit", redirect(302, "/endless/1")),
    Case(
        "into-the-middle",  # of the chain that is too long: from here it is not
        "/many/10",
        "ok/ok",
        redirect(302, "/many/11"),
        notes=MOVED,
        hops=tuple(f"{MAIN}/many/{n}" for n in range(11, LIMIT + 1)),
        final=f"{MAIN}/many/{LIMIT + 1}",
    ),
    Case(
        "to-another-origin",
        "/away",
        "ok/ok",
        redirect(302, "http://other.test/landing"),
        final="http://other.test/landing",
    ),
    Case("without-location", "/nowhere", "broken/bad-redirect", redirect(302)),
    Case("with-empty-location", "/empty-location", "broken/bad-redirect", redirect(302, "")),
    Case("300-without-location", "/300", "ok/ok", status(300)),
    Case("to-ftp", "/to-ftp", "broken/bad-redirect", redirect(302, "ftp://other.test/file")),
    Case("to-file", "/to-file", "broken/bad-redirect", redirect(302, "file:///etc/hostname")),
    *(
        Case(f"to-{name}", f"/to-{name}", "broken/bad-redirect", redirect(302, where))
        for name, where in (
            ("data", "data:text/html,x"),
            ("script", "javascript:alert(1)"),
            ("gopher", "gopher://other.test/"),
            ("port-minus-one", "http://127.0.0.1:-1/"),
            ("bad-bracket", "http://x]/"),
            ("no-host", "http:///"),
        )
    ),
    *(
        Case(f"to-{name}", f"/to-{name}", "ok/ok", redirect(302, where), final=f"{MAIN}{final}")
        for name, where, final in (
            ("space", "/sp ace/there", "/sp%20ace/there"),
            ("backslash", "\\back\\there", "/back/there"),
            ("tab", "/ta\tb/there", "/tab/there"),
            ("long-location", "/there?" + "x" * 50_000, "/there?" + "x" * 50_000),
        )
    ),
    Case(
        "to-latin-1",
        "/to-latin-1",
        "ok/ok",
        raw(b"HTTP/1.1 302 Found\r\nLocation: /n\xe4her\r\nContent-Length: 0\r\n\r\n"),
        final=f"{MAIN}/n%EF%BF%BDher",
    ),
    Case("to-half-an-address", "/to-bad-host", "broken/bad-redirect", redirect(302, "http://[::1")),
    Case("to-port-99999", "/to-bad-port", "broken/bad-redirect", redirect(302, "http://127.0.0.1:99999/")),
    Case("two-locations", "/two-locations", "unreachable/protocol", redirect(302, "/page", "/404")),
    Case("location-twice", "/same-location-twice", "ok/ok", redirect(302, "/page", "/page"), final=PAGE),
    Case("raw-utf-8", "/to-utf-8", "ok/ok", redirect(302, "/näher"), final=f"{MAIN}/n%C3%A4her"),
    Case("to-404", "/to-404", "broken/not-found", redirect(302, "/404"), final=f"{MAIN}/404"),
    Case("to-403", "/to-403", "blocked/forbidden", redirect(302, "/403"), final=f"{MAIN}/403"),
    Case("to-denied", "/to-denied", "skipped/robots", redirect(302, "/private/hall")),
    Case("to-refused", "/to-refused", "unreachable/refused", redirect(302, "http://closed.test/room")),
    Case("location-with-fragment", "/to-place", "ok/ok", redirect(302, "/places#here"), final=f"{MAIN}/places"),
    Case("fragment-of-location-wins", "/to-place#nowhere", "ok/ok"),
    Case("location-without-the-place", "/to-lost-place", "broken/fragment-missing", redirect(302, "/places#nowhere")),
    Case("fragment-goes-along", "/to-places#here", "ok/ok", redirect(302, "/places"), final=f"{MAIN}/places"),
    Case("missing-fragment-goes-along", "/to-places#nowhere", "broken/fragment-missing"),
    Case("external-redirect", "http://other.test/moved", "ok/ok", redirect(301, "/landing"), notes=MOVED_FOR_GOOD),
)
BEHIND = (
    Behind("main.test", "/chain/2", redirect(302, "./3")),
    Behind("main.test", "/chain/3", redirect(307, "../page")),
    Behind("main.test", "/loop/b", redirect(302, "/loop/a")),
    *(Behind("main.test", f"/exact/{n}", redirect(302, f"/exact/{n + 1}")) for n in range(1, LIMIT)),
    Behind("main.test", f"/exact/{LIMIT}", page()),
    *(Behind("main.test", f"/many/{n}", redirect(302, f"/many/{n + 1}")) for n in range(1, LIMIT + 1) if n != 10),
    Behind("main.test", f"/many/{LIMIT + 1}", page()),
    *(Behind("main.test", f"/endless/{n}", redirect(302, f"/endless/{n + 1}")) for n in range(1, LIMIT + 1)),
    Behind("main.test", "/n%C3%A4her", page()),
    *(
        Behind("main.test", target, page())
        for target in ("/sp%20ace/there", "/back/there", "/tab/there", "/there?" + "x" * 50_000, "/n%EF%BF%BDher")
    ),
    Behind("other.test", "/landing", page(), asked=("HEAD",)),
)
