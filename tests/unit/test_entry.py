"""Laws of what is remembered of a URL."""

from __future__ import annotations

from sixlegs.entry import Entry, Target
from sixlegs.model import Link, Policy, Reason
from sixlegs.politeness import Origin
from sixlegs.verdicts import OK, of

PAGE = Entry("http://site/", Origin("http://site", Policy()), 0, 0)
LINK = Link("http://site/a")


def test_a_row_that_fails_after_all_collects_its_places_again() -> None:
    """Of an ok row one place is enough, and of one that is not ok none is too many, in whatever order that is seen."""
    target = Target(LINK.url, "", None)
    assert target.collects
    target.settle(OK)
    assert target.collects
    target.stands(PAGE, LINK)
    assert not target.collects
    target.settle(of(Reason.NOT_FOUND))
    assert target.collects
    target.stands(PAGE, LINK)
    assert target.collects
    assert len(target.places) == 2
    target.settle(OK)
    assert not target.collects
    assert len(target.places) == 1
