"""Time `crawl` beside other tools on one site: nginx serves it from files, and the tools take turns.

python benchmarks/beside.py [--study PAGES:NAME,NAME ...] [--blocks N] [--results FOLDER]

The tools are those on PATH, with the options of TOOLS: as many requests at once as ours, no robots.txt, no retries. One
that does not follow links (lychee) is given a file that lists all pages. A tool has found a planted broken link if it
names it in what it prints. Each block runs every tool once, in an order of its own; ratios are taken block by block.
"""

from __future__ import annotations

import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import folder_server
import outcome

from sixlegs.bench.statistics import ratio
from sixlegs.lab.generated.real import Site, page_path

OURS = "crawl"
TOOLS = {
    OURS: "{PYTHON} -m sixlegs {URL} --ignore-robots",
    "lychee": "lychee --no-progress --mode plain --max-concurrency 64 --host-concurrency 64 --host-request-interval 0ms"
    " --max-retries 0 --files-from {PAGES}",
    "linkchecker": "linkchecker -f {RC} --no-robots --no-status --no-warnings -t 64 {URL}",
    "scrapy": "scrapy runspider {SPIDER} --nolog -a url={URL}",
    "wget2": "wget2 -r -l inf --page-requisites --max-threads=64 --no-robots --tries=1 -q -O /dev/null"
    " --stats-site=csv:- {URL}",
}
_RC = "[checking]\nmaxrequestspersecond=1000000\n"
_MISSING = re.compile(rb"missing-(\d{6})\.html")
Run = dict[str, float]


def main() -> None:
    """Run all studies, and keep them."""
    parser = outcome.parser(__doc__)
    parser.add_argument("--study", action="append", metavar="PAGES:NAME,NAME", help="a size, and who runs there")
    parser.add_argument("--blocks", type=int, default=6)
    given = parser.parse_args()
    if given.quick:
        given.blocks = 1
    here = [name for name in TOOLS if name != OURS and shutil.which(name)]
    chosen = given.study or [f"{200 if given.quick else 10_000}:{','.join(here)}"]
    studies = [_study(each, given.blocks, given.seed) for each in chosen]
    named = sorted({name for study in studies for name in study["ratios"]})
    outcome.keep("beside", given, {"versions": {name: _version(name) for name in named}, "studies": studies})


def _study(words: str, blocks: int, seed: int) -> dict[str, Any]:
    pages, _, names = words.partition(":")
    site = Site(int(pages), seed)
    with tempfile.TemporaryDirectory() as folder:
        root = _written(site, Path(folder))
        with folder_server.serving(root / "site") as base:
            filled = _filled(site, root, base)
            commands = {name: TOOLS[name].format_map(filled) for name in (OURS, *filter(None, names.split(",")))}
            runs = _blocks(commands, blocks, seed)
    return {"pages": site.pages, "planted": site.planted, "blocks": blocks, "runs": runs, "ratios": _ratios(runs, seed)}


def _written(site: Site, folder: Path) -> Path:
    """Write the whole site as files, where nginx may read them."""
    folder.chmod(0o755)
    top = folder / "site"
    paths = [page_path(number) for number in range(site.pages)]
    others = re.findall(rb'(?:src|href)="(/(?:img|css)/[^"]+)"', b"".join(map(site.body, range(min(60, site.pages)))))
    for path in {*paths, *others}:
        target = top / path.decode()[1:]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(site.answer(path).body)
    return folder


def _filled(site: Site, root: Path, base: str) -> dict[str, str]:
    """Say what the words in braces are."""
    listed, settings = root / "pages.txt", root / "rc"
    listed.write_text("".join(f"{base}{page_path(number).decode()[1:]}\n" for number in range(site.pages)))
    settings.write_text(_RC)
    spider = outcome.HERE / "beside_spider.py"
    words = {"URL": f"{base}index.html", "PAGES": listed, "RC": settings, "SPIDER": spider, "PYTHON": sys.executable}
    return {name: shlex.quote(str(word)) for name, word in words.items()}


def _blocks(commands: Mapping[str, str], blocks: int, seed: int) -> dict[str, list[Run]]:
    chance = random.Random(seed)  # noqa: S311  an order is no secret
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for block in range(blocks + 1):  # the first is to warm up
        for name in chance.sample(sorted(commands), len(commands)):
            run = _run(commands[name])
            print(f"block {block} {name} {run['wall_s']:.2f} s", file=sys.stderr)
            if block:
                runs[name].append(run)
    return runs


def _run(command: str) -> Run:
    """Run a command once, measured from outside, with all processes that it waited for."""
    with tempfile.TemporaryFile() as printed:
        began = time.perf_counter()
        process = subprocess.Popen(shlex.split(command), stdout=printed, stderr=subprocess.STDOUT)
        _, _, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = 0  # it is no longer there to be waited for
        printed.seek(0)
        found = len(set(_MISSING.findall(printed.read())))
    return {
        "wall_s": round(wall, 4),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 4),
        "rss_mb": round(usage.ru_maxrss / 1024, 1),
        "found": found,
    }


def _ratios(runs: Mapping[str, Sequence[Run]], seed: int) -> dict[str, dict[str, Any]]:
    ours = runs[OURS]
    return {
        name: {
            metric: asdict(ratio([run[metric] for run in ours], [run[metric] for run in theirs], seed))
            for metric in ("wall_s", "cpu_s")
        }
        for name, theirs in runs.items()
        if name != OURS
    }


def _version(name: str) -> str:
    """Ask a tool what it is."""
    words = [name, "version" if name == "scrapy" else "--version"]
    said = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    return (re.search(r"\d+(\.\d+)+", said) or [""])[0]


if __name__ == "__main__":
    main()
