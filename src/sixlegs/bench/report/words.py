"""Owns what is said of a result beside its pictures: the machine, the plan, the controls, and what cannot be told."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from sixlegs.bench import statistics
from sixlegs.bench.result_file import HALF, NULL, SAME, SLOW, TOO_FEW, Point, Result


def machine(result: Result) -> list[tuple[str, str]]:
    """Return the card of the machine."""
    card = result.machine
    packages = card.get("packages", {})
    rows = [
        (
            "Processor",
            f"{card.get('cpu', '?')}, {card.get('cores', '?')} cores{' (virtual)' * bool(card.get('hypervisor'))}",
        ),
        ("Memory", f"{card.get('memory_gb', '?')} GB"),
        ("System", f"{card.get('system', '?')} {card.get('kernel', '')}"),
        ("Python", f"{card.get('python', '?')}, {'with' if card.get('gil', True) else 'without'} the GIL"),
        ("Date", str(card.get("date", "?"))),
        ("Revision", str(card.get("revision", "?"))),
        ("Load at the start", ", ".join(str(each) for each in card.get("load_average", []))),
        ("Packages", ", ".join(f"{name} {version}" for name, version in packages.items())),
    ]
    return [(name, value) for name, value in rows if value]


def plan(result: Result) -> list[tuple[str, str]]:
    """Return what was done."""
    config = result.config
    void = sum(not run.valid for run in result.runs)
    doubtful = sum(any("load of others" in note or "steal" in note for note in run.notes) for run in result.runs)
    rows = [
        ("Command", str(config.get("command", ""))),
        ("Server", str(result.server.get("kind", "")).replace("generated", "its own")),
        ("Baseline", str(config.get("baseline", ""))),
        ("Blocks", f"{config.get('blocks', '?')} asked for, each contender once in each, in an order of its own"),
        ("Seed", str(config.get("seed", ""))),
        ("Workloads", "; ".join(f"{name}: {said}" for name, said in config.get("workloads", {}).items())),
        ("Runs", f"{len(result.runs)}, {void} of them void, {doubtful} while others used the machine"),
        ("Switch interval", f"{config['switch_interval']} s" if config.get("switch_interval") else ""),
        ("Stopped early by", str(config.get("stopped_by", ""))),
        ("Left out", "; ".join(f"{name}: {why}" for name, why in config.get("absent", {}).items())),
    ]
    return [(name, value) for name, value in rows if value]


def course(result: Result) -> list[str]:
    """Say how far it came, why no further, and what to do where that shows nothing."""
    done = [str(len({run.block for run in result.runs if run.point == point})) for point in result.points]
    why = {"budget": " (time was up)", "interrupted": " (interrupted)"}.get(str(result.config.get("stopped_by")), "")
    blocks = f"{_span(sorted(done, key=int)) or '0'} of {result.config.get('blocks', '?')} blocks{why}"
    said = [f"{blocks}; {result.machine.get('python', '?')}, {result.machine.get('cores', '?')} cores."]
    claims = [ratio for ratio in result.ratios if not ratio.control]
    if claims and all(ratio.conclusion == TOO_FEW for ratio in claims):
        said.append(f"Nothing can be claimed of so few. This can: {_longer(result)}")
    return said


def _longer(result: Result) -> str:
    """Return the command that makes as many blocks as are needed at the same conditions."""
    names = {ratio.contender for ratio in result.ratios if not ratio.control}
    found = ["crawl", "bench", *filter(None, [str(result.config.get("url", ""))])]
    found += ["--blocks", str(max(statistics.LEAST_BLOCKS, statistics.blocks_for(max(1, len(names)))))]
    lists = {
        "--workload": [point.workload for point in result.points if point.workload != "url"],
        "--concurrency": [str(point.concurrency) for point in result.points],
        "--latency": [f"{point.latency_ms:g}" for point in result.points if point.workload != "url"],
        "--backends": [run.backend for run in result.runs if not run.control and run.client != "command"],
    }
    settings = {"--pages": result.config.get("pages"), "--server": result.config.get("server")}
    lists |= {option: [str(value)] for option, value in settings.items() if value not in (None, "own")}
    for option, values in lists.items():
        found += [option, ",".join(dict.fromkeys(values))] if values else []
    return shlex.join(found)


def _span(ordered: Sequence[str]) -> str:
    """Return the first and the last of some figures, as one where they are the same."""
    return " to ".join(dict.fromkeys([*ordered[:1], *ordered[-1:]]))


def controls(result: Result) -> list[tuple[str, str]]:
    """Say in one line what each control showed."""
    return [(name, said) for name, said in _controls(result) if said]


def _controls(result: Result) -> Iterator[tuple[str, str]]:
    kinds = (SAME, SLOW, HALF, NULL)
    same, slow, half, null = (result.controls.get(name, {}).get("points", []) for name in kinds)
    widths = [row["high"] / row["low"] - 1 for row in same if row["passed"] is not None]
    wide = f"; they are {min(widths):.1%} to {max(widths):.1%} wide: less than that is not told apart" if widths else ""
    yield "The baseline against itself", _passed(same, f"intervals hold 1{wide}")
    yield "1 ms more for each page", _passed(slow, "were found out by processor time")
    yield "Half as many at a time", _passed(half, "were found out by time, where waiting is what limits")
    costs = [f"{cost * 1e6:.0f}" for cost in sorted(row["seconds_per_url"] for row in null if "seconds_per_url" in row)]
    yield (
        "No network at all",
        (f"{_span(costs)} µs a page: the crawl's own work, and that of measuring." if costs else ""),
    )
    rows = [row for row in result.server.get("points", []) if "enough" in row]
    shares = [row.get("cpu_share", 0.0) for row in rows]
    busy = [Point.read(row) for row in rows if not row["enough"]]
    yield (
        "The server",
        (
            f"at most {max(shares):.0%} of one core; "
            + (
                f"at {len(busy)} of {len(rows)} conditions it may have been what was measured."
                if busy
                else "always enough."
            )
            if rows
            else ""
        ),
    )


def _passed(rows: list[dict[str, Any]], what: str) -> str:
    judged = [row for row in rows if row.get("passed") is not None]
    few = len(rows) - len(judged)
    if not judged:
        return "too few blocks to judge." if rows else ""
    return f"{sum(row['passed'] for row in judged)} of {len(judged)} {what}." + (
        f" {few} of too few blocks to judge." if few else ""
    )


def scope(result: Result) -> list[str]:
    """Say what this cannot tell."""
    cores = int(result.machine.get("cores", 1))
    network = (
        "Client and server share one machine and the loopback: there is no real network, no loss, no handshake across "
        "a distance. A latency is a pause of the server before it answers."
    )
    workers = (
        "The worker processes of multiprocessing start within the crawl, while what others import is counted as "
        "start-up: the smaller the site, the more of its time that is."
    )
    said = [
        network,
        "A crawler asks when it has room to: these are latencies of a closed loop, not those under a load of others.",
        workers,
        "One version of each library, one Python, one machine. Processor time a page is what carries over best.",
    ]
    if cores <= 4:
        many = (
            f"With {cores} cores, one of them for the server, several processes cannot show what they gain from many. "
            "Cores over processor time a page is a prediction of it, and no more."
        )
        said.insert(0, many)
    if any("load of others" in note for run in result.runs for note in run.notes):
        said.append("Others used the machine during some blocks: they are kept, marked, and make intervals wider.")
    return said
