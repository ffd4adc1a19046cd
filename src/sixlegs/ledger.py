"""Owns what is known of every URL met and how one bears on another: links, redirects, depths; says what is wanted."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from sixlegs import chain, local, urls
from sixlegs.entry import Entry, State, Target
from sixlegs.fragments import Texts
from sixlegs.model import Kind, Link, Policy, Reason
from sixlegs.politeness import Origin
from sixlegs.private import Guard
from sixlegs.remap import remapped
from sixlegs.scope import Scope
from sixlegs.sitemaps import INDEXED, LISTED, Sitemaps
from sixlegs.verdicts import of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sixlegs.model import Visit
    from sixlegs.verdicts import Judgement

_NONE: frozenset[str] = frozenset()
_AVOID = itemgetter(Link._fields.index("avoid"))
_OUTSIDE = frozenset({Reason.EXTERNAL})
_NOT_FOR_STARTS = _OUTSIDE | {Reason.NOT_INCLUDED, Reason.MAX_URLS}


_SITEMAP_LINKS = frozenset({LISTED, INDEXED})


class Ledger:
    """Everything that a crawl has met. `order` is called with each entry that is to be asked for."""

    def __init__(self, policy: Policy, order: Callable[[Entry], None], guard: Guard) -> None:
        self._policy = policy
        self._order = order
        self._scope = Scope(policy)
        self._guard = guard
        self._origins: dict[str, Origin] = {}
        self._entries: dict[str, Entry] = {}  # by urls.key
        self._targets: dict[str, Target] = {}  # by URL as met, with its fragment
        self._avoided: dict[str, Target] = {}  # met only where a form is sent, or where --nofollow says not to look
        self._fresh: list[Target] = []  # settled since `settled` was last asked
        self._unread: list[Entry] = []  # pages whose links are being followed
        self._admitted = 0
        self.starts: list[Target] = []
        self._open_starts: set[Target] = set()  # not judged yet: where one leads may become part of the scope
        self.sitemaps = Sitemaps()
        self.start_origins: set[str] = set()
        self.judged = 0

    @property
    def known(self) -> int:
        """Rows of the report so far."""
        return len(self._targets)

    def targets(self) -> Iterable[Target]:
        """Give all rows of the report, in no order."""
        for url in self._avoided.keys() & self._targets.keys():
            self._targets[url].adopt(self._avoided.pop(url))
        yield from self._targets.values()
        yield from self._avoided.values()

    def entries(self) -> Iterable[Entry]:
        """Give all resources, in the order in which they were met."""
        return self._entries.values()

    def settled(self) -> list[Target]:
        """Return the rows that were settled since the last call."""
        fresh, self._fresh = self._fresh, []
        return fresh

    # how URLs are met

    def start(self, url: str) -> None:
        """Meet a start URL: it and what it redirects to are the site."""
        self._scope.begin(urls.split(url)[0])
        url = urls.masked(url)
        target = self._targets.get(url) or self._meet(url, 0)
        self.starts.append(target)
        self._open_starts.add(target)
        entry = target.entry
        assert entry is not None  # starts come first, and are http
        entry.is_start = True
        self.start_origins.add(entry.origin.name)

    def expand(self, page: Entry, links: tuple[Link, ...]) -> None:
        """Follow the links of a page, if that is what is wanted of it; else keep them for when it is."""
        page.unexpanded = links
        if not self._expandable(page):
            return
        self._unread.append(page)
        if len(self._unread) == 1:  # else the loop below is running further up the stack, and comes to it
            for unread in self._unread:
                self._expand(unread)
            self._unread.clear()

    def _expand(self, page: Entry) -> None:
        """Meet the links of a page: the hottest loops of the core, run through once for each link of the site."""
        links, page.unexpanded = page.unexpanded, ()
        depth = page.depth + 1
        known, meet = self._targets.get, self._first_met
        if any(map(_AVOID, links)):
            targets = [(None if self._avoids(link) else known(link.url)) or meet(link, page) for link in links]
        else:
            targets = [known(link[0]) or meet(link, page) for link in links]
        here = (page,)
        for target, link in zip(targets, links, strict=True):
            target.count += 1
            if target.places is not None:
                target.places.append(here + link[1:7])
                if target.judgement is not None:
                    target.settle(target.judgement, keeps_all=self._keeps_all(target))
        children = dict.fromkeys([target.entry for target in targets if target.entry is not None])
        page.outlinks = tuple(children)
        if links and links[-1].element in _SITEMAP_LINKS and self.sitemaps.read(page, links):
            for child in page.outlinks:
                self._is_sitemap(child)
        for child in page.outlinks:
            if depth < child.depth or child.hops:
                self._reach(child, depth, 0)

    def _first_met(self, link: Link, page: Entry) -> Target:
        url = urls.masked(link.url)  # URLs that differ in their user information only are one row
        if self._avoids(link):
            return self._avoid(url, link)
        if url in self._targets:
            return self._targets[url]
        if not link.valid:
            return self._hopeless(url, Reason.BAD_URL)
        if not urls.is_http(url) or (local.is_local(url) and not local.is_local(page.url)):
            return self._hopeless(url, Reason.SCHEME)  # nobody but a local file leads to another
        if self._scope.leaves_out(url):
            return self._hopeless(url, Reason.EXCLUDED)
        return self._meet(url, page.depth + 1)

    def _avoids(self, link: Link) -> bool:
        return link.valid and (link.avoid is Reason.POST or (link.avoid is not None and self._policy.skip_nofollow))

    def _avoid(self, url: str, link: Link) -> Target:
        """A row of its own, unless another link leads to the same URL; POST outweighs nofollow."""
        target = self._avoided.setdefault(url, Target(url, "", None))
        if target.judgement is None or link.avoid is Reason.POST:
            target.settle(of(link.avoid or Reason.NOFOLLOW))
        return target

    def _hopeless(self, url: str, reason: Reason) -> Target:
        target = self._targets[url] = Target(url, "", None)
        self._settle(target, of(reason))
        return target

    def _meet(self, url: str, depth: int) -> Target:
        resource, fragment = urls.split(url)
        entry = self._entry(resource, depth, 0)
        target = self._targets[url] = Target(url, fragment, entry)
        entry.targets += (target,)
        self._review(entry)
        if fragment or entry.state is State.SETTLED:
            self._try(target)
        return target

    def _entry(self, resource: str, depth: int, hops: int) -> Entry:
        if self._policy.remap:
            resource = remapped(resource, self._policy.remap)
        if local.is_local(resource):
            resource = local.canonical(resource)
        key = urls.key(resource)
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = Entry(resource, self.origin(resource), depth, hops)
            self._admit(entry, self._scope.refuses(resource))
        return entry

    def origin(self, url: str) -> Origin:
        """Return what is known of the origin of a URL."""
        name = urls.origin(url)
        origin = self._origins.get(name)
        if origin is None:
            origin = self._origins[name] = Origin(name, self._policy)
            origin.guarded = self._guard.covers(name)
        return origin

    def _admit(self, entry: Entry, reason: Reason | None) -> None:
        """Judge at once what is not going to be asked for at all."""
        if reason is None and entry.origin.guarded and self._guard.bars(entry.url):
            reason = Reason.PRIVATE_ADDRESS
        if reason is None and self._policy.max_urls is not None and self._admitted >= self._policy.max_urls:
            reason = Reason.MAX_URLS
        self._admitted += reason is None
        entry.judgement, entry.state = (None, State.IDLE) if reason is None else (of(reason), State.SETTLED)

    # what is wanted of an entry

    def wants_body(self, entry: Entry) -> bool:
        """Say whether what is on a page is wanted, and not only whether it is there."""
        if self._expandable(entry) or entry.anchors_wanted or entry.texts is not None:
            return True
        return self._policy.soft_404 and self._scope.holds(entry.url)

    def is_inside(self, entry: Entry) -> bool:
        """Say whether a page is of the site that is crawled."""
        return entry.is_start or self._scope.holds(entry.url)

    def kind(self, entry: Entry) -> Kind:
        """Say what an entry is to be fetched for."""
        if not self.wants_body(entry):
            return Kind.CHECK
        return Kind.SITEMAP if entry in self.sitemaps else Kind.PAGE

    def _expandable(self, entry: Entry) -> bool:
        if self._policy.depth is not None and entry.depth >= self._policy.depth:
            return False
        return entry.is_start or self._scope.holds(entry.url) or entry in self.sitemaps

    def _review(self, entry: Entry) -> None:
        """Order what is wanted of an entry and has not been asked for yet."""
        if entry.state is State.IDLE:
            if entry.hops <= self._policy.max_redirects:
                self._order(entry)
        elif entry.state is State.SETTLED and entry.judgement is not None and entry.judgement.reason is Reason.OK:
            if (entry.answered is Kind.CHECK and self.wants_body(entry)) or (entry.texts and entry.texts.wants(_NONE)):
                self._order(entry)
            elif entry.unexpanded and self._expandable(entry):
                self.expand(entry, entry.unexpanded)

    def _reach(self, entry: Entry, depth: int, hops: int) -> None:
        """Meet an entry by a way that may be shorter, and let all that lies behind it know."""
        ways = [(entry, depth, hops)]
        for at, its_depth, its_hops in ways:  # grows while it is walked
            if its_depth >= at.depth and its_hops >= at.hops:
                continue
            at.depth = min(at.depth, its_depth)
            at.hops = min(at.hops, its_hops)
            ways += [(child, at.depth + 1, 0) for child in at.outlinks]
            if at.redirect is not None:
                ways.append((at.redirect, at.depth, at.hops + 1))
        for at, _, _ in ways:
            self._review(at)

    # what becomes of an entry

    def judge(self, entry: Entry, judgement: Judgement) -> None:
        """Say what has become of an entry, and settle all rows that waited for it."""
        entry.state = State.SETTLED
        entry.judgement = judgement
        entry.redirect = None
        if entry.is_start:
            self._widen(entry)
            if self._policy.sitemap:
                self._begin_sitemaps(entry.origin)
        self._resolve(entry)
        self._review(entry)

    def _begin_sitemaps(self, origin: Origin) -> None:
        for url in map(urls.masked, self.sitemaps.of(origin)):
            self._scope.want(remapped(urls.split(url)[0], self._policy.remap))
            target = self._targets.get(url) or self._meet(url, 0)
            assert target.entry is not None  # it is http
            self._is_sitemap(target.entry)

    def _is_sitemap(self, entry: Entry) -> None:
        self.sitemaps.add(entry)
        self._review(entry)

    def orphans(self) -> set[Entry]:
        """Return the pages of the site that sitemaps list and no page links to, as far as the whole site was seen."""
        if self._policy.depth is not None:
            return set()
        return {each for each in self.sitemaps.orphans(self._entries.values()) if self._scope.holds(each.url)}

    def searched(self, entry: Entry, visit: Visit) -> None:
        """Take home a visit that was only to search a page that had been read before for text: all else is known."""
        assert entry.texts is not None
        entry.texts.learns(visit.fetch.texts, visit.fetch.texts if visit.anchors is None else visit.texts)
        entry.state = State.SETTLED
        self._resolve(entry)
        self._review(entry)

    def redirected(self, entry: Entry, location: str) -> None:
        """Join an entry to the one that it redirects to."""
        resource, entry.location_fragment = urls.split(location)
        entry.state = State.SETTLED
        entry.judgement = None
        follow = entry.redirect = self._entry(resource, entry.depth, entry.hops + 1)
        follow.sources = follow.sources or []
        follow.sources.append(entry)
        if entry.is_start:
            self._start_leads_to(follow)
        self._reach(follow, entry.depth, entry.hops + 1)
        self._resolve(entry)

    def _start_leads_to(self, follow: Entry | None) -> None:
        """The scope of a start URL that redirects is that of where it leads, too."""
        while follow is not None and not follow.is_start:
            follow.is_start = True
            self._readmit(follow, _NOT_FOR_STARTS)
            self._widen(follow)
            follow = follow.redirect

    def _widen(self, entry: Entry) -> None:
        if entry.judgement is None or entry.judgement.reason is not Reason.OK or not self._scope.add(entry.url):
            return
        for other in list(self._entries.values()):
            if self._scope.holds(other.url):
                self._readmit(other)
                self._resolve(other)  # its fragments matter now
                self._review(other)

    def _readmit(self, entry: Entry, reasons: frozenset[Reason] = _OUTSIDE) -> None:
        """Take back that an entry is none of our business, if that was for one of these reasons."""
        if entry.judgement is not None and (reason := entry.judgement.reason) in reasons:
            self._admitted -= reason is Reason.MAX_URLS  # the start that led here gives up its place
            self._admit(entry, None)

    def _resolve(self, entry: Entry) -> None:
        """Settle the rows of an entry and of all that redirect to it, as far as they can be."""
        if not entry.sources and len(entry.targets) == 1:  # nearly always
            self._try(entry.targets[0])
            return
        found = {entry: 0}  # and the hops from there to the entry
        walk = [entry]
        for at in walk:  # grows while it is walked, but not past the limit: what is farther away is settled
            for target in at.targets:
                self._try(target)
            if found[at] < self._policy.max_redirects:
                fresh = [source for source in at.sources or () if source not in found]
                found |= dict.fromkeys(fresh, found[at] + 1)
                walk += fresh

    def _try(self, target: Target) -> None:
        assert target.entry is not None
        path = chain.follow(target.entry, target.fragment, self._policy.max_redirects)
        if chain.wants_anchors(path, self._policy, self._scope) and not path.final.anchors_wanted:
            path.final.anchors_wanted = True
            self._review(path.final)
        if ":~:" in path.fragment and (wanted := chain.wanted_texts(path, self._policy, self._scope)):
            self._want(path.final, wanted)
        judgement = chain.judge(path, self._policy, self._scope)
        if judgement is not None:
            self._settle(target, judgement)

    def _want(self, page: Entry, wanted: frozenset[str]) -> None:
        if page.texts is None:
            page.texts = Texts(set(), set(), set())
        if page.texts.wants(wanted):
            self._review(page)

    def _settle(self, target: Target, judgement: Judgement) -> None:
        if target.judgement is judgement:
            return
        if target.judgement is None:
            self.judged += 1
            self._fresh.append(target)
            self._open_starts.discard(target)
        target.settle(judgement, keeps_all=self._keeps_all(target))

    def _keeps_all(self, target: Target) -> bool:
        """Say whether all places of a link are wanted even if it works, or may be once it has been asked for more."""
        entry, policy = target.entry, self._policy
        if entry is None:
            return False
        if policy.show_redirects and entry.redirect is not None:
            return True
        if self._open_starts and (target.fragment or entry.answered is Kind.CHECK):  # the scope may grow yet
            return True
        later = policy.external_fragments or (policy.depth is not None and self._scope.holds(entry.url))
        return later and entry.answered is Kind.CHECK  # a fragment or a shorter way may want the body yet
