"""Ossa (2014) in the layout of its replication archive."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Literal

from tradetalks.errors import WorldError
from tradetalks.world.accounts import from_flows
from tradetalks.world.files.bare import blocks, matrix_of_numbers
from tradetalks.world.files.cells import existing
from tradetalks.world.readers import Reader
from tradetalks.world.world import World


def read_ossa2014(
    folder: str | Path, *, elasticities: str = "baseline", structure: Literal["krugman", "competitive"] = "krugman"
) -> World:
    """Ossa (2014, AER 104(12)): 7 regions x 33 goods sectors, 2007, million USD before tariffs, no intermediate inputs.

    Trade elasticities are ``sigma - 1`` of the paper's main specification (the first column of ``sigma_s.csv``), or of
    ``"3.5"``, ``"5.0"``, ``"6.5"`` (rescaled means) or ``"uniform"``. ``structure`` ``"krugman"`` is the paper's own:
    markups and profits without entry; ``"competitive"`` leaves profits out.
    """
    root = existing(folder, "Ossa's replication folder")
    with existing(root / "regions.csv", "a list of regions").open(newline="", encoding="utf-8") as file:
        regions = [row[1] for row in csv.reader(file) if len(row) > 1 and row[0].isdigit()]
    with existing(root / "sectors.csv", "a list of sectors").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if len(row) > 2 and row[0].isdigit()]
    codes, names = [r[1] for r in rows], {r[1]: r[2] for r in rows}
    columns = ("baseline", "3.5", "5.0", "6.5", "uniform")
    if elasticities not in columns:
        raise WorldError(f"elasticities: '{elasticities}'; expected one of: {', '.join(columns)}")
    sigma = matrix_of_numbers(root / "sigma_s.csv")[:, columns.index(elasticities)]
    codes = codes[: len(sigma)]  # the list ends with 'all other sectors', which the paper leaves out
    trade = blocks(root / "trade_ijs.csv", len(codes), len(regions)).transpose(1, 2, 0) / 1e3
    tariff = blocks(root / "tariff_ijs.csv", len(codes), len(regions)).transpose(1, 2, 0)
    fields = from_flows(
        regions,
        codes,
        trade,
        tariff=tariff,
        trade_elasticity=sigma - 1,
        sector_names={c: names[c] for c in codes},
        goods=codes,
        provenance={"source": "Ossa (2014), AER 104(12), GTAP 2007", "year": 2007, "sigma": elasticities},
        dust=0.0,
    )
    world = World(**fields)
    world.check()
    return world.krugman() if structure == "krugman" else world


READER = Reader(reads="Ossa (2014) replication layout", read=read_ossa2014)
