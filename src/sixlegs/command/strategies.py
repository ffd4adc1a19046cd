"""Owns `crawl backends`: what strategies there are, in lines that fit the terminal; in a pipe each has one line."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from textwrap import wrap

import click

from sixlegs import backends, errors

_COLUMN = 16
_NARROW = 64  # columns; in fewer, the text stands below the names
_INDENT = "    "


def show() -> int:
    """List the concurrency strategies: name, HTTP library, and what each is."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for name in backends.names():
        try:
            backend = backends.load(name)
        except errors.CrawlImpossible as error:
            words = [name, f"not installed: {error}"]
        else:
            words = [name, backend.native, backend.summary]
        for line in lines(words, width):
            click.echo(line)
    return 0


def lines(words: list[str], width: int | None) -> Iterator[str]:
    """Lay out names and a text, in so many columns or without bounds."""
    *names, text = words
    head = "".join(f"{name:<{_COLUMN}}" for name in names)
    if width is None:
        yield head + text
    elif width < _NARROW:
        yield head.rstrip()
        yield from wrap(text, width, initial_indent=_INDENT, subsequent_indent=_INDENT)
    else:
        yield from wrap(text, width, initial_indent=head, subsequent_indent=" " * len(head))
