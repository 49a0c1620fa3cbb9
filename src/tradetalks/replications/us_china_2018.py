"""The trade war of 2018-19 on 7 regions x 44 sectors, 2017: our model beside published estimates of its size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradetalks.equilibrium.solver import solve
from tradetalks.policy.shock import Shock
from tradetalks.replications import Replication, Row
from tradetalks.war.nash import nash_tariffs
from tradetalks.world.readers.published import read_us_china2018


def run(folder: Path, say: Callable[[str], Any]) -> Replication:
    """The increases on Chinese and on US goods; then the tariff war of best responses on the same data."""
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
    say("best responses")
    war = nash_tariffs(world, ("USA", "CHN"))
    table = war.to_frame()

    def real_income(code: str) -> float:
        return 100 * float(outcome.real_income_ratio[world.region(code)] - 1)

    def imports(code: str) -> float:
        n = world.region(code)
        foreign = np.arange(len(world.regions)) != n
        return 100 * float(outcome.trade[foreign, n].sum() / world.trade[foreign, n].sum() - 1)

    return Replication(
        "us_china_2018",
        "the first trade war, tables of 2017",
        (
            Row("US real income", -0.04, real_income("USA"),
                note="Fajgelbaum et al. (2020, QJE), short run, fixed shares, from memory"),
            Row("US imports", -4.5, imports("USA"), note="Zheng et al. (2022), another general-equilibrium model"),
            Row("China's imports", -4.9, imports("CHN"), note="Zheng et al. (2022)"),
            Row("China's real income", None, real_income("CHN")),
            Row("US, real income under Nash tariffs", None, float(war.change[world.region("USA")])),
            Row("China, real income under Nash tariffs", None, float(war.change[world.region("CHN")])),
            Row("US median Nash tariff", None, float(table.loc["USA", "median_tariff_pct"])),  # type: ignore[arg-type]
            Row("China's median Nash tariff", None, float(table.loc["CHN", "median_tariff_pct"])),  # type: ignore[arg-type]
        ),
        (
            "orders of magnitude from other models and methods, not a reproduction of one paper",
            "shares are rounded in the source: accounts are rebalanced, by how much stands in the world's provenance",
        ),
    )  # fmt: skip
