"""Tariff revenue: what new rates add a year and over ten, with and without the response of trade."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.horizons import HORIZONS
from tradetalks.equilibrium.import_subsidies import log_subsidy, purchase_subsidies, purchase_subsidies_before
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.prepare import border_policy
from tradetalks.equilibrium.solver import solve
from tradetalks.equilibrium.years import year_by_year
from tradetalks.incidence.figures import us_figures
from tradetalks.world.world import World

Array = NDArray[np.float64]
YEARS = 10


@dataclass(frozen=True)
class TariffRevenue:
    """A region's tariff revenue, billions of USD a year.

    Attributes:
        before: the benchmark's. after: with the response of trade, at unchanged wages.
        added: after less before. static: what the new rates would add on the benchmark's trade, product by product.
    """

    before: float
    after: float
    added: float
    static: float


@dataclass(frozen=True)
class TenYears:
    """What new rates add to a region's tariff revenue over ten years, billions of USD.

    Attributes:
        total, static: the sum of all years, with the response of trade and without.
        by_year: what each year adds, trade responding as it has by then. by_horizon: a year's addition at each of
            ``HORIZONS``, imports not growing.
        growth: how imports grow, in words.
    """

    total: float
    static: float
    by_year: tuple[float, ...]
    by_horizon: tuple[float, ...]
    growth: str


def at_unchanged_wages(outcome: Outcome) -> Array:
    """``[region]`` tariff revenue a year, bn USD, as if wages in the region's own money stood still: the one sense in
    which tables, pages and files tell what tariffs bring in. What undertakings to buy cost is not taken off, see
    ``subsidies_added``."""
    return (outcome.tariff_revenue + purchase_subsidies(outcome)) / outcome.wage_ratio


def revenue_before(world: World) -> Array:
    """``[region]`` tariff revenue of the benchmark or the eve, bn USD a year, in the same sense."""
    return world.tariff_revenue + purchase_subsidies_before(world)


def subsidies_added(outcome: Outcome) -> Array:
    """``[region]`` what undertakings to buy cost the importer's budget more than before, bn USD a year at unchanged
    wages."""
    return subsidies_at_unchanged_wages(outcome) - purchase_subsidies_before(outcome.world)


def subsidies_at_unchanged_wages(outcome: Outcome) -> Array:
    """``[region]`` the whole of it, in the same sense."""
    return purchase_subsidies(outcome) / outcome.wage_ratio


def tariff_revenue(outcome: Outcome, region: str) -> TariffRevenue:
    """Revenue of ``region``'s tariffs under the outcome's rates, as far as trade has responded at its horizon."""
    world, n = outcome.world, outcome.world.region(region)
    border = world.trade[:, n] * (1 + outcome.shock.export_tax_level[:, n])
    duties = (1 + outcome.shock.tariff_level) * np.exp(-log_subsidy(outcome)) - 1
    rates = (duties + _turned_away(outcome))[:, n]
    before = float(revenue_before(world)[n])
    after = float(at_unchanged_wages(outcome)[n])
    return TariffRevenue(before, after, after - before, float(np.sum(border * rates)) - before)


def _turned_away(outcome: Outcome) -> Array:
    """``[exporter, importer, sector]`` by how much the mean duty on a flow's products, as they were bought before,
    exceeds what it comes to once buyers have turned to those that pay less: equation (2b)."""
    return outcome.asked.tariff_level - border_policy(outcome.asked, outcome.closure)[0]


def over_ten_years(outcome: Outcome, regions: tuple[str, ...]) -> dict[str, TenYears]:
    """Revenue of each region's tariffs over ten years: the outcome's measures solved at every horizon, joined into a
    path (``equilibrium.years``), year by year.

    The United States' base grows as its Congressional Budget Office projected imports before the tariffs of 2025
    (fiscal 2026 to 2035 over 2025, to which the benchmark's trade stands); others' stays (a constant share of GDP).
    Settings that the outcome's closure has in place of its horizon's are of that horizon alone (``Closure.at``).

    Raises:
        PolicyError, WorldError: an unknown region. NotConverged, NotCertified: a horizon cannot be solved.
    """
    world = outcome.world
    at = [world.region(code) for code in regions]
    if not at:
        return {}
    added = np.array([[tariff_revenue(o, code).added for code in regions] for o in _at_horizons(outcome)])
    yearly = year_by_year(added, YEARS)
    found = {}
    for k, code in enumerate(regions):
        weights, growth = _growth(code)
        years = yearly[:, k] * weights
        found[code] = TenYears(
            float(years.sum()),
            float(weights.sum()) * tariff_revenue(outcome, code).static,
            tuple(years.tolist()),
            tuple(added[:, k].tolist()),
            growth,
        )
    return found


def _at_horizons(outcome: Outcome) -> list[Outcome]:
    found = []
    for one in HORIZONS:
        closure = outcome.closure.at(one)
        solved = outcome if closure == outcome.closure else solve(outcome.world, outcome.asked, closure=closure)
        solved.certificate.require()
        found.append(solved)
    return found


def _growth(region: str) -> tuple[Array, str]:
    """``[year]`` imports over the benchmark's, and how in words."""
    if region != "USA":
        return np.ones(YEARS), "a constant share of GDP, at benchmark prices"
    imports = np.array(us_figures()["imports_projected"]["bn_usd"], dtype=float)
    weights = imports[1 : YEARS + 1] / imports[0]
    return (
        weights,
        f"imports as projected by the Congressional Budget Office in January 2025 ({weights.sum():.1f} years' worth)",
    )
