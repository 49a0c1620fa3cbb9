"""Ranges of a solved package's figures by region: how far they reach under other elasticities and horizons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from tradetalks.counsel.reach_kept import Ranges
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.revenue import at_unchanged_wages, revenue_before, subsidies_added
from tradetalks.report.income_rows import income_rows
from tradetalks.report.numbers import Figures
from tradetalks.report.plain_words import PURCHASES
from tradetalks.report.ranged import amount_ranged, change_ranged
from tradetalks.report.tables import make_table

_TOLD = {
    "real_income": "real_income_bn",
    "real_income_percent": "real_income_pct",
    "real_gdp": "real_gdp_pct",
    "efficiency": "efficiency_pct",
    "terms_of_trade": "terms_of_trade_effect_pct",
    "deficit": "deficit_effect_pct",
    "prices": "prices_of_final_use_pct",
    "revenue": "tariff_revenue_added_bn",
    "purchases": "promised_purchases_cost_added_bn",
    "moved": "people_moved_thousands",
    "idle": "out_of_work_thousands",
    "idle_percent": "out_of_work_pct",
}
"""Figures of ranges, and what ``--json`` calls them."""


def ranges_table(found: Ranges, outcome: Outcome, codes: Sequence[str]) -> Table:
    """The 5th and 95th percentile of each figure, region by region, under the figure that they are of."""
    world = outcome.world
    rows = [found.regions.index(code) for code in codes]
    incomes = income_rows(outcome, codes)
    added = at_unchanged_wages(outcome) - revenue_before(world)
    bought = subsidies_added(outcome)
    figures = Figures.among([*(row.billions for row in incomes), *added.tolist(), *bought.tolist()])
    unit = figures.unit.title.removesuffix(figures.unit.a_year)
    table = make_table(
        "How far these figures reach: 90 of 100 draws of the model lie between, 5 below, 5 above",
        ("region", "left"),
        (f"real income, {unit}", "right"),
        ("real GDP", "right"),
        ("terms of trade", "right"),
        ("prices of final use", "right"),
        (f"tariff revenue added, {unit}", "right"),
        *([(f"{PURCHASES} added, {unit}", "right")] if bought.any() else []),
    )
    for code, n, row in zip(codes, rows, incomes, strict=True):
        ends = {name: found.ends[name][:, n] for name in _TOLD}
        j = world.region(code)
        table.add_row(
            world.region_name(code),
            _above(amount_ranged(figures, row.billions, ends["real_income"])),
            _above(change_ranged(row.real_gdp, ends["real_gdp"])),
            _above(change_ranged(row.terms_of_trade, ends["terms_of_trade"])),
            _above(change_ranged(row.consumer_prices, ends["prices"])),
            _above(amount_ranged(figures, float(added[j]), ends["revenue"])),
            *([_above(amount_ranged(figures, float(bought[j]), ends["purchases"]))] if bought.any() else []),
        )
    return table


def _above(told: str) -> str:
    """A figure above its range: cells of a table are narrow."""
    return told.replace(" (", "\n", 1).removesuffix(")")


def ranges_told(found: Ranges) -> dict[str, Any]:
    """Ranges as ``--json`` prints them: region -> figure -> [5th percentile, 95th]; what was drawn."""
    regions = {
        code: {told: ends_told(found.ends[name][:, n]) for name, told in _TOLD.items()}
        for n, code in enumerate(found.regions)
    }
    return {
        "percentiles": [5, 95],
        "elasticities": list(found.sets),
        "within_standard_errors": list(found.within),
        "solved": found.solved,
        "regions": regions,
    }


def ends_told(ends: NDArray[np.float64]) -> list[float] | None:
    """Two ends as ``--json`` prints them; None where no range is known."""
    return None if np.isnan(ends).any() else ends.tolist()
