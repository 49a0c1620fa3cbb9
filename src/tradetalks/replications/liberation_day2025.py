"""Ignatenko, Lashkaripour, Macedoni & Simonovska (2025), Making America great again? The economic impacts of
Liberation Day tariffs, Journal of International Economics 157."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.solver import solve
from tradetalks.errors import WorldError
from tradetalks.policy.shock import Shock
from tradetalks.replications import Row, Rows, Say
from tradetalks.world.accounts import from_flows
from tradetalks.world.files.cells import existing
from tradetalks.world.world import World

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


def read_liberation_day2025(folder: str | Path, *, trade_elasticity: float = 4.0) -> tuple[World, dict[str, float]]:
    """Ignatenko, Lashkaripour, Macedoni & Simonovska (2025): 194 countries, one sector, 2023; thousand USD and USD.

    Domestic sales are GDP less exports; where exports exceed GDP, a tenth of exports (recorded).

    Returns:
        The world, free of tariffs, and the rates the United States announced, by exporter.
    """
    root = existing(folder, "the Liberation Day folder")
    labels: Any = pd.read_csv(existing(root / "country_labels.csv", "country labels"))
    codes = [str(code) for code in labels["iso3"]]

    def column(name: str) -> NDArray[np.float64]:
        return np.asarray(pd.read_csv(existing(root / name, "a column of numbers")).iloc[:, 0], dtype=float)

    flows: Any = pd.read_csv(existing(root / "trade_cepii.csv", "bilateral trade"))
    gaps = int(flows.isna().to_numpy().sum())
    trade = flows.fillna(0.0).to_numpy(dtype=float) / 1e6
    if trade.shape != (len(codes), len(codes)):
        raise WorldError(f"{root}: trade_cepii.csv is {trade.shape}, expected {len(codes)} x {len(codes)}")
    np.fill_diagonal(trade, 0.0)
    exports, gdp = trade.sum(1), column("gdp.csv") / 1e9
    home = gdp - exports
    short = [code for code, left in zip(codes, home, strict=True) if left <= 0]
    np.fill_diagonal(trade, np.where(home > 0, home, 0.1 * exports))
    fields = from_flows(
        codes,
        ["GOODS"],
        trade[:, :, None],
        trade_elasticity=trade_elasticity,
        goods=["GOODS"],
        provenance={
            "source": "Ignatenko et al. (2025), CEPII trade of 2023",
            "year": 2023,
            "exports_above_gdp": short,
            "adjustments": [{"what": "pairs without a figure counted as no trade", "cells": gaps}] if gaps else [],
        },
        dust=0.0,
    )
    world = World(**fields)
    world.check()
    return world, dict(zip(codes, column("tariffs.csv").tolist(), strict=True))


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
