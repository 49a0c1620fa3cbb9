"""What prices cost a household, and each decile of income: United States.

Who buys what is the Bureau of Economic Analysis' (spending by decile and its commodities, ``data/manifest.json``); what
each thing costs is the outcome's. Costs are at unchanged wages; what revenue does stands beside them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.errors import PolicyError
from tradetalks.incidence.figures import DECILES, manifest, us_figures, us_households
from tradetalks.incidence.prices import RealIncomeParts, basket_price_ratio, local_price_ratio, real_income_parts
from tradetalks.world.origins import sector_origins
from tradetalks.world.world import World

Array = NDArray[np.float64]
REGION, YEAR = "USA", "2022"
_TO_2025 = 3  # years from the world's to that of the incomes


@dataclass(frozen=True, eq=False)
class HouseholdCost:
    """What prices cost US households a year, at unchanged wages; positive is a cost.

    Attributes:
        households: millions. usd: mean dollars a household. by_decile: ``[10]`` dollars a household, poorest first.
        price: per cent by which what households buy rises. of_spending, of_income: ``[10]`` per cent of the decile's
            spending, and of its income after transfers and taxes.
        total: billions paid by households. other: billions that fall on investment, government and what households do
            not buy themselves. curvature: what is left to the outcome's own sum, because deciles buy different things.
        parts: the outcome's real income, taken apart. revenue: dollars a household if the change of tariff revenue were
            handed back in equal parts.
    """

    households: float
    usd: float
    by_decile: Array
    price: float
    of_spending: Array
    of_income: Array
    total: float
    other: float
    curvature: float
    parts: RealIncomeParts
    revenue: float


def spending_by_decile(world: World) -> tuple[Array, Array]:
    """``[decile, sector]`` what each tenth of US households spends, bn USD, and ``[sector]`` the rest of final use.

    Raises:
        PolicyError: the world has no region USA, or a sector that is not made of the embedded world's.
    """
    if REGION not in world.regions:
        raise PolicyError(f"cost a household: the world has no region {REGION}; the tables are of the United States")
    table, origins = us_households(), sector_origins(world)
    n = world.region(REGION)
    final = world.final_share[n] * world.income[n]
    bought = np.zeros((DECILES, len(world.sectors)))
    for s, code in enumerate(world.sectors):
        if not origins[code]:
            raise PolicyError(f"cost a household: sector {code} is not one of the embedded world's, or made of them")
        parts = [share * np.array(deciles) for share, deciles in (table[o] for o in origins[code])]
        bought[:, s] = final[s] * np.mean(parts, axis=0)
    return bought, final - bought.sum(0)


def household_cost(outcome: Outcome) -> HouseholdCost:
    """Cost of an outcome's prices to US households (docs/maths.md, "Who pays").

    Raises:
        PolicyError: as ``spending_by_decile``.
    """
    world, figures = outcome.world, us_figures()
    spending, rest = spending_by_decile(world)
    households = float(figures["households"][YEAR])
    log_price = np.log(local_price_ratio(outcome)[world.region(REGION)])
    lost = _lost(spending, log_price)
    billions = lost * spending.sum(1)
    other = float(rest.sum() * (1 - 1 / basket_price_ratio(outcome, REGION, rest))) if rest.sum() > 0 else 0.0
    parts = real_income_parts(outcome, REGION)
    each = 1e3 * DECILES / households  # dollars a household of a decile for a billion
    grown = float(manifest()["spending_growth_a_year"]) ** _TO_2025
    incomes = np.array(figures["income_by_decile"]["usd_2025"], dtype=float)
    return HouseholdCost(
        households=households,
        usd=float(billions.sum()) * 1e3 / households,
        by_decile=billions * each,
        price=100 * (basket_price_ratio(outcome, REGION, spending.sum(0)) - 1),
        of_spending=100 * lost,
        of_income=100 * billions * each * grown / incomes,
        total=float(billions.sum()),
        other=other,
        curvature=-parts.prices - float(billions.sum()) - other,
        parts=parts,
        revenue=parts.revenue * 1e3 / households,
    )


def dollars_a_household(world: World, log_price: Array, income: Array) -> Array:
    """What prices cost a household a year, dollars: of all, then by tenth of income, poorest first.

    Args:
        log_price: ``[..., sector]`` logs of US purchaser prices over the world's at unchanged wages. income: ``[...]``
            final spending of the United States, bn USD, which households and tenths share as in the world.

    Returns:
        ``[..., 1 + decile]``.

    Raises:
        PolicyError: as ``spending_by_decile``.
    """
    spending, _ = spending_by_decile(world)
    grown = np.asarray(income) / world.income[world.region(REGION)]
    usd = (
        _lost(spending, log_price) * spending.sum(1) * grown[..., None] * 1e3 / float(us_figures()["households"][YEAR])
    )
    return np.concatenate([usd.sum(-1, keepdims=True), DECILES * usd], axis=-1)


def _lost(spending: Array, log_price: Array) -> Array:
    """``[..., decile]`` share of what each tenth's spending bought that prices ``[..., sector]`` take."""
    share = spending / spending.sum(1, keepdims=True)
    return -np.expm1(-(log_price @ share.T))


def dearest(outcome: Outcome, most: int = 8) -> list[tuple[str, float, float]]:
    """Sectors that take most from US households: code, price at unchanged wages (per cent), dollars a household."""
    world = outcome.world
    spending, _ = spending_by_decile(world)
    change = np.log(local_price_ratio(outcome)[world.region(REGION)])
    usd = spending.sum(0) * change * 1e3 / float(us_figures()["households"][YEAR])
    order = np.argsort(-usd)[:most]
    return [(world.sectors[k], float(100 * np.expm1(change[k])), float(usd[k])) for k in order]
