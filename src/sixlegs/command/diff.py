"""Owns `crawl diff`: reads two reports of a site, and says what changed from one to the other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from sixlegs.command import arguments
from sixlegs.command.group import CheckCommand
from sixlegs.command.option import Option
from sixlegs.errors import UsageError
from sixlegs.model import Verdict
from sixlegs.report import FAILING
from sixlegs.report.difference import FORMATS, Entry, compare

NOTHING_NEW, NEWLY_FAILING = 0, 1


def diff(before: str, after: str, form: str, fail_on: frozenset[Verdict]) -> int:
    """Compare two JSON reports: what is newly failing, fixed, changed and gone; exit code 1 if anything newly fails."""
    difference = compare(read(before), read(after), fail_on)
    for line in FORMATS[form](difference):
        click.echo(line)
    return NEWLY_FAILING if difference.broken else NOTHING_NEW


def read(name: str) -> dict[str, Entry]:
    """Return the results of a report by URL: one that `--format json` or `--format jsonl` has written."""
    try:
        text = Path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot read {name}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not text") from None
    try:
        found = [_checked(entry) for entry in _entries(text)]
    except (ValueError, TypeError, KeyError):
        raise UsageError(f"{name} is no report that --format json or --format jsonl has written") from None
    return {str(entry["url"]): entry for entry in found}


def _entries(text: str) -> list[Any]:
    try:
        document = json.loads(text)
    except ValueError:
        lines = [json.loads(line) for line in text.splitlines()]
        if not lines or "summary" not in lines[-1]:
            raise
        return [*lines[:-1], *lines[-1]["revised"]]  # the later of two with the same URL holds
    if "revised" in document:
        return list(document["revised"])
    if document["schema"] != 1:
        raise ValueError("a schema of another time")
    return list(document["results"])


def _checked(entry: Any) -> Entry:
    """Return a result; whatever else stands in it, its URL is text and its verdict one that there is."""
    Verdict(entry["verdict"])
    if not isinstance(entry["url"], str):
        raise TypeError(entry)
    places = entry.get("referrers", [])
    if not all(isinstance(place, dict) for place in places):
        raise TypeError(places)
    return dict(entry)


def declare() -> list[Option]:
    """Return the options."""
    form = arguments.Choice(*FORMATS)
    return [
        Option(
            "Output", "--format", "form", type=form, metavar="|".join(FORMATS), default="text", help="How to tell it."
        ),
        Option(
            "Checking",
            "--fail-on",
            type=arguments.Verdicts(),
            metavar="LIST",
            default=frozenset(FAILING),
            help="Verdicts that count as failing.  [default: broken,unreachable,timeout,error]",
        ),
    ]


def command() -> click.Command:
    """Return the command."""
    files = [click.Argument(["before"], metavar="BEFORE"), click.Argument(["after"], metavar="AFTER")]
    return CheckCommand("diff", callback=diff, help=diff.__doc__, params=[*files, *declare()])
