"""Owns where redirects lead and what that makes of a link; orders nothing and keeps nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sixlegs import urls
from sixlegs.fragments import is_anchored, names_nothing, texts
from sixlegs.model import Kind, Note, Reason
from sixlegs.verdicts import (
    FRAGMENT_MISSING,
    FRAGMENT_MISSING_OUTSIDE,
    TEXT_MISSING,
    Judgement,
    of,
)

if TYPE_CHECKING:
    from sixlegs.entry import Entry
    from sixlegs.model import Policy
    from sixlegs.scope import Scope


class Chain(NamedTuple):
    """The hops from a link to where it ends."""

    hops: tuple[Entry, ...]  # those that redirected
    final: Entry
    fragment: str  # that is looked for on the final page
    problem: Judgement | None  # the redirects themselves are what is broken


def follow(entry: Entry, fragment: str, most: int) -> Chain:
    """Walk the redirects that are known so far: at most `most`, and never in a circle.

    The fragment of a Location wins over that of the link (RFC 9110 10.2.2).
    """
    if entry.redirect is None:  # nearly always
        return Chain((), entry, fragment, None)
    hops: list[Entry] = []
    seen = set()
    while entry.redirect is not None:
        hops.append(entry)
        seen.add(entry)
        fragment = entry.location_fragment or fragment
        entry = entry.redirect
        if entry in seen:
            circle = hops[hops.index(entry) :]
            reason = Reason.NEEDS_COOKIE if any(hop.sets_cookie for hop in circle) else Reason.REDIRECT_LOOP
            return Chain(tuple(hops), entry, fragment, of(reason))
        if len(hops) > most:
            return Chain(tuple(hops), entry, fragment, Judgement(Reason.REDIRECT_LIMIT, f"more than {most} redirects"))
    return Chain(tuple(hops), entry, fragment, None)


def judge(chain: Chain, policy: Policy, scope: Scope) -> Judgement | None:
    """Return what is to be said of the link, or None while that is not known."""
    if chain.problem is not None:
        return chain.problem
    final = chain.final
    judgement = final.judgement
    if judgement is None or judgement.reason is not Reason.OK or not _counts(chain, policy, scope):
        return judgement
    by_name, by_text = not names_nothing(chain.fragment), texts(chain.fragment)
    if final.answered in {None, Kind.CHECK} and (by_name or by_text):
        return None
    if final.anchors is None or Note.TOO_BIG in final.notes:
        return judgement
    if by_name and not is_anchored(chain.fragment, final.anchors, urls.host(final.url)):
        return FRAGMENT_MISSING if scope.holds(final.url) else FRAGMENT_MISSING_OUTSIDE
    return _by_text(final, by_text) if by_text else judgement


def _by_text(page: Entry, wanted: frozenset[str]) -> Judgement | None:
    if page.texts is None or not wanted <= page.texts.asked:
        return None
    return page.judgement if wanted & page.texts.found else TEXT_MISSING  # a browser goes to the first that is there


def wants_anchors(chain: Chain, policy: Policy, scope: Scope) -> bool:
    """Say whether a link can only be judged by the anchors of the page where it ends."""
    return _counts(chain, policy, scope) and not names_nothing(chain.fragment)


def wanted_texts(chain: Chain, policy: Policy, scope: Scope) -> frozenset[str]:
    """Return the text directives by which a link is judged, for which the page where it ends is to be searched."""
    return texts(chain.fragment) if _counts(chain, policy, scope) else frozenset()


def _counts(chain: Chain, policy: Policy, scope: Scope) -> bool:
    return bool(chain.fragment) and policy.fragments and (policy.external_fragments or scope.holds(chain.final.url))
