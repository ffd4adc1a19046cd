"""Owns the values that travel between core, workers and reports; knows nothing of how any of them is made or used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

USER_AGENT = "sixlegs"  # also the product token that robots.txt is asked for (RFC 9309 2.2.1)


class Verdict(StrEnum):
    """What is said of a link: the word that decides the exit code."""

    OK = "ok"
    BROKEN = "broken"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    BLOCKED = "blocked"
    SKIPPED = "skipped"
    ERROR = "error"


class Reason(StrEnum):
    """Why a verdict is what it is: a closed list, documented in docs/verdicts.md."""

    OK = "ok"
    # broken
    NOT_FOUND = "not-found"
    GONE = "gone"
    CLIENT_ERROR = "client-error"
    SERVER_ERROR = "server-error"
    FRAGMENT_MISSING = "fragment-missing"
    BAD_URL = "bad-url"
    BAD_SITEMAP = "bad-sitemap"
    BAD_REDIRECT = "bad-redirect"
    REDIRECT_LOOP = "redirect-loop"
    REDIRECT_LIMIT = "redirect-limit"
    # unreachable
    DNS = "dns"
    REFUSED = "refused"
    RESET = "reset"
    NO_ROUTE = "no-route"
    TLS = "tls"
    PROTOCOL = "protocol"
    TRUNCATED = "truncated"
    DECODE = "decode"
    # timeout
    TIMEOUT = "timeout"
    # blocked
    UNAUTHORIZED = "unauthorized"
    PAYMENT_REQUIRED = "payment-required"
    FORBIDDEN = "forbidden"
    PROXY_AUTH = "proxy-auth"
    RATE_LIMITED = "rate-limited"
    LEGAL = "legal"
    BOT_WALL = "bot-wall"
    NEEDS_COOKIE = "needs-cookie"
    # skipped
    ROBOTS = "robots"
    ROBOTS_UNAVAILABLE = "robots-unavailable"
    SCHEME = "scheme"
    PRIVATE_ADDRESS = "private-address"
    EXCLUDED = "excluded"
    NOT_INCLUDED = "not-included"
    EXTERNAL = "external"
    NOFOLLOW = "nofollow"
    POST = "post"
    TRAP = "trap"
    LOGOUT = "logout"
    MAX_URLS = "max-urls"
    MAX_TIME = "max-time"
    INTERRUPTED = "interrupted"
    # error
    WORKER_LOST = "worker-lost"
    NO_DESCRIPTORS = "no-descriptors"
    INTERNAL = "internal"


class Note(StrEnum):
    """What is worth knowing of a result without being its verdict: a closed list."""

    REDIRECTED = "redirected"
    PERMANENT_REDIRECT = "permanent-redirect"
    DOWNGRADED = "downgraded"
    INSECURE = "insecure"
    TOO_BIG = "too-big"
    TOO_MANY_LINKS = "too-many-links"
    FRAGMENT_MISSING = "fragment-missing"
    ORPHAN = "orphan"
    TEXT_MISSING = "text-missing"
    SOFT_404 = "soft-404"
    FORM_EMPTY = "form-empty"
    FLAKY = "flaky"
    KNOWN = "known"
    PENDING = "pending"


class Kind(StrEnum):
    """What a fetch is for, which says how much of the answer is wanted."""

    PAGE = "page"  # links and anchors of the body
    CHECK = "check"  # status and headers only
    ROBOTS = "robots"  # the body as text
    SITEMAP = "sitemap"  # the URLs that the body lists


class Limits(NamedTuple):
    """The bounds that a transport and a parser keep, in bytes unless named otherwise."""

    max_bytes: int = 10 * 1024 * 1024  # body as sent
    max_inflated: int = 50 * 1024 * 1024  # body after decoding
    max_header_bytes: int = 256 * 1024
    max_links: int = 100_000  # links kept of one page
    max_codings: int = 2  # content codings stacked on one body


class Fetch(NamedTuple):
    """An order for one HTTP exchange; it comes home as exactly one Visit."""

    url: str  # absolute http(s) URL without fragment, sent untouched
    method: str = "GET"
    kind: Kind = Kind.PAGE
    deadline: float = 20.0  # seconds for the whole exchange: name look-up to last byte
    headers: tuple[tuple[str, str], ...] = ()
    limits: Limits = Limits()
    parser: str = "turbohtml"
    public_only: bool = False  # no connection may be opened to a private address (see private.is_private)
    lazy: bool = False  # data-src and data-srcset are links
    texts: tuple[str, ...] = ()  # text directives that the page is to be searched for
    sketch: bool = False  # what the page says is wanted in short, to be compared: Visit.sketch
    remember: bool = False  # what tells a later state of it from this one is to be noted: Visit.etag, modified
    now: bool = False  # it asks about the server as it is now, and no page: no answer of an earlier run stands in


class Wait(NamedTuple):
    """Start nothing until a visit comes home or, where given, `seconds` have passed."""

    seconds: float | None = None


class Done(NamedTuple):
    """Nothing is queued and nothing is in flight: the crawl is over."""


class Phases(NamedTuple):
    """When an exchange had what behind it, in seconds since its start; None: it did not happen, or had before."""

    resolved: float | None = None
    connected: float | None = None
    secured: float | None = None
    first_byte: float | None = None
    last_byte: float | None = None


class Response(NamedTuple):
    """What a transport brought back when HTTP spoke."""

    status: int
    headers: tuple[tuple[str, str], ...]  # names in lower case, values decoded as ISO-8859-1, in order of arrival
    body: bytes = b""  # as sent, content codings not yet undone
    elapsed: float = 0.0  # seconds
    opened: int = 0  # connections opened for this exchange
    cut: bool = False  # the body was longer than Limits.max_bytes and ends there
    phases: Phases | None = None  # where the transport takes note of them
    peer: str | None = None  # the IP address connected to, where the transport says


class Failure(NamedTuple):
    """What a transport brought back when HTTP did not get to speak, or stopped in mid-sentence."""

    reason: Reason
    detail: str = ""
    elapsed: float = 0.0  # seconds
    opened: int = 0
    phases: Phases | None = None
    peer: str | None = None
    passing: bool = False  # another time it may not be there, whatever the reason is otherwise


class Link(NamedTuple):
    """One reference on a page."""

    url: str  # absolute, with its fragment; the raw text where `valid` is False
    element: str = "a"
    attribute: str = "href"
    raw: str = ""
    line: int | None = None  # of the element's start tag, from 1; None where the parser cannot say
    column: int | None = None  # from 1, in characters
    text: str = ""
    avoid: Reason | None = None  # POST, and NOFOLLOW for who wants it so
    valid: bool = True


class Visit(NamedTuple):
    """A fetch that came home: what the worker made of the answer."""

    fetch: Fetch
    status: int | None = None
    failure: Reason | None = None
    detail: str = ""
    redirect: str | None = None  # absolute target of a 3xx, with its fragment
    content_type: str | None = None
    size: int = 0  # body bytes as received
    links: tuple[Link, ...] = ()
    texts: frozenset[str] = frozenset()  # those of the fetch that stand on the page
    anchors: frozenset[str] | None = None  # None: not HTML, or not looked at
    sketch: bytes | None = None  # of an HTML page, where wanted
    notes: tuple[Note, ...] = ()
    retry_after: float | None = None  # seconds
    text: str = ""  # of robots.txt
    elapsed: float = 0.0
    opened: int = 0
    phases: Phases | None = None
    peer: str | None = None
    etag: str | None = None  # both as the server says, and only where the fetch is to be remembered
    modified: str | None = None
    passing: bool = False  # the failure may not be there another time, whatever the reason is otherwise
    sets_cookie: bool = False  # and redirects
    is_challenge: bool = False  # the server says that it wants to know whether a browser asks


class Referrer(NamedTuple):
    """Where a link stands: the page, and the link as found on it."""

    page: str
    link: Link


class Edge(NamedTuple):
    """A way from one resource of the site to another; there is one, however many links say so."""

    source: str
    target: str
    redirect: bool = False  # the server leads there; else a link does


class Exchange(NamedTuple):
    """When one exchange was made, by the clock of the crawl's owner."""

    url: str
    method: str
    status: int | None  # None: it failed
    ended: float
    elapsed: float
    phases: Phases | None  # as far as the client notes them


class Result(NamedTuple):
    """What is reported of one URL."""

    url: str
    verdict: Verdict
    reason: Reason
    status: int | None = None
    detail: str = ""
    final_url: str | None = None
    redirects: tuple[tuple[str, int], ...] = ()  # (URL, status) of each hop that redirected
    depth: int = 0
    tries: int = 0
    elapsed_s: float = 0.0
    content_type: str | None = None
    bytes: int = 0
    notes: tuple[Note, ...] = ()
    referrers: tuple[Referrer, ...] = ()  # all of them, except for `ok`: the first
    referrer_count: int = 0


class Cookie(NamedTuple):
    """A cookie that the user has handed over, or that a login has brought."""

    domain: str  # in lower case, without a dot before it
    name: str
    value: str
    path: str = "/"
    host_only: bool = True  # not for hosts below the domain
    secure: bool = False
    door: str | None = None  # scheme and port as in https://:8443, where it is for no other


class Proxies(NamedTuple):
    """The HTTP proxies to go through, each as http://[user:password@]host:port; None: straight to the server."""

    http: str | None  # for URLs of this scheme
    https: str | None
    straight: tuple[str, ...] = ()  # what is reached without them, as in NO_PROXY


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything the user may decide about a crawl; each field is an option of the command."""

    client: str = "native"  # or "wire"
    loop: str = "asyncio"  # the event loop under asyncio
    concurrency: int = 64
    per_host: int | None = None  # None: 8, and 64 on loopback
    delay: float = 0.0
    depth: int | None = None
    max_urls: int | None = None
    max_time: float | None = None
    scope: str = "origin"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    external: bool = True
    traps: bool = True  # keep out of what seems to go on without end
    sitemap: bool = False  # start from the site's sitemaps too
    fragments: bool = True
    external_fragments: bool = False
    soft_404: bool = False  # find out which sites say 200 to what is not there, and note pages like that
    accept: frozenset[int] = frozenset(range(200, 300))
    max_redirects: int = 20
    show_redirects: bool = False  # keep every place of a link that redirects
    retries: int = 2
    second_look: bool = True  # ask once more, when all else is done, for what has failed to the last retry
    backoff: float = 0.5  # seconds before the first retry; doubles with each
    seed: int = 0  # of the jitter on the backoff
    timeout: float = 20.0
    obey_robots: bool = True
    skip_nofollow: bool = False
    lazy: bool = False
    parser: str = "turbohtml"
    user_agent: str = USER_AGENT
    headers: tuple[tuple[str, str], ...] = ()  # sent to the start origins only
    headers_for: tuple[tuple[str, str, str], ...] = ()  # origin, name and value
    auth: str | None = None  # user:password, for the start origins only
    cookies: tuple[Cookie, ...] = ()
    login: str | None = None  # the page whose form is filled in before the crawl
    login_fields: tuple[tuple[str, str], ...] = ()  # with these
    insecure: bool = False
    ca_file: str | None = None
    proxies: Proxies | None = None
    remap: tuple[tuple[str, str], ...] = ()  # where URLs are asked for in another place: see remap
    root: str | None = None  # the folder that local files are served from
    private: bool | None = None  # whether private addresses may be asked; None: where all starts are private
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Summary:
    """How a crawl went, in numbers."""

    counts: Mapping[Verdict, int]
    requests: int
    bytes: int
    connections: int
    complete: bool
    stopped_by: str | None
    flaky: int = 0  # rows that say Note.FLAKY


Emit = Callable[[Sequence[Result]], None]  # what a backend calls with the results that each visit settled
