"""Owns the catalogue: what a crawler meets, in numbered paragraphs, and which rows of the table show each."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple


class Law(NamedTuple):
    """One paragraph: what is required, and a pattern of the ids of the rows that show it."""

    id: str
    words: str
    rows: str


# The first that fits a row has it.
LAWS = (
    Law("R01", "a redirect in a circle is `redirect-loop`, known at the first repetition", r"(self-)?loop.*"),
    Law("R02", "as many redirects as allowed are followed, and no more", r"chain|as-many-as-allowed|into-the-middle"),
    Law("R03", "one redirect too many is `redirect-limit`, not a page", r"one-too-many|no-end"),
    Law("R04", "Location is resolved against the hop that it came from", r"30[12378]|final-url-is-the-base|.*leaf"),
    Law(
        "R05",
        "a redirect to nowhere is `bad-redirect`; a 300 need not lead anywhere; an unasked 304 is no answer",
        r"with-empty-location|(300-)?without-location|unasked-304",
    ),
    Law("R06", "two Locations that differ are no answer; the same twice is one", r"two-locations|location-twice"),
    Law(
        "R07",
        "fragments go along, that of Location wins, and the final page is searched",
        r".*fragment-(of|goes).*|location-with.*",
    ),
    Law("R10", "only http and https are fetched, whatever a redirect says", r"to-(ftp|file|data|script|gopher)"),
    Law(
        "R11",
        "Location is read as a browser reads it, and never kills",
        r"to-(space|backslash|tab|long|latin|half|port|bad|no-host).*|raw-utf-8",
    ),
    Law("R12", "a meta refresh is a link like any other", r".*refresh.*"),
    Law("R14", "where a redirect leads is judged like any link: robots, scope, reach", r"to-.*|external-redirect"),
    Law("R15", "the body of a redirect is not read for ever", r"endless-redirect|redirect-with-bomb"),
    Law("T01", "a head that drips ends at the deadline of the whole exchange", r"dripping-header"),
    Law("T02", "so does a body that drips; one that nobody wants is not waited for", r"dripping-(body|unwanted)"),
    Law("T03", "so does silence, at whatever point", r"silent|.*-and-no-more"),
    Law(
        "T04",
        "interim answers are skipped, and not for ever",
        r"(framing-)?(endless-(interim|early-hints)|ten-interim|early-hints)",
    ),
    Law(
        "T05",
        "a body without end is cut at `--max-bytes`; a body that nobody wants is not read",
        r"flood|endless-(404|image)",
    ),
    Law(
        "T06",
        "a body that is too long is judged by its status: `too-big`",
        r"ten-gigabytes.*|oversize.*|friendly-too-big",
    ),
    Law(
        "T07",
        "a connection that is broken off is tried again, then `reset` or `truncated`",
        r"reset-.*|closed-(at|in-s|in-hea|in-c|a|b).*",
    ),
    Law("T09", "what nobody asked for is not taken for the next answer", r"answers-twice|.*longer-than-said"),
    Law("T10", "nobody there is `refused`", r".*refused.*"),
    Law(
        "T11",
        "a name that is none, or that nobody answers for, is `dns` or `timeout`",
        r"no-such-host|(label|name)-too-long|name-.*",
    ),
    Law(
        "H01",
        "a status line that is none is `protocol`",
        r"no-http|icy|framing-(line-first|version.*|small-http|no-status|two-.*|glued-phrase|.*phrase)|no-phrase|http-1.0|endless-(status-line|blank-lines)",
    ),
    Law("H02", "a status has three digits, from 200 to 599, or is 999", r"status-.*|teapot|bot-wall|external-999"),
    Law("H03", "101 unasked is `protocol`", r"framing-upgrade"),
    Law(
        "H04",
        "a head of 256 KiB is taken, a longer one is `protocol`, whatever it is made of",
        r"long-header|many-headers|.*ndless-(header|headers|name|fold)|cookie-of-60-kb|ten-thousand-headers|headers-too-big",
    ),
    Law(
        "H05",
        "NUL, bare CR and nameless fields are refused; folds, bare LF and eight bits are read",
        r"eight-bit-header|framing-(no-colon|space-.*|no-name|nul-.*|eight-bit-name|bare-.*|control-character|empty-value|folded.*|padded)",
    ),
    Law(
        "H07",
        "the length of a body is stated once and in one way, and kept",
        r"short|bad-length|framing-(length.*|chunks-and-length)|until-close|external-with-body-cut",
    ),
    Law(
        "H08",
        "chunks are well formed and come to an end",
        r"cut-chunks|bad-chunk|cut-in-last|trailers|framing-chunk-.*|endless-(chunk|trailer).*",
    ),
    Law("H09", "a body where there can be none is ignored", r"no-content.*|head-with-body"),
    Law("H10", "an unknown transfer coding is `protocol`", r"framing-(coding.*|capitals|old-chunks)"),
    Law("H11", "a bomb is seen before it has gone off; two codings are the most", r".*bomb.*|many-codings"),
    Law(
        "H12",
        "a coding that is cut is `truncated`, one that is wrong is `decode`; what is none is passed over",
        r"cut-.*|lying-.*|wrong-sum|unasked-coding|no-coding|empty-gzip|x?-?gzip.*|deflate|raw-deflate|br|zstd|stacked",
    ),
    Law(
        "C01",
        "without a Content-Type, HTML is what looks like it",
        r"no-type.*|type-of-nothing|two-types|typed-in-capitals",
    ),
    Law("C02", "what only says that it is HTML costs nothing but its reading", r"binary-html|pdf-as-html|xhtml"),
    Law("C03", "what says that it is something else is not read", r"octets|pdf|png"),
    Law(
        "C05",
        "a charset is found as a browser finds it, and no byte kills",
        r"charset-.*|nuls|surrogates|utf-.*|latin-1|windows-1252|bom-wins",
    ),
    Law(
        "C06",
        "HTML of any shape is read in bounded time",
        r"deep.*|half-.*|long-(entity|attribute)|.*-attributes?|open-.*|misnested|selects|framesets|templates",
    ),
    Law(
        "C08",
        "base, srcset, templates and the like are read as a browser reads them",
        r"base.*|referrers|.*-in-referrers",
    ),
    Law("C11", "header values are never run", r"header-as-code|cookie|after-cookie"),
    Law("O01", "control characters reach neither terminal nor log", r"escapes"),
    Law("U02", "what is no URL is `bad-url`", r"bad-(bracket|port|negative-port|no-host|percent-host|space-host)"),
    Law("U03", "port 0 is a port where nobody listens", r"port-zero"),
    Law("U05", "user information is not sent, and masked in every output", r"userinfo"),
    Law(
        "U07",
        "a URL is sent as a browser sends it, and not tidied",
        r"odd-.*|query.*|no-query|path-case|slash|without-scheme",
    ),
    Law("U08", "other schemes are `skipped`", r"scheme-.*"),
    Law("U09", "a long URL is a URL", r"longe?r?-url"),
    Law("P01", "a refused HEAD is asked again by GET", r"head-.*|external-4.*|friendly"),
    Law(
        "P02",
        "Retry-After is obeyed; what failed in passing is asked once more at the end; what does not pass is said then",
        r"retry-after.*|rate-limited|unavailable.*|bad-gateway|.*429",
    ),
    Law("P03", "a server that will not say is `blocked`", r"unauthorized|payment|forbidden|proxy-auth|legal"),
    Law(
        "P05",
        "robots.txt is obeyed as RFC 9309 says",
        r"robots-.*|all-silent.*|denied.*|allowed-.*|past-the-wildcard|allow-wins.*|group-.*|unhurried-.*",
    ),
    Law("L07", "plain HTTP where TLS is due is `tls`", r"tls-to-plain-http"),
    Law("L08", "a handshake that is broken off is `reset`, one that is not answered `timeout`", r".*-in-handshake"),
    Law("A01", "a fragment is an id, or the name of an a", r".*place.*|only-met-.*"),
    Law(
        "A02",
        "a status means what it says",
        r"page|start|empty|bad-request|not-found|gone|server-error|not-implemented",
    ),
    Law("A03", "the depth of a page is the least over all ways to it", r"tree.*"),
)


@cache
def law_of(row: str) -> Law:
    """Return the paragraph that a row shows; raises StopIteration where there is none, which would be a mistake."""
    return next(law for law in LAWS if re.fullmatch(law.rows, row))
