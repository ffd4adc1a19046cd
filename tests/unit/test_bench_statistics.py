"""The laws of the statistics."""

from __future__ import annotations

import math
import random
from itertools import pairwise
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sixlegs.bench.statistics import (
    LEAST_BLOCKS,
    SIGNIFICANT,
    Spread,
    blocks_for,
    holm,
    limit,
    percentiles,
    quantiles,
    ratio,
    sign_flip,
    spread,
)

times = st.floats(0.01, 100.0)
blocks = st.lists(st.tuples(times, times), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None)
@given(blocks, st.integers(0, 99))
def test_an_interval_holds_its_median_and_lies_within_what_was_seen(
    pairs: list[tuple[float, float]], seed: int
) -> None:
    """No resampling can leave the range of the ratios, and the median is in between."""
    found = ratio([ours for ours, _ in pairs], [theirs for _, theirs in pairs], seed)
    ratios = [ours / theirs for ours, theirs in pairs]
    assert min(ratios) * 0.999 <= found.low <= found.median * 1.001
    assert found.median * 0.999 <= found.high <= max(ratios) * 1.001
    assert found.blocks == len(pairs)


@settings(max_examples=15, deadline=None)
@given(blocks, st.integers(0, 99))
def test_the_other_way_round_it_is_the_inverse(pairs: list[tuple[float, float]], seed: int) -> None:
    """Who is over the line and who under it does not matter: the interval turns over, the p-value stays."""
    ours, theirs = [a for a, _ in pairs], [b for _, b in pairs]
    one, other = ratio(ours, theirs, seed), ratio(theirs, ours, seed)
    assert one.median == pytest.approx(1 / other.median)
    assert one.p_value == pytest.approx(other.p_value)
    assert math.log(one.low) == pytest.approx(-math.log(other.high), abs=1.0)


def test_the_same_seed_gives_the_same_interval() -> None:
    """A file can be worked out anew and is the same."""
    ours, theirs = [1.0, 1.2, 1.1, 0.9], [1.0, 1.0, 1.3, 0.8]
    assert ratio(ours, theirs, 5) == ratio(ours, theirs, 5)


def test_equal_times_show_no_difference() -> None:
    """Nothing between two contenders is a ratio of one that is sure, and a p-value of one."""
    found = ratio([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], 1)
    assert (found.low, found.median, found.high, found.p_value) == (1.0, 1.0, 1.0, 1.0)
    assert found.holds_one


def test_what_is_always_slower_is_found_out() -> None:
    """Ten blocks of ten on one side: the interval leaves one out, and the p-value is that of ten equal coins."""
    found = ratio([1.1 + at / 100 for at in range(10)], [1.0] * 10, 1)
    assert found.low > 1.05
    assert not found.holds_one
    assert found.p_value == 2 / 2**10


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Of many studies of two that are equal, about 95 in 100 have one in the interval, and p < 0.05 in about 5."""
    chance = random.Random(7)  # noqa: S311 - a study is no secret
    found = []
    for _ in range(60):
        ours, theirs = ([chance.lognormvariate(0, 0.1) for _ in range(10)] for _ in range(2))
        found.append(ratio(ours, theirs, 3))
    assert 0.88 <= mean(each.holds_one for each in found) <= 1.0
    assert 0.0 <= mean(each.p_value < 0.05 for each in found) <= 0.1


def test_more_blocks_than_can_be_flipped_one_by_one_are_flipped_by_chance() -> None:
    """The two ways of the test agree where both can be taken."""
    chance = random.Random(3)  # noqa: S311 - a study is no secret
    few = [chance.gauss(0.3, 1.0) for _ in range(12)]
    many = [*few, 1e-15]  # one more block without any weight
    assert sign_flip(many, 1) == pytest.approx(sign_flip(few, 1), abs=0.02)


@given(st.lists(st.floats(0, 1), max_size=20))
def test_a_correction_makes_nothing_surer_and_keeps_the_order(p_values: list[float]) -> None:
    """Holm's p-values are no smaller, no larger than Bonferroni's, at most one, and ordered as before."""
    corrected = holm(p_values)
    for before, after in zip(p_values, corrected, strict=True):
        assert before <= after <= min(1.0, before * len(p_values)) + 1e-12
    ordered = [after for _, after in sorted(zip(p_values, corrected, strict=True))]
    assert all(first <= second for first, second in pairwise(ordered))


def test_so_many_blocks_are_enough_for_so_many_comparisons_and_one_less_is_not() -> None:
    """With all pairs on one side, the least p-value stands up to the correction from that many blocks on."""
    for comparisons in (1, 4, 13, 26):
        least = blocks_for(comparisons)
        assert least >= LEAST_BLOCKS
        assert sign_flip([1.0] * least, 1) * comparisons < SIGNIFICANT
        assert least == LEAST_BLOCKS or sign_flip([1.0] * (least - 1), 1) * comparisons >= SIGNIFICANT


def test_holm_as_in_the_textbook() -> None:
    """Four claims: the least is multiplied by four, the next by three, and none falls below one before it."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(st.lists(times, min_size=1, max_size=50))
def test_quantiles_run_from_the_least_to_the_most(values: list[float]) -> None:
    """There are 101 of them, in order, with the extremes at their ends."""
    found = quantiles(values)
    assert len(found) == 101
    assert (found[0], found[-1]) == (min(values), max(values))
    assert all(first <= second + 1e-9 for first, second in pairwise(found))


def test_percentiles_are_those_that_the_file_names() -> None:
    """Of the numbers 0 to 1000 each percentile is what its name says; of nothing there are none."""
    assert percentiles(range(1001)) == {"p50_ms": 500, "p95_ms": 950, "p99_ms": 990, "max_ms": 1000}
    assert percentiles([]) == {}
    assert quantiles([]) == []


def test_the_limit_is_the_largest_of_the_bounds() -> None:
    """Which of them binds is said."""
    assert limit({"depth": 1.0, "processor": 3.0, "bandwidth": 2.0})[:2] == (3.0, "processor")


def test_a_spread_is_median_and_extremes() -> None:
    """As it is kept in a file it is rounded."""
    assert spread([3.0, 1.0, 2.0]) == Spread(2.0, 1.0, 3.0)
    assert spread([1 / 3]).row() == {"median": 0.33333, "least": 0.33333, "most": 0.33333}
