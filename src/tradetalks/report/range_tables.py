"""Ranges of a solved package's figures by region: how far they reach under other elasticities and horizons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from tradetalks.counsel.reach_kept import Ranges
from tradetalks.report.numbers import Figures, pct, per_cents
from tradetalks.report.tables import make_table
from tradetalks.world.world import World

_TOLD = {
    "real_income": "real_income_bn",
    "real_income_percent": "real_income_pct",
    "real_gdp": "real_gdp_pct",
    "prices": "prices_of_final_use_pct",
    "revenue": "tariff_revenue_added_bn",
}
"""Figures of ranges, and what ``--json`` calls them."""


def ranges_table(found: Ranges, world: World, codes: Sequence[str]) -> Table:
    """The 5th and 95th percentile of each figure, region by region."""
    rows = [found.regions.index(code) for code in codes]
    ends = {name: [float(end[n]) for end in column for n in rows] for name, column in found.ends.items()}
    figures = Figures.among([*ends["real_income"], *ends["revenue"]])
    unit = figures.unit.title.removesuffix(figures.unit.a_year)
    digits = per_cents([*ends["real_gdp"], *ends["prices"]])

    def percent(value: float) -> str:
        return pct(value, digits, signed=True)

    table = make_table(
        "How far these figures reach: 90 of 100 draws of the model lie between, 5 below, 5 above",
        ("region", "left"),
        (f"real income, {unit}", "right"),
        ("real GDP", "right"),
        ("prices of final use", "right"),
        (f"tariff revenue added, {unit}", "right"),
    )
    for code, n in zip(codes, rows, strict=True):

        def span(name: str, say: Any, n: int = n) -> str:
            low, high = (say(float(end[n])) for end in found.ends[name])
            return low if low == high else f"{low} to {high}"

        table.add_row(
            world.region_name(code),
            span("real_income", figures.cell),
            span("real_gdp", percent),
            span("prices", percent),
            span("revenue", figures.cell),
        )
    return table


def ranges_told(found: Ranges) -> dict[str, Any]:
    """Ranges as ``--json`` prints them: region -> figure -> [5th percentile, 95th]; what was drawn."""
    regions = {
        code: {told: found.ends[name][:, n].tolist() for name, told in _TOLD.items()}
        for n, code in enumerate(found.regions)
    }
    return {
        "percentiles": [5, 95],
        "elasticities": list(found.sets),
        "within_standard_errors": list(found.within),
        "solved": found.solved,
        "regions": regions,
    }
