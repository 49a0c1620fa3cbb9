"""Prices in a region's own terms, and real income taken apart into what prices take and what revenue gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.revenue import at_unchanged_wages, revenue_before

Array = NDArray[np.float64]


def local_price_ratio(outcome: Outcome) -> Array:
    """``[region, sector]`` purchaser prices over the benchmark's at unchanged wages of the region, as ``inflation``
    (``equilibrium.border_prices``) tells them of all final use: what would be seen if its wages stood still."""
    return outcome.price_ratio / outcome.wage_ratio[:, None]


def basket_price_ratio(outcome: Outcome, region: str, basket: Array) -> float:
    """The price of a basket ``[sector]`` (any positive weights) in local terms; Cobb-Douglas, as final demand is."""
    share = np.asarray(basket, dtype=float) / np.sum(basket)
    return float(np.exp(share @ np.log(local_price_ratio(outcome)[outcome.world.region(region)])))


@dataclass(frozen=True)
class RealIncomeParts:
    """Change of a region's real income, billions of USD a year at benchmark prices; ``prices`` + ``revenue`` +
    ``other`` = ``total`` exactly.

    Attributes:
        total: equivalent variation. prices: what final spending loses to prices at unchanged wages.
        revenue: change of tariff revenue over wages, handed back. other: the rest: export taxes, subsidies (those on
            purchases undertaken too), deficits, transfers, loans, and profits, capital, hours and jobs where an outcome
            moves them.
    """

    total: float
    prices: float
    revenue: float
    other: float


def real_income_parts(outcome: Outcome, region: str) -> RealIncomeParts:
    """Equivalent variation, taken apart exactly (docs/maths.md, "Who pays").

    With wages w and consumer prices P as ratios, income I before and I' after, revenue R:
    ``I(I'/I/P - 1) = I(w/P - 1) + (R' - w R)/P + rest/P``.
    """
    world, n = outcome.world, outcome.world.region(region)
    wage, price = float(outcome.wage_ratio[n]), float(outcome.consumer_price_ratio[n])
    income = float(world.income[n])
    total = float(outcome.real_income_change[n])
    prices = income * (wage / price - 1)
    revenue = wage * float((at_unchanged_wages(outcome) - revenue_before(world))[n]) / price
    return RealIncomeParts(total, prices, revenue, total - prices - revenue)
