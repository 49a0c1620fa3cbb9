"""Solve the model: one counterfactual, or many at once; converge with a certificate or raise.

Method: a chord (simplified Newton) iteration on the stacked logs of wages, prices and spending, with the inverse
of the benchmark Jacobian, which is assembled in closed form and factored once per world (Kelley 1995, Iterative
Methods for Linear and Nonlinear Equations, ch. 5.4). When the iteration slows or strays, the Jacobian is factored
afresh at the best point found; when that is not enough, the shock is approached in steps (continuation).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import _jax  # noqa: F401  (configures JAX before it is used)

# isort: split
import jax
import jax.numpy as jnp

from tradetalks.equilibrium import model
from tradetalks.equilibrium.certificate import Certificate, measure
from tradetalks.equilibrium.jacobian import assemble
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.prepare import (
    Deficits,
    Prepared,
    checked,
    flows,
    pack,
    policy_of,
    prepare,
    state_size,
    unpack,
)
from tradetalks.errors import NotConverged, PolicyError
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World

TOLERANCE = 1e-11  # largest log residual accepted; the certificate is measured on its own
CHUNK = 32  # counterfactuals iterated together: large enough for matrix products, small enough for the cache
_CHORD_STEPS, _REFRESHES, _SHORTEST_STEP = 40, 12, 1 / 64


def solve(world: World, shock: Shock | None = None, *, deficits: Deficits = "fixed") -> Outcome:
    """Solve one counterfactual and certify it.

    Args:
        world: the benchmark.
        shock: the counterfactual policy on that world; None solves the benchmark's own policy.
        deficits: closure of aggregate trade deficits: ``"fixed"`` in units of world GDP, proportional to ``"gdp"``,
            or ``"zero"``.

    Returns:
        The Outcome, with its certificate.

    Raises:
        NotConverged: no equilibrium found; names the worst region and sector and what to try.
        PolicyError: the shock was made on another world, or the closure is unknown.
    """
    shock = checked(world, shock, deficits)
    if shock.quantities:
        from tradetalks.equilibrium.quantities import solve_quantities

        return solve_quantities(world, shock, deficits)
    vector, steps = find_state(world, shock, deficits)
    return outcome_at(world, shock, deficits, vector, steps)


def outcome_at(
    world: World,
    shock: Shock,
    deficits: Deficits,
    vector: jax.Array,
    steps: int,
    complementarity: float = 0.0,
    wedges: tuple[float, ...] = (),
) -> Outcome:
    """The Outcome of a solved state vector, with its certificate measured."""
    benchmark, policy = prepare(world).benchmark, policy_of(shock, deficits)
    state = unpack(vector, world.shape)
    certificate = Certificate.from_arrays(_measure(state, benchmark, policy), steps, complementarity)
    return Outcome.build(world, shock, deficits, state, flows(state, benchmark, policy), certificate, wedges)


def find_state(world: World, shock: Shock, deficits: Deficits = "fixed") -> tuple[jax.Array, int]:
    """State vector of the equilibrium and the number of iterations it took; raises NotConverged.

    The vector stacks logs of ratios to the benchmark: wages, prices, spending. It serves as a start elsewhere.
    """
    return _continue(world, policy_of(shock, deficits), deficits)


def _continue(world: World, target: model.Policy, deficits: Deficits) -> tuple[jax.Array, int]:
    """Newton from the benchmark to the target policy, in as few steps of the policy as will do."""
    prepared = prepare(world)
    origin = policy_of(Shock(world), deficits)
    vector, reached, step, total = jnp.zeros(state_size(world)), 0.0, 1.0, 0
    while reached < 1.0:
        goal = min(1.0, reached + step)
        policy = target if goal == 1.0 else _blend(origin, target, goal)
        attempt, gap, steps = _newton(prepared, policy, vector, world.shape)
        total += steps
        if gap <= TOLERANCE:
            vector, reached = attempt, goal
            step = min(2 * step, 1.0)
        else:
            step /= 2
            if step < _SHORTEST_STEP:
                raise _not_converged(world, attempt, prepared, policy, gap, total, reached)
    return vector, total


def solve_many(
    world: World,
    shocks: Iterable[Shock],
    *,
    starts: Iterable[NDArray[np.float64]] | None = None,
    deficits: Deficits = "fixed",
    chunk: int = CHUNK,
    progress: Callable[[int], Any] | None = None,
) -> Batch:
    """Solve many counterfactuals on one world; each is certified, stubborn ones are solved one by one.

    Args:
        shocks: the shocks; an iterator keeps memory to one chunk.
        starts: state vectors to start from, one a shock (see ``find_state``); the benchmark if None.
        chunk: how many are iterated together.
        progress: called with the number of counterfactuals finished after each chunk.

    Raises:
        NotConverged: from the first counterfactual without an equilibrium.
    """
    zero = np.zeros(state_size(world))
    pairs = zip(shocks, starts if starts is not None else itertools.repeat(zero), strict=False)
    batches = [Batch.empty(world)]
    while part := list(itertools.islice(pairs, chunk)):
        if any(shock.quantities for shock, _ in part):
            raise PolicyError("solve_many: caps and floors are solved one by one; use solve")
        stacked = _stack([checked(world, shock, deficits) for shock, _ in part], deficits)
        batches.append(solve_policies(world, stacked, np.stack([s for _, s in part]), deficits=deficits, chunk=chunk))
        if progress:
            progress(len(part))
    return Batch.join(batches)


def solve_policies(
    world: World,
    policies: model.Policy,
    starts: NDArray[np.float64],
    *,
    deficits: Deficits = "fixed",
    chunk: int = CHUNK,
) -> Batch:
    """As ``solve_many``, for policies already stacked along a leading axis, with starts ``[policy, state]``."""
    prepared, total = prepare(world), len(starts)
    batches = [Batch.empty(world)]
    for begin in range(0, total, chunk):
        used = min(chunk, total - begin)
        # one compiled size serves every chunk: the last is filled up with repeats
        rows = np.minimum(np.arange(begin, begin + chunk), total - 1)
        part = jax.tree.map(lambda leaf, rows=rows: leaf[rows], policies)
        vectors, gaps, steps = _chord_many(prepared.benchmark, part, prepared.inverse, starts[rows], world.shape)
        vectors, gaps, steps = np.array(vectors), np.asarray(gaps), np.array(steps)
        for j in np.flatnonzero(~(gaps[:used] <= TOLERANCE)):
            alone = jax.tree.map(lambda leaf, j=j: leaf[j], part)
            vector, steps[j] = _continue(world, alone, deficits)
            vectors[j] = np.asarray(vector)
        found = _summarise_many(vectors, prepared.benchmark, part, world.shape)
        batches.append(
            Batch(
                world,
                np.asarray(found["income"])[:used],
                np.exp(np.asarray(found["log_real_income"])[:used]),
                np.asarray(found["worst"])[:used],
                steps[:used],
            )
        )
    return Batch.join(batches)


@dataclass(frozen=True, eq=False)
class Batch:
    """What many counterfactuals give by region: one row each, with the worst residual of its certificate.

    Attributes:
        income: ``[counterfactual, region]`` nominal income, billions of USD in units of unchanged world GDP.
        real_income_ratio: ``[counterfactual, region]`` real income over the benchmark's.
        residual: ``[counterfactual]`` the largest residual of the certificate.
        iterations: ``[counterfactual]`` iterations used.
    """

    world: World
    income: NDArray[np.float64]
    real_income_ratio: NDArray[np.float64]
    residual: NDArray[np.float64]
    iterations: NDArray[np.int64]

    @classmethod
    def empty(cls, world: World) -> Batch:
        none = np.zeros((0, len(world.regions)))
        return cls(world, none, none, np.zeros(0), np.zeros(0, dtype=np.int64))

    @classmethod
    def join(cls, batches: Sequence[Batch]) -> Batch:
        return cls(
            batches[0].world,
            np.concatenate([b.income for b in batches]),
            np.concatenate([b.real_income_ratio for b in batches]),
            np.concatenate([b.residual for b in batches]),
            np.concatenate([b.iterations for b in batches]),
        )


# ---------------------------------------------------------------------- inner workings
_measure = jax.jit(measure)


@partial(jax.jit, static_argnums=3)
def gap_vector(vector, benchmark, policy, shape):
    """Residual of a state vector, as a vector."""
    return pack(model.residual(unpack(vector, shape), benchmark, policy))


def _chord_one(benchmark, policy, inverse, start, shape):
    """Chord iteration with a fixed inverse Jacobian; keeps the best point; stops when met, astray or slow."""

    def gap(vector):
        return pack(model.residual(unpack(vector, shape), benchmark, policy))

    def go_on(carry):
        _, _, best, last, steps = carry
        return (best > TOLERANCE) & (steps < _CHORD_STEPS) & jnp.isfinite(last) & (last < 100 * best + 1e-6)

    def advance(carry):
        vector, best_vector, best, _, steps = carry
        here = gap(vector)
        size = jnp.abs(here).max()
        better = size < best
        move = jnp.clip(inverse @ here, -0.5, 0.5)
        return (
            vector - move,
            jnp.where(better, vector, best_vector),
            jnp.where(better, size, best),
            size,
            steps + 1,
        )

    begin = (start, start, jnp.inf, jnp.asarray(1.0), 0)
    _, vector, best, _, steps = jax.lax.while_loop(go_on, advance, begin)
    return vector, best, steps


_chord = jax.jit(_chord_one, static_argnums=4)


@partial(jax.jit, static_argnums=4)
def _chord_many(benchmark, policies, inverse, starts, shape):
    """The chord iteration for a stack of policies, each from its own start."""
    return jax.vmap(lambda policy, start: _chord_one(benchmark, policy, inverse, start, shape))(policies, starts)


def _stack(shocks: Sequence[Shock], deficits: Deficits) -> model.Policy:
    """The policies of many shocks, stacked along a leading axis."""
    count = len(shocks)
    return model.Policy(
        tariff=np.stack([s.tariff_level for s in shocks]),  # type: ignore[arg-type]
        export_tax=np.stack([s.export_tax_level for s in shocks]),  # type: ignore[arg-type]
        subsidy=np.stack([s.subsidy_level for s in shocks]),  # type: ignore[arg-type]
        log_barrier=np.log(np.stack([s.barrier_ratio for s in shocks])),  # type: ignore[arg-type]
        transfer=np.stack([s.transfer_received for s in shocks]),  # type: ignore[arg-type]
        fixed_deficit=np.full(count, float(deficits == "fixed")),  # type: ignore[arg-type]
        gdp_deficit=np.full(count, float(deficits == "gdp")),  # type: ignore[arg-type]
    )


@partial(jax.jit, static_argnums=3)
def _summarise_many(vectors, benchmark, policies, shape):
    """Income, real income over the benchmark's and the worst certificate residual, for a stack."""

    def one(vector, policy):
        state = unpack(vector, shape)
        return {
            "income": model.flows(state, benchmark, policy).income,
            "log_real_income": model.log_real_income(state, benchmark, policy),
            "worst": jnp.max(jnp.stack(list(measure(state, benchmark, policy).values()))),
        }

    return jax.vmap(one)(vectors, policies)


def _newton(
    prepared: Prepared, policy: model.Policy, start: jax.Array, shape: tuple[int, int]
) -> tuple[jax.Array, float, int]:
    """Chord iterations with the benchmark's Jacobian, then with fresh ones while they still help."""
    vector, gap, steps = _chord(prepared.benchmark, policy, prepared.inverse, start, shape)
    total = int(steps)
    for _ in range(_REFRESHES):
        if gap <= TOLERANCE or not np.isfinite(gap):
            break
        here = flows(unpack(vector, shape), prepared.benchmark, policy)
        matrix = assemble(prepared.benchmark, policy, here)
        try:
            inverse = jnp.asarray(np.linalg.inv(matrix))
        except np.linalg.LinAlgError:
            break
        before = gap
        vector, gap, steps = _chord(prepared.benchmark, policy, inverse, vector, shape)
        total += int(steps)
        if not gap < 0.9 * before:
            break
    return vector, float(gap), total


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
        fixed_deficit=(1 - weight) + weight * target.fixed_deficit,
        gdp_deficit=weight * target.gdp_deficit,
    )


def _not_converged(
    world: World,
    vector: jax.Array,
    prepared: Prepared,
    policy: model.Policy,
    gap: float,
    steps: int,
    reached: float,
) -> NotConverged:
    gaps = np.abs(np.asarray(gap_vector(vector, prepared.benchmark, policy, world.shape)))
    gaps = np.where(np.isfinite(gaps), gaps, np.inf)
    worst = int(gaps.argmax())
    n, s = world.shape
    if worst < n:
        place = f"the labour market of {world.regions[worst]}"
    else:
        block, cell = divmod(worst - n, n * s)
        what = ("price", "goods market")[block]
        place = f"the {what} of {world.regions[cell // s]} {world.sectors[cell % s]}"
    return NotConverged(
        f"no equilibrium found: largest residual {gap:.2e} after {steps} iterations, in {place}"
        f" (solved up to {100 * reached:.0f}% of the shock). Try a smaller shock, deficits='zero' (a deficit may"
        " exceed what the region can earn), or higher trade elasticities."
    )
