"""Owns the statistics: what several runs of two contenders say of their ratio, and what no contender can beat.

Runs are paired by block. The interval is a bootstrap over the blocks, of the median of the logarithms of the ratios.
The p-value is that of an exact sign-flip test of their mean: were there no difference, every pair could as well have
come the other way round. It knows nothing of runs and files.
"""

from __future__ import annotations

import math
import operator
import random
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import product
from typing import NamedTuple

RESAMPLES = 10_000
LEAST_BLOCKS = 6  # of fewer, no interval of a median holds the true one in 95 of 100 cases
SIGNIFICANT = 0.05
_EXACT_UP_TO = 12  # blocks; beyond, so many random flips as there are resamples
_CLOSE = 1e-12


@dataclass(frozen=True)
class Spread:
    """Several measurements of the same."""

    median: float
    least: float
    most: float

    def row(self) -> dict[str, float]:
        """Return it for a JSON file."""
        return {key: round(value, 5) for key, value in asdict(self).items()}


@dataclass(frozen=True)
class Paired:
    """What one contender takes of the other's, block by block."""

    median: float
    low: float  # of the 95 % confidence interval
    high: float
    blocks: int
    p_value: float = 1.0

    @property
    def holds_one(self) -> bool:
        """Whether the interval leaves room for no difference at all."""
        return self.low <= 1.0 <= self.high


class Bound(NamedTuple):
    """The least time that a crawl can take, and why."""

    seconds: float
    binding: str
    bounds: dict[str, float]


def spread(values: Sequence[float]) -> Spread:
    """Say what is typical, and how far the others are from it."""
    return Spread(statistics.median(values), min(values), max(values))


def ratio(ours: Sequence[float], theirs: Sequence[float], seed: int) -> Paired:
    """Compare two contenders that ran in the same blocks."""
    logs = [math.log(our / their) for our, their in zip(ours, theirs, strict=True)]
    medians = sorted(statistics.median([logs[at] for at in draw]) for draw in _draws(len(logs), seed))
    low, high = medians[RESAMPLES * 25 // 1000], medians[RESAMPLES * 975 // 1000 - 1]
    middle = statistics.median(logs)
    return Paired(math.exp(middle), math.exp(low), math.exp(high), len(logs), sign_flip(logs, seed))


@lru_cache(maxsize=8)
def _draws(size: int, seed: int) -> list[list[int]]:
    """Draw blocks, with repetition; all contenders are compared over the same draws."""
    chance = random.Random(seed)  # noqa: S311  resampling is no secret
    return [chance.choices(range(size), k=size) for _ in range(RESAMPLES)]


def sign_flip(differences: Sequence[float], seed: int) -> float:
    """Return how often chance alone would give a mean as far from zero as this one."""
    size = len(differences)
    seen = abs(math.fsum(differences)) - _CLOSE
    if size <= _EXACT_UP_TO:
        flips = list(product((1, -1), repeat=size))
        extreme = sum(abs(math.fsum(map(operator.mul, differences, flip))) >= seen for flip in flips)
        return extreme / len(flips)
    chance = random.Random(seed)  # noqa: S311  a test is no secret
    extreme = sum(
        abs(math.fsum(value if chance.random() < 0.5 else -value for value in differences)) >= seen
        for _ in range(RESAMPLES)
    )
    return (extreme + 1) / (RESAMPLES + 1)


def blocks_for(comparisons: int) -> int:
    """Return how many blocks it takes for anything to stand up to the correction for so many comparisons at once."""
    return max(LEAST_BLOCKS, math.floor(math.log2(2 * comparisons / SIGNIFICANT)) + 1)


def holm(p_values: Sequence[float]) -> list[float]:
    """Correct p-values for how many claims are made at once (Holm 1979); they come back in their order."""
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    corrected = [1.0] * len(p_values)
    highest = 0.0
    for rank, at in enumerate(order):
        highest = max(highest, min(1.0, p_values[at] * (len(p_values) - rank)))
        corrected[at] = highest
    return corrected


def quantiles(values: Sequence[float], parts: int = 100) -> list[float]:
    """Return the `parts` + 1 values that part the sorted ones evenly, the least and the most included."""
    ordered = sorted(values)
    if not ordered:
        return []
    last = len(ordered) - 1
    return [_between(ordered, last * part / parts) for part in range(parts + 1)]


def _between(ordered: Sequence[float], place: float) -> float:
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """Return the percentiles that a latency is reported by, as they are named in the file; values in milliseconds."""
    found = quantiles(values, 1000)
    if not found:
        return {}
    return {"p50_ms": found[500], "p95_ms": found[950], "p99_ms": found[990], "max_ms": found[1000]}


def limit(bounds: Mapping[str, float]) -> Bound:
    """Say which of several lower bounds on a time is the one that counts."""
    binding = max(bounds, key=lambda name: bounds[name])
    return Bound(bounds[binding], binding, dict(bounds))
