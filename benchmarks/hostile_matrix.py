"""docs/hostile.md, out of real runs: `python -m benchmarks.hostile_matrix`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import hostile_bombs
from benchmarks.hostile_beside import beside
from sixlegs.lab.hostile import laws
from sixlegs.lab.hostile.case import Case
from sixlegs.lab.hostile.table import CASES, shown
from tests.contract.conftest import TIMEOUT, _crawl
from tests.setups import Setup, setups
from tests.site.bombs import CAP

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
Matrix = Mapping[str, Mapping[str, str]]  # setup, case, what was said

BESIDE = """\
Made by `python -m benchmarks.hostile_peers`: each tool gets one page for each paragraph, with a deadline of 2 seconds
for each request, 25 seconds for the page, and 1 GB; all else is as the tool comes. Only what every tool can be asked is
counted: links on that page, written plainly, without fragments, that must be well or must fail (`blocked` and `skipped`
are a matter of policy). A tool has hung where the page's deadline passes; then it is ended, and its report is lost or
cut short. Peak memory is that of all its processes, looked at every 50 ms. A cell is good links called bad + bad ones
called good + those that are not spoken of; paragraphs without any are left out.

The table is ours, and sixlegs was made to fit it: that it has no faults here says only that. Not every difference is a
fault: of the bad links that lychee called good, 38 of 42 have a body that is late, cut or wrongly framed or coded (T02,
T03, T07, H07 to H12), which cannot be seen by who is content with a status; how much of a body it reads was not
measured. LinkChecker was run with `-r 1` and sixlegs with `--depth 2`, to read no more than these pages (with `-r 2`
LinkChecker's counts of T07, H07, H08, H10 and H12 are the same); lychee and the Scrapy spider go no further than the
page they are given. How many redirects are too many is a setting (R02); and a tool that forgives a malformed answer
calls good what this table calls bad. Scrapy is a library: its spider here has thirty lines. How many bytes each took
past a bound was not measured.
Versions: lychee 0.24.2, LinkChecker 10.6.0, Scrapy 2.19.0.

"""


def run(setup: Setup) -> dict[str, str]:
    """Crawl the site once with one setup, by the real command; return what was said of each case."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        crawled = _crawl(setup, Path(folder))
        crawled.outcome.check_manners()
    said = {case.id: crawled.outcome.verdict(case.reported) for case in CASES}
    wrong = sum(not as_required(case, setup.id, said[case.id]) for case in CASES)
    print(f"{setup.id}: {len(CASES) - wrong} of {len(CASES)} in {time.monotonic() - began:.0f} s", file=sys.stderr)
    return said


def as_required(case: Case, setup: str, said: str) -> bool:
    """Say whether a cell is as required, for whatever library it was."""
    library = {"asyncio": "aiohttp", "twisted": "twisted"}.get(setup, "requests" if "+" not in setup else "wire")
    return said == case.expected("wire" if setup == "default" else library)


def page(matrix: Matrix, bombs: Mapping[str, Any]) -> str:
    """Write the page."""
    names = list(matrix)
    head = "| | what is required | cases | " + " | ".join(f"`{name}`" for name in names) + " |"
    rows = [head, "|---|---|---|" + "---|" * len(names)]
    for law in laws.LAWS:
        cases = shown()[law.id]
        cells = [sum(as_required(case, name, matrix[name][case.id]) for case in cases) for name in names]
        counts = " | ".join("✓" if cell == len(cases) else f"**{cell}**" for cell in cells)
        rows.append(f"| {law.id} | {law.words} | {len(cases)} | {counts} |")
    wrong = [
        f"- `{case.id}` with `{name}`: `{matrix[name][case.id]}`, where `{case.expect}` is required"
        for case in CASES
        for name in names
        if not as_required(case, name, matrix[name][case.id])
    ]
    differing = [
        f"- `{case.id}`: {lib} says `{said}`, the others `{case.expect}`"
        for case in CASES
        for lib, said in case.natives
    ]
    return f"""# The hostile web

What a crawler meets, in numbered paragraphs, and what is said of it. One table
([`src/sixlegs/lab/hostile/`](../src/sixlegs/lab/hostile/)) says what each link is, what stands behind it and what must
be said of it; the contract suite, `crawl lab serve --site hostile` and this page all read it. This page is made out of
real runs, by `python -m benchmarks.hostile_matrix`.

## The matrix

{_score(matrix, len(wrong))}

{chr(10).join(rows)}

{chr(10).join(wrong)}

One library cannot but say otherwise. The table states that as well, so that its cell counts as required:

{chr(10).join(differing)}

## The cases

{listed()}

## Beside other tools

{_others()}

## Bombs

Peak memory and processor time of all processes together, with the bounds that a crawl has by default, on the default
setup; made by `python -m benchmarks.hostile_bombs --all`, which fails where a process takes more than {CAP} MB. It is
one such page at a time: where many are read at once, each may take as much.

{hostile_bombs.shown(bombs)}

## Answers and pages that nobody wrote

`nox -s fuzz` sends answers bent by chance to every backend and client: each has one
row, none is an error of ours, all of them end. `nox -s atheris -- SECONDS` has a fuzzer that is led by coverage try
the wire client, with answers in pieces, and the extractors, with bytes as a body of any kind; `tests/fuzz/corpus` is
what it begins with, and it prints how many it has tried.
"""


def _others() -> str:
    told = RESULTS / "hostile-peers.json"
    return BESIDE + (beside(json.loads(told.read_text())) if told.exists() else "")


def listed() -> str:
    """Return what is required of each case, by paragraph."""
    return "\n".join(f"- {law.id}: {_required(shown()[law.id])}" for law in laws.LAWS)


def _required(cases: Sequence[Case]) -> str:
    ids: dict[str, list[str]] = {}
    for case in cases:
        ids.setdefault(case.expect, []).append(case.id)
    return "; ".join(f"`{expected}` of {', '.join(ids[expected])}" for expected in ids)


def _score(matrix: Matrix, wrong: int) -> str:
    if not matrix:
        return f"{len(CASES)} cases; what each setup says of them the next full run writes here."
    total = len(CASES) * len(matrix)
    return (
        f"{len(CASES)} cases on {len(matrix)} setups: {total - wrong} of {total} cells are as required. A\n"
        "tick says that all cases of a paragraph are; a number, how many are. Each setup is one crawl by the real\n"
        f"command, with a deadline of {TIMEOUT} seconds, 300 kB of body and 1 MB inflated."
    )


def _remember(matrix: Matrix) -> None:
    """Keep what was said only where it is not what the table expects of most libraries."""
    expected = {case.id: case.expect for case in CASES}
    other = {name: {id_: said for id_, said in row.items() if said != expected[id_]} for name, row in matrix.items()}
    (RESULTS / "hostile-matrix.json").write_text(json.dumps(other, indent=1) + "\n")


def _recalled() -> Matrix:
    other = json.loads((RESULTS / "hostile-matrix.json").read_text())
    return {name: {case.id: row.get(case.id, case.expect) for case in CASES} for name, row in other.items()}


def main() -> None:
    """Run every setup, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, default=ROOT / "docs" / "hostile.md")
    parser.add_argument("--only", nargs="*", help="the setups to run, as in asyncio+wire; all of them if none is named")
    parser.add_argument("--again", action="store_true", help="write the page out of the last run")
    parser.add_argument("--at-once", type=int, default=2, help="how many setups are run at the same time")
    asked = parser.parse_args()
    if asked.again:
        asked.write.write_text(page(_recalled(), json.loads((RESULTS / "hostile-bombs.json").read_text())))
        return
    chosen = [setup for setup in setups() if not asked.only or setup.id in asked.only]
    with ThreadPoolExecutor(asked.at_once) as pool:
        matrix = dict(zip((setup.id for setup in chosen), pool.map(run, chosen), strict=True))
    _remember(matrix)
    asked.write.write_text(page(matrix, json.loads((RESULTS / "hostile-bombs.json").read_text())))


if __name__ == "__main__":
    main()
