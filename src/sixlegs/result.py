"""Owns how what a crawl remembers becomes a row of the report; decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sixlegs import chain, urls
from sixlegs.local import is_local
from sixlegs.model import Link, Note, Reason, Referrer, Result
from sixlegs.verdicts import FORM_EMPTY, FRAGMENT_MISSING_OUTSIDE, TEXT_MISSING

if TYPE_CHECKING:
    from sixlegs.entry import Place, Target
    from sixlegs.verdicts import Judgement

_PERMANENT = frozenset({301, 308})
_FIELDS_MISSING = frozenset({400, 422})  # what servers say to a form that lacks some
_NOTES = {
    FRAGMENT_MISSING_OUTSIDE: Note.FRAGMENT_MISSING,
    TEXT_MISSING: Note.TEXT_MISSING,
    FORM_EMPTY: Note.FORM_EMPTY,
}
_OF_FORMS = frozenset({"action", "formaction"})


def as_seen(target: Target, judgement: Judgement, max_redirects: int) -> Judgement:
    """Return what is said of a row: that a form misses its fields is no fault where nothing but forms leads there."""
    if judgement.reason is not Reason.CLIENT_ERROR or not target.count:  # nearly always
        return judgement
    assert target.entry is not None  # it has a status
    final = chain.follow(target.entry, target.fragment, max_redirects).final
    forms = final.status in _FIELDS_MISSING and all(attribute in _OF_FORMS for _, _, attribute, *_ in target.standing())
    return FORM_EMPTY if forms and not target.entry.is_start else judgement


def row(target: Target, judgement: Judgement, max_redirects: int, *, show_redirects: bool = False) -> Result:
    """Make the result of one URL as it stands; of what is ok the first place will do, unless it is to be shown."""
    places = target.standing()
    if judgement.reason is Reason.OK and not (show_redirects and target.entry is not None and target.entry.redirect):
        places = places[:1]
    referrers = tuple([_referrer(target.url, place) for place in places])
    if target.entry is None:
        return Result(
            url=urls.masked(target.url),
            verdict=judgement.verdict,
            reason=judgement.reason,
            detail=judgement.detail,
            depth=min((page.depth + 1 for page, *_ in places), default=0),
            referrers=referrers,
            referrer_count=target.count,
        )
    path = chain.follow(target.entry, target.fragment, max_redirects)
    final = path.final
    return Result(
        url=urls.masked(target.url),
        verdict=judgement.verdict,
        reason=judgement.reason,
        status=final.status,
        detail=judgement.detail,
        final_url=final.url if target.entry.tries else None,  # never asked: nobody knows where it leads
        redirects=tuple((hop.url, hop.status or 0) for hop in path.hops),
        depth=target.entry.depth,
        tries=target.entry.tries,
        elapsed_s=final.elapsed,
        content_type=final.content_type,
        bytes=final.size,
        notes=_notes(path, judgement),
        referrers=referrers,
        referrer_count=target.count,
    )


def unverified(row: Result) -> Result:
    """Note of a row, where any certificate will do, that an answer on the way came over https."""
    ways = [url for url, _ in row.redirects] + [row.final_url or ""]
    if row.status is None or not any(url.startswith("https:") and not is_local(url) for url in ways):
        return row
    return row._replace(notes=(*row.notes, Note.INSECURE))


def is_flaky(target: Target, max_redirects: int) -> bool:
    """Say whether a row has the note that it worked at the second look only, without making the row."""
    if target.entry is None:
        return False
    path = chain.follow(target.entry, target.fragment, max_redirects)
    return any(Note.FLAKY in each.notes for each in (*path.hops, path.final))


def _referrer(url: str, place: Place) -> Referrer:
    page, element, attribute, raw, line, column, text = place
    text = urls.masked_within(" ".join(text.split()))
    return Referrer(page.url, Link(url, element, attribute, urls.masked(raw), line, column, text))


def _notes(path: chain.Chain, judgement: Judgement) -> tuple[Note, ...]:
    note = _NOTES.get(judgement) if judgement.detail else None
    if not path.hops and note is None:  # nearly always
        return path.final.notes
    notes = list(path.final.notes)
    if path.hops:
        notes.append(Note.REDIRECTED)
        if all(hop.status in _PERMANENT for hop in path.hops):
            notes.append(Note.PERMANENT_REDIRECT)
        if any(hop.url.startswith("https:") for hop in path.hops) and path.final.url.startswith("http:"):
            notes.append(Note.DOWNGRADED)
        if Note.FLAKY not in notes and any(Note.FLAKY in hop.notes for hop in path.hops):
            notes.append(Note.FLAKY)
    return (*notes, note) if note else tuple(notes)
