"""Owns scales: which place on paper a value has, and which values are written beside an axis."""

from __future__ import annotations

import math
from dataclasses import dataclass

_LEAST_TICKS = 3


@dataclass(frozen=True)
class Scale:
    """From values to places; `end` may lie before `start`, as that of a vertical axis does."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """Return the place of a value; one beyond the ends is put at the end."""
        low, high, at = (self._of(each) for each in (self.low, self.high, value))
        share = 0.5 if high == low else (at - low) / (high - low)
        return self.start + (self.end - self.start) * min(1.0, max(0.0, share))

    def _of(self, value: float) -> float:
        return math.log(max(value, 1e-12)) if self.log else value

    @property
    def ticks(self) -> list[float]:
        """Return the round values between the ends."""
        return _log_ticks(self.low, self.high) if self.log else _even_ticks(self.low, self.high)


def _even_ticks(low: float, high: float) -> list[float]:
    if high <= low:
        return [low]
    rough = (high - low) / 4
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * times for times in (1, 2, 2.5, 5, 10) if unit * times >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [count * step for count in range(first, math.floor(high / step + 1e-9) + 1)]


def _log_ticks(low: float, high: float) -> list[float]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1.0,), (1.0, 3.0), (1.0, 2.0, 5.0), (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)):
        found = [times * 10.0**power for power in decades for times in steps]
        found = [value for value in found if low * 0.999 <= value <= high * 1.001]
        if len(found) >= _LEAST_TICKS:
            return found
    return _even_ticks(low, high)


def around(values: list[float], *, log: bool = False) -> tuple[float, float]:
    """Return the ends of a scale with some air around all values; from zero where it is an even one."""
    if not log:
        return 0.0, max(values, default=1.0) * 1.08 or 1.0
    low, high = min(values, default=1.0), max(values, default=10.0)
    air = max((high / low) ** 0.06, 1.08)
    return low / air, high * air


def short(value: float) -> str:
    """Write a value in few signs: 0.25, 1.5, 12, 1,300."""
    if value and abs(value) < 10:
        return f"{value:.2g}"
    return f"{value:,.0f}"


def apart(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels from each other, as little as will do, so that none stands on another; they come in their order."""
    order = sorted(range(len(places)), key=lambda at: places[at])
    moved = list(places)
    least = low
    for at in order:
        moved[at] = max(moved[at], least)
        least = moved[at] + gap
    most = high
    for at in reversed(order):
        moved[at] = min(moved[at], most)
        most = moved[at] - gap
    return moved
