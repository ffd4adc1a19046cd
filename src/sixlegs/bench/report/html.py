"""Owns the page: one file that asks nothing of any network, and reads well without a script, a mouse or colours."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files

from sixlegs.bench.report import palette, words
from sixlegs.bench.report.claims import ABSENT, FAILS, HOLDS, Judged, decided, judge
from sixlegs.bench.report.figure import Figure, as_html
from sixlegs.bench.report.figures import figures
from sixlegs.bench.report.svg import safe
from sixlegs.bench.report.timeline import LEFT, RIGHT, WIDE
from sixlegs.bench.result_file import Result

Study = tuple[str, Result]
_SPEEDS = (("1", "real time"), ("0.25", "4 times slower"), ("0.1", "10 times slower"), ("0.03", "30 times slower"))
_FOOTER = (
    "<footer>Made by <code>crawl bench report</code> from the result file. "
    "Nothing on this page was loaded from elsewhere.</footer>"
)
_TONES = {HOLDS: "yes", FAILS: "no"}  # what holds here and not there is neither


def page(studies: Sequence[Study]) -> str:
    """Return the page of one or several results."""
    style, script = palette.css() + _part("page.css"), _part("timeline.js")
    body = _body(studies)
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n<title>Concurrency strategies side by side</title>\n'
        f"<style>{style}</style>\n</head>\n<body>\n{body}\n<script>{script}</script>\n</body>\n</html>\n"
    )


def _part(name: str) -> str:
    return (files("sixlegs.bench.report") / "page" / name).read_text(encoding="utf-8")


def _digest(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _body(studies: Sequence[Study]) -> str:
    results = [result for _, result in studies]
    several = len(studies) > 1
    parts = [_study(f"s{number}-" if number else "", name, result, several=several)
             for number, (name, result) in enumerate(studies)]  # fmt: skip
    return "\n".join(
        [
            '<a class="skip" href="#main">To the figures</a>',
            _header(studies),
            '<main id="main">',
            _claims(judge(results)),
            *parts,
            "</main>",
            _FOOTER,
        ]
    )


def _header(studies: Sequence[Study]) -> str:
    first = studies[0][1]
    contenders = list(dict.fromkeys(name for _, result in studies for name in result.contenders))
    runs = sum(len(result.runs) for _, result in studies)
    card = first.machine
    facts = (
        card.get("cpu", ""),
        f"{card.get('cores', '?')} cores",
        card.get("python", ""),
        str(card.get("date", ""))[:10],
    )
    said = " · ".join(str(fact) for fact in facts if fact)
    links = [("claims", "What holds")]
    links += [(figure.name, figure.title) for figure in figures(first)] if len(studies) == 1 else [
        (f"s{number}-study" if number else "study", name) for number, (name, _) in enumerate(studies)
    ]  # fmt: skip
    links += [("machine", "Machine and method")]
    nav = "".join(f'<a href="#{anchor}">{safe(title)}</a>' for anchor, title in links)
    return (
        f'<header><p class="kicker">{safe(said)}</p><h1>The same crawl, {len(contenders)} ways to run it</h1>'
        f'<p class="lead">{runs:,} runs, each in a process of its own, in blocks of random order. Each strategy does '
        f"provably the same work, and every difference comes with how sure it is.</p><nav>{nav}</nav></header>"
    )


def _claims(judged: Sequence[Judged]) -> str:
    items = "".join(_claim(each) for each in judged if each.verdict != ABSENT)
    absent = "; ".join(each.claim.says for each in judged if each.verdict == ABSENT)
    rest = f'<p class="note">Not measured here: {safe(absent)}.</p>' if absent else ""
    return (
        '<section id="claims"><h2>Which published claims hold here</h2><p>Each is decided from the runs by a rule '
        f'that was written before them.</p><ul class="claims">{items}</ul>{rest}</section>'
    )


def _claim(judged: Judged) -> str:
    claim = judged.claim
    tone = _TONES.get(judged.verdict, "open")
    told = [f"<p>{safe(f'{each.where}: {each.told}: {decided(claim, each)}')}</p>" for each in judged.findings]
    rows, rest = "".join(told[:4]), "".join(told[4:])
    rows += f"<details><summary>{len(told) - 4} more</summary>{rest}</details>" if rest else ""
    return (
        f'<li><span class="verdict {tone}">{safe(judged.verdict)}</span><h3>{safe(claim.says)}</h3>{rows}'
        f'<p class="note">{safe(claim.compared)} {safe(claim.rule)} {safe(claim.limits)}</p></li>'
    )


def _study(prefix: str, name: str, result: Result, *, several: bool) -> str:
    shown = "".join(_figure(prefix, figure) for figure in figures(result))
    head = f'<h2 id="{prefix}study">{safe(name)}</h2>' if several else ""
    return f'<div class="{"study" if several else "only"}">{head}{shown}{_cards(prefix, result)}</div>'


def _figure(prefix: str, figure: Figure) -> str:
    panels = "".join(f'<div class="slide">{panel.drawing()}</div>' for panel in figure.panels)
    player = _player(figure.extra["tracks"]) if "tracks" in figure.extra else ""
    data = f' data-timeline="{LEFT} {WIDE - RIGHT}"' if player else ""
    return (
        f'<section id="{prefix}{figure.name}"{data}><h2>{safe(figure.title)}</h2><p>{safe(figure.said)}</p>{player}'
        f'<div class="panels{" wide" if figure.wide else ""}">{panels}</div><p class="note">{safe(figure.notes)}</p>'
        f"<details><summary>The figures as a table</summary>{as_html(figure.table)}</details></section>"
    )


def _player(tracks: str) -> str:
    speeds = "".join(
        f'<option value="{value}"{" selected" * (value == "0.1")}>{said}</option>' for value, said in _SPEEDS
    )
    return (
        '<div class="player" hidden role="group" aria-label="Play the timeline"><button type="button">Play</button>'
        '<input type="range" min="0" max="1000" value="1000" aria-label="Moment of the crawl">'
        f'<output aria-live="off"></output><label>Speed <select>{speeds}</select></label></div>'
        f'<script type="application/json">{tracks}</script>'
    )


def _cards(prefix: str, result: Result) -> str:
    lists = (
        ("Machine", words.machine(result)),
        ("What was done", words.plan(result)),
        ("Controls", words.controls(result)),
    )
    cards = "".join(
        f"<div><h3>{title}</h3><dl>"
        + "".join(f"<dt>{safe(name)}</dt><dd>{safe(value)}</dd>" for name, value in rows)
        + "</dl></div>"
        for title, rows in lists
        if rows
    )
    scope = "".join(f"<p>{safe(said)}</p>" for said in words.scope(result))
    return (
        f'<section id="{prefix}machine"><h2>Machine and method</h2><div class="cards">{cards}'
        f"<div><h3>What this cannot tell</h3>{scope}</div></div></section>"
    )
