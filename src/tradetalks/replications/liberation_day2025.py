"""Ignatenko, Lashkaripour, Macedoni & Simonovska (2025), Making America great again? The economic impacts of
Liberation Day tariffs, Journal of International Economics 157."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.solver import solve
from tradetalks.policy.shock import Shock
from tradetalks.replications import Row, Rows, Say
from tradetalks.world.readers.published import read_liberation_day2025

PAPER = "Ignatenko, Lashkaripour, Macedoni & Simonovska (2025), JIE 157"
LEAST = 0.10  # every partner pays at least this, the announced baseline
NOTES = (
    "compared with the paper's own row of this model (table 9, alternative 4: Eaton-Kortum, complete pass-through, no"
    " fixed costs abroad); there labour supply is elastic and revenue cuts income taxes, here neither",
    "prices as the paper measures them: the US price index over the world's GDP-weighted mean price index",
    "its headline rows (US welfare 1.13% with tax relief, -0.01% with a lump-sum rebate; exports -52.7%) are of its"
    " baseline model, with incomplete pass-through and deficits that respond: not comparable with this one",
    "domestic sales of Gambia and the Marshall Islands, whose exports exceed GDP, are a tenth of exports here, none"
    " there",
)


def eaton_kortum(folder: Path, say: Say) -> Iterator[Row]:
    """The announced US tariffs, no retaliation, deficits fixed, trade elasticity 4, revenue rebated."""
    say("reading 194 countries")
    world, rates = read_liberation_day2025(folder)
    shock = Shock(world)
    for code, rate in rates.items():
        if code != "USA":
            shock = shock.tariff("USA", code, max(rate, LEAST), "all")
    say("solving")
    outcome = solve(world, shock)
    outcome.certificate.require()
    us = world.region("USA")
    yield Row("US exports over GDP", -46.3, over_gdp(outcome, us, exports=True))
    yield Row("US imports over GDP", -33.3, over_gdp(outcome, us, exports=False))
    yield Row("US consumer prices over the world's", 10.9, relative_price(outcome, us))
    yield Row(
        "US real income",
        None,
        100 * float(outcome.real_income_ratio[us] - 1),
        note="1.24 there, with elastic labour supply and tax relief",
    )


PARTS: dict[str, Rows] = {"eaton_kortum": eaton_kortum}


def over_gdp(outcome: Outcome, region: int, *, exports: bool) -> float:
    """Change of exports (or imports) over GDP, per cent."""

    def ratio(trade: np.ndarray, gdp: np.ndarray) -> float:
        flows = trade[region] if exports else trade[:, region]
        return float((flows.sum() - trade[region, region].sum()) / gdp[region])

    world = outcome.world
    after, before = ratio(outcome.trade, outcome.labour_income), ratio(world.trade, world.labour_income)
    return 100 * (after / before - 1)


def relative_price(outcome: Outcome, region: int) -> float:
    """Change of a region's price index over the mean of all, weighted by income before; per cent."""
    price = outcome.consumer_price_ratio
    return 100 * float(price[region] / np.average(price, weights=outcome.world.income) - 1)
