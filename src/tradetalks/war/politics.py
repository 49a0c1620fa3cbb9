"""What a government wants beyond its people's real income: its sectors, its revenue, what others lose.

``U_r = sum_s lambda_rs W_rs + rho_r R_r - sum_i mu_ri V_i``: income earned in each sector (Ossa 2014, section I.B,
after Grossman & Helpman 1994, American Economic Review 84(4)), tariff revenue besides, and real income of other
regions, all in consumer prices and over the region's own income in the benchmark. A dollar earned in a sector counts
``lambda`` times, one of revenue ``rho`` more than in anybody's pocket, and one that region i loses brings ``mu``. With
every ``lambda`` one and the rest zero it is real income; with every ``mu`` minus one it is the world's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.back import Weights
from tradetalks.war.objectives import (
    Economy,
    Objective,
    real_income_slopes,
    sector_income,
    sector_income_slopes,
    tariff_revenue,
    tariff_revenue_slopes,
)
from tradetalks.world.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Wants:
    """A government's weights.

    Attributes:
        sectors: ``[sector]`` of a dollar earned in each. revenue: of a dollar of tariff revenue, besides the one it is.
        loss: region code -> of a dollar of real income that the region loses; below zero: of one it gains.
    """

    sectors: Array
    revenue: float
    loss: Mapping[str, float]


def political(world: World, wants: Mapping[str, Wants]) -> Objective:
    """The objective of governments with these weights, by region; of all others, real income.

    Raises:
        WorldError: unknown regions.
    """
    sectors = np.ones(world.shape)
    revenue = np.zeros(len(world.regions))
    loss = np.zeros((len(world.regions), len(world.regions)))  # [who wants it, who loses]
    for code, want in wants.items():
        n = world.region(code)
        sectors[n], revenue[n] = want.sectors, want.revenue
        for other, weight in want.loss.items():
            loss[n, world.region(other)] = weight
    loss = loss * world.own_income / world.own_income[:, None]

    def value(economy: Economy, weights: Any) -> Any:
        own = sector_income(economy, weights) + revenue * tariff_revenue(economy, weights)
        return own - loss @ economy.real_income

    def slopes(economy: Economy, weights: Any, mix: Array) -> Weights:
        return _sum(
            sector_income_slopes(economy, weights, mix)[1],
            tariff_revenue_slopes(economy, weights, mix * revenue),
            real_income_slopes(economy, -mix @ loss),
        )

    return Objective("weighted", value, slopes, sectors)


def _sum(*parts: Weights) -> Weights:
    """Slopes of a sum; none of them looks at trade by pair."""
    return Weights(**{name: sum(getattr(part, name) for part in parts) for name in Weights._fields if name != "trade"})
