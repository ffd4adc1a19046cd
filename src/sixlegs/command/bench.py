"""Owns `crawl bench`: what its options ask for, and where its result goes; knows no statistics."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import click

from sixlegs import backends, urls
from sixlegs.bench import machine, plan, result_file
from sixlegs.bench.assess import assess
from sixlegs.bench.plan import Config
from sixlegs.bench.report import terminal
from sixlegs.bench.result_file import Result
from sixlegs.bench.runner import Runner
from sixlegs.command import bench_options, bench_report
from sixlegs.command.group import CheckCommand
from sixlegs.command.outputs import stdout
from sixlegs.command.signals import Interrupts
from sixlegs.errors import CrawlImpossible, Interrupted, UsageError
from sixlegs.lab.generated import nginx
from sixlegs.report.escape import escape

OK, VOID = 0, 1
QUICK_BLOCKS, QUICK_BUDGET_S = 3, 50.0


def run(url: str | None, **values: Any) -> int:
    """Compare concurrency strategies side by side, on a made-up site or on URL; say how sure the differences are."""
    config = configure(url, values)
    kept = _file(values)
    if kept is not None:
        _probe(kept)
    result = _begin(config, kept, resume=values["resume"])
    signum = _carry_out(config, result, kept, quiet=values["quiet"])
    if signum is not None and not result.runs:
        click.echo("crawl: interrupted, no whole block, nothing kept", err=True)
        return 128 + signum
    assess(result)
    _show(result)
    if kept is not None:
        _save(result, kept)
    if signum is not None:
        return 128 + signum
    return OK if all(each.valid for each in result.runs) else VOID


def configure(url: str | None, values: dict[str, Any]) -> Config:
    """Return what the options ask for."""
    names = backends.names() if values["backends"] == ["all"] else values["backends"]
    names = [name for name in names if _installed(name)] if values["backends"] == ["all"] else names
    quick = values["quick"]
    usual = ([16], [5.0], QUICK_BLOCKS) if quick else ([1, 16, 64], [0.0, 20.0], bench_options.BLOCKS)
    usual = (usual[0], [0.0], usual[2]) if values["server"] == plan.NGINX else usual
    workloads = ["url"] if url else values["workload"]
    lanes, latencies = values["concurrency"] or usual[0], values["latency"] or usual[1]
    found = plan.contenders(names, values["clients"], values["loops"] or (), dict(values[bench_options.COMMAND]))
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
            try:
                _save(result, kept)
            except CrawlImpossible as error:  # what is measured is not given up for that
                say(f"{error}; tried again after the next block")

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
            click.echo(f"\r\x1b[K{text[: shutil.get_terminal_size().columns - 1]}", nl=False, err=True)
        elif text:
            click.echo(text, err=True)

    return say


def _probe(kept: Path) -> None:
    """Find out before the first run whether there is a place for what comes of it."""
    try:
        result_file.probe(kept)
    except OSError as error:
        raise CrawlImpossible(f"cannot write {kept}: {error.strerror}") from None


def _save(result: Result, kept: Path) -> None:
    try:
        result_file.write(result, kept)
    except OSError as error:
        raise CrawlImpossible(f"cannot write {kept}: {error.strerror}") from None


def _show(result: Result) -> None:
    out = stdout()
    terminal.show(result, out, color=out.isatty())


def commands() -> Sequence[click.Command]:
    """Return the commands of `crawl bench`; the first word that is none of them is a URL."""
    return [
        CheckCommand(
            "run",
            callback=run,
            help=run.__doc__,
            params=[click.Argument(["url"], required=False, metavar="[URL]"), *bench_options.declare()],
        ),
        *bench_report.commands(),
    ]
