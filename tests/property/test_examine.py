"""Laws of the worker's side, over any answer."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from sixlegs.model import Failure, Fetch, Kind, Limits, Reason, Response
from sixlegs.page import examine
from sixlegs.urls import is_http

NAMES = st.sampled_from(["location", "content-type", "content-encoding", "retry-after", "date", "x"])
VALUES = st.text(st.characters(max_codepoint=255), max_size=20) | st.sampled_from(
    [
        "text/html",
        "text/html; charset=utf-16",
        "gzip",
        "br",
        "deflate, zstd",
        "3",
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "//x",
        "http://[",
        "javascript:1",
        "/\xc3\xbc",
        "\udce4",
        "\u20ac",
    ]
)
BODIES = st.binary(max_size=60) | st.text("<a href=x>&#\0'\"", max_size=40).map(str.encode)
LIMITS = Limits(100, 200, 300, 3, 1)
URLS = st.sampled_from(["http://site/", "http://site/a/b?c", "http://xn--zz.com/"])
KINDS = st.sampled_from(Kind)
fetches = st.tuples(URLS, KINDS, st.sampled_from(["turbohtml", "lxml"])).map(
    lambda drawn: Fetch(drawn[0], kind=drawn[1], limits=LIMITS, parser=drawn[2])
)
statuses = st.integers(-1, 1100) | st.sampled_from([200, 302, 503])
headers = st.lists(st.tuples(NAMES, VALUES), max_size=4).map(tuple)
responses = st.tuples(statuses, headers, BODIES, st.booleans()).map(
    lambda drawn: Response(drawn[0], drawn[1], drawn[2], cut=drawn[3])
)
failures = st.sampled_from(Reason).map(Failure)


@given(fetches, responses | failures)
def test_any_answer_makes_a_visit(fetch: Fetch, reply: Response | Failure) -> None:
    """Nothing that a server can send raises or is a bug of ours, and what comes home can travel and be written."""
    visit = examine(fetch, reply)
    assert visit.fetch == fetch
    assert visit.failure is not Reason.INTERNAL or isinstance(reply, Failure)
    assert pickle.loads(pickle.dumps(visit)) == visit  # noqa: S301  our own bytes
    assert visit.redirect is None or is_http(visit.redirect)
    assert len(visit.links) <= fetch.limits.max_links
    for word in (
        visit.redirect or "",
        visit.text,
        *(visit.anchors or ()),
        *(link.url + link.raw for link in visit.links),
    ):
        word.encode()
