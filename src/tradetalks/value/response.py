"""How values respond to trade elasticities: exact at a set's published estimates, a curve along each within its error.

A set's published estimates are solved. Along the log ``x`` of each estimate that has a standard error, a figure follows
the cubic through three solved points, the published estimate (``x = 0``) and NODES standard deviations to either side
of its draws' median, with the exact slope at the first; beyond the outer points it goes on straight. Curves of several
estimates add up (the first-order terms of a decomposition anchored at the published set: Rabitz & Alis 1999). What
that leaves out is measured on draws solved exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.batch import WORKERS
from tradetalks.value.afresh import Benchmark, Levels
from tradetalks.value.question import Question
from tradetalks.world.elasticities import Spread

Array = NDArray[np.float64]
T = TypeVar("T")
NODES = np.sqrt(3.0)
"""Standard deviations from the median at which a curve is solved: the outer points of Gauss-Hermite's rule of three."""
_NEAR = 1e-3  # a point nearer to the published estimate than this (in logs) is no second point


@dataclass(frozen=True, eq=False)
class Curve:
    """A figure by region as a function of the logs of estimates over those published.

    Attributes:
        level: ``[region]`` at the published ones. slope, bend, twist: ``[estimate, region]`` coefficients of ``x``,
            ``x^2`` and ``x^3``. low, high: ``[estimate]`` between which the cubic holds.
    """

    level: Array
    slope: Array
    bend: Array
    twist: Array
    low: Array
    high: Array

    @classmethod
    def through(cls, level: Array, slope: Array, low: Array, high: Array, below: Array, above: Array) -> Curve:
        """The cubic through ``level`` at 0, ``below`` at ``low`` and ``above`` at ``high``, with a slope at 0.

        Args:
            level: ``[region]``. slope, below, above: ``[estimate, region]``. low, high: ``[estimate]``; where one of
                them is 0 the curve is a parabola, where both are a line.
        """

        def secant(x: Array, value: Array) -> Array:
            """``(f - f(0) - slope x) / x^2`` ``[estimate, region]``; 0 where ``x`` is."""
            far = (x != 0)[:, None]
            return np.where(far, (value - level - slope * x[:, None]) / np.where(far, x[:, None], 1.0) ** 2, 0.0)

        left, right = secant(low, below), secant(high, above)
        both = ((low != 0) & (high != 0))[:, None]
        width = np.where(both, (high - low)[:, None], 1.0)
        twist = np.where(both, (right - left) / width, 0.0)
        bend = np.where(both, right - twist * high[:, None], left + right)
        return cls(level, slope, bend, twist, low, high)

    def at(self, logs: Array) -> Array:
        """``[draw, region]`` at log ratios ``[draw, estimate]``."""
        inside = np.clip(logs, self.low, self.high)
        found = self.level + inside @ self.slope + inside**2 @ self.bend + inside**3 @ self.twist
        beyond = logs - inside
        for j in np.flatnonzero(np.any(beyond, axis=0)):
            x = inside[:, j : j + 1]
            found += beyond[:, j : j + 1] * (self.slope[j] + 2 * x * self.bend[j] + 3 * x**2 * self.twist[j])
        return found


def worth_over(eve: Levels, found: Levels) -> Array:
    """``I_eve (W / W_eve - 1)``: equivalent variation over the eve, bn USD a year."""
    return eve.income * np.expm1(found.log_real - eve.log_real)


def slope_over(eve: Levels, found: Levels, eve_slope: Levels, slope: Levels) -> Array:
    """``[estimate, region]`` derivative of ``worth_over``; the eve responds too."""
    ratio = np.exp(found.log_real - eve.log_real)
    return eve_slope.income * (ratio - 1) + eve.income * ratio * (slope.log_real - eve_slope.log_real)


def nodes(spread: Spread) -> tuple[Array, Array]:
    """``[estimate]`` log ratios at which each curve is solved besides 0; 0 where one is all but there."""
    low, high = (spread.logs(np.full(len(spread.deviation), score)) for score in (-NODES, NODES))
    return np.where(low < -_NEAR, low, 0.0), np.where(high > _NEAR, high, 0.0)


def published_worth(benchmark: Benchmark, question: Question) -> Array:
    """``[region]`` what a question is worth over the eve at the set's published estimates."""
    return worth_over(benchmark.published(benchmark.questions[0]), benchmark.published(question))[0]


def exact_worth(benchmark: Benchmark, question: Question, logs: Array) -> Array:
    """``[draw, region]`` what a question is worth over the eve at log ratios ``[draw, estimate]``, solved."""
    return worth_over(benchmark.at(benchmark.questions[0], logs), benchmark.at(question, logs))


def curve_of(benchmark: Benchmark, question: Question) -> Curve:
    """What a question is worth over the eve, as it responds to each of the set's estimates."""
    assert benchmark.spread is not None
    both = benchmark.questions[0], question
    points, ends = zip(*(curve_points(benchmark, q) for q in both), strict=True)
    slope = slope_over(*points, *(benchmark.slopes(q) for q in both))
    below, above = np.split(worth_over(*ends), 2)
    return Curve.through(worth_over(*points)[0], slope, *nodes(benchmark.spread), below, above)


def curve_points(benchmark: Benchmark, question: Question) -> tuple[Levels, Levels]:
    """A question solved where its curve goes through: at the published estimates; at each estimate's lower point, the
    others as published, then at each one's upper point."""
    assert benchmark.spread is not None
    benchmark.slopes(question)
    return benchmark.published(question), benchmark.at(
        question, np.concatenate([*map(np.diag, nodes(benchmark.spread))])
    )


def side_by_side(
    tasks: Sequence[Callable[[], T]],
    done: Callable[[], Any] | None = None,
    meanwhile: Sequence[Callable[[], Any]] = (),
) -> list[T]:
    """Results of tasks run on all processors, in their order; ``done`` is called once for each, here.

    An interruption is raised at once; tasks not begun are dropped.

    Args:
        meanwhile: what the calling thread does while others run; ``done`` is called for each too.
    """
    told = 0

    def tell() -> None:
        nonlocal told
        finished = sum(future.done() for future in futures)
        for _ in range(finished - told if done else 0):
            done()  # type: ignore[misc]
        told = finished

    pool = ThreadPoolExecutor(WORKERS)
    try:
        futures = [pool.submit(task) for task in tasks]
        for work in meanwhile:
            work()
            tell()
            if done:
                done()
        for future in as_completed(futures):
            future.result()
            tell()
        return [future.result() for future in futures]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
