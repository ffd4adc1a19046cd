"""Compare link by link what sixlegs, lychee and LinkChecker say of the same pages; write what differs.

    python benchmarks/accuracy.py /usr/share/doc/git-doc --start git.html \
        --lychee venv/bin/lychee --linkchecker venv/bin/linkchecker

The folder is served by nginx on loopback. Only links that stay on that server are compared, with fragments. lychee does
not crawl: it is given the pages that sixlegs found. LinkChecker asks for a page once for each fragment of it, so that
`--no-anchors` is needed where there are many thousands: then its fragments are left out of the comparison.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from folder_server import serving

_TIMEOUT_S = 600


def main() -> None:
    """Run the three and print what each reports that another does not."""
    arguments = _arguments()
    with serving(arguments.folder) as base, tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        work.chmod(0o777)  # LinkChecker gives up the rights of root
        found, pages, referrers = _sixlegs(base, arguments.start, work)
        reports = {
            "sixlegs": found,
            "lychee": _lychee(arguments.lychee, base, pages, work),
            "linkchecker": _linkchecker(arguments.linkchecker, base + arguments.start, work, arguments.anchors),
        }
    print(f"{arguments.folder}: {len(pages)} pages")
    for name, broken in reports.items():
        print(f"{name}: {len(broken)} URLs reported")
    for url in sorted(set().union(*reports.values())):
        saying = [name for name, broken in reports.items() if url in broken]
        if len(saying) < len(reports):
            whys = "; ".join(f"{name}: {reports[name][url]}" for name in saying)
            print(f"{url.replace(base, '/')}  ({whys})  on {referrers.get(url, '?').replace(base, '/')}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--start", default="index.html")
    parser.add_argument("--lychee", default="lychee")
    parser.add_argument("--linkchecker", default="linkchecker")
    parser.add_argument("--no-anchors", dest="anchors", action="store_false")
    return parser.parse_args()


def _sixlegs(base: str, start: str, work: Path) -> tuple[dict[str, str], list[str], dict[str, str]]:
    report = work / "sixlegs.json"
    command = [sys.executable, "-m", "sixlegs", base + start, "--no-external", "--ignore-robots"]
    _run([*command, "--format", f"json:{report}"], report)
    results: list[dict[str, Any]] = json.loads(report.read_text())["results"]
    failing = [each for each in results if each["verdict"] not in {"ok", "skipped"}]
    pages = {
        each["final_url"]
        for each in results
        if each["verdict"] == "ok" and (each["content_type"] or "").startswith("text/html")
    }
    referrers = {
        _same(each["url"]): f"{place['page']}:{place['line']} <{place['element']} {place['attribute']}>"
        for each in failing
        for place in each["referrers"][:1]
    }
    return {_same(each["url"]): each["reason"] for each in failing}, sorted(pages), referrers


def _lychee(program: str, base: str, pages: list[str], work: Path) -> dict[str, str]:
    listed, report = work / "pages.txt", work / "lychee.json"
    listed.write_text("\n".join(pages) + "\n")
    command = [program, "--no-progress", "--format", "json", "--output", str(report), "--include-fragments=full"]
    command += ["--include", f"^{base}", "--exclude", ".*", "--host-request-interval", "0ms", "--max-concurrency", "32"]
    _run([*command, "--host-concurrency", "32", "--files-from", str(listed)], report)
    errors = json.loads(report.read_text())["error_map"]
    return {_same(each["url"]): each["status"]["text"] for found in errors.values() for each in found}


def _linkchecker(program: str, start: str, work: Path, anchors: bool) -> dict[str, str]:  # noqa: FBT001
    configuration, report = work / "linkcheckerrc", work / "linkchecker.csv"
    plugins = "[AnchorCheck]\n" if anchors else ""
    configuration.write_text(f"[checking]\nmaxrequestspersecond=100000\nthreads=16\n{plugins}")
    configuration.chmod(0o644)
    command = [program, "-f", str(configuration), "--no-robots", "--no-status", "-F", f"csv/utf-8/{report}"]
    _run([*command, "-o", "none", start], report)
    lines = [line for line in report.read_text().splitlines(keepends=True) if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter=";"))
    failing = [row for row in rows if row["valid"] != "True" or "nchor" in row["warningstring"]]
    return {_same(_with_fragment(row)): row["warningstring"] or row["result"] for row in failing}


def _with_fragment(row: dict[str, str]) -> str:
    """LinkChecker tells the fragment of some links in what was written only."""
    url, fragment = row["url"], row["urlname"].partition("#")[2]
    return f"{url}#{fragment}" if fragment and "#" not in url else url


def _same(url: str) -> str:
    """Tools escape differently."""
    return unquote(url)


def _run(command: list[str], report: Path) -> None:
    """Run a tool, whose exit code only says that something is broken."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    if not report.exists():
        sys.exit(f"{command[0]} wrote nothing: {done.stderr[-2000:]}")


if __name__ == "__main__":
    main()
