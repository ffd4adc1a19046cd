"""Owns the statistics: what is said of several runs of the same, and of two contenders run in pairs."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass

RESAMPLES = 10_000
LEAST_BLOCKS = 10


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
class Ratio:
    """What one contender takes of the other's, block by block."""

    median: float
    low: float  # of the 95 % confidence interval
    high: float
    blocks: int


def spread(values: Sequence[float]) -> Spread:
    """Say what is typical, and how far the others are from it."""
    return Spread(statistics.median(values), min(values), max(values))


def ratio(ours: Sequence[float], theirs: Sequence[float], seed: int) -> Ratio:
    """Compare two contenders that ran in the same blocks: the median ratio, and a bootstrap over the blocks."""
    logs = [math.log(our / their) for our, their in zip(ours, theirs, strict=True)]
    chance = random.Random(seed)  # noqa: S311  resampling is no secret
    medians = sorted(statistics.median(chance.choices(logs, k=len(logs))) for _ in range(RESAMPLES))
    low, high = medians[RESAMPLES * 25 // 1000], medians[RESAMPLES * 975 // 1000]
    return Ratio(math.exp(statistics.median(logs)), math.exp(low), math.exp(high), len(logs))
