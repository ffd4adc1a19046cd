"""Owns docs/benchmarks.md: the page that is made of committed results, every figure of it worked out from them."""

from __future__ import annotations

from collections.abc import Sequence

from sixlegs.bench.report import ratios, words
from sixlegs.bench.report.cells import Cell, cells, focus, label, loaded, told, workloads
from sixlegs.bench.report.claims import Judged, decided, judge
from sixlegs.bench.report.figure import Figure
from sixlegs.bench.report.figures import figures
from sixlegs.bench.result_file import NO_DIFFERENCE, Point, Result
from sixlegs.report.escape import escape

Study = tuple[str, Result]
_INTRODUCTION = """# Benchmarks

Made by `nox -s bench-docs` from the results `bench-*.json` in `benchmarks/results/`; no figure on this page was typed
in. `python benchmarks/full.py` makes those results anew. The same as a page with a timeline that can be played:
`crawl bench report benchmarks/results/bench-*.json`, with an output of HTML.

Every run is a process of its own and did provably the same work as the others. Each block has every contender once, in
an order of its own. An interval is one of 95 %, by bootstrap over blocks. *No difference shown* means that the interval
holds 1, or that it does not stand up to Holm's correction for many comparisons.
"""


def document(studies: Sequence[Study]) -> str:
    """Write the page of some results."""
    judged = judge([result for _, result in studies])
    parts = [_INTRODUCTION, _overview(judged), *[_claim(each) for each in judged]]
    for name, result in studies:
        parts += [_study(name, result)]
    return "\n".join(parts)


def _overview(judged: Sequence[Judged]) -> str:
    rows = [[f"[{each.claim.says}](#{_slug(each.claim.says)})", each.verdict] for each in judged]
    return "## Which published claims hold here\n\n" + _table(["Claim", "Here"], rows)


def _slug(title: str) -> str:
    return "".join(sign for sign in title.lower() if sign.isalnum() or sign in " -_").replace(" ", "-")


def _claim(judged: Judged) -> str:
    claim = judged.claim
    rows = [[each.where, each.told, decided(claim, each)] for each in judged.findings]
    said = f"### {claim.says}\n\nPublished: {claim.published}.\n\n{claim.compared} {claim.rule}\n"
    return said + (f"\n{_table(['Condition', 'Median, 95 %', 'It'], rows)}" if rows else "\nNot measured here.\n")


def _study(name: str, result: Result) -> str:
    found = cells(result)
    parts = [f"## Result {name}\n"]
    parts += [_contenders(result, found, focus(found, workload)) for workload in workloads(found)]
    parts += [_picture(name, figure) for figure in figures(result)]
    for title, rows in (
        ("Controls", words.controls(result)),
        ("What was done", words.plan(result)),
        ("Machine", words.machine(result)),
    ):
        parts.append(f"{title}:\n\n" + "".join(f"- {key}: {_plain(said)}\n" for key, said in rows))
    scope = "".join(f"- {said}\n" for said in words.scope(result))
    return "\n".join([*parts, f"What this cannot tell:\n\n{scope}"])


def _contenders(result: Result, found: Sequence[Cell], point: Point) -> str:
    walls = {ratio.contender: ratio for ratio in result.ratios if (ratio.point, ratio.metric) == (point, "wall_s")}
    rows = []
    for cell in sorted((cell for cell in found if cell.point == point), key=lambda cell: -cell.pages_per_s.median):
        ratio = walls.get(cell.contender)
        said = "the baseline" if ratio is None else ratios.told(ratio)
        said += f"; {NO_DIFFERENCE}" if ratio is not None and ratios.shows(ratio) == NO_DIFFERENCE else ""
        share = "" if cell.efficiency is None else f"{cell.efficiency:.0%}"
        rate, cpu, memory = told(cell.pages_per_s, ",.0f"), told(cell.cpu_ms, ".2f"), told(cell.memory_mb, ".0f")
        rows.append([cell.contender, rate, share, said, cpu, memory])
    mark = " The server may have been what was measured here." if loaded(result, point) else ""
    head = ["Contender", "Pages/s", "Of the limit", "Time over the baseline's", "CPU ms a page", "MB"]
    return f"At {label(point)}.{mark}\n\n" + _table(head, rows)


def _picture(name: str, figure: Figure) -> str:
    return f"{figure.said}\n\n![{figure.title}](benchmarks/{name}/{figure.name}.svg)\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *[[_plain(cell) for cell in row] for row in rows]]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _plain(said: str) -> str:
    """Return text that Markdown takes for nothing else."""
    return escape(said).replace("|", "\\|").replace("<", "&lt;").replace("--", "&#45;&#45;")
