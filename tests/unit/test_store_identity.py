"""The laws of what makes two crawls the same one."""

from __future__ import annotations

from typing import Any

import pytest

from sixlegs.model import Cookie, Limits, Policy
from sixlegs.store.identity import STARTS, differences, fingerprints

SALT = b"salt"


def compared(**changes: Any) -> list[str]:
    """Name what differs between the usual policy and a changed one."""
    return differences(
        fingerprints(["http://a/"], Policy(), SALT), fingerprints(["http://a/"], Policy(**changes), SALT)
    )


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"depth": 2}, "--depth"),
        ({"external": False}, "--no-external"),
        ({"obey_robots": False}, "--ignore-robots"),
        ({"limits": Limits(max_links=3)}, "--max-links"),
        ({"accept": frozenset({403})}, "--accept"),
        ({"auth": "user:hunter2"}, "--auth"),
        ({"cookies": (Cookie("a", "session", "hunter2"),)}, "--cookies"),
        ({"headers": (("Authorization", "hunter2"),)}, "--header"),
        ({"headers_for": (("http://b", "X-Key", "hunter2"),)}, "--header-for"),
        ({"login_fields": (("password", "hunter2"),)}, "--login-field"),
    ],
)
def test_what_bears_on_the_result_is_compared(changes: dict[str, Any], named: str) -> None:
    """An option that changes what is found makes it another crawl, and is named as the user knows it."""
    assert compared(**changes) == [named]


@pytest.mark.parametrize("changes", [{"concurrency": 3}, {"client": "wire"}, {"max_time": 3.0}, {"delay": 1.0}])
def test_how_it_is_asked_is_not(changes: dict[str, Any]) -> None:
    """One may go on at another pace, and on another backend."""
    assert compared(**changes) == []


def test_start_urls_are_compared_in_any_order() -> None:
    """The same start URLs are the same crawl."""
    here, there = (
        fingerprints(starts, Policy(), SALT) for starts in (["http://a/", "http://b/"], ["http://b/", "http://a/"])
    )
    assert differences(here, there) == []
    assert differences(here, fingerprints(["http://a/"], Policy(), SALT)) == [STARTS]


def test_no_value_can_be_read_off() -> None:
    """What is kept of an option tells nobody what it was: not even that two files are of the same crawl."""
    here, there = (fingerprints(["http://a/?token=hunter2"], Policy(), salt) for salt in (b"1", b"2"))
    assert not set(here.values()) & set(there.values())
    assert "hunter2" not in str(here)


def test_a_secret_is_known_again_and_cannot_be_read_off() -> None:
    """The same login is the same crawl; another one is not; what is kept of it is neither of them."""
    one, same, other = (fingerprints([], Policy(auth=f"user:{word}"), SALT) for word in ("hunter2", "hunter2", "x"))
    assert differences(one, same) == []
    assert differences(one, other) == ["--auth"]
    assert "hunter2" not in str(one)


def test_the_session_of_a_login_is_new_each_time() -> None:
    """Logged in anew, it is still the same crawl."""
    session = Cookie("a", "session", "hunter2", door="http://:80")
    assert compared(cookies=(session,)) == []


def test_a_set_has_no_order() -> None:
    """The same codes are the same option, however they are stored."""
    codes = [frozenset(range(200, 500)), frozenset(range(499, 199, -1))]
    assert len({str(fingerprints([], Policy(accept=each), SALT)) for each in codes}) == 1
