"""Owns what an option is: one that says which group of the help it belongs to, and has a name in the environment."""

from __future__ import annotations

from typing import Any

import click

PREFIX = "SIXLEGS_"


class Option(click.Option):
    """An option of some group. One that is to be read from the environment is `named_there`."""

    def __init__(self, group: str, *declarations: str, **settings: Any) -> None:
        super().__init__(declarations, **settings)
        self.group = group

    def named_there(self) -> Option:
        """Take the value from the environment where the command line has none; of several values each has a line."""
        self.envvar = PREFIX + self.key.replace("-", "_").upper()
        return self

    @property
    def key(self) -> str:
        """What a configuration file calls it: its long name without the dashes."""
        return next(name for name in self.opts if name.startswith("--")).removeprefix("--")

    def value_from_envvar(self, ctx: click.Context) -> Any:
        """Return what the environment says."""
        text = self.resolve_envvar_value(ctx)
        if text is None or not self.multiple:
            return text
        return [line.split(None, 1) for line in text.splitlines()] if self.nargs == 2 else text.splitlines()
