"""Links to other origins: HEAD first, and GET where that is of no use."""

from __future__ import annotations

from sixlegs.lab.hostile.behaviour import Act, Answer, Behaviour, ByMethod, page, raw, status
from sixlegs.lab.hostile.case import Behind, Case

BOTH = ("HEAD", "GET")
TOO_LONG = "http://" + "a" * 70 + ".example/"  # one label holds 63 characters (RFC 1035 2.3.4)
FAR_TOO_LONG = "http://" + ("a" * 60 + ".") * 5 + "example/"  # and a name 255


def _hostile(name: str, head: Behaviour, host: str = "other.test", spare: int = 0) -> Case:
    assert isinstance(head, tuple)
    return Case(f"head-{name}", f"http://{host}/head-{name}", "ok/ok", ByMethod(head), asked=BOTH, spare=spare)


CASES = (
    Case("friendly", "http://other.test/friendly", "ok/ok", page("<p>Hello")),
    Case("friendly-too-big", "http://other.test/big", "ok/ok", (Answer(body=b"." * 900_000),)),
    _hostile("404", status(404)),
    _hostile("403", status(403)),
    _hostile("500", status(500)),
    _hostile("503", status(503)),
    _hostile("405", status(405), "stubborn.test"),  # an origin that answers so once is not asked by HEAD again
    _hostile("garbage", raw(b"what?\r\n\r\n"), spare=1),
    Case(
        "head-reset",
        "http://other.test/head-reset",
        "ok/ok",
        ByMethod((Act.RESET,)),
        asked=BOTH,
        spare=1,
    ),
    _hostile("silent", (Act.HOLD,)),
    Case("external-404", "http://other.test/404", "broken/not-found", status(404), asked=BOTH),
    Case("external-410", "http://other.test/410", "broken/gone", status(410), asked=BOTH),
    Case("external-999", "http://other.test/999", "blocked/bot-wall", status(999), asked=BOTH),
    Case("external-429", "http://other.test/429", "blocked/rate-limited", status(429), asked=("HEAD",) * 4),
    Case("external-with-body-cut", "http://other.test/cut", "ok/ok", (Answer(body="short", length=99), Act.CLOSE)),
    Case("userinfo", "http://me:secret@other.test/desk", "ok/ok", page(), url="http://***@other.test/desk"),
    Case("without-scheme", "//other.test/no-scheme", "ok/ok", page(), url="http://other.test/no-scheme"),
    Case("no-such-host", "http://no-such-host.invalid/", "unreachable/dns"),  # asked of tests/site/names only
    Case("label-too-long", TOO_LONG, "unreachable/dns"),
    Case("name-too-long", FAR_TOO_LONG, "unreachable/dns"),
    Case("tls-to-plain-http", "https://plain.test/", "unreachable/tls"),
    Case("closed-in-handshake", "https://hasty.test/", "unreachable/reset"),
)
HANDSHAKE = "a TLS handshake"  # what the server sees in place of a request target
BEHIND = (
    Behind("plain.test", HANDSHAKE, raw(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), asked=()),
    Behind("hasty.test", HANDSHAKE, (Act.CLOSE,), asked=()),
)
