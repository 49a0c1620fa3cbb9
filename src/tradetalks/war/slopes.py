"""A player's welfare as a function of its own tariffs: value, exact gradient and exact Hessian.

At an equilibrium ``F(u, x) = 0`` the state moves with the tariffs as ``U = -F_u^{-1} F_x``. With the adjoint
``lambda = F_u^{-T} h_u`` and the Lagrangian ``L = h - lambda . F``, the gradient is ``L_x`` and the Hessian
``[U; I]^T L_zz [U; I]``, one Hessian-vector product a tariff (implicit function theorem, twice). Tariff cells and
players are arguments, not constants: one compiled function serves every player.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from tradetalks.equilibrium import _jax  # noqa: F401  (configures JAX before it is used)

# isort: split
import jax
import jax.numpy as jnp

from tradetalks.equilibrium import model
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.iterate import Point, find_point
from tradetalks.equilibrium.jacobian import assemble
from tradetalks.equilibrium.prepare import flows, pack, policy_of, prepare, unpack
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cells:
    """Tariff cells that a player sets, in one order: exporter, importer and sector indices."""

    exporter: NDArray[np.int64]
    importer: NDArray[np.int64]
    sector: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.exporter)

    @property
    def index(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        return self.exporter, self.importer, self.sector


@dataclass(frozen=True, eq=False)
class Local:
    """Slopes of log real income at some tariffs: gradient ``[cell]``, Hessian ``[cell, cell]``."""

    gradient: Array
    hessian: Array


def with_tariffs(shock: Shock, cells: Cells, rates: Array) -> Shock:
    """The shock with these tariffs in these cells."""
    level = np.array(shock.tariff_level)
    level[cells.index] = rates
    return replace(shock, tariff_level=level)


def value_at(world: World, shock: Shock, closure: Closure, player: int, start: Array) -> tuple[float, Array]:
    """Log real income of a player (over the benchmark's) and the state vector; raises NotConverged."""
    point, _ = find_point(world, shock, closure, Point(start, np.zeros(0)))
    b, p = prepare(world, closure).benchmark, policy_of(shock, closure)
    return float(_welfare(point.vector, b, p, world.shape)[player]), np.asarray(point.vector)


def local_at(world: World, shock: Shock, closure: Closure, cells: Cells, player: int, vector: Array) -> Local:
    """Gradient and Hessian at a solved state."""
    b, p = prepare(world, closure).benchmark, policy_of(shock, closure)
    factors = scipy.linalg.lu_factor(assemble(b, p, flows(unpack(jnp.asarray(vector), world.shape), b, p)))
    rates = np.asarray(shock.tariff_level)[cells.index]
    slope, by_rate = _first(rates, vector, b, p, cells.index, player, world.shape)
    adjoint = scipy.linalg.lu_solve(factors, np.asarray(slope), trans=1)
    response = -scipy.linalg.lu_solve(factors, np.asarray(by_rate))
    gradient, hessian = _second(rates, vector, adjoint, response, b, p, cells.index, player, world.shape)
    return Local(np.asarray(gradient), np.asarray(hessian))


@partial(jax.jit, static_argnums=3)
def _welfare(vector, b, p, shape):
    return model.log_real_income(unpack(vector, shape), b, p)


def _moved(p, index, rates):
    return p._replace(tariff=jnp.asarray(p.tariff).at[index].set(rates))


@partial(jax.jit, static_argnums=6)
def _first(rates, vector, b, p, index, player, shape):
    """d h / d state, and d residual / d rates ``[state, cell]``."""
    slope = jax.grad(lambda u: model.log_real_income(unpack(u, shape), b, _moved(p, index, rates))[player])(vector)

    def gaps(x):
        return pack(model.residual(unpack(vector, shape), b, _moved(p, index, x)))

    by_rate = jax.vmap(lambda e: jax.jvp(gaps, (rates,), (e,))[1])(jnp.eye(rates.size))
    return slope, by_rate.T


@partial(jax.jit, static_argnums=8)
def _second(rates, vector, adjoint, response, b, p, index, player, shape):
    """Gradient ``L_x`` and Hessian ``[U; I]^T L_zz [U; I]``."""

    def lagrangian(u, x):
        state, policy = unpack(u, shape), _moved(p, index, x)
        welfare = model.log_real_income(state, b, policy)[player]
        return welfare - adjoint @ pack(model.residual(state, b, policy))

    slopes = jax.grad(lagrangian, argnums=(0, 1))
    gradient = slopes(vector, rates)[1]

    def column(direction, unit):
        by_state, by_rate = jax.jvp(slopes, (vector, rates), (direction, unit))[1]
        return response.T @ by_state + by_rate

    hessian = jax.vmap(column)(response.T, jnp.eye(rates.size))
    return gradient, 0.5 * (hessian + hessian.T)
