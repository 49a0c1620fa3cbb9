"""How a solved equilibrium moves with what it is computed from: the implicit function theorem, many directions at once.

At an equilibrium ``F(u, v, z) = 0`` with state ``u``, wedges ``v`` of the limits that bind (``g(u, v, z) = 0``) and
parameters ``z``, ``F_u u' + F_v v' + F_z = 0`` and ``g_u u' + g_v v' + g_z = 0``. The kernel that steers the solver
proposes, derivatives of the model's own residual measure, until nothing is left: what the kernel leaves out (specific
duties, royalties, single precision) costs a step, not accuracy. Derivatives are central differences of residuals at a
given state, never of solutions. Limits that are slack stay slack, and so do floors on wages; those that bind bind.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import limits as lim
from tradetalks.equilibrium import model
from tradetalks.equilibrium.iterate import Kernel, Point, gaps_at
from tradetalks.equilibrium.limits import Limits
from tradetalks.equilibrium.prepare import unpack
from tradetalks.equilibrium.sector_wages import idle
from tradetalks.equilibrium.structure import times
from tradetalks.errors import NotConverged

Array = NDArray[np.float64]
STEP = 1e-4
"""Of parameters, in differences of residuals."""
_LARGEST, _ENOUGH, _MOST = 1e-5, 1e-8, 25  # largest change of a log in a difference; residual left; steps


class Tangent(NamedTuple):
    """Derivatives with respect to each parameter, ``[parameter, ...]``."""

    state: Array  # [parameter, state]
    wedges: Array  # [parameter, limit] of log wedges
    income: Array  # [parameter, region] bn USD
    log_real_income: Array  # [parameter, region]


class Neighbours(NamedTuple):
    """The world and policy at each parameter STEP below and above, all of them along one leading axis, below first."""

    benchmark: (
        model.Benchmark
    )  # elasticities [2 x parameter, sector]; least wages [2 x parameter, region, sector] if any
    policy: model.Policy  # [2 x parameter, ...]
    limits: Limits  # levels [2 x parameter, limit]


def tangent(
    benchmark: model.Benchmark,
    limits: Limits,
    point: Point,
    kernel: Kernel,
    beside: Neighbours,
    shape: tuple[int, int],
) -> Tangent:
    """Derivatives of a solved point.

    Args:
        benchmark: at the point. limits: with the levels in force there, ``log_level`` ``[limit]``. kernel: at the
            point, or near it.
        beside: what the parameters change.

    Raises:
        NotConverged: how the equilibrium moves is not determined there.
    """
    count = len(beside.benchmark.theta) // 2
    sides = np.repeat([-1.0, 1.0], count)
    here = Point(np.tile(point.vector, (2 * count, 1)), np.tile(point.wedges, (2 * count, 1)))
    moved, binds = beside.benchmark, idle(unpack(point.vector, shape), benchmark) > 0
    if binds.size:
        moved = moved._replace(floors=moved.floors._replace(binds=binds))

    def gaps(state: Array, wedges: Array, reach: Array) -> tuple[Array, Array]:
        """Derivatives of residuals and gaps along changes of state and wedges, by ``reach`` of each."""
        at = Point(
            here.vector + sides[:, None] * np.tile(reach[:, None] * state, (2, 1)),
            here.wedges + sides[:, None] * np.tile(reach[:, None] * wedges, (2, 1)),
        )
        residual, unmet = gaps_at(middle, policy, kept, log_wedge, at, shape)
        return _slope(residual, reach), _slope(unmet, reach)

    def between(leaf: Array) -> Array:
        """Of both sides the mean, twice over."""
        return np.concatenate([0.5 * (leaf[:count] + leaf[count:])] * 2)

    middle = moved._replace(theta=between(moved.theta))
    if binds.size:
        middle = middle._replace(floors=moved.floors._replace(log_level=between(moved.floors.log_level)))
    kept = beside.limits._replace(log_level=between(beside.limits.log_level))
    policy = model.Policy(*(between(leaf) for leaf in beside.policy))
    log_wedge = model.wedge(middle, policy)
    steps = np.full(count, STEP)
    both = gaps_at(moved, beside.policy, beside.limits, model.wedge(moved, beside.policy), here, shape)
    by_parameter = tuple(_slope(one, steps) for one in both)
    binding = np.flatnonzero((point.wedges > 0) & (point.wedges < limits.most))
    state, wedges = np.zeros((count, len(point.vector))), np.zeros((count, limits.number))
    left, unmet = by_parameter
    size, rest = np.abs(left).max(-1, initial=1e-300), np.full(count, np.inf)
    for _ in range(_MOST):
        change = times(kernel.inverse, left.T).T
        if binding.size:
            slope = kernel.slope[np.ix_(binding, binding)]
            wanted = unmet[:, binding] - change @ kernel.gap_by_state[binding].T
            turn = -np.linalg.solve(slope, wanted.T).T
            wedges[:, binding] += turn
            change = change + turn @ kernel.by_wedge[:, binding].T
        state -= change
        widest = np.maximum(np.abs(state).max(-1, initial=0.0), np.abs(wedges).max(-1, initial=0.0))
        along = gaps(state, wedges, np.where(widest > 0, _LARGEST / np.maximum(widest, 1e-300), 1.0))
        left, unmet = (a + b for a, b in zip(along, by_parameter, strict=True))
        rest = np.abs(left).max(-1, initial=0.0)
        if binding.size:
            rest = np.maximum(rest, np.abs(unmet[:, binding]).max(-1))
        if (rest <= _ENOUGH * np.maximum(size, widest)).all():
            break
    else:
        raise NotConverged(
            f"slopes: how the equilibrium moves is not determined there (residual {rest.max():.1e} after {_MOST} steps)"
        )
    ends = Point(
        here.vector + sides[:, None] * STEP * np.tile(state, (2, 1)),
        here.wedges + sides[:, None] * STEP * np.tile(wedges, (2, 1)),
    )
    income, real = _levels(moved, beside.policy, beside.limits, ends, shape)
    return Tangent(state, wedges, _slope(income, steps), _slope(real, steps))


def _slope(values: Array, reach: Array) -> Array:
    """Central differences of values ``[2 x parameter, ...]``, below first."""
    below, above = np.split(values, 2)
    return (above - below) / (2 * reach[:, None])


def _levels(
    b: model.Benchmark, policy: model.Policy, limits: Limits, at: Point, shape: tuple[int, int]
) -> tuple[Array, Array]:
    """Income and log real income ``[.., region]``."""
    state = unpack(at.vector, shape)
    found = model.flows(state, b, lim.with_wedges(policy, limits, at.wedges))
    return found.income - found.borrowed, model.log_real_income_at(state, found, b)
