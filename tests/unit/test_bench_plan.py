"""The laws of what a comparison consists of."""

from __future__ import annotations

from sixlegs import backends
from sixlegs.bench import plan
from sixlegs.bench.plan import COMMAND, Config, contenders, order, pages, points, runners
from sixlegs.bench.result_file import HALF, NULL, SAME, SLOW, Point

EVERYONE = contenders(backends.names(), ["wire", "native"])
POINT = Point("tiny", 16, 5.0)


def a_config(**values: object) -> Config:
    """Return a plan of everyone at one point."""
    return Config(**{"contenders": EVERYONE, "points": (POINT,), "blocks": 3} | values)  # type: ignore[arg-type]


def test_an_order_comes_from_the_seed() -> None:
    """The same seed, point and block give the same order; another of them another one, of the same contenders."""
    config, who = a_config(), runners(a_config(), POINT).runners
    first = order(config, POINT, 0, who)
    assert first == order(config, POINT, 0, who)
    others = [order(config, POINT, 1, who), order(a_config(seed=2), POINT, 0, who)]
    assert all(first != other and set(first) == set(other) for other in others)


def test_the_baseline_runs_twice_and_the_controls_run() -> None:
    """At every point there is the same once more, the slower one, and the one that does nothing."""
    found = runners(a_config(), POINT).runners
    assert [each.control for each in found if each.control] == [SAME, SLOW, HALF, NULL]
    same = next(each for each in found if each.control == SAME)
    assert (same.backend, same.client, same.loop) == ("asyncio", "wire", "")
    assert "asyncio + wire" in [each.name for each in found]


def test_half_as_many_at_a_time_is_a_control_where_there_is_a_half() -> None:
    """It is the baseline with half the exchanges in flight; of one at a time there is no half."""
    halved = {point: [each for each in runners(a_config(), point).runners if each.control == HALF]
              for point in (POINT, Point("tiny", 1, 5.0))}  # fmt: skip
    assert [each.lanes(16) for each in halved[POINT]] == [8]
    assert not halved[Point("tiny", 1, 5.0)]


def test_of_a_foreign_site_nothing_is_prepared() -> None:
    """With a URL there is no null control: what is there is not known beforehand."""
    assert NULL not in [each.control for each in runners(a_config(url="http://a/"), POINT).runners]


def test_who_cannot_keep_up_is_left_out_with_a_word_why() -> None:
    """One at a time with a long latency would take minutes, a process for each of 256 exchanges all the memory."""
    absent = runners(a_config(), Point("tiny", 256, 50.0)).absent
    assert set(absent) == {
        f"{name} + {client}" for name in ("sequential", "multiprocessing") for client in ("wire", "native")
    }
    assert not runners(a_config(), Point("tiny", 1, 50.0)).absent


def test_a_site_has_many_pages_for_each_exchange_in_flight() -> None:
    """Twenty a lane, two hundred at least unless the latency makes them too long, and fewer where pages are huge."""
    assert pages(Point("tiny", 64, 20.0)) == 1280
    assert pages(Point("tiny", 1, 0.0)) == 200
    assert pages(Point("tiny", 1, 200.0)) == 40
    assert pages(Point("payload", 64, 0.0)) == 60


def test_every_workload_is_a_site_that_can_be_served() -> None:
    """What each asks of a site makes a plan, with the seed and the latency of the point."""
    for name in plan.WORKLOADS:
        site = plan.site(a_config(seed=9), Point(name, 4, 10.0))
        assert (site.seed, site.latency_ms) == (9, 10.0)
    assert plan.site(a_config(pages=70), POINT).pages == 70


def test_conditions_are_combined() -> None:
    """Every workload meets every latency and every concurrency."""
    assert len(points(["tiny", "tls"], [1, 4], [0.0, 5.0])) == 8


def test_loops_and_commands_are_contenders() -> None:
    """Asyncio stands there once for each loop asked for, a foreign tool once."""
    found = contenders(["asyncio", "threading"], ["wire"], ["asyncio", "uvloop"], {"curl": "curl {url}"})
    assert [each.name for each in found] == [
        "asyncio + wire + asyncio",
        "asyncio + wire + uvloop",
        "threading + wire",
        f"curl + {COMMAND}",
    ]
    assert a_config(contenders=found).baseline.name == "asyncio + wire + asyncio"
    assert a_config(contenders=found).document()["commands"] == {"curl": "curl {url}"}
    assert found[3].lanes(16) == 16


def test_without_the_usual_baseline_the_first_contender_is_it() -> None:
    """A foreign command is compared with what is ours, and stands alone where there is nothing else."""
    own, foreign = contenders(["threading"], ["native"], (), {"curl": "curl {url}"})
    assert a_config(contenders=(foreign, own)).baseline == own
    assert a_config(contenders=(foreign,)).baseline == foreign
    assert runners(a_config(contenders=(foreign,)), POINT).runners == [foreign]
