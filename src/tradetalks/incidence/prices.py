"""Prices in a region's own terms, and real income taken apart into what prices take and what revenue gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.outcome import Outcome

Array = NDArray[np.float64]


def pay_ratio(outcome: Outcome) -> Array:
    """``[region]`` income from production (labour and profits) over the benchmark's, in units of world GDP."""
    world = outcome.world
    before = world.labour_income + world.profits
    return (outcome.labour_income + outcome.profits) / before


def local_price_ratio(outcome: Outcome) -> Array:
    """``[region, sector]`` purchaser prices over the benchmark's if incomes from production had stayed: the prices
    that people feel, in the region's own terms rather than in units of world GDP."""
    return outcome.price_ratio / pay_ratio(outcome)[:, None]


def basket_price_ratio(outcome: Outcome, region: str, basket: Array) -> float:
    """The price of a basket ``[sector]`` (any positive weights) in local terms; Cobb-Douglas, as final demand is."""
    share = np.asarray(basket, dtype=float) / np.sum(basket)
    return float(np.exp(share @ np.log(local_price_ratio(outcome)[outcome.world.region(region)])))


@dataclass(frozen=True)
class RealIncomeParts:
    """Change of a region's real income, billions of USD a year at benchmark prices; ``prices`` + ``revenue`` +
    ``other`` = ``total`` exactly.

    Attributes:
        total: equivalent variation. prices: what final spending loses to prices at unchanged pay.
        revenue: change of tariff revenue over pay, handed back. other: export taxes, subsidies, deficits and transfers.
    """

    total: float
    prices: float
    revenue: float
    other: float


def real_income_parts(outcome: Outcome, region: str) -> RealIncomeParts:
    """Equivalent variation, taken apart exactly (docs/maths.md, "Who pays").

    With pay w and consumer prices P as ratios, income I before and I' after, revenue R: ``I(I'/I/P - 1) = I(w/P - 1) +
    (R' - w R)/P + rest/P``.
    """
    world, n = outcome.world, outcome.world.region(region)
    pay, price = float(pay_ratio(outcome)[n]), float(outcome.consumer_price_ratio[n])
    income = float(world.income[n])
    total = float(outcome.real_income_change[n])
    prices = income * (pay / price - 1)
    revenue = float(outcome.tariff_revenue[n] - pay * world.tariff_revenue[n]) / price
    return RealIncomeParts(total, prices, revenue, total - prices - revenue)
