"""What a position costs households, all of them and each tenth by income: on the page, and as a table to take away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.counsel.reach import Reach
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.figures import DECILES
from tradetalks.incidence.households import REGION, YEAR, HouseholdCost
from tradetalks.report.reach_columns import HIGH, LOW
from tradetalks.report.who_pays import household_cost_if_known
from tradetalks.space.deal_space import DealSpace
from tradetalks.world.origins import sector_origins

if TYPE_CHECKING:
    import pandas as pd

COST = "cost_usd_a_household_a_year"
"""The column that can have ends."""


def has_households(space: DealSpace) -> bool:
    """Is what households pay told of these talks?"""
    return REGION in space.dossier.regions.values() and all(sector_origins(space.eve.world).values())


def households(outcome: Outcome, regions: Sequence[str]) -> dict[str, Any] | None:
    """Dollars a household and per cent of income by tenth, poorest first; None where the United States are no party, or
    what households there buy cannot be told of this world's sectors."""
    cost = household_cost_if_known(outcome, regions)
    if cost is None:
        return None
    return {
        "year": YEAR,
        "millions": cost.households,
        "usd": cost.usd,
        "price": cost.price,
        "revenue": cost.revenue,
        "tenths": [
            {"usd": usd, "of_spending": spent, "of_income": had}
            for usd, spent, had in zip(
                cost.by_decile.tolist(), cost.of_spending.tolist(), cost.of_income.tolist(), strict=True
            )
        ],
    }


def household_ends(ends: Reach) -> list[list[float]] | None:
    """``[1 + tenth]`` the two ends of dollars a household, all first; None where none are known."""
    return None if np.isnan(ends.household).any() else ends.household.T.tolist()


def households_frame(cost: HouseholdCost, ends: Reach | None = None) -> pd.DataFrame:
    """By tenth of households and for all: what prices cost, its share of spending and income; what tariff revenue would
    bring each. ``ends``: how far the cost reaches."""
    import pandas as pd

    reach = household_ends(ends) if ends else None
    spans = {} if reach is None else {COST + LOW: [one[0] for one in reach], COST + HIGH: [one[1] for one in reach]}
    nothing = [float("nan")]
    return pd.DataFrame(
        {
            "households": ["all", *(f"tenth {d}" for d in range(1, DECILES + 1))],
            COST: [cost.usd, *cost.by_decile.tolist()],
            **spans,
            "cost_pct_of_spending": nothing + cost.of_spending.tolist(),
            "cost_pct_of_income": nothing + cost.of_income.tolist(),
            "tariff_revenue_added_usd_a_household_if_handed_back": [cost.revenue] * (1 + DECILES),
        }
    ).set_index("households")
