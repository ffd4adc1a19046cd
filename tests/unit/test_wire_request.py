"""Laws of what is sent: one request, as ordered, to whom it is meant for."""

from __future__ import annotations

from base64 import b64decode

import pytest

from sixlegs.model import Failure, Fetch, Proxies, Reason
from sixlegs.wire import route as routes
from sixlegs.wire import tunnel
from sixlegs.wire.request import connect, fields, request
from sixlegs.wire.route import Route, split

PROXY = "http://me:s3cret%40home@proxy.test:3128"
LOGIN = b"Proxy-Authorization: Basic " + b"bWU6czNjcmV0QGhvbWU=" + b"\r\n"


def route(url: str, proxy: str | None = None) -> Route:
    """Return the way to the server of a URL."""
    return routes.route(split(url)[0], proxy and Proxies(proxy, proxy))


def sent(url: str, proxy: str | None = None, **how: object) -> bytes:
    """Return the request for a URL."""
    return request(Fetch(url, **how), route(url, proxy))  # type: ignore[arg-type]


def test_a_request_is_its_line_the_host_and_the_headers_in_order() -> None:
    """There is nothing in it that was not ordered, but the Host."""
    headers = (("User-Agent", "x"), ("Accept", "*/*"), ("X-Name", "N\xe4me"))
    assert sent("http://site:8080/a?b=c", method="HEAD", headers=headers) == (
        b"HEAD /a?b=c HTTP/1.1\r\nHost: site:8080\r\nUser-Agent: x\r\nAccept: */*\r\nX-Name: N\xe4me\r\n\r\n"
    )


@pytest.mark.parametrize(
    "target", ["/", "/?", "//a//b", "/a/../b", "/%2f%2F%zz", "/;p=1?q=/x?y", "/'\"<>|^`{}", "/a@b:c"]
)
def test_a_target_is_sent_as_it_stands(target: str) -> None:
    """Nothing is decoded, encoded, tidied or left out."""
    assert sent(f"http://site{target}").startswith(f"GET {target} HTTP/1.1\r\n".encode())


@pytest.mark.parametrize(
    ("url", "host", "port", "authority"),
    [
        ("http://site/", "site", 80, "site"),
        ("https://site/", "site", 443, "site"),
        ("http://site:8080/", "site", 8080, "site:8080"),
        ("https://site:80/", "site", 80, "site:80"),
        ("http://[::1]/", "::1", 80, "[::1]"),
        ("https://[2001:db8::1]:8443/", "2001:db8::1", 8443, "[2001:db8::1]:8443"),
        ("http://127.0.0.1:1/", "127.0.0.1", 1, "127.0.0.1:1"),
        ("http://me:secret@site:8080/", "site", 8080, "site:8080"),
    ],
)
def test_the_host_header_is_the_authority_without_user_information(
    url: str, host: str, port: int, authority: str
) -> None:
    """The connection goes to the host without its brackets, at the port of the URL or its scheme."""
    way = route(url)
    assert (way.server.host, way.server.port, way.hop) == (host, port, way.server)
    assert f"\r\nHost: {authority}\r\n".encode() in sent(url)


@pytest.mark.parametrize("bad", ["a\r\nX: y", "a\nb", "a\rb", "a\0b"])
def test_a_header_cannot_become_two(bad: str) -> None:
    """A line break or NUL in a name or value is a mistake of ours, and is not sent."""
    for header in (("X", bad), (bad, "x")):
        with pytest.raises(ValueError, match="line breaks"):
            sent("http://site/", headers=(header,))


@pytest.mark.parametrize("bad", ["/a b", "/a\r\nX: y", "/a\nb", "/a\tb", "/a\0b", "/a\x7fb", "/N\xe4me"])
def test_a_target_cannot_become_two(bad: str) -> None:
    """A URL with a space, a control character or anything beyond ASCII is no URL, and is not sent."""
    with pytest.raises(ValueError):  # noqa: PT011  UnicodeError is one too
        sent(f"http://site{bad}")


def test_a_proxy_gets_the_whole_url_and_the_login() -> None:
    """For http the proxy makes the request, and needs to know where to (RFC 9112 3.2.2)."""
    data = sent("http://site:8080/a?b", PROXY, headers=(("A", "b"),))
    assert data == b"GET http://site:8080/a?b HTTP/1.1\r\nHost: site:8080\r\nA: b\r\n" + LOGIN + b"\r\n"
    way = route("http://site:8080/", PROXY)
    assert (way.hop.host, way.hop.port, way.pool) == ("proxy.test", 3128, PROXY)


def test_a_server_behind_a_tunnel_never_sees_the_login() -> None:
    """For https the proxy is asked for a tunnel, and what goes through it is meant for the server alone."""
    url = "https://site/a"
    way = route(url, PROXY)
    assert sent(url, PROXY) == sent(url)
    assert connect(way) == b"CONNECT site:443 HTTP/1.1\r\nHost: site:443\r\n" + LOGIN + b"\r\n"
    assert (way.hop.host, way.pool, way.tunnelled) == ("proxy.test", "https://site", True)


def test_connect_names_the_port_always_and_ipv6_in_brackets() -> None:
    """The target of CONNECT is host and port (RFC 9110 9.3.6)."""
    assert connect(route("https://[::1]/", "http://proxy.test:1/")).startswith(b"CONNECT [::1]:443 HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("login", "meant"), [("me:", b"me:"), ("me", b"me:"), ("a%3Ab:c:d", b"a:b:c:d"), ("%C3%A4:x", b"\xc3\xa4:x")]
)
def test_the_login_of_a_proxy_is_decoded(login: str, meant: bytes) -> None:
    """What stands percent-encoded in the URL is said as it is meant."""
    ((name, value),) = routes.proxy(f"http://{login}@proxy.test:1").headers
    assert name == "Proxy-Authorization"
    assert b64decode(value.removeprefix("Basic ")) == meant


@pytest.mark.parametrize(
    ("entry", "straight", "by_proxy"),
    [
        ("*", ["http://a.test/", "https://[::1]/"], []),
        ("a.test", ["http://a.test/", "https://b.a.test:8443/"], ["http://aa.test/", "http://test/"]),
        (".a.test", ["http://a.test/", "http://b.a.test/"], ["http://ba.test/"]),
        ("*.A.test", ["http://b.a.test/"], ["http://ba.test/"]),
        ("a.test:8080", ["http://a.test:8080/", "http://b.a.test:8080/"], ["http://a.test/", "https://a.test/"]),
        ("a.test:443", ["https://a.test/"], ["http://a.test/"]),
        ("127.0.0.1", ["http://127.0.0.1:8000/"], ["http://127.0.0.2/", "http://x.127.0.0.1.test/"]),
        ("10.0.0.0/8", ["http://10.1.2.3/"], ["http://11.1.2.3/", "http://[::1]/", "http://a.test/"]),
        ("::1", ["http://[::1]/"], ["http://[::2]/"]),
        ("[::1]:8000", ["http://[::1]:8000/"], ["http://[::1]/"]),
        ("fd00::/8", ["http://[fd00::7]/"], ["http://[fe80::7]/", "http://10.0.0.1/"]),
        ("", [], ["http://a.test/"]),
        (".", [], ["http://a.test/"]),
        ("a.test:\u00b2", [], ["http://a.test/"]),
        ("a.test:00080", ["http://a.test/"], ["http://a.test:8080/"]),
    ],
)
def test_what_is_reached_without_a_proxy(entry: str, straight: list[str], by_proxy: list[str]) -> None:
    """Hosts, what is below them, addresses, networks and ports of NO_PROXY are gone to straight; nothing else is."""
    proxies = Proxies(PROXY, PROXY, ("else.test", entry))
    ways = {url: routes.route(split(url)[0], proxies).proxy for url in [*straight, *by_proxy]}
    assert [url for url, proxy in ways.items() if proxy is None] == straight
    assert [url for url, proxy in ways.items() if proxy is not None] == by_proxy


def test_each_scheme_has_its_proxy() -> None:
    """Where only one of them has one, the other is gone to straight."""
    proxies = Proxies(None, PROXY)
    assert routes.route("http://a.test", proxies).proxy is None
    assert routes.route("https://a.test", proxies).proxy is not None


def test_a_proxy_without_a_login_gets_none() -> None:
    """There is nothing to say then, and its port is that of the scheme."""
    proxy = routes.proxy("http://proxy.test/")
    assert (proxy.headers, proxy.address.port, fields(proxy.headers)) == ((), 80, b"")


@pytest.mark.parametrize("status", [200, 204])
def test_a_tunnel_stands_with_any_2xx(status: int) -> None:
    """Its head is all there is to the answer."""
    answer = tunnel.asking(Fetch("https://site/"))
    assert answer.receive(b"HTTP/1.1 %d Yes\r\nContent-Length: 5\r\n\r\n" % status)
    tunnel.check(answer)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"HTTP/1.1 407 Login\r\n\r\n", Reason.PROXY_AUTH),
        (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 5\r\n\r\n", Reason.NO_ROUTE),
        (b"HTTP/1.1 302 Found\r\n\r\n", Reason.NO_ROUTE),
        (b"what?\r\n\r\n", Reason.PROTOCOL),
        (b"", Reason.RESET),
    ],
)
def test_a_proxy_that_does_not_say_yes_says_why(data: bytes, reason: Reason) -> None:
    """A login is missing, or the way is barred, or it is no proxy."""
    answer = tunnel.asking(Fetch("https://site/"))
    if data:
        answer.receive(data)
    answer.closed()
    with pytest.raises(tunnel.NoTunnel) as trouble:
        tunnel.check(answer)
    assert (trouble.value.reason, bool(trouble.value.detail)) == (reason, True)
    assert Failure(trouble.value.reason).opened == 0
