"""Objectives as functions of levers: values, exact gradients and exact Hessians.

At an equilibrium ``F(u, x) = 0`` the state moves with the levers as ``U = -F_u^{-1} F_x``. With the adjoint
``lambda = F_u^{-T} h_u`` and the Lagrangian ``L = h - lambda . F``, the gradient is ``L_x`` and the Hessian
``[U; I]^T L_zz [U; I]``, one Hessian-vector product a lever (implicit function theorem, twice). Levers, players and
weights are arguments, not constants: one compiled function serves every player.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import _jax  # noqa: F401  (configures JAX before it is used)

# isort: split
import jax
import jax.numpy as jnp

from tradetalks.equilibrium import model
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.factors import Factors
from tradetalks.equilibrium.iterate import find_near
from tradetalks.equilibrium.jacobian import assemble
from tradetalks.equilibrium.prepare import pack, policy_of, prepare, state_size, unpack
from tradetalks.equilibrium.refine import Inverse, at_once, solve_near
from tradetalks.equilibrium.structure import Structured
from tradetalks.errors import PolicyError
from tradetalks.policy.shock import Shock
from tradetalks.war.levers import Levers
from tradetalks.war.objectives import Economy, Objective
from tradetalks.world.world import World

Array = NDArray[np.float64]
_BLOCK = 128  # right-hand sides refined together
_FEW = 8  # right-hand sides up to which an inverse near by, refined, costs less than a factorisation


class _Frame(NamedTuple):
    """What the compiled functions hold fixed."""

    benchmark: model.Benchmark
    policy: model.Policy
    index: Any
    weights: Any


@dataclass(frozen=True, eq=False)
class Task:
    """Levers of some players on a world under a shock, and what they want.

    Attributes:
        mix: ``[region]`` weights on the regions' objectives; a unit vector for one player.
    """

    world: World
    shock: Shock
    closure: Closure
    levers: Levers
    objective: Objective
    mix: Array

    def __post_init__(self) -> None:
        shock = self.shock
        plain = not (np.any(shock.specific_level) or np.any(shock.royalty_rate))
        if shock.quantities or self.closure.wage_floor or not plain:
            raise PolicyError(
                "optimal tariffs: limits, wage floors, specific duties and royalties are not differentiated here"
            )

    def start(self) -> Array:
        """The benchmark's state vector."""
        return np.zeros(state_size(self.world, self.closure))

    def at(self, rates: Array, vector: Array, inverse: Inverse | None = None) -> At:
        """Solve at these rates, from a state vector and an inverse Jacobian near by (the benchmark's if None); raises
        NotConverged."""
        return self._solved(self.levers.on(self.shock, rates), rates, vector, inverse)

    def standing(self) -> Array:
        """``[region]`` objectives under the shock as it stands, the levers' own rates (partner by partner) included."""
        return self._solved(self.shock, self.levers.read(self.shock), self.start(), None).values

    def _solved(self, shock: Shock, rates: Array, vector: Array, inverse: Inverse | None) -> At:
        prepared = prepare(self.world, self.closure)
        near = prepared.inverse if inverse is None else inverse
        found, inverse = find_near(self.world, shock, self.closure, vector, near)
        policy = policy_of(shock, self.closure)
        frame = _Frame(prepared.benchmark, policy, self.levers.index, self.objective.weights)
        return At(self, rates, np.asarray(found), frame, inverse)

    @property
    def goal(self) -> Callable[[Economy, Any], Any]:
        return self.objective.function


class At:
    """A solved point of a task: values at once, slopes when asked for.

    The inverse Jacobian that the solver came with, at this point or near by, serves the adjoints and the next points.
    """

    def __init__(self, task: Task, rates: Array, vector: Array, frame: _Frame, inverse: Inverse) -> None:
        self.task, self.rates, self.vector, self.frame, self.inverse = task, rates, vector, frame, inverse
        self.values = np.asarray(_values(vector, frame, task.world.shape, task.goal))
        self.value = float(task.mix @ self.values)
        self._factors: Factors | None = None
        self._known: tuple[Array, Array] | None = None

    def onward(self, rates: Array) -> At:
        """The task solved at other rates, from here; raises NotConverged."""
        return self.task.at(rates, self.vector, self.inverse)

    def seen_by(self, task: Task, rates: Array) -> At:
        """The same point as another task sees it, whose shock and rates are this point's policy."""
        frame = self.frame._replace(index=task.levers.index)
        return At(task, rates, self.vector, frame, self.inverse)

    def _solve(self, right: Array, *, transposed: bool) -> Array:
        """``[column, state]`` ``F_u^{-1}`` or ``F_u^{-T}`` times each column."""
        b, p, shape = self.frame.benchmark, self.frame.policy, self.task.world.shape
        if len(right) > _FEW and not isinstance(self.inverse, Structured):
            if self._factors is None:
                here = model.flows(unpack(self.vector, shape), b, p)
                self._factors = Factors(assemble(b, p, here), shape)
            return self._factors.solve(right.T, transposed=transposed).T
        found = []
        for begin in range(0, len(right), _BLOCK):  # directions of some thousand columns would not fit in memory
            part = right[begin : begin + _BLOCK]
            done, self.inverse = solve_near(self.vector, b, p, self.inverse, part, shape, transposed=transposed)
            found.append(done)
        return np.concatenate(found)

    def _adjoints(self, mixes: Array) -> Array:
        """``[mix, state]`` ``F_u^{-T} h_u`` of mixtures."""
        if self._known is None or not np.array_equal(self._known[0], mixes):
            by_state = np.asarray(_by_state(self.vector, self.frame, mixes, self.task.world.shape, self.task.goal))
            sound = np.isfinite(by_state).all()  # an objective of the user's may have no slope; who climbs says so
            self._known = mixes, self._solve(by_state, transposed=True) if sound else np.full_like(by_state, np.nan)
        return self._known[1]

    def gradients(self, mixes: Array) -> Array:
        """``[mix, lever]`` slopes of mixtures ``[mix, region]`` of the regions' objectives."""
        shape, goal = self.task.world.shape, self.task.goal
        return np.asarray(_gradients(self.rates, self.vector, self._adjoints(mixes), self.frame, mixes, shape, goal))

    def gradient(self) -> Array:
        """``[lever]`` slopes of the task's own mixture."""
        return self.gradients(self.task.mix[None])[0]

    def hessian(self) -> Array:
        """``[lever, lever]`` of the task's own mixture."""
        found = self.bends(self.task.mix[None], np.zeros(len(self.rates), dtype=np.int64))
        return 0.5 * (found + found.T)

    def bends(self, mixes: Array, of: NDArray[np.int64]) -> Array:
        """``[lever, lever]``: how the slope of a lever's own mixture in it moves with every lever.

        Args:
            mixes: ``[mix, region]``. of: ``[lever]`` number of its mixture.
        """
        shape, goal = self.task.world.shape, self.task.goal
        adjoints = self._adjoints(mixes)
        by_rate = np.asarray(_by_rate(self.rates, self.vector, self.frame, shape))
        response = -self._solve(by_rate.T, transposed=False).T
        return np.asarray(_bends(self.rates, self.vector, adjoints, response, self.frame, mixes, of, shape, goal))


def _moved(policy: model.Policy, index: Any, rates: Any) -> model.Policy:
    """The policy with the levers at ``rates``."""
    return policy._replace(
        tariff=jnp.asarray(policy.tariff).at[index.tariff].set(rates[index.tariff_of]),
        export_tax=jnp.asarray(policy.export_tax).at[index.export_tax].set(rates[index.export_tax_of]),
        subsidy=jnp.asarray(policy.subsidy).at[index.subsidy].set(rates[index.subsidy_of]),
    )


def _economy(state: model.State, b: model.Benchmark, p: model.Policy) -> Economy:
    found = model.flows(state, b, p)
    profits = b.profit_share * found.output if b.profit_share.size else jnp.zeros_like(found.output)
    return Economy(
        income=found.income,
        benchmark_income=b.income,
        price_index=jnp.exp((b.final_share * state.log_price).sum(1)),
        labour_income=found.labour_income,
        earnings=found.earnings,
        profits=profits,
        tariff_revenue=found.tariff_revenue,
        export_tax_revenue=found.export_tax_revenue,
        output=found.output,
        trade=found.border_value,
    )


@partial(jax.jit, static_argnums=(2, 3))
def _values(vector, frame, shape, goal):
    """``[region]`` objectives."""
    return goal(_economy(unpack(vector, shape), frame.benchmark, frame.policy), frame.weights)


@partial(jax.jit, static_argnums=(3, 4))
def _by_state(vector, frame, mixes, shape, goal):
    """d mixture / d state ``[mix, state]``."""
    _, pull = jax.vjp(lambda u: _values(u, frame, shape, goal), vector)
    return jax.lax.map(lambda mix: pull(mix)[0], mixes, batch_size=at_once(shape))


def _lagrangian(u, x, adjoint, frame, mix, shape, goal):
    state, policy = unpack(u, shape), _moved(frame.policy, frame.index, x)
    welfare = mix @ goal(_economy(state, frame.benchmark, policy), frame.weights)
    return welfare - adjoint @ pack(model.residual(state, frame.benchmark, policy))


@partial(jax.jit, static_argnums=(5, 6))
def _gradients(rates, vector, adjoints, frame, mixes, shape, goal):
    """``[mix, lever]`` ``L_x``."""
    slope = jax.grad(_lagrangian, argnums=1)

    def of(pair):
        return slope(vector, rates, pair[0], frame, pair[1], shape, goal)

    return jax.lax.map(of, (adjoints, mixes), batch_size=at_once(shape))


@partial(jax.jit, static_argnums=3)
def _by_rate(rates, vector, frame, shape):
    """d residual / d levers ``[state, lever]``."""

    def gaps(x):
        return pack(model.residual(unpack(vector, shape), frame.benchmark, _moved(frame.policy, frame.index, x)))

    def column(unit):
        return jax.jvp(gaps, (rates,), (unit,))[1]

    return jax.lax.map(column, jnp.eye(rates.size), batch_size=at_once(shape)).T


@partial(jax.jit, static_argnums=(7, 8))
def _bends(rates, vector, adjoints, response, frame, mixes, of, shape, goal):
    """``[lever, lever]`` rows of ``[U; I]^T L_zz [U; I]``, each lever's of its own mixture's Lagrangian."""
    slopes = jax.grad(_lagrangian, argnums=(0, 1))

    def row(lever):
        along_state, along_rate, k = lever

        def here(u, x):
            return slopes(u, x, adjoints[k], frame, mixes[k], shape, goal)

        by_state, by_rate = jax.jvp(here, (vector, rates), (along_state, along_rate))[1]
        return response.T @ by_state + by_rate

    return jax.lax.map(row, (response.T, jnp.eye(rates.size), of), batch_size=at_once(shape))
