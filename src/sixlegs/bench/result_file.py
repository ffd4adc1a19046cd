"""Owns the result file of `crawl bench`: its values, and how they become JSON and come back; knows no run.

Every field that is not in a file keeps its default when the file is read, and a field that is not known here is
passed over, so that files of older and newer versions of the same schema can be read.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Self, TypeVar

from sixlegs.bench import typed

SCHEMA = 1
SAME, SLOW, HALF, NULL = "same", "slow", "half", "null"  # the controls; a run has its name as `backend` and `control`
NO_START = "the start is "  # how the note of a run begins that had nothing to crawl
BEFORE = -1  # the block of a trace
NO_DIFFERENCE, LESS, MORE, TOO_FEW = "no difference shown", "less", "more", "too few blocks"  # what a ratio says


class Record:
    """What all values of the file have in common."""

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> Self:
        """Make the value of what the file says."""
        known = {each.name: each for each in fields(cls)}  # type: ignore[arg-type]
        missing = [
            name
            for name, each in known.items()
            if name not in found and each.default is MISSING and each.default_factory is MISSING
        ]
        if missing:
            raise ValueError(f"a {cls.__name__.lower()} lacks {', '.join(missing)}")
        kinds = typed.kinds(cls)  # type: ignore[arg-type]
        wrong = [name for name in known if name in found and not typed.fits(found[name], kinds[name])]
        if wrong:
            raise ValueError(f"this is no result of crawl bench: {', '.join(wrong)} of a {cls.__name__.lower()}")
        return cls(**{name: value for name, value in found.items() if name in known})


Kind = TypeVar("Kind", bound=Record)


@dataclass(frozen=True)
class Point(Record):
    """One condition under which all contenders run."""

    workload: str
    concurrency: int
    latency_ms: float


class AtPoint(Record):
    """What belongs to one condition."""

    workload: str
    concurrency: int
    latency_ms: float

    @property
    def point(self) -> Point:
        """Say under which condition."""
        return Point(self.workload, self.concurrency, self.latency_ms)


class OfContender(AtPoint):
    """What belongs to one contender under one condition."""

    backend: str
    client: str
    loop: str
    control: str

    @property
    def contender(self) -> str:
        """Name who ran."""
        return self.control or " + ".join(filter(None, (self.backend, self.client, self.loop)))


@dataclass(frozen=True)
class Run(OfContender):
    """One run of one contender in a process of its own; of a warm-up nothing is kept."""

    backend: str  # a strategy, the name of a foreign command, or of a control
    client: str  # native, wire, or `command` for a foreign one
    workload: str
    concurrency: int  # of the point: what was asked for
    latency_ms: float
    block: int  # from 0; -1: a trace, before the first
    position: int  # in the block, from 0
    wall_s: float  # from the first question to the crawl to its end; for a foreign command the whole process
    startup_s: float  # from the start of the process to the first question
    first_result_s: float | None  # from the first question to the first judged URL
    cpu_user_s: float  # of the whole tree of processes, without start-up and without the making of the report
    cpu_system_s: float
    rss_bytes: int  # the peaks (VmHWM) of all processes of the tree, added
    urls: int
    digest: str  # sha256 of (URL, verdict, reason, status), sorted; empty for a foreign command
    peak_in_flight: int  # requests that the server held at one time
    connections: int  # that the server accepted
    context_switches: int
    latency: dict[str, float]  # p50_ms, p95_ms, p99_ms, max_ms of exchanges, as the client saw them
    valid: bool
    loop: str = ""  # the event loop under asyncio, where it is part of the comparison
    control: str = ""  # same, slow, half or null where this is no contender
    used_concurrency: int = 0  # what the strategy can do of what was asked for
    requests: int = 0  # that the server saw
    involuntary_context_switches: int = 0
    process_s: float = 0.0  # the whole process, seen from outside
    process_cpu_s: float = 0.0
    pss_bytes: int = 0  # peak of the tree with shared pages counted once, sampled; 0 where there is one process
    processes: int = 1
    latency_quantiles_ms: list[float] = field(default_factory=list)  # 101 of them: 0 to 100 %
    phases: dict[str, dict[str, float]] = field(default_factory=dict)  # connect, first_byte, total; reported in a trace
    loop_lag_ms: dict[str, float] | None = None  # p50, p99, max; None: the strategy has no loop
    server_cpu_share: float = 0.0  # of one core, while this run lasted
    efficiency: float | None = None  # the limit's seconds over wall_s
    timeline: list[dict[str, Any]] | None = None  # url, lane, start_s, first_byte_s, end_s, status of each exchange
    notes: list[str] = field(default_factory=list)  # why it is void, or what casts a doubt on it

    @property
    def cpu_s(self) -> float:
        """Processor time, user and system."""
        return self.cpu_user_s + self.cpu_system_s


@dataclass(frozen=True)
class Ratio(OfContender):
    """A contender over the baseline, paired by block."""

    backend: str
    client: str
    workload: str
    concurrency: int
    latency_ms: float
    baseline: str  # the name of the contender that it is compared with
    metric: str  # wall_s, cpu_s or rss_bytes
    median: float
    low: float  # of the 95 % confidence interval
    high: float
    blocks: int
    loop: str = ""
    control: str = ""
    p_value: float = 1.0
    p_holm: float = 1.0  # the same, corrected for how many contenders are compared at this point
    conclusion: str = NO_DIFFERENCE  # or less, or more, of the metric than the baseline; or too few blocks


@dataclass(frozen=True)
class Limit(AtPoint):
    """What no strategy can beat at a point: the largest of four bounds, and which one it is."""

    workload: str
    concurrency: int
    latency_ms: float
    seconds: float
    binding: str  # depth, concurrency, bandwidth or processor
    bounds: dict[str, float] = field(default_factory=dict)  # seconds of each of the four


@dataclass
class Result(Record):
    """All that one `crawl bench` found out."""

    machine: dict[str, Any]
    config: dict[str, Any]
    runs: list[Run] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    controls: dict[str, Any] = field(default_factory=dict)  # same, slow, half, null: what each was to show, and did
    traces: list[Run] = field(default_factory=list)  # for the timeline: one more run of each, which enters nothing
    server: dict[str, Any] = field(default_factory=dict)  # its rate with a raw client, its share of the processor

    @property
    def contenders(self) -> list[str]:
        """Name all contenders that ran, the controls left out, in the order in which they were listed."""
        ran = dict.fromkeys(run.contender for run in self.runs if not run.control)
        listed = [name for name in self.config.get("contenders", []) if name in ran]
        return list(dict.fromkeys([*listed, *ran]))

    @property
    def points(self) -> list[Point]:
        """Give all conditions, in the order of their first run."""
        return list(dict.fromkeys(run.point for run in self.runs))

    def waits(self, point: Point) -> bool:
        """Say whether what limits a crawl at a point is the waiting for answers, and not what it has to do."""
        limit = next((limit for limit in self.limits if limit.point == point), None)
        return point.latency_ms > 0 if limit is None else limit.binding in {"depth", "concurrency"}

    def of(self, contender: str, point: Point, *, valid: bool = True) -> list[Run]:
        """Give the runs of a contender at a point, block by block."""
        found = [run for run in self.runs if run.contender == contender and run.point == point]
        return sorted((run for run in found if run.valid or not valid), key=lambda run: run.block)

    def document(self) -> dict[str, Any]:
        """Return what the file holds."""
        return {"schema": SCHEMA} | asdict(self)


def decode(document: Any) -> Result:
    """Make the result of what a file holds; raises ValueError where it is no such file."""
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise ValueError(f"this is no result of crawl bench, schema {SCHEMA}")
    try:
        made = Result.read(document)
        made.runs = _all(Run, document.get("runs", []))
        made.traces = _all(Run, document.get("traces", []))
        made.ratios = _all(Ratio, document.get("ratios", []))
        made.limits = _all(Limit, document.get("limits", []))
    except (TypeError, AttributeError) as error:
        raise ValueError(f"this is no result of crawl bench: {error}") from error
    return made


def read(path: Path) -> Result:
    """Read a file; raises ValueError where it is no result, OSError where it cannot be read."""
    return decode(json.loads(path.read_text(encoding="utf-8")))


def write(result: Result, path: Path) -> None:
    """Write a file, which takes its name when it is whole."""
    part = _part(path)
    try:
        part.write_text(json.dumps(result.document(), indent=1, default=str) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


def probe(path: Path) -> None:
    """Find out whether a file could be written, without writing it; raises OSError where it could not."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    _part(path).write_text("", encoding="utf-8")
    _part(path).unlink()


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def _all(kind: type[Kind], rows: Sequence[Mapping[str, Any]]) -> list[Kind]:
    return [kind.read(row) for row in rows]
