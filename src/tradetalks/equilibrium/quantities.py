"""Caps and floors as complementarities around the model: ``wedge >= 0``, limit met, product zero.

A primal-dual active-set Newton method on the wedges (Hintermüller, Ito & Kunisch 2003, SIAM J. Optim. 13); each
evaluation solves the equilibrium at given wedges, and slopes are kept by Broyden's update from the trade elasticity.
"""

from __future__ import annotations

from dataclasses import replace

import jax
import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.prepare import Deficits, flows, policy_of, prepare, unpack
from tradetalks.equilibrium.solver import find_state, outcome_at
from tradetalks.errors import NotConverged
from tradetalks.policy.quantities import Quantity
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World

Array = NDArray[np.float64]
TOLERANCE = 1e-10
_MOST, _LARGEST_LOG_WEDGE = 80, 12.0


def solve_quantities(world: World, shock: Shock, deficits: Deficits) -> Outcome:
    """Solve a shock with caps and floors.

    Returns:
        The outcome; its shock holds the wedges as export taxes, tariffs or barriers, its ``wedges`` list them.

    Raises:
        NotConverged: a limit cannot be met (a floor beyond what the importer can spend), or the wedges do not settle;
            names the measure.
    """
    limits = shock.quantities
    theta = np.array([float(np.mean(world.trade_elasticity[list(q.sectors)])) for q in limits])
    wedge, slopes = np.zeros(len(limits)), np.diag(-theta)
    gap, last, total = np.zeros(0), None, 0
    for _ in range(_MOST):
        effective = with_wedges(shock, wedge)
        try:
            state, steps = find_state(world, effective, deficits)
        except NotConverged as error:
            hardest = limits[int(wedge.argmax())]
            raise NotConverged(f"{_name(world, hardest)} cannot be met: {error}") from error
        total += steps
        gap = _gaps(world, effective, state, deficits, limits)
        if last is not None:
            moved, change = wedge - last[0], gap - last[1]
            if moved @ moved > 0:
                slopes = slopes + np.outer(change - slopes @ moved, moved) / (moved @ moved)
        unmet = float(np.abs(np.minimum(wedge, -gap)).max())
        if unmet <= TOLERANCE:
            break
        last = (wedge, gap)
        active = wedge + gap / theta > 0
        step = -np.where(active, 0.0, wedge)  # slack limits give up their wedge
        if active.any():
            inner = slopes[np.ix_(active, active)]
            target = -gap[active] - slopes[np.ix_(active, ~active)] @ step[~active]
            step[active] = np.linalg.lstsq(inner, target, rcond=None)[0]
        wedge = np.maximum(wedge + np.clip(step, -2.0, 2.0), 0.0)
        if wedge.max() > _LARGEST_LOG_WEDGE:
            j = int(wedge.argmax())
            raise NotConverged(f"{_name(world, limits[j])} cannot be met: no wedge brings it about; set a nearer limit")
    else:
        j = int(np.abs(np.minimum(wedge, -gap)).argmax())
        raise NotConverged(
            f"{_name(world, limits[j])}: its wedge did not settle in {_MOST} rounds (off by {abs(gap[j]):.1e});"
            " try fewer limits at once"
        )
    ad_valorem = [float(np.expm1(w if q.kind == "cap" else -w)) for q, w in zip(limits, wedge, strict=True)]
    return outcome_at(world, effective, deficits, state, total, unmet, tuple(ad_valorem))


def with_wedges(shock: Shock, log_wedge: Array) -> Shock:
    """The shock with each limit's wedge in the instrument that its rent goes through."""
    tariff, export_tax = np.array(shock.tariff_level), np.array(shock.export_tax_level)
    barrier = np.array(shock.barrier_ratio)
    for quantity, wedge in zip(shock.quantities, log_wedge, strict=True):
        cell = (quantity.exporter, quantity.importer, list(quantity.sectors))
        if quantity.kind == "floor":
            tariff[cell] = (1 + tariff[cell]) * np.exp(-wedge) - 1
        elif quantity.rent == "exporter":
            export_tax[cell] = (1 + export_tax[cell]) * np.exp(wedge) - 1
        elif quantity.rent == "importer":
            tariff[cell] = (1 + tariff[cell]) * np.exp(wedge) - 1
        else:
            barrier[cell] *= np.exp(wedge)
    return replace(shock, tariff_level=tariff, export_tax_level=export_tax, barrier_ratio=barrier)


def _gaps(world: World, effective: Shock, state: jax.Array, deficits: Deficits, limits: tuple[Quantity, ...]) -> Array:
    """Log of how far each limit is exceeded (caps) or missed (floors); at most zero where it is kept."""
    found = flows(unpack(state, world.shape), prepare(world).benchmark, policy_of(effective, deficits))
    value, cost = np.asarray(found.border_value), np.exp(np.asarray(found.log_cost))
    gaps = np.zeros(len(limits))
    for j, q in enumerate(limits):
        i, n, s = q.exporter, q.importer, list(q.sectors)
        if q.kind == "cap":
            gaps[j] = np.log((value[i, n, s] / cost[i, s]).sum() / world.trade[i, n, s].sum() / q.level)
        else:
            border = value[i, n, s] * (1 + effective.export_tax_level[i, n, s])
            gaps[j] = np.log(q.level / border.sum())
    return gaps


def _name(world: World, q: Quantity) -> str:
    where = (
        f"{world.regions[q.exporter]} to {world.regions[q.importer]} {', '.join(world.sectors[k] for k in q.sectors)}"
    )
    limit = f"{q.level:.3g} of its volume" if q.kind == "cap" else f"{q.level:g} bn"
    return f"{q.kind} on {where} at {limit}"
