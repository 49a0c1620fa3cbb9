"""Exact gradients of welfare by the implicit function theorem, one adjoint solve for all instruments.

At an equilibrium ``residual(u, p) = 0``, ``d h / d p = h_p - h_u J^{-1} residual_p`` with ``J = residual_u``. One
adjoint a region gives the derivative of its real income with respect to every instrument of a kind. Adjoints are
refined from the benchmark's inverse, which is there already (``refine.py``).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import model
from tradetalks.equilibrium.back import Weights
from tradetalks.equilibrium.closure import Closure, Deficits
from tradetalks.equilibrium.inverse import Inverse
from tradetalks.equilibrium.lagrangian import Here, by_subsidy
from tradetalks.equilibrium.markets import Answers
from tradetalks.equilibrium.prepare import checked, policy_of, prepare
from tradetalks.equilibrium.refine import solve_near
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
        PolicyError: unknown ``of`` or ``wrt``; limits on quantities or floors on wages by region, whose wedges move
            with every instrument (solve, then differentiate at ``replace(outcome.shock, quantities=())`` for fixed
            wedges).
        NotConverged: no equilibrium at ``shock``, or one that is singular.
    """
    if of != "real_income":
        raise PolicyError(unknown("objective", of, ("real_income",)))
    if wrt not in INSTRUMENTS:
        raise PolicyError(unknown("instrument", wrt, INSTRUMENTS))
    shock, how = checked(world, shock), closure_of(deficits, closure)
    if shock.quantities or how.wage_floors(world):
        raise PolicyError(
            "gradient: not defined with limits on quantities or floors on wages by region; for fixed wedges, solve"
            " first and differentiate at replace(outcome.shock, quantities=())"
        )
    vector, _ = find_state(world, shock, how)
    prepared = prepare(world, how)
    here = Here(vector, prepared.benchmark, policy_of(shock, how))
    adjoint, weights = _adjoint(here, prepared.inverse)
    by_level = _by_instrument(here, -adjoint, weights, wrt)
    if wrt != "tariff" or shock.unequal is None:
        return by_level
    # a level moves the duty of every product: (2b) and (2c) by the chain rule
    by_barrier = _by_instrument(here, -adjoint, weights, "barrier") * np.exp(here.policy.log_barrier)
    through = shock.unequal.slopes(shock.tariff_level, np.asarray(prepared.benchmark.theta))
    return by_level * through[0] + by_barrier * through[1]


def amplification(world: World, shock: Shock | None = None, *, closure: Closure | None = None) -> NDArray[np.float64]:
    """How far residuals of the equilibrium's conditions move every region's real income, to first order.

    Args:
        world, shock, closure: as for ``gradient``.

    Returns:
        ``[region]`` the sum of absolute values of the adjoint of the log of real income: where no condition is missed
        by more than ``e``, relative, real income is missed by no more than that many times ``e``.

    Raises:
        NotConverged: no equilibrium at ``shock``, or one that is singular.
    """
    shock, how = checked(world, shock), closure_of(None, closure)
    vector, _ = find_state(world, shock, how)
    prepared = prepare(world, how)
    here = Here(vector, prepared.benchmark, policy_of(shock, how))
    adjoint, _ = _adjoint(here, prepared.inverse)
    real = model.real_income_at(here.state, here.flows, here.benchmark)
    return np.abs(adjoint).sum(1) / (100 * np.asarray(real.value))


def _adjoint(here: Here, inverse: Inverse) -> tuple[NDArray[np.float64], Weights]:
    """``[region, condition]`` adjoints of every region's real income, per cent, and what it is made of."""
    real = model.real_income_at(here.state, here.flows, here.benchmark)
    parts = ("income", "labour_income", "revenue", "log_price_index")
    weights = Weights(**{name: 100 * np.diag(getattr(real, name)) for name in parts})  # of ratios, in per cent
    by_state = here.pull(np.zeros((len(real.value), here.vector.size)), weights).state
    return solve_near(here, inverse, by_state, transposed=True)[0], weights


def _by_instrument(here: Here, gap: NDArray[np.float64], weights: Weights, wrt: Instrument) -> NDArray[np.float64]:
    """Slopes of ``gap . residual + objective`` in every level of an instrument, the state standing still."""
    p, m, slopes = here.policy, here.markets, here.pull(gap, weights)
    if wrt == "transfer":
        return slopes.books.income
    if wrt == "subsidy":
        return by_subsidy(p.subsidy, here.flows, np.moveaxis(slopes.values.factory, 0, -1), slopes.books)
    steps = {
        "tariff": 1 / (1 + here.flows.tariff),
        "export_tax": 1 / (1 + p.export_tax),
        "barrier": np.exp(-p.log_barrier),
    }
    by = Answers(*(part.transpose(1, 2, 0) * steps[wrt] for part in m.answers(wrt)))
    taxed = bool(by.export_taxes.any())
    found = np.empty((len(gap), *p.tariff.shape))
    shift, sales = (np.moveaxis(part, 0, -1)[:, None] for part in (slopes.values.shift, slopes.worth.sales))
    for column in range(len(gap)):
        slope = found[column]
        np.multiply(by.shift, shift[column], out=slope)
        slope += by.tariffs * slopes.worth.tariffs[column][:, None]
        slope += by.sales * sales[column].swapaxes(0, 1)
        if taxed:
            slope += by.export_taxes * slopes.worth.export_taxes[column][:, None, None]
    return found
