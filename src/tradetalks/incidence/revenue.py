"""Tariff revenue: what new rates add a year and over ten, with and without the response of trade."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.figures import us_figures

YEARS = 10


@dataclass(frozen=True)
class TariffRevenue:
    """A region's tariff revenue, billions of USD (a year, and over ten years).

    Attributes:
        before: the benchmark's. after: with the response of trade, at unchanged wages.
        added: after less before. static: what the new rates would add on the benchmark's trade.
        ten_years, ten_years_static: ``added`` and ``static`` over ten years as imports grow. growth: how.
    """

    before: float
    after: float
    added: float
    static: float
    ten_years: float
    ten_years_static: float
    growth: str


def tariff_revenue(outcome: Outcome, region: str) -> TariffRevenue:
    """Revenue of ``region``'s tariffs under the outcome's rates.

    The United States' base grows as its Congressional Budget Office projected imports before the tariffs of 2025
    (fiscal 2026 to 2035 over 2025, to which the benchmark's trade stands); others' stays (a constant share of GDP).
    """
    world, n = outcome.world, outcome.world.region(region)
    border = world.trade[:, n] * (1 + outcome.shock.export_tax_level[:, n])
    rates = outcome.shock.tariff_level[:, n]
    before = float(world.tariff_revenue[n])
    after = float(outcome.tariff_revenue[n] / outcome.wage_ratio[n])
    added, static = after - before, float(np.sum(border * rates)) - before
    if region == "USA":
        imports = us_figures()["imports_projected"]["bn_usd"]
        weight = sum(imports[1 : YEARS + 1]) / imports[0]
        growth = f"imports as projected by the Congressional Budget Office in January 2025 ({weight:.1f} years' worth)"
    else:
        weight, growth = float(YEARS), "a constant share of GDP, at benchmark prices"
    return TariffRevenue(before, after, added, static, weight * added, weight * static, growth)
