"""Owns the course of a login by a form: what is asked, in which order, and whether it worked; does no I/O.

Strategy: it is what somebody with a browser does before a look at the site: open the page, fill in the form, send it,
see where it leads. Whoever carries it out sends what `sign_in` yields and hands back what comes.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sixlegs import forms, urls
from sixlegs.credentials import Credentials, Headers, common
from sixlegs.decode import decode
from sixlegs.extract import bounds, encoding
from sixlegs.jar import Jar
from sixlegs.model import Cookie, Failure, Fetch, Policy, Response
from sixlegs.page import examine, is_html

if TYPE_CHECKING:
    from sixlegs.private import Guard

_REPEATED = frozenset({307, 308})  # RFC 9110 15.4.8, 15.4.9: the same request again, with what was sent


class LoginFailed(Exception):
    """It did not work, for the reason that the message says; no secret is in it."""


class Login(NamedTuple):
    """What the user wants to be filled in, and on which page."""

    url: str
    fields: tuple[tuple[str, str], ...]


class Request(NamedTuple):
    """One thing to send."""

    fetch: Fetch
    content: bytes = b""


class Seen(NamedTuple):
    """A page that came."""

    url: str
    text: str
    encoding: str


Reply = Response | Failure


class Visitor:
    """Somebody who logs in: goes where redirects lead, and keeps cookies."""

    def __init__(self, login: Login, starts: Sequence[str], policy: Policy, guard: Guard, now: float) -> None:
        self._login = login
        self._policy = policy
        self._guard = guard
        self._now = now
        self._origins = {urls.origin(url) for url in starts}
        self._jar = Jar(policy.cookies)

    def sign_in(self) -> Generator[Request, Reply, tuple[Cookie, ...]]:
        """Log in; return the cookies to go on with, those of the policy included. Raises LoginFailed."""
        page = yield from self._go(urls.split(self._login.url)[0])
        names = [name for name, _ in self._login.fields]
        form = _form(page, names)
        sent = form.filled(dict(self._login.fields), page.encoding)
        after = yield from self._go(urls.split(sent.url)[0], _headers(page, sent), sent)
        again = forms.asked(forms.read(after.text, after.url), names)
        if again is not None and again.target == form.target and again.asks_password == form.asks_password:
            raise LoginFailed(f"{_shown(after.url)} asks for the same again: is something wrong with the fields?")
        if not self._jar.changed:
            raise LoginFailed(f"{_shown(sent.url)} set no cookie")
        return self._jar.cookies

    def _go(self, url: str, headers: Headers = (), sent: forms.Sent | None = None) -> Generator[Request, Reply, Seen]:
        for _ in range(self._policy.max_redirects + 1):
            content = b"" if sent is None else sent.content
            method = "GET" if sent is None else sent.method.upper()
            fetch = self._fetch(url, method, headers)
            reply = yield Request(fetch, content)
            if isinstance(reply, Response):
                self._jar.take(url, reply.headers, self._now)
            visit = examine(fetch, reply)
            if visit.failure is not None:
                raise LoginFailed(f"{_shown(url)}: {visit.detail or visit.failure}")
            if visit.redirect is None:
                return _seen(fetch, reply)
            if visit.status not in _REPEATED:
                headers, sent = (), None
            elif sent is not None and urls.origin(visit.redirect) != urls.origin(url):
                raise LoginFailed(f"{_shown(url)} would have the fields sent on to {urls.origin(visit.redirect)}")
            url = urls.split(visit.redirect)[0]
        raise LoginFailed(f"{_shown(url)}: more redirects than --max-redirects allows")

    def _fetch(self, url: str, method: str, headers: Headers) -> Fetch:
        policy = self._policy
        if self._guard.bars(url):
            raise LoginFailed(f"{_shown(url)}: a private address (--allow-private asks all the same)")
        known = Credentials(common(policy), replace(policy, cookies=self._jar.cookies))
        return Fetch(
            url,
            method=method,
            deadline=policy.timeout,
            headers=(*known.headers(url, to_start=urls.origin(url) in self._origins), *headers),
            limits=policy.limits,
            public_only=self._guard.covers(url),
        )


def _form(page: Seen, names: Sequence[str]) -> forms.Form:
    found = forms.read(page.text, page.url)
    form = forms.asked(found, names)
    if form is not None:
        return form
    if not found:
        raise LoginFailed(f"{_shown(page.url)} has no form; what scripts make cannot be seen")
    nearest = next((each for each in found if each.asks_password), found[0])
    there = ", ".join(nearest.names) or "none"
    raise LoginFailed(f"{_shown(page.url)} has no form with the fields {', '.join(names)}; there are: {there}")


def _headers(page: Seen, sent: forms.Sent) -> Headers:
    """Return what a browser would send with a form besides the usual; it may go nowhere that is less safe."""
    if not urls.is_http(sent.url):
        raise LoginFailed(f"{_shown(page.url)}: the form leads to no address that can be asked")
    origin = urls.origin(page.url)
    if origin.startswith("https:") and not sent.url.startswith("https:"):
        raise LoginFailed(f"{_shown(page.url)}: the form would be sent over http, for all to read")
    same = urls.origin(sent.url) == origin
    headers = (("Referer", page.url if same else f"{origin}/"),)  # Referrer Policy: strict-origin-when-cross-origin
    if sent.method == "get":
        return headers
    length = str(len(sent.content))
    return (*headers, ("Origin", origin), ("Content-Type", sent.content_type), ("Content-Length", length))


def _seen(fetch: Fetch, reply: Reply) -> Seen:
    url = fetch.url
    assert isinstance(reply, Response)  # a failure is told before
    if reply.status >= 400:
        raise LoginFailed(f"{_shown(url)} answered {reply.status}")
    headers = dict(reversed(reply.headers))
    content_type = headers.get("content-type", "")
    if not is_html(content_type):
        return Seen(url, "", "utf-8")
    coding = ",".join(value for name, value in reply.headers if name == "content-encoding")
    body = bounds.readable(decode(reply.body, coding, fetch.limits, whole=not reply.cut).body)
    return Seen(url, *encoding.decoded(body, content_type))


def _shown(url: str) -> str:
    """Return a URL without its query, in which a form by GET has its fields."""
    return re.split("[?#]", urls.masked(url), maxsplit=1)[0]
