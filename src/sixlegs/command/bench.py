"""Owns `crawl bench`: what its options ask for, and where its result goes; knows no statistics."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import click

from sixlegs import backends, urls
from sixlegs.backends import clients, loops
from sixlegs.bench import machine, plan, result_file
from sixlegs.bench.assess import assess
from sixlegs.bench.plan import Config
from sixlegs.bench.report import terminal
from sixlegs.bench.result_file import Result
from sixlegs.bench.runner import Runner
from sixlegs.command import arguments, bench_report
from sixlegs.command.group import CheckCommand
from sixlegs.command.lab import Milliseconds
from sixlegs.command.option import Option
from sixlegs.command.signals import Interrupts
from sixlegs.errors import CrawlImpossible, Interrupted, UsageError
from sixlegs.lab.generated import nginx
from sixlegs.report.escape import escape

OK, VOID, BLOCKS = 0, 1, 10
QUICK_BLOCKS, QUICK_BUDGET_S = 3, 50.0
_COMMAND = "command"


def run(url: str | None, **values: Any) -> int:
    """Compare concurrency strategies side by side, on a made-up site or on URL; say how sure the differences are."""
    config = configure(url, values)
    kept = _file(values)
    result = _begin(config, kept, resume=values["resume"])
    signum = _carry_out(config, result, kept, quiet=values["quiet"])
    assess(result)
    if kept is not None:
        _save(result, kept)
    _show(result)
    if signum is not None:
        return 128 + signum
    return OK if all(each.valid for each in result.runs) else VOID


def configure(url: str | None, values: dict[str, Any]) -> Config:
    """Return what the options ask for."""
    names = backends.names() if values["backends"] == ["all"] else values["backends"]
    names = [name for name in names if _installed(name)] if values["backends"] == ["all"] else names
    quick = values["quick"]
    usual = ([16], [5.0], QUICK_BLOCKS) if quick else ([1, 16, 64], [0.0, 20.0], BLOCKS)
    usual = (usual[0], [0.0], usual[2]) if values["server"] == plan.NGINX else usual
    workloads = ["url"] if url else values["workload"]
    lanes, latencies = values["concurrency"] or usual[0], values["latency"] or usual[1]
    found = plan.contenders(names, values["clients"], values["loops"] or (), dict(values[_COMMAND]))
    if not found:
        raise UsageError("there is nobody to compare: name some --backends or a --command")
    made = Config(
        contenders=found,
        points=plan.points(workloads, lanes, [0.0] if url else latencies),
        blocks=values["blocks"] or usual[2],
        seed=values["seed"],
        url=urls.split(urls.start_url(url))[0] if url else "",
        budget_s=QUICK_BUDGET_S if quick else None,
        switch_interval=values["switch_interval"],
        pin=values["pin"],
        pages=values["pages"],
        server=values["server"],
    )
    _check_server(made)
    return made


def _check_server(config: Config) -> None:
    """Say before anything runs that a server is not there, or cannot serve what is asked for."""
    if config.server != plan.OWN and config.url:
        raise UsageError("--server is of the made-up site, and URL has one of its own")
    if config.server == plan.NGINX:
        for point in config.points:
            nginx.check(plan.site(config, point))
        nginx.find()


def _installed(name: str) -> bool:
    with suppress(CrawlImpossible):
        backends.load(name)
        return True
    return False


def _file(values: dict[str, Any]) -> Path | None:
    if values["format"] is not None:
        return Path(values["format"])
    if values["output"] is None:
        return None
    folder = Path(values["output"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CrawlImpossible(f"cannot write {folder}: {error.strerror}") from None
    return folder / "result.json"


def _begin(config: Config, kept: Path | None, *, resume: bool) -> Result:
    """Return an empty result, or what is kept of an earlier run of the same plan."""
    fresh = Result(machine.whole_card(), config.document() | {"command": _told()})
    if not resume:
        return fresh
    if kept is None:
        raise UsageError("--resume needs the file to go on with: --format json:FILE or --output DIR")
    if not kept.exists():
        return fresh
    try:
        found = result_file.read(kept)
    except ValueError as error:
        raise UsageError(f"{kept}: {error}") from None
    different = [key for key, value in config.document().items() if key != "blocks" and found.config.get(key) != value]
    if different:
        raise UsageError(f"{kept} is of another plan: {', '.join(different)} differ")
    found.config |= {"blocks": config.blocks}
    found.config.pop("stopped_by", None)
    return found


def _told() -> str:
    """Return the command line, without the places where results go."""
    words, skip = ["crawl"], False
    for word in sys.argv[1:]:
        if not skip and not word.startswith(("--format", "--output")):
            words.append(urls.masked_within(word))
        skip = word in {"--format", "--output"}
    return escape(shlex.join(words))


def _carry_out(config: Config, result: Result, kept: Path | None, *, quiet: bool) -> int | None:
    """Run it; return the signal that ended it early, if one did."""

    def save() -> None:
        if kept is not None:
            _save(result, kept)

    with ExitStack() as stack:
        say = _teller(quiet=quiet)
        stack.callback(say, "")
        try:
            with Interrupts():
                Runner(config, result, say=say, save=save).run()
        except Interrupted as interruption:
            result.config["stopped_by"] = "interrupted"
            return interruption.signum
    return None


def _teller(*, quiet: bool) -> Callable[[str], None]:
    """Return what shows how far it is: one line on a terminal, one line each elsewhere."""

    def say(text: str) -> None:
        if quiet:
            return
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[K{text[:100]}", nl=False, err=True)
        elif text:
            click.echo(text, err=True)

    return say


def _save(result: Result, kept: Path) -> None:
    try:
        result_file.write(result, kept)
    except OSError as error:
        raise CrawlImpossible(f"cannot write {kept}: {error.strerror}") from None


def _show(result: Result) -> None:
    terminal.show(result, sys.stdout, color=sys.stdout.isatty())


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
        if name.strip() and equals and "{url}" in words:
            return name.strip(), words
        raise ValueError(f"it must be a name, an equals sign and shell words with {{url}} among them, not {text!r}")


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
        Option(group, "--quick", is_flag=True, help="One condition, three blocks, under a minute."),
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


def commands() -> Sequence[click.Command]:
    """Return the commands of `crawl bench`; the first word that is none of them is a URL."""
    return [
        CheckCommand(
            "run",
            callback=run,
            help=run.__doc__,
            params=[click.Argument(["url"], required=False, metavar="[URL]"), *declare()],
        ),
        *bench_report.commands(),
    ]
