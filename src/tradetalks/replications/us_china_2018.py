"""The trade war of 2018-19 on 7 regions x 44 sectors, 2017: our model beside published estimates of its size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradetalks.equilibrium.solver import solve
from tradetalks.policy.shock import Shock
from tradetalks.replications import Row, Rows, Say
from tradetalks.war.nash import nash_tariffs
from tradetalks.world.readers.us_china2018 import read_us_china2018

PAPER = "the first trade war, tables of 2017"
FAJGELBAUM = "Fajgelbaum et al. (2020, QJE 135(1), abstract): aggregate real income over GDP, short run, fixed shares"
ZHENG = "Zheng et al. (2022, World Trade Review, abstract): volume, another general-equilibrium model; ours is value"
NOTES = (
    "orders of magnitude from other models and methods, not a reproduction of one paper",
    "shares are rounded in the source: accounts are rebalanced, by how much stands in the world's provenance",
    "final use is what absorption leaves, constant returns: the source's final shares (finalshare.csv) and scale"
    " elasticities (psi) are not read",
)


def tariffs(folder: Path, say: Say) -> Iterator[Row]:
    """The increases on Chinese and on US goods."""
    say("reading 7 regions x 44 sectors")
    world = read_us_china2018(folder)
    shock = Shock(world)
    for importer, exporter, name in (("USA", "CHN", "tariff_Trump.csv"), ("CHN", "USA", "tariff_China.csv")):
        table: Any = pd.read_csv(folder / name)
        added = {
            world.sectors[int(k) - 1]: float(v)
            for k, v in zip(table.iloc[:, 0], table.iloc[:, 1], strict=True)
            if v == v
        }
        shock = shock.add_tariff(importer, exporter, added, "all")
    say("solving the war of 2018-19")
    outcome = solve(world, shock)
    outcome.certificate.require()

    def real_income(code: str) -> float:
        return 100 * float(outcome.real_income_ratio[world.region(code)] - 1)

    def imports(code: str) -> float:
        n = world.region(code)
        foreign = np.arange(len(world.regions)) != n
        return 100 * float(outcome.trade[foreign, n].sum() / world.trade[foreign, n].sum() - 1)

    yield Row("US real income", -0.04, real_income("USA"), note=FAJGELBAUM)
    yield Row("US imports", -4.5, imports("USA"), note=ZHENG)
    yield Row("China's imports", -4.9, imports("CHN"), note=ZHENG)
    yield Row("China's real income", None, real_income("CHN"))


def war(folder: Path, say: Say) -> Iterator[Row]:
    """The tariff war of best responses on the same data."""
    world = read_us_china2018(folder)
    say("best responses")
    fight = nash_tariffs(world, ("USA", "CHN"))
    table = fight.to_frame()
    yield Row("US, real income under Nash tariffs", None, float(fight.change[world.region("USA")]))
    yield Row("China, real income under Nash tariffs", None, float(fight.change[world.region("CHN")]))
    yield Row("US median Nash tariff", None, float(table.loc["USA", "median_tariff_pct"]))  # type: ignore[arg-type]
    yield Row("China's median Nash tariff", None, float(table.loc["CHN", "median_tariff_pct"]))  # type: ignore[arg-type]


PARTS: dict[str, Rows] = {"tariffs": tariffs, "war": war}
