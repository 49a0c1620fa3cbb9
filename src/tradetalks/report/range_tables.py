"""Ranges of a solved package's figures by region: how far they reach under other elasticities and horizons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from tradetalks.counsel.reach_kept import Ranges
from tradetalks.report.numbers import TOLD, fine, pct
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
    table = make_table(
        "How far these figures reach: 90 of 100 draws lie between, 5 below, 5 above",
        ("region", "left"),
        ("real income, bn USD", "right"),
        ("real GDP", "right"),
        ("prices of final use", "right"),
        ("tariff revenue added, bn USD", "right"),
    )
    for code in codes:
        n = found.regions.index(code)

        def span(name: str, say: Any, n: int = n) -> str:
            low, high = (say(float(end[n])) for end in found.ends[name])
            return low if low == high else f"{low} to {high}"

        table.add_row(
            world.region_name(code),
            span("real_income", lambda v: fine(v, TOLD)),
            span("real_gdp", lambda v: pct(v, 2, signed=True)),
            span("prices", lambda v: pct(v, 2, signed=True)),
            span("revenue", lambda v: fine(v, TOLD)),
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
