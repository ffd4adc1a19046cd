"""Owns what an option is: one that says which group of the help it belongs to."""

from __future__ import annotations

from typing import Any

import click


class Option(click.Option):
    """An option that says which group of the help it belongs to."""

    def __init__(self, group: str, *declarations: str, **settings: Any) -> None:
        super().__init__(declarations, **settings)
        self.group = group
