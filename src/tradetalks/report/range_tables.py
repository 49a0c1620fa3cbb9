"""Ranges of a solved package's figures by region: how far they reach under other elasticities and horizons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from tradetalks.counsel.reach_kept import Ranges
from tradetalks.report.numbers import Figures, pct, per_cents
from tradetalks.report.tables import make_table
from tradetalks.world.world import World

_TOLD = {
    "real_income": "real_income_bn",
    "real_income_percent": "real_income_pct",
    "real_gdp": "real_gdp_pct",
    "efficiency": "efficiency_pct",
    "terms_of_trade": "terms_of_trade_effect_pct",
    "deficit": "deficit_effect_pct",
    "prices": "prices_of_final_use_pct",
    "revenue": "tariff_revenue_added_bn",
    "moved": "people_moved_thousands",
}
"""Figures of ranges, and what ``--json`` calls them."""


def ranges_table(found: Ranges, world: World, codes: Sequence[str]) -> Table:
    """The 5th and 95th percentile of each figure, region by region."""
    rows = [found.regions.index(code) for code in codes]
    ends = {
        name: [float(end[n]) for end in column for n in rows] for name, column in found.ends.items() if name in _TOLD
    }
    figures = Figures.among([*ends["real_income"], *ends["revenue"]])
    unit = figures.unit.title.removesuffix(figures.unit.a_year)
    digits = per_cents([*ends["real_gdp"], *ends["prices"], *ends["terms_of_trade"]])

    def percent(value: float) -> str:
        return pct(value, digits, signed=True)

    table = make_table(
        "How far these figures reach: 90 of 100 draws of the model lie between, 5 below, 5 above",
        ("region", "left"),
        (f"real income, {unit}", "right"),
        ("real GDP", "right"),
        ("terms of trade", "right"),
        ("prices of final use", "right"),
        (f"tariff revenue added, {unit}", "right"),
    )
    for code, n in zip(codes, rows, strict=True):

        def span(name: str, say: Callable[[float], str], n: int = n) -> str:
            return span_of(found.ends[name][:, n], say)

        table.add_row(
            world.region_name(code),
            span("real_income", figures.cell),
            span("real_gdp", percent),
            span("terms_of_trade", percent),
            span("prices", percent),
            span("revenue", figures.cell),
        )
    return table


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


def in_brackets(ends: NDArray[np.float64] | None, say: Callable[[float], str]) -> str:
    """Two ends after the figure they are of; nothing where no range is known, or it prints as one figure."""
    told = "" if ends is None else span_of(ends, say)
    return f" ({told})" if " to " in told else ""


def span_of(ends: NDArray[np.float64], say: Callable[[float], str]) -> str:
    """Two ends in words; nothing where no range is known, one figure where both print alike."""
    if np.isnan(ends).any():
        return ""
    low, high = (say(float(end)) for end in ends)
    return low if low == high else f"{low.removesuffix('%')} to {high}"
