"""Owns the course of asking an origin for its robots.txt, and whether anybody is there at all; knows no rule of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sixlegs import robots, urls
from sixlegs.entry import Entry, LifeOrder, Order, RobotsOrder
from sixlegs.model import Policy, Reason, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sixlegs.frontier import Frontier
    from sixlegs.politeness import Origin
    from sixlegs.private import Guard
    from sixlegs.verdicts import Judgement


class Permission:
    """What waits for a robots.txt, and what is asked meanwhile; `order` is called with each entry that may go on."""

    def __init__(
        self,
        policy: Policy,
        frontier: Frontier,
        guard: Guard,
        origin_of: Callable[[str], Origin],
        order: Callable[[Entry], None],
    ) -> None:
        self._patient = policy.second_look and policy.retries > 0
        self._retries = policy.retries
        self._frontier = frontier
        self._guard = guard
        self._origin_of = origin_of
        self._order = order
        self._late: list[RobotsOrder] = []  # to be asked for once more at the end: no name server has answered

    def park(self, entry: Entry) -> None:
        """Have an entry wait for the rules of its origin, which are asked for once."""
        origin = entry.origin
        origin.parked.append(entry)
        if not origin.robots_asked:
            origin.robots_asked = True
            self._frontier.push(RobotsOrder(origin, origin, origin.name + "/robots.txt"))

    def look_again(self) -> bool:
        """Order once more, at the end of the crawl, what may have failed in passing; say whether there was any."""
        late, self._late = self._late, []
        for order in late:
            self._frontier.push(order)
        return bool(late)

    def robots_home(self, order: RobotsOrder, visit: Visit) -> None:
        """Take an answer home: a redirect is followed, a silence looked into, and all else is a rule."""
        asker = order.asker
        if visit.redirect is not None and order.hops < robots.MAX_REDIRECTS and not self._guard.bars(visit.redirect):
            url = urls.split(visit.redirect)[0]
            self._frontier.push(RobotsOrder(asker, self._origin_of(url), url, order.hops + 1))
        elif in_doubt(order, visit):
            self._frontier.push(LifeOrder(asker, (order, visit)))
        elif visit.passing and not order.is_late and self._patient:
            order.is_late = True
            self._late.append(order)
        elif order.origin is asker and visit.failure in robots.UNREACHED:
            self._give_up(asker, visit)
        else:
            self._obey(asker, robots.rules(visit))

    def life_home(self, order: LifeOrder, visit: Visit) -> None:
        """Somebody is there, or else what was met was the host's failure; an origin that answers is kept."""
        order.origin.life_known = True
        if not order.origin.answered and visit.failure in robots.UNREACHED | robots.DOUBTFUL:
            self._give_up(order.origin, visit)
        elif order.robots is not None:
            question, met = order.robots
            if met.failure is Reason.TIMEOUT and self._retries:  # which may have passed
                self._frontier.push(question)
            else:
                self._obey(order.origin, robots.rules(visit if robots.is_our_fault(visit) else met))

    def abandoned(self, order: RobotsOrder | LifeOrder, failure: Judgement) -> None:
        """The origin that was to be asked has been given up; another one, whose rules it has, has not."""
        if isinstance(order, LifeOrder) or order.origin is order.asker:
            self._unpark(order.origin)
        else:
            self._obey(order.asker, robots.unreadable(failure.detail))

    def _obey(self, asker: Origin, rules: robots.Rules) -> None:
        asker.rules = rules
        asker.slow_down(rules.delay)
        self._unpark(asker)

    def _give_up(self, origin: Origin, visit: Visit) -> None:
        origin.give_up(visit)
        self._unpark(origin)

    def _unpark(self, asker: Origin) -> None:
        parked, asker.parked = asker.parked, []
        for entry in parked:
            self._order(entry)


def in_doubt(order: Order, visit: Visit) -> bool:
    """Say whether a question for robots.txt leaves open if anybody is there at all."""
    if not isinstance(order, RobotsOrder) or visit.failure not in robots.DOUBTFUL:
        return False
    return order.origin is order.asker and not order.origin.answered
