"""Ignatenko, Lashkaripour, Macedoni & Simonovska (2025), Making America great again? The economic impacts of
Liberation Day tariffs, Journal of International Economics 157."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.employment import labour_supply_ratio, revenue
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.solver import solve
from tradetalks.errors import WorldError
from tradetalks.policy.shock import Shock
from tradetalks.replications import Row, Rows, Say
from tradetalks.replications.liberation_day_baseline import Baseline, Change, fixed_cost_shares
from tradetalks.world.accounts import from_flows
from tradetalks.world.files.cells import existing
from tradetalks.world.world import World

Array = NDArray[np.float64]
PAPER = "Ignatenko, Lashkaripour, Macedoni & Simonovska (2025), JIE 157"
LEAST = 0.10  # every partner pays at least this, the announced baseline
LABOUR_SUPPLY, TRADE_ELASTICITY, SCALE = 0.5, 4.0, 0.67 / 4.0  # their kappa, epsilon and psi (section 4)
NOTES = (
    "prices as the paper measures them: the US price index over the world's GDP-weighted mean price index",
    "Eaton-Kortum (table 9, alternative 4) is solved by this model, with labour supply, scale economies and the tax"
    " that revenue stands in for as there",
    "welfare with the tax cut: the paper values the work added at the wage before the tax cut, which counts too little"
    " leisure as given up; by its own utility function the gain is the smaller one below it",
    "the baseline (table 1) is solved by the paper's own equations, two of which this model does not have: fixed costs"
    " of exporters paid to labour in the destination (2), and a price index that falls with variety (4)",
)


@dataclass(frozen=True, eq=False)
class LiberationDay:
    """The paper's data. ``trade``: ``[exporter, importer]`` bn USD, domestic sales on the diagonal; ``fixed_costs``:
    ``[importer]`` share of sales there that pays fixed costs; ``rates``: ``[exporter]`` announced by the US."""

    codes: tuple[str, ...]
    trade: Array
    fixed_costs: Array
    rates: Array
    gaps: int

    @property
    def us(self) -> int:
        return self.codes.index("USA")


def read_data(folder: str | Path) -> LiberationDay:
    """The files of the paper's package: 194 countries, 2023; trade in thousand USD, GDP in USD.

    Domestic sales are the authors': expenditure less imports, none where that is below zero, expenditure being GDP and
    ``(1 - nu) (imports - sum of (1 - nu) exports)`` with the shares ``nu`` of fixed costs (their eq. 8, as their
    programs have it).
    """
    root = existing(folder, "the Liberation Day folder")
    labels: Any = pd.read_csv(existing(root / "country_labels.csv", "country labels"))
    codes = tuple(str(code) for code in labels["iso3"])

    def column(name: str) -> Array:
        return np.asarray(pd.read_csv(existing(root / name, "a column of numbers")).iloc[:, 0], dtype=float)

    flows: Any = pd.read_csv(existing(root / "trade_cepii.csv", "bilateral trade"))
    gaps = int(flows.isna().to_numpy().sum())
    trade = flows.fillna(0.0).to_numpy(dtype=float) / 1e6
    if trade.shape != (len(codes), len(codes)):
        raise WorldError(f"{root}: trade_cepii.csv is {trade.shape}, expected {len(codes)} x {len(codes)}")
    np.fill_diagonal(trade, 0.0)
    gdp, rates = column("gdp.csv") / 1e9, np.maximum(column("tariffs.csv"), LEAST)
    us = codes.index("USA")
    rates[us] = 0.0
    nu = fixed_cost_shares(trade, gdp, us)
    imports = trade.sum(0)
    spent = gdp + (1 - nu) * (imports - trade @ (1 - nu))
    np.fill_diagonal(trade, np.maximum(spent - imports, 0.0))
    return LiberationDay(codes, trade, nu, rates, gaps)


def read_liberation_day2025(
    folder: str | Path, *, trade_elasticity: float = TRADE_ELASTICITY
) -> tuple[World, dict[str, float]]:
    """Ignatenko, Lashkaripour, Macedoni & Simonovska (2025): 194 countries, one sector, 2023; see ``read_data``.

    Returns:
        The world, free of tariffs, and the rates the United States announced, by exporter, 10% at least.
    """
    data = read_data(folder)
    missing = [{"what": "pairs without a figure counted as no trade", "cells": data.gaps}] if data.gaps else []
    fields = from_flows(
        data.codes,
        ["GOODS"],
        data.trade[:, :, None],
        trade_elasticity=trade_elasticity,
        goods=["GOODS"],
        provenance={
            "source": "Ignatenko et al. (2025), CEPII trade of 2023",
            "year": 2023,
            "sells_nothing_at_home": [c for c, sold in zip(data.codes, np.diag(data.trade), strict=True) if sold == 0],
            "adjustments": missing,
        },
        dust=0.0,
    )
    world = World(**fields)
    world.check()
    rates = {c: float(r) for c, r in zip(data.codes, data.rates, strict=True) if c != "USA"}
    return world, rates


def eaton_kortum(folder: Path, say: Say) -> Iterator[Row]:
    """The announced US tariffs, no retaliation, deficits fixed, trade elasticity 4 (table 9, alternative 4)."""
    say("reading 194 countries")
    world, rates = read_liberation_day2025(folder)
    world = replace(world, scale_elasticity=np.array([SCALE]))
    shock = Shock(world)
    for code, rate in rates.items():
        shock = shock.tariff("USA", code, rate, "all")
    us = world.region("USA")
    for use, words, published in (
        ("income_tax", "tax relief", (1.24, -46.3, -33.3, 0.41, 10.9)),
        ("lump_sum", "lump sum", (None,) * 5),
    ):
        say(f"solving, {words}")
        outcome = solve(world, shock, closure=Closure(labour_supply=LABOUR_SUPPLY, revenue=use))  # type: ignore[arg-type]
        outcome.certificate.require()
        found = (
            as_published(outcome, us),
            over_gdp(outcome, us, exports=True),
            over_gdp(outcome, us, exports=False),
            100 * float(labour_supply_ratio(outcome)[us] - 1),
            relative_price(outcome, us),
        )
        for what, theirs, ours in zip(_MEASURES, published, found, strict=True):
            yield Row(f"Eaton-Kortum, {words}: {what}", theirs, ours)
        if use == "income_tax":
            yield Row(f"Eaton-Kortum, {words}: US welfare by the paper's utility", None, with_leisure(outcome, us))


_MEASURES = (
    "US welfare",
    "US exports over GDP",
    "US imports over GDP",
    "US employment",
    "US consumer prices over the world's",
)


def baseline(folder: Path, say: Say) -> Iterator[Row]:
    """Table 1, cases 1 and 2: the paper's baseline by its own equations."""
    say("reading 194 countries")
    data = read_data(folder)
    model = Baseline.calibrated(data.trade, data.fixed_costs, LABOUR_SUPPLY, TRADE_ELASTICITY, SCALE)
    tariff = np.zeros_like(data.trade)
    tariff[:, data.us] = data.rates
    for relief, words, published in (
        (True, "tax relief", (1.13, -52.7, -43.6, 0.32, 12.8)),
        (False, "lump sum", (-0.01, -52.5, -43.3, -0.41, 13.1)),
    ):
        say(f"solving the paper's equations, {words}")
        change: Change = model.solve(tariff, relief=relief)
        found = change.of(data.us)
        for what, theirs, ours in zip(_MEASURES, published, found[:5], strict=True):
            yield Row(f"baseline, {words}: {what}", theirs, ours)
        if relief:
            yield Row(f"baseline, {words}: US welfare by the paper's utility", None, found[5])


PARTS: dict[str, Rows] = {"eaton_kortum": eaton_kortum, "baseline": baseline}


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


def _leisure(outcome: Outcome, region: int) -> float:
    """What leisure given up is worth at the benchmark, bn USD, the tax that revenue stands in for taken off."""
    kept = 1.0
    if outcome.closure.revenue == "income_tax":
        kept -= float(revenue(outcome)[region] / outcome.labour_income[region])
    return LABOUR_SUPPLY / (1 + LABOUR_SUPPLY) * kept * float(outcome.world.labour_income[region])


def as_published(outcome: Outcome, region: int) -> float:
    """Welfare as the paper's programs have it, per cent: leisure given up moves with what is earned before tax."""
    world, given = outcome.world, _leisure(outcome, region)
    earned = outcome.labour_income[region] / world.labour_income[region]
    now = (outcome.income[region] - given * earned) / outcome.consumer_price_ratio[region]
    return 100 * float(now / (world.income[region] - given) - 1)


def with_leisure(outcome: Outcome, region: int) -> float:
    """Welfare by the paper's utility function, per cent of consumption less leisure given up."""
    income = outcome.world.income[region]
    return 100 * float((outcome.real_income_ratio[region] - 1) * income / (income - _leisure(outcome, region)))
