"""Owns the one table of the site: every link with what stands behind it and what must be said of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from sixlegs.lab.hostile import laws
from sixlegs.lab.hostile.behaviour import Behaviour, Place, link, page
from sixlegs.lab.hostile.case import MAIN, Behind, Case
from sixlegs.lab.hostile.cases import (
    addresses,
    content,
    external,
    fragments,
    framing,
    redirects,
    robots,
    statuses,
    transport,
    tree,
    wire,
)

THEMES = (statuses, redirects, wire, transport, framing, content, fragments, robots, external, addresses, tree)
_LINKED = tuple(case for theme in THEMES for case in theme.CASES)
START = Case(
    "start",
    "/",
    "ok/ok",
    page(*(link(case.href, case.id) for case in _LINKED if case.page == "/"), '<p id="start">'),
    page="",
    depth=0,
)
CASES = (START, *_LINKED)
BEHIND: tuple[Behind, ...] = tuple(behind for theme in THEMES for behind in theme.BEHIND)

_NAME = re.compile(r"\b[a-z]+\.test\b")
_ADDRESS = re.compile(r"127\.0\.0\.\d+:\d+")
SILENT_HOSTS = ("closed.test",)  # a port where nobody listens


def served() -> dict[tuple[str, str], Behaviour]:
    """Return what the site does for each origin and request target."""
    table = {case.resource: case.behaviour for case in CASES if case.behaviour is not None}
    table |= {(behind.host, behind.target): behind.behaviour for behind in BEHIND}
    return table


def shown() -> dict[str, list[Case]]:
    """Return for each paragraph of the catalogue the cases that show it; what is found behind one shows the same."""
    ids = {case.reported.partition("#")[0]: case.id for case in CASES if not case.id.startswith("found-")}
    by_law: dict[str, list[Case]] = {law.id: [] for law in laws.LAWS}
    for case in CASES:
        row = ids[MAIN + case.page] if case.id.startswith("found-") else case.id
        by_law[laws.law_of(row).id].append(case)
    return by_law


def hosts() -> tuple[str, ...]:
    """Return the names of all origins, the main one first."""
    names = {host for host, _ in served()} | {name for case in CASES for name in _NAME.findall(case.reported)}
    return "main.test", *sorted(names - {"main.test"})


def requests() -> dict[tuple[str, str], tuple[tuple[str, ...], int]]:
    """Return for each resource of the main crawl the methods that the server sees, and how many more it may see."""
    seen = {
        (behind.host, behind.target): (behind.asked, 0)
        for behind in BEHIND
        if behind.asked and behind not in tree.BEHIND
    }
    return seen | {case.resource: (case.methods, case.spare) for case in CASES if case.behaviour is not None}


def by_page() -> Mapping[str, list[Case]]:
    """Return the cases by the page that links to them."""
    pages = defaultdict(list)
    for case in _LINKED:
        pages[case.page].append(case)
    return pages


def placing(addresses_: Mapping[str, str]) -> Place:
    """Return the function that puts addresses where a text has names."""

    @cache
    def place(text: str) -> str:
        return _NAME.sub(lambda match: addresses_.get(match[0], match[0]), text)

    return place


def naming(addresses_: Mapping[str, str]) -> Place:
    """Return the function that puts the names back."""
    names = {address: name for name, address in addresses_.items()}
    return lambda text: _ADDRESS.sub(lambda match: names.get(match[0], match[0]), text)


def twins() -> Iterator[str]:
    """Give the ids that stand for more than one case; there should be none."""
    ids = [case.id for case in CASES]
    yield from {each for each in ids if ids.count(each) > 1}
