"""The iteration: from a policy to the state vector and the wedges that solve it.

A chord (simplified Newton) iteration on the stacked logs of wages, prices, spending (and earnings), with the inverse of
the benchmark Jacobian, which is assembled in closed form and factored once per world (Kelley 1995, Iterative Methods
for Linear and Nonlinear Equations, ch. 5.4). Limits on quantities add their wedges, moved together with the rest
(``limits.py``). When the iteration slows or strays, the Jacobian is factored afresh at the best point found; when that
is not enough, the shock is approached in steps (continuation).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from tradetalks.equilibrium import _jax  # noqa: F401  (configures JAX before it is used)

# isort: split
import jax
import jax.numpy as jnp

from tradetalks.equilibrium import limits as lim
from tradetalks.equilibrium import model
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.limits import Limits
from tradetalks.equilibrium.prepare import Prepared, flows, inverse_of, pack, policy_of, prepare, state_size, unpack
from tradetalks.equilibrium.structure import Structured, matrix_times, times
from tradetalks.errors import NotConverged
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World

TOLERANCE = 1e-11  # largest log residual accepted; the certificate is measured on its own
_POLISHED = 1e-13  # where steps still help they go on to here: small regions' relative residuals are larger
_CHORD_STEPS, _REFRESHES, _SHORTEST_STEP = 40, 12, 1 / 64
_LARGEST_LOG_WEDGE = 12.0


class Point(NamedTuple):
    """Where the solver stands: a state vector and the log wedge of each limit."""

    vector: Any
    wedges: Any


class Kernel(NamedTuple):
    """What a chord step multiplies by: the inverse Jacobian and how wedges and state move each other."""

    inverse: jax.Array | Structured  # [state, state]
    by_wedge: jax.Array  # inverse . d residual / d wedge [state, limit]
    gap_by_state: jax.Array  # [limit, state]
    slope: jax.Array  # d gap / d wedge with the equilibrium responding [limit, limit]


@dataclass(frozen=True, eq=False)
class Problem:
    """What stays the same while one policy is approached."""

    world: World
    closure: Closure
    quantities: tuple[Any, ...]

    @property
    def prepared(self) -> Prepared:
        return prepare(self.world, self.closure)

    def origin(self, count: int) -> Point:
        return Point(np.zeros(state_size(self.world, self.closure)), np.zeros(count))


def find_point(
    world: World, shock: Shock, closure: Closure, start: Point | None = None, keep: Collection[str] = ()
) -> tuple[Point, int]:
    """State vector and wedges of the equilibrium, and the iterations used; raises NotConverged."""
    limits = lim.build(world, shock.quantities, closure)
    problem = Problem(world, closure, shock.quantities)
    return approach(problem, policy_of(shock, closure, keep), limits, start)


def find_near(
    world: World, shock: Shock, closure: Closure, vector: Any, inverse: jax.Array | Structured
) -> tuple[Any, jax.Array | Structured]:
    """State vector of the equilibrium of a shock without limits, from a state vector and an inverse Jacobian near by,
    and the inverse that led there: for many equilibria along a path.

    Raises:
        NotConverged: no equilibrium found, from there or from the benchmark.
    """
    limits, policy = lim.build(world, (), closure), policy_of(shock, closure)
    problem = Problem(world, closure, ())
    point, gap, _, inverse = _newton(problem, policy, limits, Point(vector, np.zeros(0)), inverse)
    if gap <= TOLERANCE:
        return point.vector, inverse
    return approach(problem, policy, limits)[0].vector, problem.prepared.inverse


def kernel_at(
    prepared: Prepared, policy: model.Policy, limits: Limits, point: Point, inverse: jax.Array | Structured, shape
) -> Kernel:
    """The kernel at a point, given the inverse Jacobian there; ``policy`` is without wedges."""
    if limits.number == 0:
        width = len(point.vector)
        return Kernel(inverse, np.zeros((width, 0)), np.zeros((0, width)), np.zeros((0, 0)))  # type: ignore[arg-type]
    residual_by_wedge, gap_by_state, gap_by_wedge = lim.sensitivities(
        point.vector, point.wedges, prepared.benchmark, policy, limits, shape
    )
    by_wedge = matrix_times(inverse, residual_by_wedge)
    return Kernel(inverse, by_wedge, gap_by_state, gap_by_wedge - gap_by_state @ by_wedge)


def inverse_at(
    prepared: Prepared, policy: model.Policy, limits: Limits, point: Point, shape: tuple[int, int]
) -> jax.Array | Structured:
    """The inverse Jacobian at a point, factored afresh; raises numpy's LinAlgError where it is singular."""
    effective = _effective(policy, limits, point.wedges)
    here = flows(unpack(point.vector, shape), prepared.benchmark, effective)
    return inverse_of(prepared.benchmark, effective, here, len(point.vector))


def approach(problem: Problem, target: model.Policy, limits: Limits, start: Point | None = None) -> tuple[Point, int]:
    """Newton from the benchmark (or a start) to the target policy, in as few steps of the policy as will do."""
    world = problem.world
    total = 0
    if start is not None:
        attempt, gap, total, _ = _newton(problem, target, limits, start)
        if gap <= TOLERANCE:
            return attempt, total
    point = problem.origin(limits.number)
    origin = free = None
    reached, step = 0.0, 1.0
    while reached < 1.0:
        goal = min(1.0, reached + step)
        if goal == 1.0:
            policy, levels = target, limits
        else:
            if origin is None or free is None:
                origin = policy_of(Shock(world), problem.closure)
                free = _levels_at_benchmark(problem, origin, limits, point)
            policy = _blend(origin, target, goal)
            levels = limits._replace(log_level=(1 - goal) * free + goal * limits.log_level)
        attempt, gap, steps, _ = _newton(problem, policy, levels, point)
        total += steps
        if gap <= TOLERANCE:
            point, reached = attempt, goal
            step = min(2 * step, 1.0)
        else:
            step /= 2
            if step < _SHORTEST_STEP:
                raise _not_converged(problem, attempt, policy, levels, gap, total, reached)
    return point, total


def _levels_at_benchmark(problem: Problem, origin: model.Policy, limits: Limits, point: Point) -> jax.Array:
    """Log levels at which each limit just binds at the benchmark, or its own where that is slack."""
    if limits.number == 0:
        return limits.log_level
    benchmark, state = problem.prepared.benchmark, unpack(point.vector, problem.world.shape)
    gap = lim.gaps(state, flows(state, benchmark, origin), benchmark, origin, limits)
    shift = jnp.where(limits.kind == lim.CAP, gap, -gap)
    return limits.log_level + jnp.where(gap > 0, shift, 0.0)


@partial(jax.jit, static_argnums=4)
def gap_vectors(point, benchmark, policy, limits, shape):
    """Residual of a state vector, as a vector, and how far each limit is from complementarity."""
    state = unpack(point.vector, shape)
    effective = lim.with_wedges(policy, limits, point.wedges)
    gap = lim.gaps(state, model.flows(state, benchmark, effective), benchmark, effective, limits)
    return pack(model.residual(state, benchmark, effective)), lim.complementarity(point.wedges, gap, limits)


def chord(benchmark, policy, limits, kernel, start, shape):
    """Chord iteration with a fixed kernel; keeps the best point; stops when met, astray or slow."""
    log_wedge = model.wedge(benchmark, policy)

    def go_on(carry):
        _, _, best, last, steps = carry
        astray = ~jnp.isfinite(last) | (last >= 100 * best + 1e-6)
        met = (best <= TOLERANCE) & ((best <= _POLISHED) | (last > best))
        return ~met & ~astray & (steps < _CHORD_STEPS)

    def advance(carry):
        point, best_point, best, _, steps = carry
        state = unpack(point.vector, shape)
        effective, here_wedge = policy, log_wedge
        if limits.number:
            effective = lim.with_wedges(policy, limits, point.wedges)
            here_wedge = lim.with_wedges_in_logs(log_wedge, limits, point.wedges)
        found = model.flows(state, benchmark, effective, here_wedge)
        here = pack(model.residual_at(state, found, benchmark))
        size = jnp.abs(here).max()
        move = times(kernel.inverse, here)
        wedges = point.wedges
        if limits.number:
            gap = lim.gaps(state, found, benchmark, effective, limits)
            size = jnp.maximum(size, lim.complementarity(wedges, gap, limits).max())
            change = lim.step(wedges, gap - kernel.gap_by_state @ move, kernel.slope, limits)
            move = move + kernel.by_wedge @ change
            wedges = jnp.clip(wedges + change, 0.0, limits.most)
        better = size < best
        return (
            Point(point.vector - jnp.clip(move, -0.5, 0.5), wedges),
            jax.tree.map(lambda new, old: jnp.where(better, new, old), point, best_point),
            jnp.where(better, size, best),
            size,
            steps + 1,
        )

    begin = (start, start, jnp.inf, jnp.asarray(1.0), 0)
    _, point, best, _, steps = jax.lax.while_loop(go_on, advance, begin)
    return point, best, steps


_chord = jax.jit(chord, static_argnums=5)
_effective = jax.jit(lim.with_wedges)


def _newton(
    problem: Problem,
    policy: model.Policy,
    limits: Limits,
    start: Point,
    inverse: jax.Array | Structured | None = None,
) -> tuple[Point, float, int, jax.Array | Structured]:
    """Chord iterations with an inverse Jacobian (the benchmark's if None), then with fresh ones while they still help;
    also the inverse used last."""
    prepared, shape = problem.prepared, problem.world.shape
    inverse = prepared.inverse if inverse is None else inverse
    kernel = kernel_at(prepared, policy, limits, start, inverse, shape)
    point, gap, steps = _chord(prepared.benchmark, policy, limits, kernel, start, shape)
    total = int(steps)
    for _ in range(_REFRESHES):
        if gap <= TOLERANCE or not np.isfinite(gap):
            break
        try:
            inverse = inverse_at(prepared, policy, limits, point, shape)
        except np.linalg.LinAlgError:
            break
        before = gap
        kernel = kernel_at(prepared, policy, limits, point, inverse, shape)
        point, gap, steps = _chord(prepared.benchmark, policy, limits, kernel, point, shape)
        total += int(steps)
        if not gap < 0.9 * before:
            break
    return point, float(gap), total, inverse


def _blend(origin: model.Policy, target: model.Policy, weight: float) -> model.Policy:
    """Policy part of the way to the target; factors move in logs so that they stay possible."""

    def factors(a, b, sign=1.0):
        return sign * np.expm1((1 - weight) * np.log1p(sign * a) + weight * np.log1p(sign * b))

    return target._replace(
        tariff=factors(origin.tariff, target.tariff),
        export_tax=factors(origin.export_tax, target.export_tax),
        subsidy=factors(origin.subsidy, target.subsidy, -1.0),
        log_barrier=weight * target.log_barrier,
        transfer=weight * target.transfer,
        specific=weight * target.specific,
        royalty=weight * target.royalty,
        fixed_deficit=(1 - weight) + weight * target.fixed_deficit,
        gdp_deficit=weight * target.gdp_deficit,
    )


def _not_converged(
    problem: Problem, point: Point, policy: model.Policy, limits: Limits, gap: float, steps: int, reached: float
) -> NotConverged:
    world = problem.world
    gaps, unmet = gap_vectors(point, problem.prepared.benchmark, policy, limits, world.shape)
    gaps, unmet = (np.where(np.isfinite(g), np.abs(g), np.inf) for g in (np.asarray(gaps), np.asarray(unmet)))
    wedges = np.asarray(point.wedges)
    limits_named = bool(problem.quantities or problem.closure.wage_floor)
    if limits.number and limits_named and (unmet.max() >= gaps.max() or wedges.max() > _LARGEST_LOG_WEDGE / 2):
        j = int(np.argmax(wedges if wedges.max() > _LARGEST_LOG_WEDGE / 2 else unmet))
        what = lim.name(world, problem.quantities, problem.closure, j)
        return NotConverged(
            f"{what} cannot be met: off by {unmet[j]:.1e} with a wedge of {100 * np.expm1(wedges[j]):.3g}% after"
            f" {steps} iterations (reached {100 * reached:.0f}% of the shock). Set a nearer limit, or fewer limits"
            " at once."
        )
    worst = int(gaps.argmax())
    n, s = world.shape
    if worst < n:
        place = f"the labour market of {world.regions[worst]}"
    else:
        block, cell = divmod(worst - n, n * s)
        what = ("price", "goods market", "labour demand")[block]
        place = f"the {what} of {world.regions[cell // s]} {world.sectors[cell % s]}"
    return NotConverged(
        f"no equilibrium found: largest residual {gap:.2e} after {steps} iterations, in {place}"
        f" (solved up to {100 * reached:.0f}% of the shock). Try a smaller shock, deficits='zero' (a deficit may"
        " exceed what the region can earn), or lower barriers and elasticities (a region all but cut off from trade has"
        " no determined wage)."
    )
