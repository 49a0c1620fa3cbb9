"""How far figures of a solved shock reach under other published trade elasticities: a range for each, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.households import REGION
from tradetalks.incidence.jobs import jobs
from tradetalks.incidence.revenue import tariff_revenue
from tradetalks.report.jobs_report import told_from
from tradetalks.report.numbers import Figures, fitting, pct, per_cents, plain
from tradetalks.report.who_pays import household_cost_if_known, who_pays_regions
from tradetalks.world.elasticities import authors
from tradetalks.world.names import listed, named

_SHOWN = {
    "real_income_bn": "real income",
    "real_gdp_pct": "real GDP",
    "prices_of_final_use_pct": "prices of final use",
    "tariff_revenue_added_bn": "tariff revenue added",
    "usd_a_household": "what prices cost a household",
    "people_moved_thousands": "people who change sector",
}


def _span(key: str, low: float, high: float) -> str:
    """From least to greatest, with unit."""
    if key.endswith("_pct"):
        digits = per_cents([low, high])
        return f"{pct(low, digits, signed=True)} to {pct(high, digits, signed=True)}"
    if key == "usd_a_household":
        return f"{plain(low, 0)} to {plain(high, 0)} dollars a year"
    if key == "people_moved_thousands":
        if high < told_from(3):
            return "none"
        digits = fitting([low, high], 0)
        return f"{plain(low, digits)} to {plain(high, digits)} thousand"
    figures = Figures.among([low, high])
    unit = figures.unit.title.removesuffix(figures.unit.a_year)
    return f"{figures.cell(low)} {unit} to {figures.cell(high)} {unit}"


def figures(outcome: Outcome, code: str) -> dict[str, float]:
    """A region's figures that ranges are told of, by name; those of households and jobs where they are known."""
    n = outcome.world.region(code)
    cost, moved = household_cost_if_known(outcome, [code]), float(jobs(outcome).moved[n])
    known = {"usd_a_household": cost.usd} if cost and code == REGION else {}
    known |= {} if np.isnan(moved) else {"people_moved_thousands": moved}
    return known | {
        "real_income_bn": float(outcome.real_income_change[n]),
        "real_gdp_pct": 100 * float(outcome.real_gdp_ratio[n] - 1),
        "prices_of_final_use_pct": 100 * float(outcome.inflation[n]),
        "tariff_revenue_added_bn": tariff_revenue(outcome, code).added,
    }


def range_words(own: Outcome, others: Mapping[str, Outcome]) -> list[str]:
    """For each region whose tariffs change: least and greatest of each figure over all sets.

    Args:
        others: the same shock under other sets of elasticities, by name of the set.
    """
    if not others:
        return []
    told = []
    for code in who_pays_regions(own):
        each = [figures(outcome, code) for outcome in (own, *others.values())]
        spans = [
            f"{name} {_span(key, min(one[key] for one in each), max(one[key] for one in each))}"
            for key, name in _SHOWN.items()
            if key in each[0]
        ]
        told.append(f"{named(own.world.region_name(code))}: {', '.join(spans)}")
    if not told:
        return []
    who = listed([authors(name) for name in others])
    return [f"Under the trade elasticities of {who} too, from least to greatest: {'; '.join(told)}."]


def ranges_json(own: Outcome, others: Mapping[str, Outcome]) -> dict[str, Any]:
    """Figures of the regions whose tariffs change by set of elasticities, as ``--json`` prints them."""
    return {name: {code: figures(outcome, code) for code in who_pays_regions(own)} for name, outcome in others.items()}
