"""Laws of the values that travel."""

from __future__ import annotations

import pickle

import pytest

from sixlegs.model import (
    Done,
    Failure,
    Fetch,
    Limits,
    Link,
    Policy,
    Reason,
    Referrer,
    Response,
    Result,
    Verdict,
    Visit,
    Wait,
)

FETCH = Fetch("http://site/")
LINK = Link("http://site/a", line=1)


@pytest.mark.parametrize(
    "value",
    [
        FETCH,
        Wait(1.0),
        Done(),
        Response(200, (("a", "b"),), b"c"),
        Failure(Reason.DNS),
        Visit(FETCH, 200, links=(LINK,), anchors=frozenset({"x"})),
        Referrer("http://site/", LINK),
        Result("http://site/", Verdict.OK, Reason.OK),
        Policy(limits=Limits(1, 2, 3, 4, 5)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_cross_the_border_of_a_process(value: object) -> None:
    """Each value is hashable, and the same after pickling."""
    copy = pickle.loads(pickle.dumps(value))  # noqa: S301  our own bytes
    assert len({copy, value}) == 1
