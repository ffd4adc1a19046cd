"""Owns the command `crawl`: the one place where options, core, backend and reports are put together."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import click

from sixlegs import __version__, backends, errors, local
from sixlegs.command import diff, options, policy, starts, strategies
from sixlegs.command.group import SETTINGS, CheckCommand, CrawlGroup, LaterGroup
from sixlegs.command.option import Option
from sixlegs.command.outputs import Look, Outputs, destinations
from sixlegs.model import Policy
from sixlegs.report.escape import escape
from sixlegs.urls import masked

OK, USAGE, IMPOSSIBLE, INTERRUPTED = 0, 2, 3, 130
UNWRITABLE = frozenset({errno.EBADF, errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT})
FETCHING = frozenset({"Strategy", "Extent", "Checking", "Requests", "Safety"})

# The backend is loaded before anything that imports ssl, which gevent has to patch first: hence imports in functions.


def check(urls: Sequence[str], **values: Any) -> int:
    """Check every link of the sites that the URLs begin."""
    begin = starts.read(urls, values["root"], values["remap"])
    wanted = destinations(values["formats"], values["output"])
    if any(each.format == "sitemap" for each in wanted) and not local.home(begin.urls, begin.remap):
        raise errors.UsageError("a sitemap has addresses, and local files have none: name theirs by --remap FROM TO")
    choice = backends.choose(values["backend"], values["client"], values["loop"])
    backend = backends.load(choice.backend)
    backend.patch()
    from sixlegs.command import memory, session  # noqa: PLC0415 - see above

    values |= {"client": choice.client, "loop": choice.loop, "root": begin.root, "remap": begin.remap}
    asked = policy.policy(values, concurrency(values["concurrency"], backend))
    if values["explain"] is not None:
        return session.explain(values["explain"], begin.urls, asked, backend)
    names = ("state", "resume", "baseline", "write_baseline", "cache", "cache_age", "fail_after")
    remembered = memory.Wanted(**{name: values[name] for name in names}, failing=values["fail_on"])
    look = Look(values["color"], verbose=values["verbose"], quiet=values["quiet"], redirects=values["show_redirects"])
    look = look._replace(failing=values["fail_on"])
    if any(masked(url) != url for url in begin.urls):
        complain("the login in a start URL is left out: --auth sends one")
    with Outputs(wanted, look) as outputs:
        asked = logged_in(begin.urls, asked)
        progress = wants_progress(values, outputs)
        outcome = session.crawl(begin.urls, asked, backend, outputs, remembered, progress=progress, words=begin.words)
    if outcome.trouble:
        complain(outcome.trouble)
    if values["header"] and (elsewhere := outcome.elsewhere()):
        complain(f"--header was not sent to {elsewhere}, where a start URL redirects: start there to have it sent")
    for url in outcome.fixed:
        click.echo(f"fixed, and can leave {values['baseline']}: {escape(url)}", err=True)
    if asked.login is not None and outcome.all_lead_to(asked.login):
        complain(f"the login had no effect: {escape(begin.urls[0])} leads to its page all the same")
        return IMPOSSIBLE
    return outcome.exit_code(values["fail_on"])


def fix_redirects(urls: Sequence[str], **values: Any) -> int:
    """Check local files, and show a patch that gives links which have moved for good their new addresses."""
    begin = starts.read(urls, values["root"], values["remap"])
    choice = backends.choose(values["backend"], values["client"], values["loop"])
    backend = backends.load(choice.backend)
    backend.patch()
    from sixlegs.command import fixing  # noqa: PLC0415 - see above

    values |= {
        "client": choice.client,
        "loop": choice.loop,
        "root": begin.root,
        "remap": begin.remap,
        "show_redirects": True,
    }
    asked = policy.policy(values, concurrency(values["concurrency"], backend))
    asked = logged_in(begin.urls, asked)
    outcome = fixing.fix(begin, asked, backend, write=values["write"])
    if outcome.trouble:
        complain(outcome.trouble)
    return outcome.exit_code(frozenset())


def demo(backend: str | None, client: str | None, loop: str | None, color: str) -> int:
    """Crawl a small site with planted faults, served on this machine."""
    choice = backends.choose(backend, client, loop)
    loaded = backends.load(choice.backend)
    from sixlegs import demo as site  # noqa: PLC0415 - see above

    return site.show(loaded, choice, Look(color))


def concurrency(asked: int | None, backend: backends.Backend) -> int:
    """Return how many exchanges go on at a time: what is asked for, within what the backend can do."""
    wanted = asked or backend.concurrency
    if backend.limit is not None and wanted > backend.limit:
        complain(f"--concurrency {wanted} becomes {backend.limit}, the most that {backend.name} can do")
        return backend.limit
    from sixlegs.backends import descriptors  # noqa: PLC0415 - see above

    most = descriptors.exchanges(backend.descriptors)
    if wanted > most:
        complain(f"--concurrency {wanted} becomes {most}: this system allows {descriptors.allowed()} open files")
        return most
    return wanted


def logged_in(start_urls: Sequence[str], asked: Policy) -> Policy:
    """Log in where that is asked for; return the policy with what it has brought."""
    if asked.login is None:
        if asked.login_fields:
            raise errors.UsageError("--login-field needs to know the page of the form: add --login URL")
        return asked
    if not asked.login_fields:
        raise errors.UsageError("--login needs to know what to fill in: add --login-field NAME=VALUE")
    from sixlegs.command import login  # noqa: PLC0415 - see above

    return login.signed_in(start_urls, asked)


def wants_progress(values: Mapping[str, Any], outputs: Outputs) -> bool:
    """Say whether progress is shown: as asked for, else on a terminal that nothing else is written to meanwhile."""
    if values["progress"] is not None:
        return bool(values["progress"])
    return sys.stderr.isatty() and not values["quiet"] and not outputs.streams_to_terminal


def complain(message: str) -> None:
    """Say in one line what is wrong."""
    with suppress(OSError):  # nobody listens
        click.echo(f"crawl: {escape(' '.join(message.split()))}", err=True)


def run(args: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    try:
        return int(COMMANDS.main(args, prog_name="crawl", standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return USAGE
    except click.ClickException as error:
        hint = " (crawl --help shows all)" if isinstance(error, click.NoSuchOption | click.MissingParameter) else ""
        complain(error.format_message() + hint)
        return USAGE
    except errors.UsageError as error:
        complain(str(error))
        return USAGE
    except errors.CrawlImpossible as error:
        if str(error):
            complain(str(error))
        return IMPOSSIBLE
    except click.Abort:
        return INTERRUPTED


def main() -> None:
    """Run the command and end with its exit code; a reader who has gone away is no reason for a traceback.

    All that is to be written has been written then, and nothing is left running: the process ends at once, which spares
    the time that it takes to free millions of objects one by one.
    """
    code = OK
    try:
        code = run()
        sys.stdout.flush()
    except BrokenPipeError:
        code = code or IMPOSSIBLE
    except Exception as error:  # noqa: BLE001 - a bug is no broken link: the exit code says which
        if not isinstance(error, OSError) or error.errno not in UNWRITABLE:
            code = bug()
        elif not code:  # else what is wrong has been said
            complain(f"cannot write to standard output: {error.strerror}")
            code = IMPOSSIBLE
    os._exit(code)


def bug() -> int:
    """Show the exception that nobody expected, with one line on what it is; return the exit code."""
    import traceback  # noqa: PLC0415 - for this alone

    with suppress(OSError):
        traceback.print_exc()
    complain("this is a bug in sixlegs: please report it, with the lines above")
    return IMPOSSIBLE


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    if wanted:
        click.echo(f"sixlegs {__version__}")
        ctx.exit()


def _named(*names: str) -> list[click.Parameter]:
    return [option for option in options.declare() if option.name in names]


COMMANDS = CrawlGroup(
    "crawl",
    help="Find the broken links of a website: on which page and line each one stands, and why it is broken.\n\n"
    "URL is where to begin, or a local file or folder; - reads them from standard input, one a line.",
    no_args_is_help=True,
    context_settings=SETTINGS,
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
            help="Show the version and exit.",
        )
    ],
    later=dict.fromkeys(("completion", "init", "man"), "sixlegs.command.comfort")
    | {"history": "sixlegs.command.history"},
    commands=[
        CheckCommand(
            "check",
            callback=check,
            help="Check every link; the word check can be left out.",
            params=[click.Argument(["urls"], nargs=-1, required=True, metavar="URL..."), *options.declare()],
        ),
        CheckCommand(
            "fix-redirects",
            callback=fix_redirects,
            help=fix_redirects.__doc__,
            params=[
                click.Argument(["urls"], nargs=-1, required=True, metavar="PATH..."),
                *(option for option in options.declare() if option.group in FETCHING),
                Option("Output", "--write", is_flag=True, help="Change the files instead of showing a patch."),
            ],
        ),
        CheckCommand("demo", callback=demo, help=demo.__doc__, params=_named("backend", "client", "loop", "color")),
        click.Command("backends", callback=strategies.show, help=strategies.show.__doc__),
        diff.command(),
        LaterGroup(
            "bench",
            "sixlegs.command.bench",
            default="run",
            short_help="Compare concurrency strategies side by side.",
            help="Compare concurrency strategies side by side, on a made-up site or on URL, and say how sure the "
            "differences are.\n\nEvery run is a process of its own. In each block everyone runs once, in a new random "
            "order, and what is compared is compared within blocks.\n\nURL should be your own server: all requests "
            "at a time go to its one host.",
        ),
        LaterGroup("lab", "sixlegs.command.lab", help="Sites to try a crawler on, served on this machine."),
    ],
)
