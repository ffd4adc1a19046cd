"""Owns the options of what is sent to servers, and of what is taken from them at most."""

from __future__ import annotations

from sixlegs.command import arguments, login_arguments
from sixlegs.command.option import Option
from sixlegs.model import Limits, Policy

POLICY = Policy()
LIMITS = Limits()


def declare() -> list[Option]:
    """Return them."""
    return [*_requests(), *_safety()]


def _requests() -> list[Option]:
    group = "Requests"
    return [
        Option(
            group,
            "--header",
            type=arguments.Header(),
            metavar="'K: V'",
            multiple=True,
            help="A header to send, to the start URLs' origins only.",
        ),
        Option(
            group,
            "--header-for",
            type=(arguments.Origin(), arguments.Header()),
            callback=lambda _ctx, _option, given: [(origin, *header) for origin, header in given],
            metavar="ORIGIN 'K: V'",
            multiple=True,
            help="A header to send to ORIGIN only, as in https://api.my.site.",
        ),
        Option(
            group,
            "--auth",
            type=arguments.Login(),
            metavar="USER:PASS",
            help="A login (Basic) to send, to the start URLs' origins only.",
        ),
        Option(
            group,
            "--cookies",
            type=arguments.Cookies(),
            metavar="FILE",
            help="Cookies to send, each to its own host, as a cookies.txt.",
        ),
        Option(
            group,
            "--login",
            type=login_arguments.Page(),
            metavar="URL",
            help="Log in before the crawl, by the form on this page.",
        ),
        Option(
            group,
            "--login-field",
            type=login_arguments.Field(),
            metavar="NAME=VALUE",
            multiple=True,
            help="What to fill in there; env:VARIABLE takes it from the environment, where no secret shows.",
        ),
        Option(
            group,
            "--user-agent",
            type=arguments.HeaderValue(),
            metavar="TEXT",
            default=POLICY.user_agent,
            show_default=True,
            help="The User-Agent header.",
        ),
        Option(
            group,
            "--proxy",
            "proxies",
            type=arguments.ProxyUrls(),
            metavar="URL",
            help="An HTTP proxy to go through, as http://[user:password@]host:port; env: those that the environment "
            "names, else it is not asked.",
        ),
        Option(group, "--insecure", is_flag=True, help="Accept any TLS certificate."),
        Option(
            group, "--ca", type=arguments.Certificates(), metavar="FILE", help="Certificates to trust, as a PEM file."
        ),
    ]


def _safety() -> list[Option]:
    group, size = "Safety", arguments.Size()
    return [
        Option(
            group,
            "--max-bytes",
            type=size,
            metavar="N",
            default=LIMITS.max_bytes,
            help="Bytes read of one body, as sent.  [default: 10MiB]",
        ),
        Option(
            group,
            "--max-inflated",
            type=size,
            metavar="N",
            default=LIMITS.max_inflated,
            help="Bytes kept of one body once decompressed.  [default: 50MiB]",
        ),
        Option(
            group,
            "--allow-private/--no-private",
            "private",
            default=None,
            help="Whether links may lead to private addresses.  [default: only where every start URL is private]",
        ),
        number(group, "--max-links", 1, LIMITS.max_links, "Links kept of one page."),
    ]


def number(group: str, name: str, least: int, default: int, text: str) -> Option:
    """Return an option that takes a whole number."""
    return Option(group, name, type=arguments.Whole(least), metavar="N", default=default, show_default=True, help=text)
