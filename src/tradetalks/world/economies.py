"""What is known by economy of those that the embedded world joins: trade by pair, and tariffs.

``data/economies2022.npz``, written by ``data/build_economies.py``: totals of the OECD's tables and statutory rates
of the Global Tariff Database; with ``data/duties_collected.json`` for what the United States collects by partner.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.world.classify import REGIONS

if TYPE_CHECKING:
    from tradetalks.world.world import World

Array = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Economies:
    """Figures by economy, the rest of the world last.

    Attributes:
        codes: economies, length N. activities: goods activities, length G.
        goods: ``[exporter, importer, activity]`` trade in goods, domestic sales on the diagonal, billions of USD.
        services: ``[exporter, importer]`` trade in all services.
        tariff: ``[exporter, importer, sector]`` statutory rates at the embedded world's sectors, of pairs that touch an
            economy which that world joins with others; NaN for other pairs.
        factor: ``[exporter, importer]`` by region of the embedded world: what its statutory rates were multiplied by.
    """

    codes: tuple[str, ...]
    activities: tuple[str, ...]
    goods: Array
    services: Array
    tariff: Array
    factor: Array


def load_economies() -> Economies:
    """The shipped figures of 2022."""
    path = resources.files("tradetalks.world") / "data" / "economies2022.npz"
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return Economies(
            codes=tuple(str(c) for c in stored["economies"]),
            activities=tuple(str(a) for a in stored["activities"]),
            **{name: stored[name].astype(float) for name in ("goods", "services", "tariff", "factor")},
        )


def tariffs(figures: Economies, control: World, sector: Indices, trade: Array) -> Array:
    """Applied tariffs ``[exporter, importer, activity]`` of every pair of economies.

    A pair of economies that are regions of the embedded world by themselves (or inside the European Union) has that
    world's rates. Other pairs have their own statutory rates times the importer's factor, so that free ports charge
    nothing and neighbours inside a joined region what they do charge. United States rates on partners whose imports
    and duties are published are scaled to those; rates of an importer whose collections are known, and which the
    embedded world joins with a free port, to its duties there.

    Args:
        sector: ``[activity]`` index of the control's sector.
        trade: ``[exporter, importer, activity]``, for averages.
    """
    home = [next((r.code for r in REGIONS if code in r.economies), "ROW") for code in figures.codes]
    region = np.array([control.region(code) for code in home])
    found = control.tariff[region[:, None, None], region[None, :, None], sector[None, None, :]].copy()
    own = figures.tariff[:, :, sector] * figures.factor[region[:, None], region[None, :], None]
    found = np.where(np.isnan(own), found, own)
    same = (region[:, None] == region[None, :])[:, :, None] & np.isnan(own)
    found[np.broadcast_to(same, found.shape)] = 0.0  # one market: the European Union
    path = resources.files("tradetalks.world") / "data" / "duties_collected.json"
    collected = json.loads(path.read_text(encoding="utf-8"))
    usa = figures.codes.index("USA")
    goods = np.isin(sector, [control.sector(c) for c in control.goods])
    states = collected["united_states"]
    for partner, (imports, duties) in (states["partners_2024"] | states["partners"]).items():
        if partner in figures.codes and not np.isnan(figures.tariff[(i := figures.codes.index(partner)), usa]).any():
            flow = trade[i, usa, goods]
            average = (flow * found[i, usa, goods]).sum() / flow.sum()
            if average > 0:  # a free-trade partner's small duties have no pattern to scale
                found[i, usa] *= duties / imports / average
    for importer in collected["regions"]:
        inside = [n for n, h in enumerate(home) if h == importer]
        if any(figures.codes[n] in collected["free_ports"] for n in inside):
            across = trade[:, inside] * (region != control.region(importer))[:, None, None]
            here, there = (across * found[:, inside]).sum(), _duties(control, importer)
            found[:, inside] *= there / here
    return found


def product_taxes(codes: Sequence[str], control: World) -> Array:
    """``[economy]`` the rate of the embedded world's region that an economy lies in."""
    home = [next((r.code for r in REGIONS if code in r.economies), "ROW") for code in codes]
    return control.product_tax[[control.region(code) for code in home]]


def in_order(figures: Economies, order: Indices) -> Economies:
    """The same figures for the economies picked, in that order."""
    pick = np.ix_(order, order)
    return Economies(
        codes=tuple(figures.codes[i] for i in order),
        activities=figures.activities,
        goods=figures.goods[pick],
        services=figures.services[pick],
        tariff=figures.tariff[pick],
        factor=figures.factor,
    )


def missing(figures: Economies, economies: Sequence[str], activities: Sequence[str]) -> list[str]:
    """Economies and activities of a table that the shipped figures do not cover."""
    return [e for e in economies if e not in figures.codes] + [a for a in figures.activities if a not in activities]


def _duties(control: World, importer: str) -> float:
    n = control.region(importer)
    return float((control.tariff[:, n] * control.trade[:, n]).sum())
