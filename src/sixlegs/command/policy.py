"""Owns how the options' values add up to a Policy; knows no text of any option."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sixlegs.command.request_options import LIMITS, POLICY
from sixlegs.model import Policy


def policy(values: Mapping[str, Any], concurrency: int) -> Policy:
    """Return the policy that the options' values ask for."""
    same = {each.name: values[each.name] for each in fields(Policy) if each.name in values}
    return Policy(
        **same
        | {
            "concurrency": concurrency,
            "external": not values["no_external"],
            "traps": not values["no_traps"],
            "second_look": not values["no_second_look"],
            "fragments": not values["no_fragments"],
            "obey_robots": not values["ignore_robots"],
            "skip_nofollow": values["nofollow"],
            "headers": tuple(values["header"]),
            "login_fields": tuple(values["login_field"]),
            "headers_for": tuple(values["header_for"]),
            "cookies": values["cookies"] or (),
            "ca_file": values["ca"],
            "accept": POLICY.accept | values["accept"],
            "limits": LIMITS._replace(
                max_bytes=values["max_bytes"], max_inflated=values["max_inflated"], max_links=values["max_links"]
            ),
        }
    )
