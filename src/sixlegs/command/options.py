"""Owns the list of options of a check, in the groups that help shows."""

from __future__ import annotations

from sixlegs import backends, report
from sixlegs.backends import clients, loops
from sixlegs.command import arguments, config, memory_options, request_options
from sixlegs.command.option import Option
from sixlegs.command.request_options import POLICY
from sixlegs.extract import PARSERS
from sixlegs.model import Verdict
from sixlegs.scope import SCOPES

FAIL_ON = frozenset({Verdict.BROKEN, Verdict.UNREACHABLE, Verdict.TIMEOUT, Verdict.ERROR})


def _strategy() -> list[Option]:
    group = "Strategy"
    return [
        Option(
            group,
            "-b",
            "--backend",
            type=arguments.Listed(backends.names),
            metavar="NAME",
            help="How the requests are made concurrent; `crawl backends` lists the names.  "
            f"[default: {backends.DEFAULT}, with the wire client and the fastest loop]",
        ),
        Option(
            group,
            "--client",
            type=arguments.Choice(*clients.NAMES),
            metavar="|".join(clients.NAMES),
            help="What speaks HTTP: the library people use with the backend, or our own exchange, the same on all.  "
            "[default: native where a backend is named]",
        ),
        Option(
            group,
            "--loop",
            type=arguments.Choice(*loops.NAMES),
            metavar="|".join(loops.NAMES),
            help="The event loop under the asyncio backend.  [default: asyncio where a backend is named]",
        ),
        Option(
            group,
            "-c",
            "--concurrency",
            type=arguments.Whole(1),
            metavar="N",
            help=f"Exchanges at a time.  [default: what the backend does best, {POLICY.concurrency} at most]",
        ),
        Option(
            group,
            "--per-host",
            type=arguments.Whole(1),
            metavar="N",
            help="Exchanges at a time with one origin.  [default: 8; 64 on loopback]",
        ),
        Option(
            group,
            "--delay",
            type=arguments.Seconds(zero=True),
            metavar="S",
            default=POLICY.delay,
            help="Seconds between the end of one exchange with an origin and the start of the next.  [default: 0]",
        ),
    ]


def _extent() -> list[Option]:
    group, pattern = "Extent", arguments.Pattern()
    return [
        Option(
            group,
            "-d",
            "--depth",
            type=arguments.Whole(0),
            metavar="N",
            help="Check links up to N clicks from the start; 1 is the start page's own links.  [default: no limit]",
        ),
        Option(group, "--max-urls", type=arguments.Whole(1), metavar="N", help="Check N URLs at most."),
        Option(group, "--max-time", type=arguments.Seconds(), metavar="S", help="Stop after S seconds, with a report."),
        Option(
            group,
            "--scope",
            type=arguments.Choice(*SCOPES),
            metavar="|".join(SCOPES),
            default=POLICY.scope,
            show_default=True,
            help="Which pages are searched for links: those that share this with a start URL.",
        ),
        Option(
            group,
            "--root",
            type=arguments.Folder(),
            metavar="DIR",
            help="Where the absolute links of local files begin.  [default: the folder given, or the repository]",
        ),
        Option(
            group,
            "--remap",
            type=(arguments.Beginning(), str),
            metavar="FROM TO",
            multiple=True,
            help="Ask for TO, a URL or a local folder, where links say FROM: a site before it is published.",
        ),
        Option(group, "--include", type=pattern, metavar="RE", multiple=True, help="Check only URLs that match."),
        Option(
            group,
            "--exclude",
            type=pattern,
            metavar="RE",
            multiple=True,
            help="Check no URL that matches; wins over --include.",
        ),
        Option(
            group,
            "--explain",
            metavar="URL",
            help="Say what a crawl from here would do with URL, and why; nothing is crawled.",
        ),
        Option(group, "--no-traps", is_flag=True, help="Go on where a site seems to have no end."),
        Option(
            group, "--sitemap", is_flag=True, help="Start from the site's sitemaps too; say what only they lead to."
        ),
        Option(group, "--no-external", is_flag=True, help="Do not check links that lead out of the scope."),
    ]


def _checking() -> list[Option]:
    group = "Checking"
    return [
        Option(group, "--no-fragments", is_flag=True, help="Do not check that #fragments are there."),
        Option(
            group,
            "--external-fragments",
            is_flag=True,
            help="Look for #fragments outside the scope too; a missing one is a note.",
        ),
        Option(
            group,
            "--soft-404",
            is_flag=True,
            help="Find out where the site says 200 to what is not there; a page like that gets a note.",
        ),
        Option(
            group,
            "--fail-on",
            type=arguments.Verdicts(),
            metavar="LIST",
            default=FAIL_ON,
            help="Verdicts that make the exit code 1, or none.  [default: broken,unreachable,timeout,error]",
        ),
        Option(
            group,
            "--accept",
            type=arguments.Codes(),
            metavar="CODES",
            default=frozenset(),
            help="Status codes that are ok besides 200..299, as in 403,500..503.",
        ),
        request_options.number(
            group, "--max-redirects", 0, POLICY.max_redirects, "Redirects that one link may lead through."
        ),
        request_options.number(group, "--retries", 0, POLICY.retries, "Further tries after a failure that may pass."),
        Option(
            group,
            "--no-second-look",
            is_flag=True,
            help="Do not ask once more, at the end, for what has failed to the last retry.",
        ),
        Option(
            group,
            "--timeout",
            type=arguments.Seconds(),
            metavar="S",
            default=POLICY.timeout,
            help="Seconds for one exchange as a whole, from name look-up to last byte.  [default: 20]",
        ),
        Option(
            group, "--show-redirects", is_flag=True, help="List each link that has moved for good, and its new address."
        ),
        Option(group, "--ignore-robots", is_flag=True, help="Check what robots.txt forbids."),
        Option(group, "--lazy", is_flag=True, help="Check data-src and data-srcset too, which scripts load later."),
        Option(group, "--nofollow", is_flag=True, help="Skip links marked rel=nofollow."),
        Option(
            group,
            "--parser",
            type=arguments.Choice(*PARSERS),
            metavar="|".join(PARSERS),
            default=POLICY.parser,
            show_default=True,
            help="What reads the HTML.",
        ),
    ]


def _output() -> list[Option]:
    group = "Output"
    return [
        Option(
            group,
            "-f",
            "--format",
            "formats",
            type=arguments.Destination(),
            metavar="NAME[:FILE]",
            multiple=True,
            help=f"Report as {', '.join(report.FORMATS)}; to a file if one is named; may be given more than once.",
        ),
        Option(group, "-o", "--output", metavar="FILE", help="Where the format goes that names no file itself."),
        Option(group, "-v", "--verbose", is_flag=True, help="List what was skipped, and each place of a failing link."),
        Option(group, "-q", "--quiet", is_flag=True, help="In the text report, only what failed; no progress."),
        Option(group, "--progress/--no-progress", default=None, help="Say how far it is.  [default: on a terminal]"),
        Option(
            group,
            "--color",
            type=arguments.Choice("auto", "always", "never"),
            metavar="auto|always|never",
            default="auto",
            show_default=True,
            help="Colours; auto is on a terminal, unless NO_COLOR is set.",
        ),
    ]


def declare() -> list[Option]:
    """Return all options, in the order of the help."""
    options = [
        *_strategy(),
        *_extent(),
        *_checking(),
        *request_options.declare(),
        *_output(),
        *memory_options.declare(),
        *config.declare(),
    ]
    return [option.named_there() for option in options]
