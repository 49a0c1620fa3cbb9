"""The iteration: from a policy to the state vector and the wedges that solve it.

A chord (simplified Newton) iteration on the stacked logs of wages, prices, spending (and earnings), with the inverse of
the benchmark Jacobian, which is assembled in closed form and factored once per world (Kelley 1995, Iterative Methods
for Linear and Nonlinear Equations, ch. 5.4). Limits on quantities add their wedges, moved together with the rest
(``limits.py``). When the iteration slows or strays, the Jacobian is factored afresh at the best point found; when that
is not enough, the shock is approached in steps (continuation). Floors on wages by sector have kinks, where one Jacobian
leads nowhere: there it is factored at every step, and steps are shortened until residuals fall (semismooth Newton; Qi &
Sun 1993, Mathematical Programming 58).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import limits as lim
from tradetalks.equilibrium import model
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.inverse import inverse_of
from tradetalks.equilibrium.limits import Limits
from tradetalks.equilibrium.prepare import Prepared, pack, policy_of, prepare, rows_of_benchmark, state_size, unpack
from tradetalks.equilibrium.products import gaps_by, products
from tradetalks.equilibrium.secants import Secants
from tradetalks.equilibrium.structure import Inverse, times
from tradetalks.equilibrium.wedge_slopes import sensitivities
from tradetalks.errors import NotConverged
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World

Array = NDArray[Any]
TOLERANCE = 1e-11  # largest log residual accepted; the certificate is measured on its own
_POLISHED = 1e-13  # where steps still help they go on to here: small regions' relative residuals are larger
_CHORD_STEPS, _REFRESHES, _SHORTEST_STEP = 40, 12, 1 / 64
_LARGEST_LOG_WEDGE = 12.0
_FRESH_STEPS, _SHORTEST_FRESH, _FALL = 40, 1 / 1024, 1e-4  # of semismooth Newton, and the least share residuals fall by
_FEWER = 0.7  # where the share of a stack that goes on falls to this, the rest is put aside
_SECANTS, _NEAR = 8, 0.1  # pairs of steps that the next one learns from, and the longest step that it does for


class Point(NamedTuple):
    """Where the solver stands: a state vector and the log wedge of each limit; or many, along a leading axis."""

    vector: Array
    wedges: Array


class Near(NamedTuple):
    """Where a shock was solved, and an inverse Jacobian that led there: where a shock near by may begin."""

    point: Point
    inverse: Inverse


class Kernel(NamedTuple):
    """What a chord step multiplies by: the inverse Jacobian and how wedges and state move each other."""

    inverse: Inverse  # [state, state]
    by_wedge: Array  # inverse . d residual / d wedge [state, limit]
    gap_by_state: Array  # [limit, state]
    slope: Array  # d gap / d wedge with the equilibrium responding [limit, limit]


@dataclass(frozen=True, eq=False)
class Problem:
    """What stays the same while one policy is approached."""

    world: World
    closure: Closure
    quantities: tuple[Any, ...]
    under: model.Benchmark | None = None  # the world's arrays under other elasticities or least wages than its own

    @property
    def prepared(self) -> Prepared:
        made = prepare(self.world, self.closure)
        return made if self.under is None else made.under(self.under)

    def origin(self, count: int) -> Point:
        return Point(np.zeros(state_size(self.world, self.closure)), np.zeros(count))


def find_point(
    world: World, shock: Shock, closure: Closure, start: Point | None = None, keep: Collection[str] = ()
) -> tuple[Point, int]:
    """State vector and wedges of the equilibrium, and the iterations used; raises NotConverged."""
    limits = lim.build(world, shock.quantities, closure)
    problem = Problem(world, closure, shock.quantities)
    return approach(problem, policy_of(shock, closure, keep), limits, start)


def find_from(
    world: World, shock: Shock, closure: Closure, near: Near | None, keep: Collection[str] = ()
) -> tuple[Near, int]:
    """As ``find_point``, from where a shock near by was solved, this world's or one with other elasticities; returns
    where the next one may begin.

    Raises:
        NotConverged: no equilibrium found, from there or from the benchmark.
    """
    limits, policy = lim.build(world, shock.quantities, closure), policy_of(shock, closure, keep)
    problem = Problem(world, closure, shock.quantities)
    if near is None:
        near = Near(problem.origin(limits.number), problem.prepared.inverse)
    point, gap, steps, inverse = _newton(problem, policy, limits, near.point, near.inverse)
    if gap <= TOLERANCE:
        return Near(point, inverse), steps
    point, more = approach(problem, policy, limits)
    return Near(point, problem.prepared.inverse), steps + more


def find_near(world: World, shock: Shock, closure: Closure, vector: Array, inverse: Inverse) -> tuple[Array, Inverse]:
    """State vector of the equilibrium of a shock without limits, from a state vector and an inverse Jacobian near by,
    and the inverse that led there: for many equilibria along a path; raises NotConverged."""
    found, _ = find_from(world, shock, closure, Near(Point(vector, np.zeros(0)), inverse))
    return found.point.vector, found.inverse


@np.errstate(all="ignore")
def kernel_at(
    prepared: Prepared,
    policy: model.Policy,
    limits: Limits,
    point: Point,
    inverse: Inverse,
    shape: tuple[int, int],
) -> Kernel:
    """The kernel at a point, given the inverse Jacobian there; ``policy`` is without wedges."""
    if limits.number == 0:
        width = len(point.vector)
        return Kernel(inverse, np.zeros((width, 0)), np.zeros((0, width)), np.zeros((0, 0)))
    state, effective = unpack(point.vector, shape), lim.with_wedges(policy, limits, point.wedges)
    found = model.flows(state, prepared.benchmark, effective)
    residual_by_wedge, gap_by_state, gap_by_wedge = sensitivities(state, found, prepared.benchmark, effective, limits)
    by_wedge = times(inverse, residual_by_wedge)
    return Kernel(inverse, by_wedge, gap_by_state, gap_by_wedge - gap_by_state @ by_wedge)


@np.errstate(all="ignore")
def inverse_at(
    prepared: Prepared, policy: model.Policy, limits: Limits, point: Point, shape: tuple[int, int]
) -> Inverse:
    """The inverse Jacobian at a point, factored afresh; raises numpy's LinAlgError where it is singular."""
    effective = lim.with_wedges(policy, limits, point.wedges)
    here = model.flows(unpack(point.vector, shape), prepared.benchmark, effective)
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


def _levels_at_benchmark(problem: Problem, origin: model.Policy, limits: Limits, point: Point) -> Array:
    """Log levels at which each limit just binds at the benchmark, or its own where that is slack."""
    if limits.number == 0:
        return limits.log_level
    benchmark, state = problem.prepared.benchmark, unpack(point.vector, problem.world.shape)
    gap = lim.gaps(state, model.flows(state, benchmark, origin), benchmark, origin, limits)
    shift = np.where(limits.kind == lim.CAP, gap, -gap)
    return limits.log_level + np.where(gap > 0, shift, 0.0)


@np.errstate(all="ignore")  # what overflows is astray
def chord(
    benchmark: model.Benchmark,
    policies: model.Policy,
    limits: Limits,
    kernel: Kernel,
    starts: Point,
    shape: tuple[int, int],
    near: float = _NEAR,
) -> tuple[Point, Array, Array]:
    """Chord iteration with a fixed kernel for a stack of policies, each until it is met, astray or slow.

    Args:
        benchmark: with elasticities ``[policy, sector]`` or least wages ``[policy, region, sector]`` if they differ.
            policies: ``[policy, ...]``.
        limits: ``log_level`` ``[policy, limit]``. starts: ``[policy, state]``.
        near: longest step that learns from those before it (``Secants``); 0 takes every step as the kernel has it.

    Returns:
        The best point of each policy, its largest log residual, and the iterations used.
    """
    vector, wedges = starts
    found = Point(vector.copy(), wedges.copy())
    best, steps = np.full(len(vector), np.inf), np.zeros(len(vector), dtype=int)
    running, before = np.arange(len(vector)), np.full(len(vector), np.inf)
    on, secants = np.ones(len(vector), dtype=bool), Secants(_SECANTS, near)
    moving = policies.specific.size > 0
    ready = None if moving else products(benchmark, policies, limits)
    log_wedge = model.wedge(benchmark, policies) if moving else vector[:, :0]
    if ready is not None:
        policies = _without_flows(policies)
    for _ in range(_CHORD_STEPS):
        if ready is None:
            here, gap = gaps_at(benchmark, policies, limits, log_wedge, Point(vector, wedges), shape)
        else:
            left, gap = gaps_by(benchmark, policies, limits, ready, wedges, unpack(vector, shape))
            here = pack(left)
        size = np.abs(here).max(-1)
        if limits.number:
            size = np.maximum(size, lim.complementarity(wedges, gap, limits).max(-1))
        steps[running[on]] += 1
        better = (size < best[running]) & on
        found.vector[running[better]], found.wedges[running[better]] = vector[better], wedges[better]
        best[running[better]] = size[better]
        lowest = best[running]
        astray = ~np.isfinite(size) | (size >= 100 * lowest + 1e-6)
        met = (lowest <= TOLERANCE) & ((lowest <= _POLISHED) | (size > lowest))
        on &= ~met & ~astray
        if not on.any():
            break
        if on.sum() <= _FEWER * len(on):  # arrays are copied for what goes on, not at each that is done
            running, vector, wedges, here, gap, log_wedge, size, before = (
                x[on] for x in (running, vector, wedges, here, gap, log_wedge, size, before)
            )
            secants.keep(on)
            policies, limits = rows_of(policies, on), limits._replace(log_level=limits.log_level[on])
            ready = ready.rows(on) if ready is not None else None
            benchmark = rows_of_benchmark(benchmark, on)
            on = on[on]
        move = np.ascontiguousarray(times(kernel.inverse, here.T).T)
        change = wedges
        if limits.number:
            change = lim.step(wedges, gap - move @ kernel.gap_by_state.T, kernel.slope, limits)
            move = move + change @ kernel.by_wedge.T
            change = np.clip(wedges + change, 0.0, limits.most) - wedges
        move = np.clip(np.negative(move, out=move), -0.5, 0.5, out=move)
        step = secants.step(_beside(vector, wedges), _beside(move, change), size < before)
        width, before = vector.shape[1], size
        vector = vector + step[:, :width]
        wedges = np.clip(wedges + step[:, width:], 0.0, limits.most) if limits.number else wedges
    return found, best, steps


def _beside(vector: Array, wedges: Array) -> Array:
    """Both parts of a point as one array ``[policy, entry]``."""
    return np.hstack([vector, wedges]) if wedges.shape[-1] else vector


def _without_flows(policies: model.Policy) -> model.Policy:
    """A stack of policies without what ``products`` holds already, so that choosing among them copies little."""
    none = policies.tariff[:, :0, :0, :0]
    return policies._replace(tariff=none, export_tax=none, log_barrier=none)


def rows_of(policies: model.Policy, rows: Any) -> model.Policy:
    """Some policies of a stack; of one policy with ``rows`` None, a stack of one."""
    return model.Policy(*(leaf[rows] for leaf in policies))


@np.errstate(all="ignore")
def gaps_at(
    b: model.Benchmark, policy: model.Policy, limits: Limits, log_wedge: Array, point: Point, shape: tuple[int, int]
) -> tuple[Array, Array]:
    """Residual of a state vector, as a vector, and by how much each limit is exceeded."""
    state = unpack(point.vector, shape)
    if limits.number:
        policy = lim.with_wedges(policy, limits, point.wedges)
        log_wedge = lim.with_wedges_in_logs(log_wedge, limits, point.wedges)
    found = model.flows(state, b, policy, log_wedge)
    gap = lim.gaps(state, found, b, policy, limits) if limits.number else point.wedges
    return pack(model.residual_at(state, found, b)), gap


def _newton(
    problem: Problem,
    policy: model.Policy,
    limits: Limits,
    start: Point,
    inverse: Inverse | None = None,
) -> tuple[Point, float, int, Inverse]:
    """Chord iterations with an inverse Jacobian (the benchmark's if None), then with fresh ones while they still help;
    also the inverse used last. Where steps that learn from those before lead nowhere, plain ones are tried, and where
    wages have floors by sector an inverse for every step."""
    kinks = problem.prepared.benchmark.floors.log_level.size > 0
    learnt = _refreshed(problem, policy, limits, start, inverse, _NEAR, 0 if kinks else _REFRESHES)
    if learnt[1] <= TOLERANCE:
        return learnt
    if kinks:
        plain = _at_kinks(problem, policy, limits, learnt[0] if np.isfinite(learnt[1]) else start, learnt[3])
    else:
        plain = _refreshed(problem, policy, limits, start, inverse, 0.0)
    better = plain if plain[1] < learnt[1] or not np.isfinite(learnt[1]) else learnt
    return better[0], better[1], learnt[2] + plain[2], better[3]


def _refreshed(
    problem: Problem,
    policy: model.Policy,
    limits: Limits,
    start: Point,
    inverse: Inverse | None,
    near: float,
    refreshes: int = _REFRESHES,
) -> tuple[Point, float, int, Inverse]:
    """``_newton`` with one kind of step."""
    prepared, shape = problem.prepared, problem.world.shape
    inverse = prepared.inverse if inverse is None else inverse
    total = 0

    def run(inverse: Inverse, begin: Point) -> tuple[Point, float]:
        nonlocal total
        kernel = kernel_at(prepared, policy, limits, begin, inverse, shape)
        alone = limits._replace(log_level=limits.log_level[None])
        starts = Point(begin.vector[None], begin.wedges[None])
        found, gap, steps = chord(prepared.benchmark, rows_of(policy, None), alone, kernel, starts, shape, near)
        total += int(steps[0])
        return Point(found.vector[0], found.wedges[0]), float(gap[0])

    point, gap = run(inverse, start)
    for _ in range(refreshes):
        if gap <= TOLERANCE or not np.isfinite(gap):
            break
        try:
            inverse = inverse_at(prepared, policy, limits, point, shape)
        except np.linalg.LinAlgError:
            break
        before = gap
        point, gap = run(inverse, point)
        if not gap < 0.9 * before:
            break
    return point, gap, total, inverse


@np.errstate(all="ignore")  # what overflows is refused
def _at_kinks(
    problem: Problem, policy: model.Policy, limits: Limits, start: Point, inverse: Inverse
) -> tuple[Point, float, int, Inverse]:
    """Newton with the Jacobian of every point itself, each step halved until the sum of squares falls."""
    prepared, shape = problem.prepared, problem.world.shape
    log_wedge = model.wedge(prepared.benchmark, policy)

    def measured(point: Point) -> tuple[Array, Array, float, float]:
        here, gap = gaps_at(prepared.benchmark, policy, limits, log_wedge, point, shape)
        unmet = lim.complementarity(point.wedges, gap, limits) if limits.number else point.wedges
        together = np.concatenate([here, unmet])
        return here, gap, float(np.abs(together).max()), float(np.linalg.norm(together))

    point, steps = start, 0
    here, gap, size, length = measured(point)
    while size > _POLISHED and steps < _FRESH_STEPS and np.isfinite(size):
        try:
            inverse = inverse_at(prepared, policy, limits, point, shape)
        except np.linalg.LinAlgError:
            break
        kernel, steps = kernel_at(prepared, policy, limits, point, inverse, shape), steps + 1
        move, change = times(inverse, here), point.wedges
        if limits.number:
            change = lim.step(point.wedges, gap - kernel.gap_by_state @ move, kernel.slope, limits)
            move = move + kernel.by_wedge @ change
        reach = min(1.0, 0.5 / max(float(np.abs(move).max()), 0.5))
        while reach >= _SHORTEST_FRESH:
            wedges = np.clip(point.wedges + reach * change, 0.0, limits.most) if limits.number else point.wedges
            trial = Point(point.vector - reach * move, wedges)
            found = measured(trial)
            if found[3] <= (1 - _FALL * reach) * length:
                break
            reach /= 2
        else:
            break
        point, (here, gap, size, length) = trial, found
    return point, size, steps, inverse


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
    benchmark, wedges = problem.prepared.benchmark, point.wedges
    gaps, beyond = gaps_at(benchmark, policy, limits, model.wedge(benchmark, policy), point, world.shape)
    unmet = lim.complementarity(wedges, beyond, limits)
    gaps, unmet = (np.where(np.isfinite(g), np.abs(g), np.inf) for g in (gaps, unmet))
    limits_named = bool(problem.quantities or problem.closure.wages)
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
