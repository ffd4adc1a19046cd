"""Owns the published claims that a result is held against: what is compared, and what decides; the rules stand first.

A claim holds, does not hold or cannot be told at each condition by itself, from its interval. Nothing is typed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sixlegs.bench.report import evidence
from sixlegs.bench.report.evidence import Finding
from sixlegs.bench.result_file import NO_DIFFERENCE, Result
from sixlegs.bench.statistics import LEAST_BLOCKS

HOLDS, FAILS, OPEN, ABSENT = "holds", "does not hold", "cannot be told", "not measured here"
UNEQUAL = "differs, by how much cannot be told"
_VERDICTS = (HOLDS, FAILS, NO_DIFFERENCE, UNEQUAL, OPEN)
_EQUAL = 1.25  # two that lie within this factor of each other are called equal


@dataclass(frozen=True)
class Claim:
    """Something that is said of concurrency in Python."""

    key: str
    says: str
    published: str
    compared: str
    rule: str
    limits: str  # what stays open whatever is found
    reads: Callable[[Sequence[Result]], list[Finding]]
    decides: Callable[[Finding], str]
    size: float | None = None  # the least that was published, where one figure can be compared with it


@dataclass(frozen=True)
class Judged:
    """A claim, and what the results say of it."""

    claim: Claim
    findings: list[Finding]
    verdict: str


def above(least: float = 1.0) -> Callable[[Finding], str]:
    """Make the rule that a whole interval has to lie above something; below it, the claim does not hold."""

    def decide(finding: Finding) -> str:
        return HOLDS if finding.low > least else FAILS if finding.high < least else NO_DIFFERENCE

    return decide


def equal(finding: Finding) -> str:
    """Decide whether two are equal: the whole interval within the margin; wholly beyond it, they are not."""
    if finding.low >= 1 / _EQUAL and finding.high <= _EQUAL:
        return HOLDS
    if finding.high < 1 / _EQUAL or finding.low > _EQUAL:
        return FAILS
    return OPEN if finding.low <= 1 <= finding.high else UNEQUAL


CLAIMS = (
    Claim(
        "concurrency",
        "Many requests at a time beat one at a time",
        "14 to 48 times as fast on sites that are slow to answer",
        "Where answers take time, with wire: the time of sequential over that of asyncio, paired by block; and pages a "
        "second of asyncio at the highest concurrency over those at the lowest. No more than the ratio of the "
        "concurrencies is possible.",
        "Holds where the interval lies above 1.",
        "The latency is a pause of the server; on loopback, connecting is free.",
        evidence.concurrency,
        above(),
        14.0,
    ),
    Claim(
        "threads",
        "At equal concurrency, threads are as fast as asyncio",
        "500 requests, 20 at a time: aiohttp 1.08 s, httpx with threads 1.38 s, requests with threads 1.39 s",
        "Time of threads over that of asyncio, both with the same HTTP code (wire), paired by block.",
        f"Holds where the interval lies within {1 / _EQUAL:.2f} to {_EQUAL:.2f}; fails where it lies outside.",
        "Of an interpreter with the GIL, and no more than 64 at a time.",
        evidence.threads,
        equal,
    ),
    Claim(
        "client",
        "The HTTP library matters more than the strategy",
        "threads with requests 390, threads with urllib3 1070, asyncio with aiohttp 1480 requests a second",
        "Processor time: what the native client makes of wire's (median over strategies), over what the dearest "
        "strategy of one process makes of the cheapest with wire.",
        "Holds where the interval lies above 1.",
        "One version of each library. What is native is another library for each strategy.",
        evidence.client,
        above(),
    ),
    Claim(
        "uvloop",
        "uvloop makes asyncio faster",
        "2 to 4 times on echo servers; 1.1 to 1.4 was expected once HTML is read",
        "Time of asyncio's own loop over that of uvloop, paired by block.",
        "Holds where the interval lies above 1.",
        "Of a crawler, which reads and judges pages: it is no echo server.",
        evidence.uvloop,
        above(),
        2.0,
    ),
    Claim(
        "tails",
        "Under processor load, async has the longer tail",
        "p50 and p99 in ms: uwsgi-bottle 18 and 32, aiohttp 19 and 76",
        "p99 over p50 of exchanges, asyncio's over that of threads, on pages of 200 kB with 2,000 links.",
        "Holds where the interval lies above 1.",
        "The published tails are those of servers under a load of others; these are of a crawler's own requests.",
        evidence.tails,
        above(),
        (76 / 19) / (32 / 18),
    ),
    Claim(
        "convoy",
        "Threads that compute hold up threads that wait (the GIL convoy)",
        "about 100 requests a second at the usual switch interval of 5 ms",
        "Time of threads over asyncio at 5 ms, over the same at a shorter switch interval, on heavy pages. From "
        "different runs, so not paired.",
        "Holds where the interval lies above 1.",
        "The published case is a thread that computes without end beside one that waits; here, each does both.",
        evidence.convoy,
        above(),
    ),
    Claim(
        "memory",
        "A thread takes more memory than a coroutine",
        "50 kB a thread, 3 kB a coroutine",
        "kB that one more exchange in flight adds to the process, with wire: threads less asyncio, block by block.",
        "Holds where the interval lies above 0.",
        "The whole process is seen, with buffers and the results of the larger site that more at a time are given.",
        evidence.memory,
        above(0.0),
        47.0,
    ),
)


def judge(results: Sequence[Result]) -> list[Judged]:
    """Hold all results together against every claim."""
    return [judged(claim, results) for claim in CLAIMS]


def decided(claim: Claim, finding: Finding) -> str:
    """Say what one finding makes of a claim; of too few blocks, nothing."""
    return claim.decides(finding) if finding.blocks >= LEAST_BLOCKS else OPEN


def beside(claim: Claim, finding: Finding) -> str:
    """Say how what was found compares in size with what was published, where the claim holds."""
    if claim.size is None or decided(claim, finding) != HOLDS:
        return ""
    return "as large, or larger" if finding.low >= claim.size else "smaller" if finding.high < claim.size else "perhaps"


def judged(claim: Claim, results: Sequence[Result]) -> Judged:
    """Hold all results together against one claim."""
    findings = claim.reads(results)
    said = [decided(claim, finding) for finding in findings]
    if not said:
        return Judged(claim, findings, ABSENT)
    for verdict in _VERDICTS:
        if all(each == verdict for each in said):
            few = all(finding.blocks < LEAST_BLOCKS for finding in findings)
            return Judged(claim, findings, f"{verdict}: too few blocks" if few else verdict)
    parts = [f"{verdict} in {said.count(verdict)}" for verdict in _VERDICTS if verdict in said]
    return Judged(claim, findings, ", ".join(parts) + f" of {len(said)} conditions")
