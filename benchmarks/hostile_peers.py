"""The hostile site for other link checkers: `python -m benchmarks.hostile_peers --tool lychee='lychee ... {START}'`.

Each tool gets one page for each paragraph of the catalogue, whose links are those cases that every tool can be asked
about: no fragments, no odd spelling of a URL, nothing that is a matter of policy (`blocked`, `skipped`).
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import os
import re
import shlex
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sixlegs.lab.hostile import server, table
from sixlegs.lab.hostile.behaviour import Behaviour, links
from sixlegs.lab.hostile.case import Case

RESULT = Path(__file__).parent / "results" / "hostile-peers.json"
PLAIN = re.compile(r"(http://[a-z]+\.test)?/[\w./-]*")
ALARM = re.compile(r"Traceback|panicked at|Internal Error|MemoryError|core dumped")
MEMORY = 1024  # MB; who takes more is ended
FAILED = ("broken", "unreachable", "timeout", "error")
Said = dict[str, bool]  # link as written, or its URL: whether it is well


def asked() -> dict[str, list[Case]]:
    """Return the cases that every tool can be asked about, by paragraph."""
    chosen = {
        law: [
            case
            for case in cases
            if case.page == "/"
            and not case.url
            and PLAIN.fullmatch(case.href)
            and case.verdict in ("ok", *FAILED)
            and case.notes != ("flaky",)  # to ask once more at the end is nobody's duty
        ]
        for law, cases in table.shown().items()
    }
    return {law: cases for law, cases in chosen.items() if cases}


def lychee(out: Path) -> Said:
    """Read what lychee says."""
    told = json.loads(out.read_text())
    maps = (
        (told.get("success_map", {}), True),
        (told.get("error_map", {}), False),
        (told.get("timeout_map", {}), False),
    )
    return {row["url"]: ok for rows, ok in maps for found in rows.values() for row in found}


def linkchecker(out: Path) -> Said:
    """Read what LinkChecker says."""
    lines = [line for line in out.read_text().splitlines() if line and not line.startswith("#")]
    return {row["urlname"]: row["valid"] == "True" for row in csv.DictReader(lines, delimiter=";")}


def scrapy(out: Path) -> Said:
    """Read what the spider says."""
    return dict(json.loads(line) for line in out.read_text().splitlines())


def crawl(out: Path) -> Said:
    """Read what we say."""
    return {row["url"]: row["verdict"] not in FAILED for row in json.loads(out.read_text())["results"]}


READERS: Mapping[str, Callable[[Path], Said]] = {
    "sixlegs": crawl,
    "lychee": lychee,
    "LinkChecker": linkchecker,
    "Scrapy": scrapy,
}


def memory(session: int) -> int:
    """Return the MB that the processes of a session hold."""
    pages = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                pages += int((folder / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


async def watched(command: list[str], log: Path, deadline: float) -> dict[str, Any]:
    """Run a command to its end, or to a bound of time or memory."""
    began, peak = time.monotonic(), 0
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )
        ended = asyncio.ensure_future(process.wait())
        while not ended.done() and peak < MEMORY and time.monotonic() - began < deadline:
            peak = max(peak, memory(process.pid))
            await asyncio.wait([ended], timeout=0.05)
    how: dict[str, Any] = {"peak": peak, "hung": not ended.done() and peak < MEMORY, "burst": peak >= MEMORY}
    return how | {"pid": process.pid, "code": ended.result() if ended.done() else None, "ended": ended}


def told(name: str, out: Path, log: Path) -> tuple[str, Said]:
    """Return what a tool wrote, and what it says of each link; nothing where its report cannot be read."""
    text = log.read_text(errors="replace")
    try:
        return text, READERS[name](out)
    except (OSError, ValueError, KeyError):
        return text, {}


async def ask(name: str, command: str, site: server.Site, law: str, deadline: float) -> dict[str, Any]:
    """Have a tool check the page of one paragraph."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)  # noqa: PTH101, S103  # LinkChecker makes itself nobody where it is run by root
        out, log = Path(folder, "out"), Path(folder, "log")
        words = [word.format(START=site.place(f"http://main.test/of/{law}"), OUT=out) for word in shlex.split(command)]
        site.forget()
        how = await watched(words, log, deadline)
        how["open"] = sorted({each.target for each in site.log.in_flight}) if how["hung"] else []
        with suppress(ProcessLookupError):
            os.killpg(how.pop("pid"), signal.SIGKILL)
        await how.pop("ended")
        text, said = told(name, out, log)
        how["alarm"] = bool(ALARM.search(text))
        how["crashed"] = not how["hung"] and not how["burst"] and (how["code"] < 0 or not said)
        return how | judged(asked()[law], said, site)


def judged(cases: list[Case], said: Said, site: server.Site) -> dict[str, list[str]]:
    """Say which links are wrongly called bad, wrongly called well, and of which nothing is said."""
    judged_: dict[str, list[str]] = {"alarms": [], "missed": [], "silent": []}
    for case in cases:
        verdict = said.get(site.place(case.reported), said.get(site.place(case.href)))
        well = case.verdict == "ok"
        if verdict is None:
            judged_["silent"].append(case.id)
        elif verdict != well:
            judged_["alarms" if well else "missed"].append(case.id)
    return judged_


async def opened() -> tuple[server.Site, list[server.Listener]]:
    """Serve the site, with a page for each paragraph."""
    pages: dict[tuple[str, str], Behaviour] = {
        ("main.test", f"/of/{law}"): links(*(case.href for case in cases)) for law, cases in asked().items()
    }
    site = server.Site(table.served() | pages)
    kept, addresses = [], {}
    for number, name in enumerate(table.hosts(), 1):
        address = f"127.0.0.{number}"
        listener = server.refusing(address) if name in table.SILENT_HOSTS else await server.listen(site, name, address)
        at = listener if not isinstance(listener, asyncio.Server) else listener.sockets[0]
        addresses[name] = f"{address}:{at.getsockname()[1]}"
        kept.append(listener)
    site.place = table.placing(addresses)
    return site, kept


async def tried(name: str, command: str, options: argparse.Namespace) -> None:
    """Have a tool check every page; what is known of the others stays."""
    site, kept = await opened()
    for law in options.only or asked():
        found = await ask(name, command, site, law, options.deadline)
        print(name, law, found, file=sys.stderr)
        known = json.loads(options.result.read_text()) if options.result.exists() else {}
        known.setdefault(name, {})[law] = found
        options.result.write_text(json.dumps(known, indent=1) + "\n")
    for each in kept:
        each.close()


def main() -> None:
    """Try one tool after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", action="append", default=[], help=f"NAME=COMMAND, of {', '.join(READERS)}")
    parser.add_argument("--deadline", type=float, default=25, help="seconds for a page")
    parser.add_argument("--only", nargs="*", default=[], help="paragraphs")
    parser.add_argument("--result", type=Path, default=RESULT)
    options = parser.parse_args()
    for tool in options.tool:
        name, _, command = tool.partition("=")
        asyncio.run(tried(name, command, options))


if __name__ == "__main__":
    main()
