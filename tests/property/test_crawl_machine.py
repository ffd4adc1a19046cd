"""Laws of the crawl's state machine, over random sites and random orders of arrival."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sixlegs import urls
from sixlegs.crawl import Crawl
from sixlegs.model import Done, Fetch, Kind, Link, Policy, Reason, Result, Verdict, Visit, Wait
from sixlegs.politeness import PER_HOST
from sixlegs.retry import LONGEST_WAIT

HOSTS = ("http://site",) * 5 + ("http://other",)
LASTING = 99
# What may pass, and what is met of a host without HTTP. Nothing else is met of a host that does not answer at all.
SPOKEN = (Reason.TRUNCATED, Reason.PROTOCOL, Reason.DECODE, Reason.WORKER_LOST)
GONE = (Reason.REFUSED, Reason.TLS)
SILENT = (Reason.RESET, Reason.TIMEOUT, *GONE)
PASSING = (Reason.TRUNCATED, Reason.RESET, Reason.REFUSED)


@dataclass(frozen=True)
class Fault:
    """What a resource says instead of itself, so many times."""

    times: int
    status: int | None = None
    failure: Reason | None = None
    retry_after: float | None = None


@dataclass(frozen=True)
class Page:
    """One resource of a random site."""

    url: str
    status: int = 200
    links: tuple[Link, ...] = ()
    anchors: frozenset[str] = frozenset()
    redirect: str | None = None
    head_status: int | None = None  # a server that does not like HEAD
    fault: Fault | None = None


@dataclass(frozen=True)
class Robots:
    """What a host says to the question for robots.txt."""

    text: str = ""  # none: 404
    redirect: str | None = None  # the host whose rules are to be kept
    fault: Fault | None = None


RULES: dict[str, Callable[[str], bool]] = {  # what they forbid
    "": lambda _: False,
    "User-agent: *\nDisallow: /1\nCrawl-delay: 1": lambda url: "/1" in url,
    "User-agent: sixlegs\nDisallow: /*2$\n\nUser-agent: *\nDisallow: /": lambda url: url.endswith("2"),
}


@dataclass(frozen=True)
class Site:
    """Pages by their URLs, and what each host says to the question for robots.txt."""

    pages: dict[str, Page]
    robots: dict[str, Robots]

    def forbids(self, url: str) -> bool:
        """Say whether robots.txt is against it, wherever that is."""
        robots = self.robots[urls.origin(url)]
        robots = self.robots[robots.redirect] if robots.redirect else robots
        if robots.fault is not None and robots.fault.times == LASTING:
            return True
        return RULES[robots.text](url)


class Server:
    """A site that is being crawled: it keeps count of the faults that have passed."""

    def __init__(self, site: Site, policy: Policy) -> None:
        self._site = site
        # A host that nobody has heard of is given up after a few failed connections, and then it matters which were
        # the first. One whose robots.txt was answered is not.
        self._may_be_gone = policy.obey_robots
        self._met: Counter[str] = Counter()

    def visit(self, fetch: Fetch) -> Visit:
        """Answer as the site does."""
        robots = fetch.kind is Kind.ROBOTS
        if _is_sign(fetch):
            return Visit(fetch, status=404)
        said = self._site.robots[urls.origin(fetch.url)] if robots else self._site.pages[fetch.url]
        fault = said.fault
        if fault is not None and self._met[fetch.url] < fault.times:
            self._met[fetch.url] += 1
            failure = fault.failure
            if failure in GONE and not self._may_be_gone:
                failure = Reason.TRUNCATED
            return Visit(fetch, status=fault.status, failure=failure, retry_after=fault.retry_after)
        return _page(fetch, said) if isinstance(said, Page) else _robots(fetch, said)


def _robots(fetch: Fetch, robots: Robots) -> Visit:
    if robots.redirect is not None:
        return Visit(fetch, status=302, redirect=f"{robots.redirect}/robots.txt")
    return Visit(fetch, status=200 if robots.text else 404, text=robots.text)


def _page(fetch: Fetch, page: Page) -> Visit:
    if fetch.method == "HEAD" and page.head_status is not None:
        return Visit(fetch, status=page.head_status)
    if page.redirect is not None:
        return Visit(fetch, status=302, redirect=page.redirect)
    if fetch.kind is Kind.CHECK or page.status != 200:
        return Visit(fetch, status=page.status, content_type="text/html")
    return Visit(fetch, status=200, content_type="text/html", links=page.links, anchors=page.anchors)


@dataclass
class Log:
    """What a run showed from outside."""

    results: list[Result] = field(default_factory=list)
    events: list[tuple[float, Fetch | Visit]] = field(default_factory=list)  # what went out and what came home, when
    streamed: Counter[str] = field(default_factory=Counter)
    complete: bool = False

    def asked(self) -> list[Fetch]:
        """Return what went out."""
        return [event for _, event in self.events if isinstance(event, Fetch)]

    def pages(self) -> set[str]:
        """Return the URLs that were asked for, but for robots.txt."""
        return {fetch.url for fetch in self.asked() if fetch.kind is not Kind.ROBOTS and not _is_sign(fetch)}


def _is_sign(fetch: Fetch) -> bool:
    """Say whether it only asks if anybody is there: no page of the random sites has this URL."""
    return fetch.url.endswith("/")


def run(site: Site, policy: Policy, random: Random | None) -> Log:
    """Crawl a site; `random` chooses which visit comes home next, None takes them in the order they went out."""
    crawl, server = Crawl(["http://site/0"], policy), Server(site, policy)
    out: list[Fetch] = []
    log = Log()
    now = 0.0
    while not isinstance(order := crawl.next(now), Done):
        if isinstance(order, Fetch):
            out.append(order)
            log.events.append((now, order))
        elif out:
            visit = server.visit(out.pop(choose(out, random) if random else 0))
            now += 0.01
            log.events.append((now, visit))
            log.streamed.update(result.url for result in crawl.feed(visit, now))
        else:
            assert isinstance(order, Wait)
            assert order.seconds is not None, "nothing is in flight, and nobody knows until when to wait"
            now += max(order.seconds, 1e-6)
    assert not out, "done while something was in flight"
    log.results = list(crawl.results())
    log.complete = crawl.summary().complete
    return log


def choose(out: list[Fetch], random: Random) -> int:
    """Let the newest come home first half of the time: long ways before short ones is the order that hurts."""
    return -1 if random.random() < 0.5 else random.randrange(len(out))


def facts(results: list[Result]) -> list[tuple[object, ...]]:
    """Return what may not depend on the order of arrivals."""
    return [
        (r.url, r.verdict, r.reason, r.status, r.final_url, r.redirects, r.depth, r.referrer_count, r.notes)
        for r in results
    ]


passing = st.one_of(
    st.builds(Fault, st.integers(1, 2), failure=st.sampled_from(PASSING)),
    st.builds(Fault, st.integers(1, 2), st.sampled_from([502, 503, 504])),
    st.builds(Fault, st.integers(1, 2), st.sampled_from([429, 503]), retry_after=st.sampled_from([0.0, 3.0, 60.0])),
)
lasting = st.one_of(
    st.builds(Fault, st.just(LASTING), failure=st.sampled_from([*SPOKEN, *SILENT])),
    st.builds(Fault, st.just(LASTING), st.sampled_from([429, 503]), retry_after=st.sampled_from([None, 3.0])),
)
timeouts = st.just(Fault(1, failure=Reason.TIMEOUT))  # asked again once


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """A random site of pages, redirects and faults on two hosts, with fragments that exist and that do not."""
    count = draw(st.integers(1, 20))
    names = ["http://site/0"] + [f"{draw(st.sampled_from(HOSTS))}/{number}" for number in range(1, count)]
    targets = st.builds(
        lambda url, fragment: url + fragment, st.sampled_from(names), st.sampled_from(["", "", "", "#a", "#b", "#top"])
    )
    avoided = st.sampled_from([None] * 8 + [Reason.NOFOLLOW, Reason.POST])
    link = st.builds(lambda url, avoid: Link(url, avoid=avoid), targets, avoided)
    faults = st.one_of(st.none(), st.none(), st.none(), st.none(), passing, timeouts)
    pages = {}
    for url in names:
        match draw(st.sampled_from(["page"] * 6 + ["redirect", "fault", "failure"])):
            case "redirect":
                page = Page(url, redirect=draw(targets), head_status=draw(st.sampled_from([None, None, 405])))
            case "fault":
                page = Page(url, status=draw(st.sampled_from([404, 410, 500, 403])))
            case "failure":
                page = Page(url, fault=draw(lasting))
            case _:
                anchors = frozenset(draw(st.sets(st.sampled_from("ab"))))
                head_status = draw(st.sampled_from([None, None, 405, 404]))
                links = tuple(draw(st.lists(link, max_size=3)))
                page = Page(url, links=links, anchors=anchors, head_status=head_status)
        pages[url] = page if page.fault is not None else replace(page, fault=draw(faults))
    faults = st.one_of(st.none(), st.none(), st.none(), passing, lasting)
    robots = {host: Robots(draw(st.sampled_from(list(RULES))), fault=draw(faults)) for host in sorted(set(HOSTS))}
    if draw(st.integers(0, 4)) == 0:
        robots["http://site"] = Robots(redirect="http://other")
    return Site(pages, robots)


@st.composite
def stars(draw: st.DrawFn, faults: st.SearchStrategy[Fault]) -> Site:
    """A site whose start page links to all others, many of which have a fault."""
    names = [f"http://site/{number}" for number in range(draw(st.integers(1, 20)))]
    pages = {name: Page(name, fault=draw(st.one_of(st.none(), faults))) for name in names}
    pages[names[0]] = Page(names[0], links=tuple(map(Link, names)))
    return Site(pages, dict.fromkeys(HOSTS, Robots()))


policies = st.builds(
    Policy,
    concurrency=st.integers(1, 8),
    per_host=st.sampled_from([None, 1, 3]),
    depth=st.sampled_from([None, None, 0, 1, 2, 3]),
    delay=st.sampled_from([0.0, 0.0, 0.5]),
    external=st.booleans(),
    external_fragments=st.booleans(),
    obey_robots=st.booleans(),
    skip_nofollow=st.booleans(),
    max_redirects=st.sampled_from([0, 1, 3, 20]),
    include=st.sampled_from([(), (), ("/[0-5]$", "~")]),
    exclude=st.sampled_from([(), (), ("~7",), ("/3$",)]),
    scope=st.sampled_from(["origin", "origin", "prefix"]),
)


@settings(max_examples=400, deadline=None)
@given(sites(), policies, st.randoms(use_true_random=False))
def test_no_verdict_depends_on_the_order_of_arrivals(site: Site, policy: Policy, random: Random) -> None:
    """Whatever the order in which visits come home, each row of the report is the same."""
    assert facts(run(site, policy, None).results) == facts(run(site, policy, random).results)


@settings(max_examples=200, deadline=None)
@given(sites(), policies, st.randoms(use_true_random=False))
def test_each_url_is_asked_for_once(site: Site, policy: Policy, random: Random) -> None:
    """A resource is asked for by HEAD at most once and by GET at most once, but for what may pass: robots.txt too."""
    asked = Counter((fetch.url, fetch.method) for fetch in run(site, policy, random).asked())
    for (url, _), times in asked.items():
        if url.endswith("/"):
            assert times == 1
            continue
        host, _, name = url.rpartition("/")
        said = site.robots[host] if name == "robots.txt" else site.pages[url]
        askers = sum(robots.redirect == host for robots in site.robots.values()) if name == "robots.txt" else 0
        assert times <= (1 + askers) * (1 if said.fault is None else 1 + policy.retries + policy.second_look)


@settings(max_examples=200, deadline=None)
@given(st.one_of(sites(), stars(st.just(Fault(1, 429, retry_after=3.0)))), policies, st.randoms(use_true_random=False))
def test_concurrency_and_pace_are_kept(site: Site, policy: Policy, random: Random) -> None:
    """Never more is out than the policy allows, of all and of each origin; and each origin waits as long as it asks."""
    out: Counter[str] = Counter()
    free = dict.fromkeys(site.robots, 0.0)  # when each origin may be asked again
    for now, event in run(site, policy, random).events:
        if isinstance(event, Fetch):
            origin = urls.origin(event.url)
            out[origin] += 1
            assert out.total() <= policy.concurrency
            assert out[origin] <= (1 if policy.delay else policy.per_host or PER_HOST)
            assert now >= free[origin]
        else:
            origin = urls.origin(event.fetch.url)
            out[origin] -= 1
            free[origin] = max(free[origin], now + policy.delay, now + (event.retry_after or 0.0))


@settings(max_examples=200, deadline=None)
@given(
    st.one_of([stars(st.just(Fault(1, status, retry_after=2 * LONGEST_WAIT))) for status in (429, 503)]),
    policies,
    st.randoms(use_true_random=False),
)
def test_an_origin_that_asks_to_be_left_alone_is(site: Site, policy: Policy, random: Random) -> None:
    """Nothing is asked of an origin after a 429 with a wait of more than a minute, or the third such 503 in a row."""
    patience = 3
    for _, event in run(site, policy, random).events:
        if isinstance(event, Fetch):
            assert patience > 0
        elif event.status != 503:
            patience = 0 if event.status == 429 else 3 if patience > 0 else 0
        else:
            patience -= 1


@settings(max_examples=200, deadline=None)
@given(sites(), policies, st.randoms(use_true_random=False))
def test_robots_txt_is_asked_first_and_obeyed(site: Site, policy: Policy, random: Random) -> None:
    """Unless it is ignored, nothing is asked of an origin before its robots.txt is home, and nothing it forbids.

    But for its front page, where robots.txt has no answer: whether anybody is there.
    """
    known: set[str] = set()
    for _, event in run(site, policy, random).events:
        if isinstance(event, Visit):
            known |= {urls.origin(event.fetch.url)} if event.fetch.kind is Kind.ROBOTS else set()
        elif event.kind is Kind.ROBOTS:
            assert policy.obey_robots
        elif policy.obey_robots:
            assert urls.origin(event.url) in known
            assert _is_sign(event) or not site.forbids(event.url)


@settings(max_examples=200, deadline=None)
@given(sites(), policies, st.randoms(use_true_random=False))
def test_what_is_to_be_avoided_is_not_asked_for(site: Site, policy: Policy, random: Random) -> None:
    """Nobody is asked for what only forms sent by POST lead to, or, where that is to count, links marked nofollow."""
    log = run(site, policy, random)
    ways = {url for page in site.pages.values() for url in _leads_to(page, policy)} | {"http://site/0"}
    assert log.pages() <= ways
    assert policy.skip_nofollow or all(row.reason is not Reason.NOFOLLOW for row in log.results)


def _leads_to(page: Page, policy: Policy) -> set[str]:
    avoided = {Reason.POST, Reason.NOFOLLOW} if policy.skip_nofollow else {Reason.POST}
    ways = [link.url for link in page.links if link.avoid not in avoided]
    return {way.partition("#")[0] for way in [*ways, page.redirect or ""]}


@settings(max_examples=200, deadline=None)
@given(sites(), policies, st.randoms(use_true_random=False))
def test_every_row_is_settled_and_streamed_once(site: Site, policy: Policy, random: Random) -> None:
    """At the end each row has a verdict, no internal error, was streamed once at most, and has its places if not ok."""
    log = run(site, policy, random)
    assert all(result.reason is not Reason.INTERNAL for result in log.results)
    assert set(log.streamed.values()) <= {1}
    assert set(log.streamed) <= {result.url for result in log.results}
    assert all(row.verdict is Verdict.OK or len(row.referrers) == row.referrer_count for row in log.results)


@settings(max_examples=200, deadline=None)
@given(sites(), st.randoms(use_true_random=False))
def test_depth_is_the_least_over_all_paths(site: Site, random: Random) -> None:
    """The depth of a row is the length of the shortest way to it, where redirects cost nothing."""
    log = run(site, Policy(concurrency=5, obey_robots=False), random)
    depths = shortest(site)
    assert log.pages() == set(depths)
    for row in log.results:
        assert row.reason is Reason.POST or row.depth == depths[row.url.partition("#")[0]], row.url


def shortest(site: Site) -> dict[str, int]:
    """Breadth first over links, redirects at no cost: the textbook, to compare with."""
    scope = {"http://site", home(site)}
    depths = {"http://site/0": 0}
    queue = deque(depths)
    while queue:
        page = site.pages[queue.popleft()]
        cost, steps = 1, page.links if works(page) and urls.origin(page.url) in scope else ()
        ways = [link.url for link in steps if link.avoid is not Reason.POST]
        if page.redirect is not None:
            cost, ways = 0, [page.redirect]
        for way in (way.partition("#")[0] for way in ways):
            if depths[page.url] + cost < depths.get(way, 1000):
                depths[way] = depths[page.url] + cost
                queue.append(way)
    return depths


def works(page: Page) -> bool:
    """Say whether a page is there, at the latest when it is asked again."""
    lasts = page.fault is not None and page.fault.times == LASTING
    return page.status == 200 and page.redirect is None and not lasts


def home(site: Site) -> str:
    """Return the origin of the page that the start URL leads to, which is in the scope as well."""
    page = site.pages["http://site/0"]
    seen = set()
    while page.redirect is not None and page.url not in seen:
        seen.add(page.url)
        page = site.pages[page.redirect.partition("#")[0]]
    return urls.origin(page.url) if works(page) else "http://site"


@settings(max_examples=200, deadline=None)
@given(sites(), st.integers(1, 6), st.randoms(use_true_random=False))
def test_max_urls_is_a_limit_that_is_told(site: Site, most: int, random: Random) -> None:
    """Of more, just so many are asked for, a redirecting start aside, and that is told; else all is as without."""
    policy = Policy(obey_robots=False)
    whole, log = run(site, policy, None), run(site, replace(policy, max_urls=most), random)
    if len(whole.pages()) <= most:
        assert log.complete
        assert facts(log.results) == facts(whole.results)
    else:
        start = next(result for result in log.results if result.url == "http://site/0")
        assert most <= len(log.pages()) <= most + len(start.redirects)
        left_out = [result for result in log.results if result.reason is Reason.MAX_URLS]
        assert log.complete is not bool(left_out)
        assert not {result.url for result in left_out if not result.redirects} & log.pages()
