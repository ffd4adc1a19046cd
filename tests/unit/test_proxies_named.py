"""The laws of `--proxy`: what it takes for a proxy, and what the environment has to do with it."""

from __future__ import annotations

import pytest

from sixlegs.command.arguments import ProxyUrls
from sixlegs.model import Proxies


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with an environment that names no proxy."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_one_proxy_is_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A URL is that of both schemes, whatever the environment says."""
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("HTTPS_PROXY", "http://other:1")
    assert ProxyUrls().read("http://gate:3128") == Proxies("http://gate:3128", "http://gate:3128")


@pytest.mark.parametrize(
    ("environment", "proxies"),
    [
        ({}, Proxies(None, None)),
        ({"HTTPS_PROXY": "http://a:1"}, Proxies(None, "http://a:1")),
        ({"http_proxy": "a:1", "all_proxy": "http://u:p@b"}, Proxies("http://a:1", "http://u:p@b")),
        ({"https_proxy": "http://low:1", "HTTPS_PROXY": "http://up:1"}, Proxies(None, "http://low:1")),
        ({"NO_PROXY": " a.test,.b.test  10.0.0.0/8,"}, Proxies(None, None, ("a.test", ".b.test", "10.0.0.0/8"))),
    ],
)
def test_the_environment_is_read_on_request(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], proxies: Proxies
) -> None:
    """`env` takes what curl would: by scheme, small letters first, a scheme left out, and whom to reach without."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ProxyUrls().read("env") == proxies


def test_the_variable_that_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of another kind is refused by the variable's name, without its login."""
    monkeypatch.setenv("all_proxy", "socks5://me:s3cret@gate:1080")
    with pytest.raises(
        ValueError, match=r"^HTTP_PROXY or ALL_PROXY must be as in .*, not 'socks5://\*\*\*@gate:1080'$"
    ):
        ProxyUrls().read("env")
