"""Owns the commands that spare typing: a configuration file to begin with, completion, the manual page.

All are made from the list of options, and so never out of date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from sixlegs import __version__
from sixlegs.command import arguments, config
from sixlegs.command.group import short
from sixlegs.command.option import PREFIX, Option
from sixlegs.errors import CrawlImpossible, UsageError

SHELLS = ("bash", "fish", "zsh")
WIDTH = 100
EXAMPLES = {  # of what a metavar does not show how to write
    "backend": "asyncio",
    "remap": [["https://my.site", "./public"]],
    "fail-on": ["broken", "unreachable"],
    "accept": "403,500..503",
    "header-for": [["https://api.my.site", "X-Key: value"]],
    "login": "https://my.site/login",
    "login-field": ["user=me", "password=env:SITE_PASSWORD"],
    "proxy": "http://proxy.my.site:3128",
    "format": ["text", "json:report.json"],
    "fail-after": "3",
}
NUMBERS = {"N": "10", "S": "60"}  # what stands in a sample for a number


def commands() -> list[click.Command]:
    """Return them."""
    shell = click.Argument(["shell"], type=arguments.Choice(*SHELLS), metavar="|".join(SHELLS))
    return [
        click.Command("init", callback=init, help=init.__doc__),
        click.Command("completion", callback=completion, help=completion.__doc__, params=[shell]),
        click.Command("man", callback=man, help=man.__doc__),
    ]


@click.pass_context
def init(ctx: click.Context) -> int:
    """Write a sixlegs.toml that has every option, commented out."""
    path = Path(config.FILE)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write("\n".join(_sample(_checks(ctx))) + "\n")
    except FileExistsError:
        raise UsageError(f"there is a {path} already") from None
    except OSError as error:
        raise CrawlImpossible(f"cannot write {path}: {error.strerror}") from error
    click.echo(f"wrote {path}")
    return 0


@click.pass_context
def completion(ctx: click.Context, shell: str) -> int:
    """Print what makes a shell complete `crawl`."""
    found = get_completion_class(shell)
    assert found is not None  # SHELLS are those that it knows
    click.echo(found(ctx.find_root().command, {}, "crawl", "_CRAWL_COMPLETE").source())
    return 0


@click.pass_context
def man(ctx: click.Context) -> int:
    """Print the manual page, as in `crawl man > crawl.1`."""
    click.echo("\n".join(_manual(ctx.find_root())))
    return 0


def _checks(ctx: click.Context) -> list[Option]:
    group = ctx.find_root().command
    assert isinstance(group, click.Group)
    return [option for option in group.commands["check"].params if isinstance(option, Option)]


def _sample(options: list[Option]) -> Iterator[str]:
    yield "# What `crawl` does in this folder. Precedence: command line, environment (SIXLEGS_*), this file, default."
    yield ""
    yield '# urls = ["https://my.site/"]  # then `crawl check` is all to type'
    named = config.keys(options)
    for group, members in groupby(named.items(), lambda each: each[1].group):
        yield f"\n# {group}"
        for key, option in members:
            yield "#"
            yield from (f"# {line}" for line in _wrapped(option.help or ""))
            yield f"# {key} = {_example(option)}"


def _example(option: Option) -> str:
    if option.is_flag:
        return "true" if option.default is not True else "false"
    if isinstance(option.default, int | float | str):
        return json.dumps(option.default)
    if option.key in EXAMPLES:
        return json.dumps(EXAMPLES[option.key])
    metavar = str(option.metavar)
    text = NUMBERS.get(metavar) or json.dumps(metavar.partition("|")[0].strip("'"))
    return f"[{text}]" if option.multiple else text


def _wrapped(text: str) -> list[str]:
    return click.wrap_text(text, WIDTH - 2).splitlines()


def _manual(ctx: click.Context) -> Iterator[str]:
    group = ctx.command
    assert isinstance(group, click.Group)
    yield f'.TH CRAWL 1 "" "sixlegs {__version__}" "User Commands"'
    yield ".SH NAME\ncrawl \\- find the broken links of a website"
    yield ".SH SYNOPSIS\n.B crawl\n.I URL...\n[\\fIOPTIONS\\fR]\n.br\n.B crawl\n.I COMMAND\n[\\fIOPTIONS\\fR]"
    yield f".SH DESCRIPTION\n{_roff(group.help or '')}"
    yield ".SH COMMANDS"
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        yield f".TP\n.B {_roff(name)}\n{_roff(short(command) if command else '')}"
    for title, members in groupby(_checks(ctx), lambda option: option.group):
        yield f".SH {title.upper()} OPTIONS"
        for option in members:
            record = option.get_help_record(ctx)
            assert record is not None  # no option is hidden
            yield f".TP\n.B {_roff(record[0])}\n{_roff(record[1])}"
    yield f".SH ENVIRONMENT\nEach option of a check can be set by {PREFIX} and its name, as in {PREFIX}MAX_TIME=60."
    yield f".SH FILES\n.TP\n.B {config.FILE}"
    yield f"Options by their names; else the table [tool.{config.TABLE}] in {config.PROJECT}."
    yield ".SH EXIT STATUS"
    for code, meaning in (
        ("0", "Nothing failed."),
        ("1", "Links failed."),
        ("2", "Wrong usage or configuration."),
        ("3", "The crawl could not be done, or not be reported or remembered."),
        ("130, 143", "Interrupted, terminated; the report is written all the same."),
    ):
        yield f".TP\n.B {code}\n{meaning}"


def _roff(text: str) -> str:
    """Return text in which nothing is taken for a request or an escape."""
    text = re.sub(r"\s+", " ", text.replace("\b", "")).strip()
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return "\\&" + text if text.startswith((".", "\\(aq")) else text
