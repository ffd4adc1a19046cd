"""The laws of a login by a form, with a site that has one: it works everywhere, and its secrets go nowhere else."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.contract.command import Command, Outcome
from tests.site.accounts import PASSWORD, SILENT, USER, Site, accounts, secrets_in
from tests.site.threads import pages, serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.setups import Setup

pytestmark = pytest.mark.one_client


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, in an environment that holds the password."""
    monkeypatch.setenv("SITE_PASSWORD", PASSWORD)
    (tmp_path / "memory").mkdir()
    return tmp_path


def crawl(folder: Path, backend: Setup, site: Site, *args: str) -> Outcome:
    """Run the command in a folder, with all that it can remember."""
    remembered = (
        "--state",
        "memory/state",
        "--cache",
        "memory/cache",
        "--format",
        "json:report.json",
        "--format",
        "jsonl:all.jsonl",
    )
    outcome = Command(folder, site.url, *backend.args, *remembered, "--verbose", *args).end()
    outcome.check_manners()
    said = outcome.stdout + outcome.stderr
    kept = "".join(path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file())
    assert secrets_in(said + kept, site) == []
    return outcome


def test_a_site_behind_a_form_is_crawled(folder: Path, backend: Setup) -> None:
    """The form of a configuration file is filled in; the session goes to the site and to no other host or port."""
    with accounts() as site, serving(pages, "127.0.0.2") as far, serving(pages) as near:
        site.links = ("/inside", "/inside#here", "/inside#gone", "/lost", "/logout")
        site.links += (f"http://127.0.0.2:{far.port}/", f"http://127.0.0.1:{near.port}/")
        (folder / "sixlegs.toml").write_text(
            f"[login]\nurl = '{site.url}/login'\nfields = {{user = '{USER}', password = 'env:SITE_PASSWORD'}}\n"
        )
        outcome = crawl(folder, backend, site)
    assert {url.removeprefix(site.url): outcome.verdict(url) for url in outcome.records} == {
        "/": "ok/ok",
        "/inside": "ok/ok",
        "/inside#here": "ok/ok",
        "/inside#gone": "broken/fragment-missing",
        "/lost": "broken/not-found",
        "/logout": "skipped/logout",
        f"http://127.0.0.2:{far.port}/": "ok/ok",
        f"http://127.0.0.1:{near.port}/": "ok/ok",
    }
    assert [target for _, target, _ in site.requests[:3]] == ["/login", "/login?next=%2F", "/"]
    (session,) = site.sessions
    assert {cookie for _, _, cookie in site.requests[3:]} == {f"session={session}"}
    assert far.heads
    assert near.heads
    assert not any("cookie" in head.lower() for head in far.heads + near.heads)


def test_a_wrong_password_is_one_line(folder: Path, backend: Setup) -> None:
    """A site that asks for the password again is not crawled; it is said, and the password is not."""
    with accounts() as site:
        fields = ("--login-field", f"user={USER} ", "--login-field", "password=env:SITE_PASSWORD")
        outcome = crawl(folder, backend, site, "--login", f"{site.url}/login", *fields)
    assert outcome.exit_code == 3
    assert outcome.stderr.splitlines() == [
        f"crawl: the login failed: {site.url}/login asks for the same again: is something wrong with the fields?"
    ]
    assert [method for method, _, _ in site.requests] == ["GET", "POST"]


def test_a_login_without_effect_is_noticed(folder: Path, backend: Setup) -> None:
    """Where the first page leads back to the form all the same, nothing was crawled, whatever the site had said."""
    with accounts() as site:
        fields = ("--login-field", f"user={SILENT}", "--login-field", "password=env:SITE_PASSWORD")
        outcome = crawl(folder, backend, site, "--login", f"{site.url}/login", *fields)
    assert outcome.exit_code == 3
    assert outcome.stderr.splitlines() == [
        f"crawl: the login had no effect: {site.url}/ leads to its page all the same"
    ]


def test_a_login_over_tls(folder: Path, backend: Setup) -> None:
    """The password goes by https as the crawl does, whatever the strategy does to the library that it goes by."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with accounts(context) as site:
        site.links = ("/inside",)
        fields = ("--login-field", f"user={USER}", "--login-field", "password=env:SITE_PASSWORD")
        outcome = crawl(folder, backend, site, "--login", f"{site.url}/login", *fields, "--ca", "ca.pem")
    assert {url: outcome.verdict(url) for url in outcome.records} == {
        f"{site.url}/{name}": "ok/ok" for name in ("", "inside")
    }
