"""Owns how the command line reads: a first word that is no sub-command is a URL, and help shows what one would ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from sixlegs.command.option import Option

DEFAULT = "check"


_WHOLE = 10_000  # characters: more than any first sentence has, so that none is cut
COLUMN = 26  # where the text of an option begins, in every group alike
SETTINGS = {"max_content_width": 100, "help_option_names": ["-h", "--help"]}


class CheckCommand(click.Command):
    """A command that shows its options in groups."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, group by group."""
        _write(formatter, ctx, self.get_params(ctx))


class LaterGroup(click.Group):
    """Commands whose module is imported once one of them is asked for; it has them as `commands()`.

    With a `default`, a first word that is none of them is an argument of that one.
    """

    def __init__(self, name: str, module: str, *, default: str = "", **settings: Any) -> None:
        super().__init__(name, **settings)
        self._module = module
        self._default = default

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name them."""
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one."""
        self._load()
        return super().get_command(ctx, cmd_name)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command in where none is named."""
        self._load()
        if self._default and (not args or args[0] not in {*self.commands, *ctx.help_option_names}):
            check_mistyped(ctx, args[0] if args else "", self.commands)
            args = [self._default, *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write both ways of use, where there is a default command."""
        default = self.commands.get(self._default)
        if default is not None:
            arguments = [param.make_metavar(ctx) for param in default.params if isinstance(param, click.Argument)]
            formatter.write_usage(ctx.command_path, " ".join([*arguments, "[OPTIONS]"]))
        prefix = " " * len("Usage: ") if default is not None else None
        formatter.write_usage(ctx.command_path, "COMMAND [OPTIONS]", prefix=prefix)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options of the default one."""
        _write_commands(formatter, ctx, self)
        default = self.commands.get(self._default)
        _write(formatter, ctx, [*(default.params if default else ()), *self.get_params(ctx)])

    def _load(self) -> None:
        if not self.commands:
            for command in import_module(self._module).commands():
                self.add_command(command)


class CrawlGroup(click.Group):
    """A group whose default command is the check, so that `crawl URL` is all one needs to know.

    The commands named in `later` are imported from a module once one of them is asked for; it has them as `commands()`.
    """

    def __init__(self, name: str, *, later: Mapping[str, str], **settings: Any) -> None:
        super().__init__(name, **settings)
        self._later = later

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete sub-commands, and the default one's options."""
        found = super().shell_complete(ctx, incomplete)
        return [*found, *self.commands[DEFAULT].shell_complete(ctx, incomplete)] if incomplete else found

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one; those that are seldom asked for are imported then."""
        if cmd_name in self._later and cmd_name not in self.commands:
            for command in import_module(self._later[cmd_name]).commands():
                self.add_command(command)
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name them."""
        return sorted({*super().list_commands(ctx), *self._later})

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command in where none is named."""
        own = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        if args and args[0] not in own and args[0] not in self.commands and args[0] not in self._later:
            check_mistyped(ctx, args[0], [*self.commands, *self._later])
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write both ways of use."""
        formatter.write_usage(ctx.command_path, "URL... [OPTIONS]")
        formatter.write_usage(ctx.command_path, "COMMAND [OPTIONS]", prefix=" " * len("Usage: "))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sub-commands, then the options of the default one, then the group's own."""
        _write_commands(formatter, ctx, self)
        _write(formatter, ctx, [*self.commands[DEFAULT].params, *self.get_params(ctx)])


def check_mistyped(ctx: click.Context, word: str, commands: Iterable[str]) -> None:
    """Fail where a word is nearly a sub-command, and neither an address nor a file."""
    close = get_close_matches(word, list(commands), n=1, cutoff=0.75)
    if close and word.isalpha() and not Path(word).exists():
        raise click.UsageError(f"there is no command {word!r}: did you mean {close[0]}?", ctx)


def short(command: click.Command) -> str:
    """Return what help says of a command in the list of its group: its first sentence, whole."""
    return command.get_short_help_str(_WHOLE)


def _write_commands(formatter: click.HelpFormatter, ctx: click.Context, group: click.Group) -> None:
    found = [(name, group.get_command(ctx, name)) for name in group.list_commands(ctx)]
    with formatter.section("Commands"):
        formatter.write_dl([(name, short(command)) for name, command in found if command is not None])


def _write(formatter: click.HelpFormatter, ctx: click.Context, parameters: Sequence[click.Parameter]) -> None:
    groups: dict[str, list[tuple[str, str]]] = {}
    for parameter in parameters:
        record = parameter.get_help_record(ctx)
        if record is not None and isinstance(parameter, click.Option):
            group = parameter.group if isinstance(parameter, Option) else "Help"
            groups.setdefault(group, []).append((f"{record[0]:<{COLUMN}}", record[1]))
    for title, records in groups.items():
        with formatter.section(title):
            formatter.write_dl(records, col_max=COLUMN)
