"""Data of published papers in their own layouts, as replication archives ship them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.world.accounts import from_flows
from tradetalks.world.from_shares import Shares
from tradetalks.world.readers.cells import existing
from tradetalks.world.world import World

CALIENDO_PARRO_COUNTRIES = [
    "ARG",
    "AUS",
    "AUT",
    "BRA",
    "CAN",
    "CHL",
    "CHN",
    "DNK",
    "FIN",
    "FRA",
    "DEU",
    "GRC",
    "HUN",
    "IND",
    "IDN",
    "IRL",
    "ITA",
    "JPN",
    "KOR",
    "MEX",
    "NLD",
    "NZL",
    "NOR",
    "PRT",
    "ZAF",
    "ESP",
    "SWE",
    "TUR",
    "GBR",
    "USA",
    "ROW",
]


def _numbers(path: Path, sep: str | None = ",") -> NDArray[np.float64]:
    file = existing(path, "a table of numbers")
    try:
        return np.loadtxt(file, delimiter=sep)
    except ValueError as error:
        raise WorldError(f"{file}: not a table of numbers: {error}") from error


def _blocks(path: Path, sectors: int, regions: int, sep: str | None = ",") -> NDArray[np.float64]:
    """Stacked blocks, one a sector, ``[sector, row, column]``."""
    table = _numbers(path, sep)
    if table.shape != (sectors * regions, regions):
        raise WorldError(f"{path}: {table.shape}, expected {sectors} blocks of {regions} x {regions}")
    return table.reshape(sectors, regions, regions)


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
    sigma = _numbers(root / "sigma_s.csv")[:, columns.index(elasticities)]
    codes = codes[: len(sigma)]  # the list ends with 'all other sectors', which the paper leaves out
    trade = _blocks(root / "trade_ijs.csv", len(codes), len(regions)).transpose(1, 2, 0) / 1e3
    tariff = _blocks(root / "tariff_ijs.csv", len(codes), len(regions)).transpose(1, 2, 0)
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


@dataclass(frozen=True, eq=False)
class _Nafta:
    """Caliendo & Parro's files as arrays, billions of USD: see ``_caliendo_parro``."""

    trade: NDArray[np.float64]  # [exporter, importer, sector]
    input_share: NDArray[np.float64]  # [region, input, user], of output
    tariff: NDArray[np.float64]
    theta: NDArray[np.float64]
    sectors: list[str]
    goods: list[str]
    raised: float  # output raised to exports


def _caliendo_parro(folder: str | Path, year: int) -> _Nafta:
    """``xbilat1993.txt`` stacks, sector by sector, importers in rows and exporters in columns, in thousand USD; output
    is in USD. Domestic sales are gross output less exports; where exports exceed output, output is raised to them."""
    root = existing(folder, "Caliendo and Parro's replication folder")
    n, traded = len(CALIENDO_PARRO_COUNTRIES), 20
    imports = _blocks(root / "xbilat1993.txt", traded, n, None)
    tariffs = _blocks(root / f"tariffs{year}.txt", traded, n, None) / 100
    output = _numbers(root / "GO.txt", None)
    value_added = _numbers(root / "B.txt", None)
    theta = _numbers(root / "T.txt", None)
    width = output.shape[0]
    if output.shape != (width, n) or value_added.shape != (width, n):
        raise WorldError(f"{root}: GO.txt {output.shape} and B.txt {value_added.shape}; expected sectors x {n}")
    shares = _numbers(root / "IO.txt", None).reshape(n, width, width)
    trade = np.zeros((n, n, width))
    trade[:, :, :traded] = 1e3 * imports.transpose(2, 1, 0)
    j = np.arange(n)
    trade[j, j, :] = 0.0
    exports = trade.sum(1)
    raised = np.maximum(exports - output.T, 0.0).sum()
    trade[j, j, :] = np.maximum(output.T - exports, 0.0)
    tariff = np.zeros_like(trade)
    tariff[:, :, :traded] = tariffs.transpose(2, 1, 0)
    tariff[j, j, :] = 0.0
    sectors = [f"S{k + 1:02d}" for k in range(width)]
    return _Nafta(
        trade=trade / 1e9,
        # IO.txt holds each input's share of intermediate cost, inputs in rows
        input_share=shares * (1 - value_added.T)[:, None, :],
        tariff=tariff,
        theta=np.concatenate([theta, np.full(width - traded, 8.22)]),
        sectors=sectors,
        goods=sectors[:traded],
        raised=float(raised / 1e9),
    )


def read_caliendo_parro2015(folder: str | Path, *, year: int = 1993) -> World:
    """Caliendo & Parro (2015, REStud 82(1)): 31 countries x 40 sectors (20 tradable), 1993, from flows.

    Final use is what absorption leaves, so that inputs are trimmed where they exceed it (recorded); the authors' own
    calibration is ``read_caliendo_parro2015_shares``. ``year`` chooses the tariffs, 1993 or 2005.
    """
    data = _caliendo_parro(folder, year)
    fields = from_flows(
        CALIENDO_PARRO_COUNTRIES,
        data.sectors,
        data.trade,
        data.input_share * data.trade.sum(1)[:, None, :],
        tariff=data.tariff,
        trade_elasticity=data.theta,
        goods=data.goods,
        provenance={
            "source": "Caliendo & Parro (2015), REStud 82(1)",
            "year": 1993,
            "tariffs": year,
            "output_raised_to_exports_bn": data.raised,
        },
        dust=0.0,
    )
    world = World(**fields)
    world.check()
    return world


def read_caliendo_parro2015_shares(folder: str | Path, *, year: int = 1993) -> Shares:
    """The authors' calibration: cost shares as stated, final shares of what absorption leaves, those below zero set to
    zero and the rest scaled to one (``provenance["final_use_below_zero_bn"]``), value added and deficits of the data.

    Not yet a world: ``equilibrium.rebase.consistent_base`` solves for the base in which they hold together.
    """
    data = _caliendo_parro(folder, year)
    paid = data.trade * (1 + data.tariff)
    spending, output = paid.sum(0), data.trade.sum(1)
    inputs = np.where((output > 0)[:, None, :], data.input_share, 0.0)
    negative = np.minimum(inputs, 0.0)  # a handful of input shares just below zero
    inputs = np.maximum(inputs, 0.0)
    final = spending - np.einsum("nks,ns->nk", inputs, output)
    below = -np.minimum(final, 0.0)
    final = np.maximum(final, 0.0)
    share = np.divide(paid, spending[None], out=np.zeros_like(paid), where=spending[None] > 0)
    region, sector = np.nonzero(spending <= 0)
    share[region, region, sector] = 1.0
    return Shares(
        regions=tuple(CALIENDO_PARRO_COUNTRIES),
        sectors=tuple(data.sectors),
        import_share=share,
        input_share=inputs,
        final_share=final / final.sum(1, keepdims=True),
        value_added=((1 - inputs.sum(1)) * output).sum(1),
        trade_elasticity=data.theta,
        tariff=data.tariff,
        deficit=data.trade.sum((0, 2)) - data.trade.sum((1, 2)),
        goods=tuple(data.goods),
        provenance={
            "source": "Caliendo & Parro (2015), REStud 82(1)",
            "year": 1993,
            "tariffs": year,
            "output_raised_to_exports_bn": data.raised,
            "final_use_below_zero_bn": float(below.sum()),
            "final_use_below_zero_cells": int((below > 0).sum()),
            "input_shares_below_zero_set_to_zero": int((negative < 0).sum()),
            "input_shares_below_zero_bn": float(-(negative * output[:, None, :]).sum()),
        },
    )


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
