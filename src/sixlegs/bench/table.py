"""Owns the plain table of a comparison, for a terminal."""

from __future__ import annotations

from statistics import median

import click

from sixlegs.bench.result_file import Point, Result


def show(result: Result) -> None:
    """Print it."""
    for point in result.points:
        click.echo(f"\n{point.workload}, {point.concurrency} at a time, {point.latency_ms:g} ms")
        click.echo(f"{'':<28}{'seconds':>9}{'cpu s':>8}{'MB':>7}{'pages/s':>9}  seconds, times those of the baseline")
        for name in dict.fromkeys(run.contender for run in result.runs if run.point == point):
            click.echo(_row(result, name, point))


def _row(result: Result, name: str, point: Point) -> str:
    runs = result.of(name, point)
    if not runs:
        return f"{name:<28}{'void':>9}"
    wall, cpu = median(run.wall_s for run in runs), median(run.cpu_s for run in runs)
    memory = median(run.rss_bytes for run in runs) / 2**20
    ratio = next(
        (each for each in result.ratios if (each.contender, each.point, each.metric) == (name, point, "wall_s")), None
    )
    said = f"{ratio.median:.2f} [{ratio.low:.2f}, {ratio.high:.2f}] {ratio.conclusion}" if ratio else "the baseline"
    return f"{name:<28}{wall:>9.3f}{cpu:>8.3f}{memory:>7.0f}{runs[0].urls / wall:>9.0f}  {said}"
