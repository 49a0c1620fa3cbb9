"""The first trade war of the United States and China, tables of 2017."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.world.accounts import from_flows
from tradetalks.world.files.cells import existing
from tradetalks.world.readers import Reader
from tradetalks.world.world import World


def read_us_china2018(folder: str | Path) -> World:
    """The first trade war: 7 regions x 44 sectors (22 goods), 2017, million USD; OECD ICIO order of sectors.

    Input shares are rounded in the source; final use is what absorption leaves (the adjustment is recorded).
    """
    root = existing(folder, "the us_china_2018 folder")
    flows: Any = pd.read_csv(existing(root / "TradeFlow2017.csv", "bilateral trade"), encoding="utf-8-sig")
    regions = sorted(flows["iso_o"].unique())
    width = int(flows["indcode"].max())
    sectors = [f"I{k:02d}" for k in range(1, width + 1)]

    def cube(frame: Any, keys: list[str], value: str) -> NDArray[np.float64]:
        shape, index = [], []
        for key in keys:
            if key.startswith("iso"):
                shape.append(len(regions))
                index.append(frame[key].map({r: j for j, r in enumerate(regions)}).to_numpy())
            else:
                shape.append(width)
                index.append(frame[key].to_numpy(dtype=int) - 1)
        found = np.zeros(shape)
        found[tuple(index)] = frame[value].to_numpy(dtype=float)
        return found

    def table(name: str) -> Any:
        return pd.read_csv(existing(root / name, "a table"), encoding="utf-8-sig")

    trade = cube(flows, ["iso_o", "iso_d", "indcode"], "tradevalue")
    tariff = cube(table("tariff_prewar2017.csv"), ["iso_o", "iso_d", "indcode"], "AHS_simple")
    io = cube(table("IOshare.csv"), ["iso_o", "input_ind", "output_ind"], "valueshare")
    beta = cube(table("vashare.csv"), ["iso_o", "indcode"], "vashare")
    elasticity = table("cal_elasticities.csv")
    theta = np.asarray(elasticity.iloc[:, 1], dtype=float)
    j = np.arange(len(regions))
    tariff[j, j, :] = 0.0
    used = io * ((1 - beta) * trade.sum(1))[:, None, :]
    fields = from_flows(
        regions,
        sectors,
        trade / 1e3,
        used / 1e3,
        tariff=tariff,
        trade_elasticity=theta,
        goods=sectors[:22],
        provenance={"source": "first trade war replication tables, 2017", "year": 2017},
    )
    world = World(**fields)
    world.check()
    return world


READER = Reader(reads="7-region 44-sector 2017 tables of the first trade war", read=read_us_china2018)
