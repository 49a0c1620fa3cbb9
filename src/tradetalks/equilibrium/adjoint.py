"""Exact gradients of welfare by the implicit function theorem, one adjoint solve for all instruments.

At an equilibrium ``residual(u, p) = 0``, ``d h / d p = h_p - h_u J^{-1} residual_p`` with ``J = residual_u``. One
adjoint a region gives the derivative of its real income with respect to every instrument of a kind. Adjoints are
refined from the benchmark's inverse, which is there already; far from it the Jacobian is factored.
"""

from __future__ import annotations

from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import _jax  # noqa: F401  (configures JAX before it is used)

# isort: split
import jax
import jax.numpy as jnp

from tradetalks.equilibrium import model
from tradetalks.equilibrium.closure import Closure, Deficits
from tradetalks.equilibrium.factors import Factors
from tradetalks.equilibrium.jacobian import assemble, exact
from tradetalks.equilibrium.prepare import checked, pack, policy_of, prepare, unpack
from tradetalks.equilibrium.solver import closure_of, find_state
from tradetalks.equilibrium.structure import Structured, apply, linearised, plain
from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World

Instrument = Literal["tariff", "export_tax", "subsidy", "barrier", "transfer"]
_GAP = 1e-10  # of adjoints, relative; where refinement does not reach it, the Jacobian is factored
INSTRUMENTS: tuple[Instrument, ...] = ("tariff", "export_tax", "subsidy", "barrier", "transfer")


def gradient(
    world: World,
    shock: Shock | None = None,
    *,
    of: str = "real_income",
    wrt: Instrument = "tariff",
    deficits: Deficits | None = None,
    closure: Closure | None = None,
) -> NDArray[np.float64]:
    """Derivative of every region's real income (per cent change) with respect to every instrument's level.

    Args:
        world: the benchmark.
        shock: the policy at which to differentiate; None for the benchmark's own.
        of: ``"real_income"``.
        wrt: ``"tariff"``, ``"export_tax"``, ``"subsidy"``, ``"barrier"`` (iceberg ratio) or ``"transfer"``.
        deficits, closure: as in ``solve``.

    Returns:
        ``[region, exporter, importer, sector]`` for border instruments, ``[region, region, sector]`` for
        subsidies, ``[region, region]`` for transfers: percentage points of real income per unit of the instrument
        (a tariff rising by 0.01 changes real income by 0.01 times the entry).

    Raises:
        PolicyError: unknown ``of`` or ``wrt``; limits on quantities or wage floors, whose wedges move with every
            instrument (solve, then differentiate at ``replace(outcome.shock, quantities=())`` for fixed wedges).
        NotConverged: no equilibrium at ``shock``.
    """
    if of != "real_income":
        raise PolicyError(unknown("objective", of, ("real_income",)))
    if wrt not in INSTRUMENTS:
        raise PolicyError(unknown("instrument", wrt, INSTRUMENTS))
    shock, how = checked(world, shock), closure_of(deficits, closure)
    if shock.quantities or how.wage_floor:
        raise PolicyError(
            "gradient: not defined with limits on quantities or wage floors; for fixed wedges, solve first and"
            " differentiate at replace(outcome.shock, quantities=())"
        )
    vector, _ = find_state(world, shock, how)
    b, p = prepare(world, how).benchmark, policy_of(shock, how)
    which, inverse = INSTRUMENTS.index(wrt), prepare(world, how).inverse
    by_state, level = _welfare_slopes(vector, b, p, world.shape)
    adjoint, gap = None, np.inf
    if exact(p) and plain(b, len(vector)) and not isinstance(inverse, Structured):
        adjoint, gap = _adjoint_near(vector, b, p, inverse, by_state, world.shape)
    if adjoint is None or not gap <= _GAP:
        if exact(p):
            matrix = assemble(b, p, model.flows(unpack(vector, world.shape), b, p))
        else:
            matrix = np.array(_whole_jacobian(vector, b, p, world.shape))
        adjoint = Factors(matrix, world.shape).solve(np.asarray(by_state).T, transposed=True).T  # [region, state]
    slopes = _policy_slopes(jnp.asarray(adjoint), vector, b, p, world.shape, which)
    ratio = 100 * np.exp(np.asarray(level))
    return np.asarray(slopes) * ratio.reshape((-1,) + (1,) * (slopes.ndim - 1))


@partial(jax.jit, static_argnums=5)
def _adjoint_near(vector, b, p, inverse, by_state, shape):
    """Adjoints ``[region, state]`` by refinement with the benchmark's inverse, and what they are off by, relative."""
    linear = linearised(b, p, model.flows(unpack(vector, shape), b, p))
    n, s = shape

    def forward(x):
        changes = x[:n], x[n : n + n * s].reshape(n, s, -1), x[n + n * s :].reshape(n, s, -1)
        return jnp.concatenate([rows.reshape(-1, x.shape[1]) for rows in apply(linear, *changes)])

    backward = jax.linear_transpose(forward, by_state.T)
    size = jnp.abs(by_state).max()

    def go_on(carry):
        _, gap, last, steps, _ = carry
        return (gap > _GAP) & (gap < last) & (steps < 40)

    def advance(carry):
        found, gap, _, steps, left = carry
        found = found + (left.astype(inverse.dtype) @ inverse).astype(found.dtype)
        left = by_state - backward(found.T)[0].T
        return found, jnp.abs(left).max() / size, gap, steps + 1, left

    start = (jnp.zeros_like(by_state), jnp.asarray(1.0), jnp.asarray(jnp.inf), 0, by_state)
    found, gap, *_ = jax.lax.while_loop(go_on, advance, start)
    return found, gap


@partial(jax.jit, static_argnums=3)
def _whole_jacobian(vector, b, p, shape):
    """Jacobian of the residual by forward differentiation, for what ``assemble`` leaves out."""

    def column(direction):
        return jax.jvp(lambda u: pack(model.residual(unpack(u, shape), b, p)), (vector,), (direction,))[1]

    return jax.lax.map(column, jnp.eye(vector.size), batch_size=64).T


@partial(jax.jit, static_argnums=3)
def _welfare_slopes(vector, b, p, shape):
    """d log real income / d state ``[region, state]``, and log real income itself."""

    def welfare(u):
        return model.log_real_income(unpack(u, shape), b, p)

    return jax.jacrev(welfare)(vector), welfare(vector)


@partial(jax.jit, static_argnums=(4, 5))
def _policy_slopes(adjoint, vector, b, p, shape, which):
    """h_p - adjoint . residual_p for one instrument, all regions."""
    instrument = INSTRUMENTS[which]
    field = "log_barrier" if instrument == "barrier" else instrument
    ratio = jnp.exp(p.log_barrier)

    def moved(value):
        return p._replace(**{field: jnp.log(value) if instrument == "barrier" else value})

    def welfare(value):
        return model.log_real_income(unpack(vector, shape), b, moved(value))

    def gaps(value):
        return pack(model.residual(unpack(vector, shape), b, moved(value)))

    here = ratio if instrument == "barrier" else getattr(p, field)
    _, pull_welfare = jax.vjp(welfare, here)
    _, pull_gaps = jax.vjp(gaps, here)
    direct = jax.vmap(lambda row: pull_welfare(row)[0])(jnp.eye(adjoint.shape[0]))
    indirect = jax.vmap(lambda row: pull_gaps(row)[0])(adjoint)
    return direct - indirect
