"""Owns the finding out of which start URLs are private by their addresses; what follows is for the core to say."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sixlegs.backends import lookup
from sixlegs.local import is_local
from sixlegs.model import Policy
from sixlegs.private import host_of, is_private, seems_private
from sixlegs.wire.route import route, split


def private_hosts(starts: Sequence[str], policy: Policy) -> frozenset[str]:
    """Return the start hosts whose names lead to private addresses and no others, where that matters.

    Names are looked up one after the other, for no longer than one exchange may take, and none after the first that is
    public: that one settles the question. The answers are kept, so that the crawl need not ask again. Nothing is looked
    up where nothing hangs on it, and names that only a proxy may know are none of ours.
    """
    if policy.private is not None or any(_by_proxy(url, policy) for url in starts):
        return frozenset()
    hosts = dict.fromkeys(map(host_of, starts))
    names = [host for host in hosts if seems_private(host) is None]
    if any(seems_private(host) is False for host in hosts):
        return frozenset()
    return frozenset(_private(names, time.monotonic() + policy.timeout))


def _by_proxy(url: str, policy: Policy) -> bool:
    return policy.proxies is not None and not is_local(url) and route(split(url)[0], policy.proxies).proxy is not None


def _private(names: Sequence[str], until: float) -> list[str]:
    found = []
    for name in names:
        try:
            answer = lookup.addresses(name, 0, max(0.0, until - time.monotonic()))
        except TimeoutError:
            lookup.forget(name)
            break
        except OSError:
            continue
        if not all(is_private(address[0]) for _, address in answer):
            break
        found.append(name)
    return found
