"""Exact gradients of welfare by the implicit function theorem, one adjoint solve for all instruments.

At an equilibrium ``residual(u, p) = 0``, ``d h / d p = h_p - h_u J^{-1} residual_p`` with ``J = residual_u``. One
adjoint a region gives the derivative of its real income with respect to every instrument of a kind. Adjoints are
refined from the benchmark's inverse, which is there already (``refine.py``).
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
from tradetalks.equilibrium.prepare import checked, pack, policy_of, prepare, unpack
from tradetalks.equilibrium.refine import at_once, solve_near
from tradetalks.equilibrium.solver import closure_of, find_state
from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World

Instrument = Literal["tariff", "export_tax", "subsidy", "barrier", "transfer"]
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
        NotConverged: no equilibrium at ``shock``, or one that is singular.
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
    which = INSTRUMENTS.index(wrt)
    by_state, level = _welfare_slopes(vector, b, p, world.shape)
    adjoint, _ = solve_near(vector, b, p, prepare(world, how).inverse, by_state, world.shape, transposed=True)
    slopes = _policy_slopes(jnp.asarray(adjoint), vector, b, p, world.shape, which)
    ratio = 100 * np.exp(np.asarray(level))
    found = np.array(slopes)
    found *= ratio.reshape((-1,) + (1,) * (found.ndim - 1))
    return found


@partial(jax.jit, static_argnums=3)
def _welfare_slopes(vector, b, p, shape):
    """d log real income / d state ``[region, state]``, and log real income itself."""

    def welfare(u):
        return model.log_real_income(unpack(u, shape), b, p)

    level, pull = jax.vjp(welfare, vector)
    return jax.lax.map(lambda row: pull(row)[0], jnp.eye(shape[0]), batch_size=at_once(shape)), level


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

    def of(region):
        return pull_welfare(region[0])[0] - pull_gaps(region[1])[0]

    return jax.lax.map(of, (jnp.eye(adjoint.shape[0]), adjoint), batch_size=at_once(shape))
