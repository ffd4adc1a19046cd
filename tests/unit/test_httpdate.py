"""Laws of HTTP dates."""

from __future__ import annotations

import pytest

from sixlegs.httpdate import seconds_between

EPOCH = "Thu, 01 Jan 1970 00:00:00 GMT"


@pytest.mark.parametrize(
    "date",
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"],
)
def test_three_formats_name_one_moment(date: str) -> None:
    """The three formats of RFC 9110 5.6.7 are read, with blanks around them."""
    assert seconds_between(EPOCH, f" {date} ") == 784111777


def test_time_may_run_backwards() -> None:
    """A date before the other is a negative number of seconds away."""
    assert seconds_between("Thu, 01 Jan 1970 00:01:00 GMT", EPOCH) == -60


def test_two_digits_of_a_year_are_near_us() -> None:
    """A year of two digits from 70 on is of the last century, and before it of this one."""
    year = 365 * 24 * 3600
    between = seconds_between("Thursday, 01-Jan-70 00:00:00 GMT", "Wednesday, 01-Jan-69 00:00:00 GMT")
    assert between is not None
    assert between > 98 * year


def test_a_leap_second_is_read() -> None:
    """The second 60 is written sometimes, and counts as the one before."""
    assert seconds_between(EPOCH, "Thu, 01 Jan 1970 00:00:60 GMT") == 59


@pytest.mark.parametrize(
    "date",
    [
        "",
        "soon",
        "120",
        "Sun, 06 Nix 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Nov 0000 08:49:37 GMT",
        "1994-11-06T08:49:37Z",
    ],
)
def test_what_is_no_date_is_none(date: str) -> None:
    """What is not a date in one of the formats gives no distance, on either side."""
    assert seconds_between(EPOCH, date) is None
    assert seconds_between(date, EPOCH) is None
