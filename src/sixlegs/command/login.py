"""Owns the carrying out of a login before a crawl, over one plain client for all backends; knows no form.

Imported after the backend, which may have to come before anything that imports `ssl`.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from sixlegs.backends.socket_wire import Client
from sixlegs.command import neighbours
from sixlegs.errors import CrawlImpossible
from sixlegs.login import Login, LoginFailed, Visitor
from sixlegs.model import Policy
from sixlegs.private import Guard


def signed_in(starts: Sequence[str], policy: Policy) -> Policy:
    """Log in where the policy says; return the policy with the cookies that this has brought."""
    if policy.login is None:
        return policy
    asked = (policy.login, *starts)
    guard = Guard(policy.private, asked, neighbours.private_hosts(asked, policy))
    course = Visitor(Login(policy.login, policy.login_fields), starts, policy, guard, time.time()).sign_in()
    with Client(policy) as client:
        try:
            request = next(course)
            while True:
                request = course.send(client.exchange(request.fetch, request.content))
        except StopIteration as end:
            return replace(policy, cookies=end.value)
        except LoginFailed as failed:
            raise CrawlImpossible(f"the login failed: {failed}") from None
