"""Owns the making of docs/benchmarks.md and its pictures from benchmarks/results: bench-*.json, and again-*.json."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sixlegs.bench import result_file
from sixlegs.bench.assess import assess
from sixlegs.bench.report import html
from sixlegs.bench.report.document import document
from sixlegs.bench.report.figures import figures
from sixlegs.bench.report.picture import write_svg
from sixlegs.bench.result_file import Result

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"


def read(folder: Path, pattern: str) -> list[tuple[str, Result]]:
    """Read results; those that were interrupted have nothing worked out yet."""
    found = [(file.stem, result_file.read(file)) for file in sorted(folder.glob(pattern))]
    for _, result in found:
        assess(result)
    return found


def main() -> int:
    """Write the page; without any result there is none to write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, default=HERE / "results")
    parser.add_argument("--docs", type=Path, default=DOCS)
    parser.add_argument("--html", type=Path, help="write the page with the timeline too")
    args = parser.parse_args()
    studies, again = (read(args.results, pattern) for pattern in ("bench-*.json", "again-*.json"))
    if not studies:
        print(f"there is no bench-*.json in {args.results}: python benchmarks/full.py makes them")
        return 1
    for name, result in studies:
        folder = args.docs / "benchmarks" / name
        folder.mkdir(parents=True, exist_ok=True)
        for figure in figures(result):
            print(write_svg(figure, folder))
    page = args.docs / "benchmarks.md"
    page.write_text(document(studies, again), encoding="utf-8")
    print(page)
    if args.html is not None:
        args.html.write_text(html.page(studies), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
