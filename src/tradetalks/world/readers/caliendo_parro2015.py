"""Caliendo & Parro (2015) in the layout of its replication archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.world.accounts import from_flows
from tradetalks.world.files.bare import blocks, matrix_of_numbers
from tradetalks.world.files.cells import existing
from tradetalks.world.from_shares import Shares
from tradetalks.world.readers import Reader
from tradetalks.world.world import World

CALIENDO_PARRO_COUNTRIES = [
    "ARG", "AUS", "AUT", "BRA", "CAN", "CHL", "CHN", "DNK", "FIN", "FRA", "DEU", "GRC", "HUN", "IND", "IDN", "IRL",
    "ITA", "JPN", "KOR", "MEX", "NLD", "NZL", "NOR", "PRT", "ZAF", "ESP", "SWE", "TUR", "GBR", "USA", "ROW",
]  # fmt: skip


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
    imports = blocks(root / "xbilat1993.txt", traded, n, None)
    tariffs = blocks(root / f"tariffs{year}.txt", traded, n, None) / 100
    output = matrix_of_numbers(root / "GO.txt", None)
    value_added = matrix_of_numbers(root / "B.txt", None)
    theta = matrix_of_numbers(root / "T.txt", None)
    width = output.shape[0]
    if output.shape != (width, n) or value_added.shape != (width, n):
        raise WorldError(f"{root}: GO.txt {output.shape} and B.txt {value_added.shape}; expected sectors x {n}")
    shares = matrix_of_numbers(root / "IO.txt", None).reshape(n, width, width)
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


READER = Reader(reads="Caliendo & Parro (2015) replication layout", read=read_caliendo_parro2015)
