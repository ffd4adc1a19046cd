"""The way to a server: TLS, addresses, and proxies."""

from __future__ import annotations

import os
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sixlegs.wire import body
from tests.site.threads import Server, pages, proxy, read_head, secure, serving

if TYPE_CHECKING:
    from tests.contract.command import Outcome
    from tests.contract.conftest import Start
    from tests.site.running import RunningSite

Run = Callable[..., "Outcome"]
LOGIN = "me:s3cret"
OLD = datetime.now(UTC) - timedelta(days=2)
SOON = datetime.now(UTC) + timedelta(days=1)
HERE = "127.0.0.1"


class Secured(NamedTuple):
    """Servers with certificates of all kinds, by what is wrong with them."""

    ca_file: Path
    servers: dict[str, Server]

    def url(self, kind: str) -> str:
        """Return the URL of a server."""
        host = "[::1]" if kind == "six" else HERE
        return f"https://{host}:{self.servers[kind].port}/"


@pytest.fixture(scope="session")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """Run the servers."""
    known, unknown = trustme.CA(), trustme.CA()
    issued = {
        "good": known.issue_cert(HERE),
        "unknown": unknown.issue_cert(HERE),
        "foreign": known.issue_cert("elsewhere.test"),
        "expired": known.issue_cert(HERE, not_before=OLD, not_after=OLD + timedelta(days=1)),
        "early": known.issue_cert(HERE, not_before=SOON, not_after=SOON + timedelta(days=1)),
        "many": known.issue_cert(HERE, *(f"{number}.names.test" for number in range(1000))),
    }
    ca_file = tmp_path_factory.mktemp("ca") / "ca.pem"
    known.cert_pem.write_to_path(str(ca_file))
    with ExitStack() as stack:
        servers = {
            kind: stack.enter_context(serving(secure(context(certificate)))) for kind, certificate in issued.items()
        }
        servers["itself"] = stack.enter_context(serving(secure(_signed_by_itself(tmp_path_factory.mktemp("itself")))))
        if _has_six():
            servers["six"] = stack.enter_context(serving(secure(context(known.issue_cert("::1"))), "::1"))
        yield Secured(ca_file, servers)


def context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Make the context of a server that shows this certificate."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(made)
    return made


def _signed_by_itself(folder: Path) -> ssl.SSLContext:
    """Make the context of a server whose certificate nobody else has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HERE)])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), OLD, SOON)
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HERE))]), critical=False)
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    file = folder / "both.pem"
    file.write_bytes(pem + key.private_bytes(serialization.Encoding.PEM, *form))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server


def certificates(folder: Path, host: str) -> tuple[str, trustme.LeafCert]:
    """Issue a certificate for a host; return the file of its authority as well."""
    authority, ca_file = trustme.CA(), str(folder / "authority.pem")
    authority.cert_pem.write_to_path(ca_file)
    return ca_file, authority.issue_cert(host)


def _has_six() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def test_a_certificate_is_believed_for_its_host_and_time_if_its_authority_is(crawl: Run, secured: Secured) -> None:
    """What the authority of `--ca` has signed is good for its host and in its time; the rest is told apart."""
    urls = {kind: secured.url(kind) for kind in secured.servers}
    outcome = crawl(urls["good"], *urls.values(), "--ca", str(secured.ca_file), "--ignore-robots")
    details = {kind: (outcome.verdict(url), outcome.records[url]["detail"]) for kind, url in urls.items()}
    refused = {
        "unknown": "unable to get local issuer certificate",
        "foreign": f"IP address mismatch, certificate is not valid for '{HERE}'",
        "expired": "certificate has expired",
        "early": "certificate is not yet valid",
        "itself": "self-signed certificate",
    }
    assert {kind: details[kind] for kind in refused} == {
        kind: ("unreachable/tls", words) for kind, words in refused.items()
    }
    assert {verdict for kind, (verdict, _) in details.items() if kind not in refused} == {"ok/ok"}


def test_insecure_believes_every_certificate(crawl: Run, secured: Secured) -> None:
    """With `--insecure` no certificate keeps a page from being read, and each row says that none was looked at."""
    urls = [secured.url(kind) for kind in secured.servers]
    outcome = crawl(urls[0], *urls, "--insecure")
    assert {outcome.verdict(url) for url in urls} == {"ok/ok"}
    assert [outcome.records[url]["notes"] for url in urls] == [["insecure"]] * len(urls)


def test_a_server_that_only_knows_old_tls_is_not_trusted(crawl: Run, tmp_path: Path) -> None:
    """Where nothing newer than TLS 1.1 is spoken, there is no connection, whoever has signed."""
    ca_file, certificate = certificates(tmp_path, HERE)
    old = context(certificate)
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.deprecated_call():
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with serving(secure(old)) as server, serving(pages) as well:
        url, start = f"https://{HERE}:{server.port}/", f"http://{HERE}:{well.port}/"
        outcome = crawl(start, url, "--ca", ca_file, "--ignore-robots", "--retries", "0")
    assert (outcome.verdict(start), outcome.verdict(url)) == ("ok/ok", "unreachable/tls")


@pytest.mark.parametrize(
    ("newest", "said"),
    [
        (ssl.TLSVersion.TLSv1_2, {"unreachable/tls"}),
        (ssl.TLSVersion.TLSv1_3, {"unreachable/tls", "unreachable/reset"}),  # it hangs up on a request under way
    ],
)
def test_a_server_that_wants_a_certificate_of_us_is_not_reached(
    crawl: Run, tmp_path: Path, newest: ssl.TLSVersion, said: set[str]
) -> None:
    """We have no certificate to show: where one is required, the link is `unreachable`."""
    ca_file, certificate = certificates(tmp_path, HERE)
    strict = context(certificate)
    strict.maximum_version, strict.verify_mode = newest, ssl.CERT_REQUIRED
    strict.load_verify_locations(ca_file)
    with serving(secure(strict)) as server, serving(pages) as well:
        url, start = f"https://{HERE}:{server.port}/", f"http://{HERE}:{well.port}/"
        outcome = crawl(start, url, "--ca", ca_file, "--ignore-robots", "--retries", "0")
    assert outcome.verdict(start) == "ok/ok"
    assert outcome.verdict(url) in said


def test_a_refusal_in_tls_is_heard(crawl: Run, tmp_path: Path) -> None:
    """A server that says after the handshake of TLS 1.3 that it wants a certificate of us is `tls`: it did answer."""
    ca_file, certificate = certificates(tmp_path, HERE)
    strict = context(certificate)
    strict.verify_mode = ssl.CERT_REQUIRED
    strict.load_verify_locations(ca_file)

    def refuse(_: Server, sock: socket.socket) -> None:
        with strict.wrap_socket(sock, server_side=True, do_handshake_on_connect=False) as inner:
            with suppress(ssl.SSLError):
                inner.do_handshake()
            while os.read(inner.fileno(), 4096):  # what is not read would make a RST of the end
                pass

    with serving(refuse) as server, serving(pages) as well:
        url, start = f"https://{HERE}:{server.port}/", f"http://{HERE}:{well.port}/"
        outcome = crawl(start, url, "--ca", ca_file, "--ignore-robots", "--retries", "0")
    assert outcome.verdict(url) == "unreachable/tls"


def test_an_answer_is_known_by_its_head_though_its_body_outlasts_the_deadline(crawl: Run) -> None:
    """A short body that nobody wants is read for the connection's sake: the end of the time finds the answer known."""
    over = threading.Event()

    def stall(_: Server, sock: socket.socket) -> None:
        if read_head(sock):
            sock.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nhalf")
            over.wait(5)

    with serving(stall) as server:
        url = f"http://{HERE}:{server.port}/"
        within = body.DRAIN_SECONDS * 0.9  # so the deadline comes first
        outcome = crawl(url, "--timeout", str(within), "--ignore-robots", "--retries", "0")
        over.set()
    assert outcome.verdict(url) == "broken/not-found"


def test_a_body_that_breaks_off_is_not_taken_for_whole(crawl: Run) -> None:
    """Without a length the end of the connection is that of the body, unless it is a RST: then half may be missing."""

    def half(_: Server, sock: socket.socket) -> None:
        if path := read_head(sock).partition(" ")[2].partition(" ")[0]:
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<a href=/whole>whole</a>")
            if path == "/broken":
                gone.wait(0.3)  # for the RST not to overtake the head
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    gone = threading.Event()
    with serving(half) as server:
        url = f"http://{HERE}:{server.port}/"
        outcome = crawl(f"{url}whole", f"{url}broken", "--ignore-robots", "--retries", "0")
    assert (outcome.verdict(f"{url}whole"), outcome.verdict(f"{url}broken")) == ("ok/ok", "unreachable/truncated")


@contextmanager
def _silent(port: int) -> Iterator[None]:
    """Have nobody answer at the last address but one that names.test knows."""
    with ExitStack() as stack:
        silent = stack.enter_context(socket.socket())
        silent.bind(("127.0.0.99", port))
        silent.listen(0)
        for _ in range(3):  # nobody accepts them, and then the kernel answers no more
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex(("127.0.0.99", port))
        yield


def test_an_address_that_is_dead_makes_way_for_the_next(crawl: Run) -> None:
    """A host with several addresses is reached in time though the first refuses, says nothing, or is of no use here."""
    with serving(pages) as server, _silent(server.port):
        urls = [f"http://{name}.test:{server.port}/" for name in ("refusing", "silent", "strange")]
        outcome = crawl(*urls, "--timeout", "2", "--ignore-robots", "--retries", "0")
    assert [outcome.verdict(url) for url in urls] == ["ok/ok"] * 3


@pytest.mark.parametrize("robots", [(), ("--ignore-robots",)], ids=["robots", "no-robots"])
def test_the_addresses_of_a_dead_host_make_one_reason_in_any_order(crawl: Run, robots: tuple[str, ...]) -> None:
    """A host whose addresses fail each in a way of its own is `unreachable` for the one reason that says the most."""
    dead = {
        "refused-no-route": "unreachable/refused",
        "no-route-refused": "unreachable/refused",
        "refused-silent": "timeout/timeout",
        "silent-refused": "timeout/timeout",
    }
    with serving(pages) as server, _silent(server.port):
        urls = {name: f"http://{name}.test:{server.port}/" for name in dead}
        outcome = crawl(f"http://{HERE}:{server.port}/", *urls.values(), "--timeout", "1", "--retries", "0", *robots)
    assert {name: outcome.verdict(url) for name, url in urls.items()} == dead


@pytest.mark.skipif(not _has_six(), reason="this machine has no IPv6")
def test_an_address_of_ipv6_is_a_host_like_any_other(crawl: Run) -> None:
    """A URL with an IPv6 address is asked for there, and the Host header has its brackets."""
    with serving(pages, "::1") as server:
        url = f"http://[::1]:{server.port}/"
        assert crawl(url).verdict(url) == "ok/ok"
        assert f"\r\nhost: [::1]:{server.port}\r\n" in server.heads[-1].lower()


def _through(start: Start, *args: str, **environment: str) -> Outcome:
    """Crawl by way of a proxy; there is nothing more to test where a client has none, and says so in one line."""
    outcome = start(*args, **environment).end()
    outcome.check_manners()
    if outcome.exit_code == 2:
        assert len(outcome.stderr.splitlines()) == 1
        assert "--client wire" in outcome.stderr
        assert outcome.files == {}
        pytest.skip("this client has no proxies")
    return outcome


def test_with_a_proxy_everything_goes_that_way(start: Start, site: RunningSite, secured: Secured) -> None:
    """A proxy is asked for http URLs as they stand and for tunnels to https ones; only it gets to see its login."""
    plain, safe = "http://party.test/row/", secured.url("good")
    with serving(proxy(LOGIN)) as server:
        way = f"http://{LOGIN}@{HERE}:{server.port}"
        outcome = _through(start, plain, safe, "--proxy", way, "--ca", str(secured.ca_file))
    assert {record["verdict"] for record in outcome.records.values()} == {"ok"}
    asked = {head.split(" ")[0] + " " + head.split(" ")[1] for head in server.heads}
    assert f"GET {site.place(plain)}" in asked
    assert f"CONNECT {safe.removeprefix('https://').rstrip('/')}" in asked
    assert len(site.seen().of("party.test")) == len([each for each in server.heads if each.startswith("GET http://")])
    inner = [name.lower() for each in site.seen().requests for name, _ in each.headers]
    assert "proxy-authorization" not in " ".join([*inner, *secured.servers["good"].heads]).lower()
    for text in (outcome.stdout, outcome.stderr, *outcome.files.values()):
        assert "s3cret" not in text


def test_the_proxies_of_the_environment_are_used_on_request(start: Start, site: RunningSite, secured: Secured) -> None:
    """With --proxy env each scheme goes by way of its own, but for what the environment says is reached without."""
    plain, safe = "http://party.test/row/", secured.url("good")
    exempt = safe.removeprefix("https://").rstrip("/")
    with serving(proxy(LOGIN)) as server:
        way = f"http://{LOGIN}@{HERE}:{server.port}"
        args = (plain, safe, "--proxy", "env", "--ca", str(secured.ca_file), "--ignore-robots")
        outcome = _through(start, *args, http_proxy=way, https_proxy=way, no_proxy=f"nobody.test, {exempt}")
    assert {record["verdict"] for record in outcome.records.values()} == {"ok"}
    assert len(server.heads) == len(site.seen().of("party.test")) > 0
    assert all(head.startswith("GET http://") for head in server.heads)
    assert len(secured.servers["good"].heads) > 0
    for text in (outcome.stdout, outcome.stderr, *outcome.files.values()):
        assert "s3cret" not in text


def test_a_proxy_that_wants_another_login_blocks_the_way(start: Start, secured: Secured) -> None:
    """407 of a proxy is `blocked`, for a request that it makes as for a tunnel."""
    urls = [f"http://{HERE}:9/", secured.url("good")]
    with serving(proxy(LOGIN)) as server:
        outcome = _through(start, *urls, "--proxy", f"http://{HERE}:{server.port}", "--ignore-robots")
    assert [outcome.verdict(url) for url in urls] == ["blocked/proxy-auth"] * 2


def test_a_proxy_that_is_not_there_is_named(start: Start, secured: Secured) -> None:
    """Where nobody listens at the proxy, or it reaches nobody, the detail says so, and does not say the login."""
    with socket.socket() as kept:
        kept.bind((HERE, 0))
        gone = f"{HERE}:{kept.getsockname()[1]}"
        urls = [f"http://{HERE}:9/", secured.url("good")]
        outcome = _through(start, *urls, "--proxy", f"http://{LOGIN}@{gone}", "--ignore-robots", "--retries", "0")
        for url in urls:
            assert outcome.verdict(url) == "unreachable/refused"
            assert outcome.records[url]["detail"] == f"connection refused (proxy {gone})"
        assert "s3cret" not in outcome.files["report.json"]
        with serving(proxy()) as server:
            url = f"https://{gone}/"
            outcome = _through(start, url, "--proxy", f"http://{HERE}:{server.port}", "--ignore-robots")
        assert outcome.verdict(url) == "unreachable/no-route"
        assert f"(proxy {HERE}:{server.port})" in outcome.records[url]["detail"]
