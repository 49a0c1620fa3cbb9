"""How far figures of countries and sectors reach, as columns of the tables that are taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tradetalks.counsel.reach import Reach

if TYPE_CHECKING:
    import pandas as pd

OF_REGIONS: Mapping[str, str] = {
    "real_income_change_pct": "real_income_percent",
    "real_income_change_bn_usd_at_eve_prices": "real_income",
    "real_gdp_change_pct": "real_gdp",
    "prices_of_final_use_at_unchanged_wages_change_pct": "prices",
    "tariff_revenue_added_bn_usd_at_unchanged_wages": "revenue",
    "promised_purchases_cost_added_bn_usd_at_unchanged_wages": "purchases",
}
OF_SECTORS: Mapping[str, str] = {"output_volume_change_pct": "volume"}
"""Column of ``regions_frame`` and ``sectors_frame`` -> what of ``Reach`` are its ends."""
LOW, HIGH = "_low_end", "_high_end"
"""What the names of the columns of the two ends end with."""


def with_ends(frame: pd.DataFrame, found: Reach, of: Mapping[str, str]) -> pd.DataFrame:
    """A table with the 5th and 95th percentile of each column in ``of`` right after it.

    Args:
        frame: rows in the order of the world's regions, or of its regions and in each of its sectors.
    """
    made = frame.copy()
    for column, name in of.items():
        low, high = getattr(found, name)
        at = list(made.columns).index(column) + 1
        made.insert(at, column + LOW, low.ravel())
        made.insert(at + 1, column + HIGH, high.ravel())
    return made
