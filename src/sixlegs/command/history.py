"""Owns `crawl history`: when each link broke, and whether it is mended, as the cache file has it."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from sixlegs.command import arguments
from sixlegs.command.group import CheckCommand
from sixlegs.command.option import Option
from sixlegs.report import document
from sixlegs.report.escape import escape, shorten
from sixlegs.store.history import DAY, GONE, MENDED, Outage
from sixlegs.store.sqlite import database, outages
from sixlegs.store.sqlite.cache import KIND

SCHEMA = 1
ENDINGS = {GONE: "no longer linked since", MENDED: "mended"}


def history(file: Path, urls: Sequence[str], form: str) -> int:
    """Tell when each link broke, from the file of --cache: since when, for how many runs, when it was last ok.

    With URLs, tell of those only; one without a #fragment stands for those with.
    """
    with database.reading(file, KIND) as opened:
        found = [outage for outage in outages.all_of(opened) if not urls or is_asked(outage.url, urls)]
        fine = {url: outages.fine(opened, url) for url in urls}
        runs, latest = outages.runs(opened)
    open_now = {outage.url for outage in found if outage.ended is None}
    tell = as_json if form == "json" else as_text
    for line in tell(found, {url: at for url, at in fine.items() if url not in open_now}, (runs, latest)):
        click.echo(line)
    return 0


def is_asked(url: str, asked: Collection[str]) -> bool:
    """Say whether a URL is one of those that were asked about."""
    return url in asked or url.partition("#")[0] in asked


def as_json(found: Iterable[Outage], fine: dict[str, float | None], extent: tuple[int, float | None]) -> Iterator[str]:
    """Give the one line for programs."""
    runs, latest = extent
    rows = [{"failing": each.ended is None, **each._asdict(), **_times(each)} for each in found]
    told: dict[str, Any] = {"schema": SCHEMA, "runs": runs, "latest": _iso(latest), "outages": rows}
    yield document.line(told | ({"ok": {url: _iso(at) for url, at in fine.items()}} if fine else {}))


def as_text(found: Sequence[Outage], fine: dict[str, float | None], extent: tuple[int, float | None]) -> Iterator[str]:
    """Give the lines for people: what fails first, the oldest at the top."""
    now = [each for each in found if each.ended is None]
    before = [each for each in found if each.ended is not None]
    yield from _section("Failing", now)
    yield from _section("Over", before)
    for url, at in fine.items():
        yield f"{escape(url)}: " + (f"ok on {_said(at)}" if at is not None else "nothing is known of it")
    if fine:
        yield ""
    mended = sum(each.ending != GONE for each in before)
    yield (
        f"{len(now)} failing, {mended} mended, {len(before) - mended} no longer linked; "
        f"{_plural(extent[0], 'run')}{f', the last on {_said(extent[1])}' if extent[1] is not None else ''}."
    )


def _section(title: str, found: Sequence[Outage]) -> Iterator[str]:
    if found:
        yield title
        for each in found:
            yield f"  {escape(each.url)}"
            yield f"      {_what(each)} {_when(each)}"
        yield ""


def _what(each: Outage) -> str:
    return shorten(f"{each.verdict} ({each.reason}{'' if each.status is None else f' {each.status}'})", 80)


def _when(each: Outage) -> str:
    before = "never seen ok" if each.ok is None else f"last ok on {_said(each.ok)}"
    if each.ended is not None:
        ending = ENDINGS.get(str(each.ending), "over since")
        return f"from {_said(each.since)}, {_plural(each.runs, 'run')}; {ending} {_said(each.ended)}"
    days = int(max(0.0, time.time() - each.since) // DAY)
    return f"since {_said(each.since)} ({_plural(days, 'day')}, {_plural(each.runs, 'run')} in a row); {before}"


def _times(each: Outage) -> dict[str, str | None]:
    return {name: _iso(getattr(each, name)) for name in ("since", "latest", "ok", "ended")}


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):  # a clock that was far out
        return None


def _iso(seconds: float | None) -> str | None:
    moment = None if seconds is None else _moment(seconds)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None


def _said(seconds: float) -> str:
    moment = _moment(seconds)
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "an unknown day"


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def declare() -> list[Option]:
    """Return the options."""
    form = arguments.Choice("text", "json")
    return [
        Option("Output", "--format", "form", type=form, metavar="text|json", default="text", help="How to tell it.")
    ]


def commands() -> list[click.Command]:
    """Return the command."""
    file = click.Argument(["file"], type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
    urls = click.Argument(["urls"], nargs=-1, metavar="[URL...]")
    return [CheckCommand("history", callback=history, help=history.__doc__, params=[file, urls, *declare()])]
