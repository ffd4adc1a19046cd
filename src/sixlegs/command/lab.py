"""Owns `crawl lab serve`: serves a site of the lab until a signal comes; knows no site."""

from __future__ import annotations

import signal
import socket
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from sixlegs import lab
from sixlegs.command import arguments
from sixlegs.command.group import CheckCommand
from sixlegs.command.option import Option
from sixlegs.errors import CrawlImpossible, UsageError
from sixlegs.lab.generated import plan

_DEFAULT = "generated"
_ENDINGS = frozenset({signal.SIGINT, signal.SIGTERM})


def serve(site: str, **settings: Any) -> int:
    """Serve a site to try a crawler on, on this machine only, until Ctrl-C."""
    module = import_module(lab.SITES[site])
    wanted = {name: value for name, value in settings.items() if value not in (None, False)}
    _check(site, wanted, module.TAKES)
    _check_port(wanted.get("port", 0))
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)  # none is missed, wherever it comes
    with module.serve(wanted) as urls:
        for url in urls:
            click.echo(url)
        signal.sigwait(_ENDINGS)
    return 0


def _check(site: str, wanted: Mapping[str, Any], takes: frozenset[str]) -> None:
    foreign = [option.opts[0] for option in declare() if option.name in set(wanted) - takes and option.name != "site"]
    if foreign:
        raise UsageError(f"{' and '.join(foreign)} mean nothing to the site {site!r}")


def _check_port(port: int) -> None:
    """Say in a line that a port is taken, which the process that serves could only say in many."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as whoever listens on it later does
        try:
            tried.bind(("127.0.0.1", port))
        except OSError as error:
            raise CrawlImpossible(f"cannot listen on port {port}: {error.strerror}") from None


class Share(arguments.Text):
    """A number from 0 to 1."""

    def read(self, text: str) -> float:
        """Return the number."""
        try:
            number = float(text)
        except ValueError:
            number = -1.0
        if 0 <= number <= 1:
            return number
        raise ValueError(f"it must be a number from 0 to 1, as in 0.3, not {text!r}")


class Milliseconds(arguments.Text):
    """A time, in milliseconds unless it says `s`."""

    def read(self, text: str) -> float:
        """Return the milliseconds."""
        number, factor = (text[:-2], 1.0) if text.endswith("ms") else (text.removesuffix("s"), 1000.0)
        try:
            return arguments.Seconds(zero=True).read(number) * (factor if text.endswith("s") else 1.0)
        except ValueError:
            raise ValueError(f"it must be a number of milliseconds, as in 20 or 0.5s, not {text!r}") from None


class Port(arguments.Text):
    """A port to listen on."""

    def read(self, text: str) -> int:
        """Return the port."""
        number = arguments.Whole(1).read(text)
        if number < 2**16:
            return number
        raise ValueError(f"it must be a port, 1 to 65535, not {text!r}")


def declare() -> list[Option]:
    """Return the options of `crawl lab serve`."""
    group, made = "Site", "Generated site"
    share, whole = Share(), arguments.Whole(1)
    usual = plan.Plan()
    return [
        Option(
            group,
            "--site",
            type=arguments.Choice(*lab.SITES),
            metavar="|".join(lab.SITES),
            default=_DEFAULT,
            show_default=True,
            help="Which one.",
        ),
        Option(
            group, "--port", type=Port(), metavar="N", help="Where it listens, on 127.0.0.1.  [default: a free one]"
        ),
        Option(group, "--seed", type=whole, metavar="N", help="What all chance in it comes from.  [default: 1]"),
        Option(
            made,
            "--shape",
            type=arguments.Choice(*plan.SHAPES),
            metavar="|".join(plan.SHAPES),
            help=f"How its pages hang together.  [default: {usual.shape}]",
        ),
        Option(made, "--pages", type=whole, metavar="N", help=f"How many.  [default: {usual.pages}]"),
        Option(made, "--links", type=whole, metavar="N", help=f"Links on a page.  [default: {usual.links}]"),
        Option(made, "--size", type=arguments.Size(), metavar="N", help=f"Bytes of a page.  [default: {usual.size}]"),
        Option(
            made,
            "--latency",
            "latency_ms",
            type=Milliseconds(),
            metavar="MS",
            help="Milliseconds from a request to its answer.  [default: 0]",
        ),
        Option(
            made,
            "--distribution",
            "pace",
            type=arguments.Choice(*plan.PACES),
            metavar="|".join(plan.PACES),
            help=f"How the latency spreads over the URLs.  [default: {usual.pace}]",
        ),
        Option(made, "--errors", type=share, metavar="SHARE", help="Share of the leaf pages that fail."),
        Option(made, "--hangs", type=share, metavar="SHARE", help="Share of them that never answer."),
        Option(made, "--redirects", type=share, metavar="SHARE", help="Share of the pages behind redirects."),
        Option(made, "--hosts", type=whole, metavar="N", help="Hosts, on 127.0.0.1, 127.0.0.2 and so on."),
        Option(made, "--tls", is_flag=True, help="Serve https, with a certificate that signs itself (--insecure)."),
    ]


def commands() -> list[click.Command]:
    """Return the commands of `crawl lab`."""
    return [CheckCommand("serve", callback=serve, help=serve.__doc__, params=list(declare()))]
