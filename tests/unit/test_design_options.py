"""The names of options that were promised, so that tools can count on them; and that each is tried by some test."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from sixlegs.command.options import declare

NAMES = """
    --backend --client --concurrency --per-host --delay --loop
    --depth --max-urls --max-time --scope --include --exclude --no-external --sitemap
    --no-fragments --fail-on --accept --max-redirects --retries --timeout --ignore-robots --nofollow
    --external-fragments --lazy --soft-404 --show-redirects --parser
    --header --header-for --user-agent --auth --cookies --proxy --insecure --ca
    --allow-private --no-private --max-bytes --max-inflated --max-links
    --format --output --verbose --quiet --progress --no-progress --color
    --state --resume --cache --cache-age --fail-after --baseline --write-baseline
    --config --explain
"""
THERE = [name for option in declare() for name in (*option.opts, *option.secondary_opts)]


@pytest.mark.parametrize("name", NAMES.split())
def test_a_promised_option_is_there(name: str) -> None:
    """An option once promised is there under its name."""
    assert name in THERE


TESTS = Path(__file__).parents[1]
NO_TRIAL = ("test_wrong_usage", "test_what_is_said_of_a_wrong")  # of functions that give an option a wrong value


def given(tree: ast.AST) -> Iterator[str]:
    """Give the options that stand as words of their own in some code, as they do on a command line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("--"):
            yield node.value.partition("=")[0]


@cache
def tried() -> frozenset[str]:
    """Return the options that a contract or unit test gives to the real command."""
    found: set[str] = set()
    for file in [*TESTS.glob("contract/*.py"), *TESTS.glob("unit/test_*.py")]:
        text = file.read_text(encoding="utf-8")
        if file.name != Path(__file__).name and ("Command(" in text or "crawl(" in text):
            parts = ast.parse(text).body
            trials = [part for part in parts if not getattr(part, "name", "").startswith(NO_TRIAL)]
            found.update(option for part in trials for option in given(part))
    return frozenset(found)


@pytest.mark.parametrize("name", [name for name in THERE if name.startswith("--")])
def test_each_option_is_tried(name: str) -> None:
    """An option that the help names is given to the command by some test that looks at what comes of it."""
    assert name in tried()
