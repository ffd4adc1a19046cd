"""Laws of what is remembered of a URL."""

from __future__ import annotations

from sixlegs.entry import Entry, Target
from sixlegs.model import Link, Policy, Reason
from sixlegs.politeness import Origin
from sixlegs.verdicts import OK, of

PAGE = Entry("http://site/", Origin("http://site", Policy()), 0, 0)
PLACE = (PAGE, *Link("http://site/a")[1:7])


def test_a_row_that_fails_after_all_collects_its_places_again() -> None:
    """Of an ok row one place is enough, and of one that is not ok none is too many, in whatever order that is seen."""
    target = Target("http://site/a", "", None)
    target.settle(OK)
    assert target.places == []
    target.places.append(PLACE)
    target.settle(OK)
    assert target.places is None
    assert target.standing() == [PLACE]
    target.settle(of(Reason.NOT_FOUND))
    assert target.places == [PLACE]
    target.places.append(PLACE)
    target.settle(OK)
    assert target.places is None
    assert target.standing() == [PLACE]
