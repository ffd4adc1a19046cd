"""Owns the options of what is remembered from one run to the next."""

from __future__ import annotations

from pathlib import Path

import click

from sixlegs.command import arguments
from sixlegs.command.option import Option
from sixlegs.store import history


class FailAfter(arguments.Text):
    """A number of runs, or of days."""

    def read(self, text: str) -> history.Patience:
        """Return it."""
        return history.patience(text)


_FILE = click.Path(dir_okay=False, path_type=Path)


def declare() -> list[Option]:
    """Return them."""
    group = "Memory"
    return [
        Option(
            group, "--state", type=_FILE, metavar="FILE", help="Note down what is found, so that --resume can go on."
        ),
        Option(group, "--resume", is_flag=True, help="Go on with the crawl of --state, or begin it."),
        Option(
            group,
            "--baseline",
            type=_FILE,
            metavar="FILE",
            help="Known failures, which do not count: only new ones do.",
        ),
        Option(
            group, "--write-baseline", type=_FILE, metavar="FILE", help="Write what fails now as the known failures."
        ),
        Option(
            group, "--cache", type=_FILE, metavar="FILE", help="Keep what is good, and ask it again only if it changed."
        ),
        Option(
            group,
            "--cache-age",
            type=arguments.Seconds(zero=True),
            metavar="S",
            default=0.0,
            help="Seconds for which --cache answers without asking at all.  [default: 0]",
        ),
        Option(
            group,
            "--fail-after",
            type=FailAfter(),
            metavar="N|Nd",
            help="What fails counts once it has for N runs in a row, or for N days; --cache has the history.",
        ),
    ]
