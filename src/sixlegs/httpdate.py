"""Owns the reading of HTTP dates in their three formats (RFC 9110 5.6.7); knows no clock."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
_FORMATS = (
    re.compile(rf"[A-Za-z]+, (?P<day>\d\d)[ -](?P<month>[A-Za-z]{{3}})[ -](?P<year>\d{{2,4}}) {_CLOCK} GMT"),
    re.compile(rf"[A-Za-z]{{3}} (?P<month>[A-Za-z]{{3}}) (?P<day>[ \d]\d) {_CLOCK} (?P<year>\d{{4}})"),  # asctime
)


def seconds_between(earlier: str, later: str) -> float | None:
    """Return the seconds from one HTTP date to another, or None where either is not one."""
    start, end = _read(earlier), _read(later)
    return None if start is None or end is None else (end - start).total_seconds()


def _read(text: str) -> datetime | None:
    match = next(filter(None, (pattern.fullmatch(text.strip()) for pattern in _FORMATS)), None)
    if match is None or match["month"].lower() not in _MONTHS:
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += 2000 if year < 70 else 1900
    month = _MONTHS.index(match["month"].lower()) + 1
    try:
        clock = (int(match["hour"]), int(match["minute"]), min(int(match["second"]), 59))  # 60 is a leap second
        return datetime(year, month, int(match["day"]), *clock, tzinfo=UTC)
    except ValueError:
        return None
