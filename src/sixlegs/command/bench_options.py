"""Owns the options of `crawl bench` and how their texts become values; runs nothing."""

from __future__ import annotations

import shlex
import shutil
from typing import Any

from sixlegs import backends
from sixlegs.backends import clients, loops
from sixlegs.bench import plan
from sixlegs.command import arguments
from sixlegs.command.lab import Milliseconds
from sixlegs.command.option import Option

COMMAND = "command"
BLOCKS = 10


class List(arguments.Text):
    """Several of something, with commas between them."""

    def __init__(self, each: arguments.Text) -> None:
        self._each = each

    def read(self, text: str) -> list[Any]:
        """Return them, each once."""
        return list(dict.fromkeys(self._each.read(part.strip()) for part in text.split(",")))


class Words(arguments.Text):
    """A command of another tool, as in `name=tool --flag {url}`."""

    def read(self, text: str) -> tuple[str, str]:
        """Return name and words."""
        name, equals, words = text.partition("=")
        if not (name.strip() and equals and "{url}" in words):
            raise ValueError(f"it must be a name, an equals sign and shell words with {{url}} among them, not {text!r}")
        try:
            program = shlex.split(words)[0]
        except ValueError as error:
            raise ValueError(f"{words!r} are no shell words: {str(error).lower()}") from None
        if shutil.which(program) is None:
            raise ValueError(f"there is no program {program!r}")
        return name.strip(), words


class JsonFile(arguments.Text):
    """`json:FILE`."""

    def read(self, text: str) -> str:
        """Return the file."""
        name, _, file = text.partition(":")
        if name == "json" and file:
            return file
        raise ValueError(f"it must be json:FILE, not {text!r}")


def declare() -> list[Option]:
    """Return the options of `crawl bench`."""
    return [*_who(), *_conditions(), *_course(), *_output()]


def _who() -> list[Option]:
    group, names = "Who", arguments.Choice("all", *backends.names())
    return [
        _option(group, "--backends", List(names), "all|A,B", "Which strategies.  [default: all]", ["all"]),
        _option(
            group,
            "--clients",
            List(arguments.Choice(*clients.NAMES)),
            "wire,native",
            "What speaks HTTP for them.  [default: wire,native]",
            [clients.WIRE, clients.NATIVE],
        ),
        Option(
            group,
            "--loop",
            "loops",
            type=List(arguments.Choice(*loops.NAMES)),
            metavar="uvloop,asyncio",
            help="The loops under asyncio, each a contender of its own.  [default: asyncio]",
        ),
        Option(
            group,
            "--command",
            type=Words(),
            metavar="'NAME=WORDS'",
            multiple=True,
            help="Another tool to race, as in 'mine=mytool -c {concurrency} {url}'; it is measured from outside only.",
        ),
    ]


def _conditions() -> list[Option]:
    group = "Conditions"
    return [
        _option(
            group,
            "--workload",
            List(arguments.Choice(*plan.WORKLOADS)),
            "NAMES",
            f"What is crawled: {', '.join(plan.WORKLOADS)}.  [default: tiny]",
            ["tiny"],
        ),
        _option(group, "--concurrency", List(arguments.Whole(1)), "N,N", "Exchanges at a time.  [default: 1,16,64]"),
        _option(group, "--latency", List(Milliseconds()), "MS,MS", "Of each answer, in ms.  [default: 0,20]"),
        _option(
            group,
            "--server",
            arguments.Choice(*plan.SERVERS),
            "|".join(plan.SERVERS),
            "What serves the site: nginx can where nothing waits or fails (tiny, parse, payload).  [default: own]",
            plan.OWN,
        ),
        _option(group, "--pages", arguments.Whole(40), "N", "Of the site.  [default: 20 an exchange, 200 at least]"),
        _option(
            group,
            "--switch-interval",
            arguments.Seconds(),
            "S",
            "How long a thread keeps the interpreter that others wait for.  [default: Python's own, 0.005]",
        ),
    ]


def _course() -> list[Option]:
    group = "Course"
    return [
        _option(
            group, "--blocks", arguments.Whole(1), "N", f"Times that everyone runs, each in a new order.  [{BLOCKS}]"
        ),
        _option(group, "--seed", arguments.Whole(1), "N", "What order and site come from.  [default: 1]", 1),
        Option(
            group,
            "--quick",
            is_flag=True,
            help="One condition, three blocks, under a minute: that it works; three can claim nothing.",
        ),
        Option(group, "--pin", is_flag=True, help="Give the server a core of its own, and the contenders the others."),
        Option(group, "--resume", is_flag=True, help="Go on with the result file, whose blocks are kept."),
    ]


def _output() -> list[Option]:
    group = "Output"
    return [
        _option(group, "--format", JsonFile(), "json:FILE", "Keep every run and all that follows from it."),
        _option(group, "--output", None, "DIR", "Keep it as result.json in this folder."),
        Option(group, "--quiet", is_flag=True, help="Do not say how far it is."),
    ]


def _option(group: str, name: str, kind: arguments.Text | None, metavar: str, text: str, *default: Any) -> Option:
    return Option(group, name, type=kind, metavar=metavar, help=text, default=default[0] if default else None)
