"""Owns the worker's side of the crawl: what an answer means for the one URL it is about; it never raises."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial

from sixlegs import extract, httpdate, local, media, urls
from sixlegs.decode import decode
from sixlegs.extract import bounds, encoding, markdown, sheet, sitemap, xhtml
from sixlegs.extract.headers import links as header_links
from sixlegs.extract.links import Page
from sixlegs.fragments import stands
from sixlegs.model import Failure, Fetch, Kind, Link, Note, Reason, Response, Visit
from sixlegs.sketch import sketch

REDIRECTS = frozenset({301, 302, 303, 307, 308})  # RFC 9110 15.4; 300 and 304 lead nowhere by themselves
_ROBOTS_BYTES = 500 * 1024  # RFC 9309 2.5


def examine(fetch: Fetch, reply: Response | Failure) -> Visit:
    """Make the visit of a reply: pure, and safe against anything that a server can send."""
    if isinstance(reply, Failure):
        return _came_home(Visit(fetch, failure=reply.reason, detail=reply.detail, passing=reply.passing), reply)
    try:
        visit = _visit(fetch, reply)
        return _remembered(visit, reply) if fetch.remember else visit
    except Exception as error:  # noqa: BLE001  a bug of ours on one page may not end the crawl
        detail = f"{type(error).__name__} while reading the answer"
        return _came_home(Visit(fetch, reply.status, Reason.INTERNAL, detail), reply)


def _remembered(visit: Visit, response: Response) -> Visit:
    headers = dict(reversed(response.headers))
    return visit._replace(etag=headers.get("etag"), modified=headers.get("last-modified"))


def _came_home(visit: Visit, reply: Response | Failure) -> Visit:
    return visit._replace(elapsed=reply.elapsed, opened=reply.opened, phases=reply.phases, peer=reply.peer)


@lru_cache(maxsize=256)
def is_html(content_type: str | None) -> bool:
    """Say whether a Content-Type header names HTML; a missing one may be HTML."""
    return content_type is None or media.named(content_type) in media.HTML | {""}


@lru_cache(maxsize=256)
def is_xhtml(content_type: str | None) -> bool:
    """Say whether a Content-Type header names XHTML, which is read as XML."""
    return content_type is not None and media.named(content_type) == media.XHTML


def is_xml(content_type: str | None) -> bool:
    """Say whether a Content-Type header names XML, which may be a sitemap."""
    return content_type is not None and media.named(content_type) in media.XML


@lru_cache(maxsize=256)
def is_markdown(content_type: str | None) -> bool:
    """Say whether a Content-Type header names Markdown."""
    return content_type is not None and media.named(content_type) == media.MARKDOWN


@lru_cache(maxsize=256)
def is_css(content_type: str | None) -> bool:
    """Say whether a Content-Type header names a style sheet."""
    return content_type is not None and media.named(content_type) == media.CSS


@lru_cache(maxsize=256)
def _has_links(content_type: str | None) -> bool:
    return content_type is None or media.named(content_type) in media.READ


def _visit(fetch: Fetch, response: Response) -> Visit:
    headers = dict(reversed(response.headers))  # the first of several wins
    visit = Visit(
        fetch,
        response.status,
        content_type=headers.get("content-type"),
        size=len(response.body),
        notes=(Note.TOO_BIG,) if response.cut else (),
        elapsed=response.elapsed,
        opened=response.opened,
        phases=response.phases,
        peer=response.peer,
    )
    status = response.status
    if not (200 <= status <= 599 or status == 999) or (status == 304 and not _conditional(fetch)):
        unasked = "304 Not Modified to a request without a condition"
        detail = unasked if status == 304 else f"the server answered with status {status}"
        return visit._replace(failure=Reason.PROTOCOL, detail=detail)
    if status in REDIRECTS or (status == 300 and headers.get("location", "").strip()):
        return _redirected(visit, response)
    if status >= 400 and headers.get("cf-mitigated", "").strip().lower() == "challenge":
        visit = visit._replace(is_challenge=True)
    if status in {429, 503}:
        return visit._replace(retry_after=_retry_after(headers))
    if status >= 300 or fetch.kind is Kind.CHECK:
        return visit
    if fetch.kind in {Kind.ROBOTS, Kind.SITEMAP} or _has_links(visit.content_type):
        visit = _read(visit, response, _codings(response) if "content-encoding" in headers else "")
    if ("link" in headers or "refresh" in headers) and fetch.kind is Kind.PAGE and visit.failure is None:
        return visit._replace(links=(*_linked(fetch.url, response), *visit.links))
    return visit


def _conditional(fetch: Fetch) -> bool:
    return any(name.startswith("If-") for name, _ in fetch.headers)


def _linked(url: str, response: Response) -> Iterator[Link]:
    for name, raw in header_links(response.headers):
        target = urls.resolve(url, raw)
        yield Link(raw if target is None else target, "header", name, raw, valid=target is not None)


def _codings(response: Response) -> str:
    return ",".join(value for name, value in response.headers if name == "content-encoding")


def _redirected(visit: Visit, response: Response) -> Visit:
    locations = {value for name, value in response.headers if name == "location"}
    if len(locations) > 1:
        return visit._replace(failure=Reason.PROTOCOL, detail="the server sent two different Location headers")
    location = next(iter(locations), "").strip()
    if not location:
        return visit._replace(failure=Reason.BAD_REDIRECT, detail="a redirect without a Location")
    # Header values come decoded as ISO-8859-1; servers that send raw UTF-8 mean UTF-8, as browsers read it.
    raw = location.encode("iso-8859-1", "replace").decode("utf-8", "replace")
    target = urls.resolve(visit.fetch.url, raw)
    if target is None:
        return visit._replace(failure=Reason.BAD_REDIRECT, detail="a redirect to an invalid URL")
    if not urls.is_http(target):
        scheme = target.partition(":")[0][:20]
        return visit._replace(failure=Reason.BAD_REDIRECT, detail=f"a redirect to the scheme {scheme!r}")
    if local.is_local(target) and not local.is_local(visit.fetch.url):
        return visit._replace(failure=Reason.BAD_REDIRECT, detail="a redirect to a local file")
    return visit._replace(redirect=target, sets_cookie=any(name == "set-cookie" for name, _ in response.headers))


def _retry_after(headers: dict[str, str]) -> float | None:
    """Seconds as given, or as the distance of an HTTP-date from the server's own Date (RFC 9110 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    wait = httpdate.seconds_between(headers.get("date", ""), value)
    return None if wait is None else max(0.0, wait)


def _read(visit: Visit, response: Response, coding: str) -> Visit:
    limits = visit.fetch.limits
    plain = decode(response.body, coding, limits, whole=not response.cut)
    if plain.failure:
        detail = (
            "the content ends in mid-coding" if plain.failure is Reason.TRUNCATED else "the content coding is wrong"
        )
        return visit._replace(failure=plain.failure, detail=detail)
    if plain.cut:
        visit = visit._replace(notes=(Note.TOO_BIG,))
    if visit.fetch.kind is Kind.ROBOTS:
        return visit._replace(text=plain.body[:_ROBOTS_BYTES].decode("utf-8-sig", "replace"))
    if visit.fetch.kind is Kind.SITEMAP or is_xml(visit.content_type):
        return _sitemap(visit, plain.body)
    if visit.content_type is None and not _looks_like_html(plain.body):
        return visit
    body = bounds.readable(plain.body)
    if len(body) < len(plain.body):
        visit = visit._replace(notes=(Note.TOO_BIG,))
    del plain, response  # the page's own size is the least of what its reading takes
    page = _page(visit, body)
    visit = visit._replace(links=page.links, anchors=None if is_css(visit.content_type) else page.anchors)
    if visit.fetch.texts:
        visit = visit._replace(texts=_found(visit, body))
    if visit.fetch.sketch and is_html(visit.content_type):
        visit = visit._replace(sketch=sketch(encoding.text_of(body, visit.content_type or ""), visit.fetch.url))
    return visit._replace(notes=(*visit.notes, Note.TOO_MANY_LINKS)) if page.cut else visit


def _page(visit: Visit, body: bytes) -> Page:
    fetch, content_type, most = visit.fetch, visit.content_type, visit.fetch.limits.max_links
    if is_css(content_type):
        return sheet.read(encoding.text_of_sheet(body, content_type or ""), fetch.url, most)
    text, codec = encoding.decoded(body, content_type or "")
    read = partial(extract.reader(fetch.parser), lazy=fetch.lazy, encoding=codec)
    if is_xhtml(content_type):
        return xhtml.read(text, fetch.url, most, read, lazy=fetch.lazy, encoding=codec)
    return markdown.read(text, fetch.url, most, read) if is_markdown(content_type) else read(text, fetch.url, most)


def _sitemap(visit: Visit, body: bytes) -> Visit:
    """Read a sitemap; other XML is none of our business, unless it was to be one."""
    fetch = visit.fetch
    try:
        page = sitemap.read(body, fetch.url, fetch.limits.max_links)
    except sitemap.NotASitemap as trouble:
        if fetch.kind is not Kind.SITEMAP:
            return visit
        return visit._replace(failure=Reason.BAD_SITEMAP, detail=f"not a sitemap: {trouble}")
    notes = (Note.TOO_MANY_LINKS,) if page.cut else ()
    return visit._replace(links=page.links, notes=(*visit.notes, *notes))


def _found(visit: Visit, body: bytes) -> frozenset[str]:
    text, html = encoding.text_of(body, visit.content_type or ""), extract.words(visit.fetch.parser)
    words = xhtml.words(text, html) if is_xhtml(visit.content_type) else html(text)
    return frozenset(text for text in visit.fetch.texts if stands(text, words))


def _looks_like_html(body: bytes) -> bool:
    """What a browser would take for HTML without a Content-Type (MIME Sniffing 7.1), in short: it opens with a tag."""
    return body[:1445].lstrip(b"\xef\xbb\xbf \t\r\n\x0c")[:1] == b"<"
