"""Laws of the frontier."""

from __future__ import annotations

from itertools import islice
from typing import Any

from sixlegs.entry import Order, RobotsOrder
from sixlegs.frontier import Frontier
from sixlegs.model import Policy
from sixlegs.politeness import Origin


def an_origin(name: str = "http://a", **policy: Any) -> Origin:
    """Return an origin under a policy."""
    return Origin(name, Policy(**policy))


def an_order(origin: Origin, url: str = "/") -> RobotsOrder:
    """Return something that can be ordered of an origin."""
    return RobotsOrder(origin, origin, origin.name + url)


def popped(frontier: Frontier, now: float) -> list[Order]:
    """Return all that may go now."""
    return list(islice(iter(lambda: frontier.pop(now), None), 1000))


def test_orders_of_an_origin_go_in_the_order_they_came() -> None:
    """First come, first served."""
    frontier, origin = Frontier(), an_origin(per_host=9)
    orders = [an_order(origin, str(number)) for number in range(5)]
    for order in orders:
        frontier.push(order)
    assert frontier.queued == 5
    assert popped(frontier, 0.0) == orders
    assert frontier.queued == 0


def test_an_origin_has_no_more_in_flight_than_its_limit() -> None:
    """What is past the limit goes when something comes back, and not before."""
    frontier, origin = Frontier(), an_origin(per_host=2)
    for _ in range(3):
        frontier.push(an_order(origin))
    assert len(popped(frontier, 0.0)) == 2
    assert frontier.wakes_at() is None
    frontier.release(origin, 1.0)
    assert len(popped(frontier, 1.0)) == 1


def test_origins_take_turns() -> None:
    """An origin with much to do does not keep the others waiting."""
    frontier, rich, poor = Frontier(), an_origin("http://rich"), an_origin("http://poor")
    for _ in range(3):
        frontier.push(an_order(rich))
    frontier.push(an_order(poor))
    assert [order.origin.name[7:] for order in popped(frontier, 0.0)] == ["rich", "poor", "rich", "rich"]


def test_an_origin_that_always_has_one_more_does_not_push_in() -> None:
    """An origin whose queue runs empty and fills again lines up behind those that wait already."""
    frontier, busy, patient = Frontier(), an_origin("http://busy"), an_origin("http://patient", per_host=1)
    frontier.push(an_order(patient))
    frontier.push(an_order(patient))
    assert frontier.pop(1.0)
    frontier.push(an_order(busy))
    assert frontier.pop(1.0)
    frontier.release(patient, 2.0)
    frontier.push(an_order(busy))
    frontier.release(busy, 2.0)
    assert [order.origin.name[7:] for order in popped(frontier, 2.0)] == ["patient", "busy"]


def test_a_delay_is_kept_from_the_end_of_one_to_the_start_of_the_next() -> None:
    """After a release the origin rests for its delay, and the frontier says until when."""
    frontier, origin = Frontier(), an_origin(delay=5.0)
    frontier.push(an_order(origin))
    frontier.push(an_order(origin))
    assert len(popped(frontier, 0.0)) == 1
    frontier.release(origin, 2.0)
    assert popped(frontier, 6.9) == []
    assert frontier.wakes_at() == 7.0
    assert len(popped(frontier, 7.0)) == 1


def test_a_pause_holds_back_what_is_lined_up_already() -> None:
    """An origin that is paused while in line starts nothing before the pause is over."""
    frontier, origin = Frontier(), an_origin()
    frontier.push(an_order(origin))
    origin.pause(9.0)
    assert popped(frontier, 1.0) == []
    assert frontier.wakes_at() == 9.0
    assert len(popped(frontier, 9.0)) == 1


def test_an_order_with_a_time_never_goes_early_and_then_goes_first() -> None:
    """A delayed order is no part of the queue until its time, and at the front of it then."""
    frontier, origin = Frontier(), an_origin(per_host=1)
    late, soon = an_order(origin, "late"), an_order(origin, "soon")
    frontier.push_at(late, 5.0)
    frontier.push(soon)
    frontier.push(an_order(origin, "next"))
    assert frontier.queued == 3
    assert popped(frontier, 4.9) == [soon]
    assert frontier.wakes_at() == 5.0
    frontier.release(origin, 6.0)
    assert popped(frontier, 6.0) == [late]


def test_a_closed_frontier_is_empty_and_stays_so() -> None:
    """After the close nothing is queued, nothing goes, and nothing is taken."""
    frontier, origin = Frontier(), an_origin(per_host=1)
    frontier.push(an_order(origin))
    frontier.push(an_order(origin))
    frontier.push_at(an_order(origin), 5.0)
    assert frontier.pop(0.0)
    frontier.close()
    frontier.push(an_order(origin))
    frontier.push_at(an_order(origin), 1.0)
    frontier.release(origin, 1.0)
    assert frontier.queued == 0
    assert popped(frontier, 9.0) == []
    assert frontier.wakes_at() is None


def test_it_says_which_origins_must_not_be_asked_yet() -> None:
    """A pause and a delay make an origin wait; one that is being asked, and one that may be, do not."""
    frontier = Frontier()
    paused, delayed, busy, free = (an_origin(f"http://{name}") for name in ("paused", "delayed", "busy", "free"))
    for origin in (paused, busy, free):
        frontier.push(an_order(origin))
        frontier.push(an_order(origin))
    assert frontier.waits() == {}
    frontier.pop(1.0)
    paused.pause(9.0)
    frontier.push_at(an_order(delayed), 4.0)
    frontier.push_at(an_order(paused), 12.0)
    frontier.push_at(an_order(free), 5.0)
    taken = frontier.pop(1.0)
    assert taken is not None
    frontier.push_at(an_order(taken.origin), 6.0)
    assert frontier.waits() == {"http://paused": 8.0, "http://delayed": 3.0}
    paused.pause(15.0)
    assert frontier.waits() == {"http://paused": 14.0, "http://delayed": 3.0}
