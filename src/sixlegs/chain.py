"""Owns where redirects lead and what that makes of a link; orders nothing and keeps nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sixlegs.model import Kind, Note, Reason
from sixlegs.verdicts import (
    FRAGMENT_MISSING,
    FRAGMENT_MISSING_OUTSIDE,
    Judgement,
    is_anchored,
    names_nothing,
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
            return Chain(tuple(hops), entry, fragment, of(Reason.REDIRECT_LOOP))
        if len(hops) > most:
            return Chain(tuple(hops), entry, fragment, Judgement(Reason.REDIRECT_LIMIT, f"more than {most} redirects"))
    return Chain(tuple(hops), entry, fragment, None)


def judge(chain: Chain, policy: Policy, scope: Scope) -> Judgement | None:
    """Return what is to be said of the link, or None while that is not known."""
    if chain.problem is not None:
        return chain.problem
    final = chain.final
    judgement = final.judgement
    if judgement is None or judgement.reason is not Reason.OK or not wants_anchors(chain, policy, scope):
        return judgement
    if final.answered in {None, Kind.CHECK}:
        return None
    if final.anchors is None or Note.TOO_BIG in final.notes or is_anchored(chain.fragment, final.anchors):
        return judgement
    return FRAGMENT_MISSING if scope.holds(final.url) else FRAGMENT_MISSING_OUTSIDE


def wants_anchors(chain: Chain, policy: Policy, scope: Scope) -> bool:
    """Say whether a link can only be judged by the anchors of the page where it ends."""
    return (
        bool(chain.fragment)
        and policy.fragments
        and not names_nothing(chain.fragment)
        and (policy.external_fragments or scope.holds(chain.final.url))
    )
