"""Owns docs/benchmarks.md: the page that is made of committed results, every figure of it worked out from them."""

from __future__ import annotations

from collections.abc import Sequence

from sixlegs.bench.report import ratios, trust, words
from sixlegs.bench.report.cells import Cell, cells, label, loaded, told
from sixlegs.bench.report.claims import Judged, beside, decided, judge
from sixlegs.bench.report.figure import Figure
from sixlegs.bench.report.figures import figures
from sixlegs.bench.report.markdown import items, slug, table
from sixlegs.bench.result_file import LESS, MORE, Point, Result

Study = tuple[str, Result]
_INTRODUCTION = """# Benchmarks

Made by `nox -s bench-docs` from the results `bench-*.json` in `benchmarks/results/`; no figure on this page was typed
in. `python benchmarks/full.py` makes those results anew. The same as one page, with a timeline that can be played:
`crawl bench report benchmarks/results/bench-*.json --html FILE`. How it is measured: [bench.md](bench.md).

Every run is a process of its own and did provably the same work as the others. Each block has every contender once, in
an order of its own. An interval is one of 95 %, by bootstrap over blocks. *No difference shown* means that the interval
holds 1; it does not mean that two are equal. *Not sure among so many*: the interval lies beside 1, but with as many
compared at once one of them may do so by chance (Holm's correction of an exact test of the pairs).
"""
_CLAIMS = """## Which published claims hold here

Each is decided at each condition by a rule that was written before the runs. That a claim holds says which way it goes;
how large it is here stands beside it.
"""


def document(studies: Sequence[Study], again: Sequence[Study] = ()) -> str:
    """Write the page of some results, and of the same studies once more on another seed."""
    judged = judge([result for _, result in studies])
    parts = [_INTRODUCTION, _CLAIMS, _overview(judged), *[_claim(each) for each in judged]]
    parts += ["## How far this can be trusted\n", trust.lasting([*studies, *again]), trust.controls([*studies, *again])]
    second = trust.twice(studies, again)
    parts += ["### A second run on another seed\n", second] if second else []
    parts += [_scope([result for _, result in studies])]
    parts += [_study(name, result) for name, result in studies]
    return "\n".join([*parts, _machine([*studies, *again])])


def _overview(judged: Sequence[Judged]) -> str:
    rows = []
    for each in judged:
        ends = [finding.value for finding in each.findings]
        unit = each.findings[0].unit or "times" if each.findings else ""
        said = (
            f"{min(ends):.2f} to {max(ends):.2f} {unit}" if len(ends) > 1 else f"{ends[0]:.2f} {unit}" if ends else ""
        )
        rows.append([f"[{each.claim.says}](#{slug(each.claim.says)})", each.verdict, said])
    return table(["Claim", "Here", "Medians"], rows)


def _claim(judged: Judged) -> str:
    claim = judged.claim
    sized = claim.size is not None
    rows = [
        [each.where, each.told, decided(claim, each), *([beside(claim, each)] if sized else [])]
        for each in judged.findings
    ]
    head = ["Condition", "Median, 95 %", "It", *(["Beside what was published"] if sized else [])]
    said = f"### {claim.says}\n\nPublished: {claim.published}.\n\n{claim.compared} {claim.rule} {claim.limits}\n"
    return said + (f"\n{table(head, rows)}" if rows else "\nNot measured here.\n")


def _scope(results: Sequence[Result]) -> str:
    said = dict.fromkeys(line for result in results for line in words.scope(result))
    return "### What this cannot tell\n\n" + "".join(f"- {line}\n" for line in said)


def _study(name: str, result: Result) -> str:
    found = cells(result)
    parts = [f"## Result {name}\n", *[_contenders(result, found, point) for point in result.points]]
    parts += [_picture(name, figure) for figure in figures(result)]
    return "\n".join([*parts, f"What was done:\n\n{items(words.plan(result))}"])


def _contenders(result: Result, found: Sequence[Cell], point: Point) -> str:
    walls = {ratio.contender: ratio for ratio in result.ratios if (ratio.point, ratio.metric) == (point, "wall_s")}
    rows = []
    for cell in sorted((cell for cell in found if cell.point == point), key=lambda cell: -cell.pages_per_s.median):
        ratio = walls.get(cell.contender)
        said = "the baseline" if cell.contender == result.config.get("baseline") else ""
        if ratio is not None:
            shown = ratios.shows(ratio)
            unclear = shown not in {LESS, MORE} and not ratios.few(ratio)
            said = ratios.told(ratio) + (f"; {shown}" if unclear else "")
        share = "" if cell.efficiency is None else f"{cell.efficiency:.0%}"
        rate, cpu, memory = told(cell.pages_per_s, ",.0f"), told(cell.cpu_ms, ".2f"), told(cell.memory_mb, ".0f")
        rows.append([cell.contender, rate, share, said, cpu, memory])
    mark = " The server may have been what was measured here." if loaded(result, point) else ""
    head = ["Contender", "Pages/s", "Of the limit", "Time over the baseline's", "CPU ms a page", "MB"]
    return f"At {label(point)}.{mark}\n\n" + table(head, rows)


def _picture(name: str, figure: Figure) -> str:
    return f"{figure.said}\n\n![{figure.title}](benchmarks/{name}/{figure.name}.svg)\n"


def _machine(studies: Sequence[Study]) -> str:
    """Describe the machine once, and what of it was not the same for all results."""
    cards = [dict(words.machine(result)) for _, result in studies]
    common = [(key, said) for key, said in cards[0].items() if all(card.get(key) == said for card in cards)]
    other = [key for key in cards[0] if key not in dict(common)]
    rows = [[name, *(card.get(key, "") for key in other)] for (name, _), card in zip(studies, cards, strict=True)]
    return f"## The machine\n\n{items(common)}" + (f"\n{table(['Result', *other], rows)}" if other else "")
