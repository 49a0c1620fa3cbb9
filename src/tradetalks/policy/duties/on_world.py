"""Duties by product averaged to a world's regions and sectors."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.duties import china, us
from tradetalks.policy.duties import lines as schedule
from tradetalks.policy.duties.measures import day_of_entry
from tradetalks.world.files.schedule import Schedule, SectorTariffs, to_sectors
from tradetalks.world.membership import REST, economies_by_region, regions_of
from tradetalks.world.world import World

LEDGERS = {"us-2025": ("USA",), "china-2025": ("CHN",), "us-china-2025": ("USA", "CHN")}
"""Ledgers of duties by product: name, importers whose duties it holds. China's hold the United States alone."""
LAYERS = tuple(dict.fromkeys((*us.LAYERS, *china.LAYERS)))
"""Layers that a measure may name."""


def levels(world: World, ledger: str, day: datetime.date | str, layers: Collection[str] | None = None) -> SectorTariffs:
    """Average duty of a day by exporter, importer and sector, weighted by imports of 2024 (US) or 2020 (China).

    Args:
        ledger: one of ``LEDGERS``.
        layers: the layers to add up; all of them if None.

    Raises:
        PolicyError: an unknown ledger or layer, with the nearest; a day before 2018.
    """
    if ledger not in LEDGERS:
        raise PolicyError(unknown("ledger of duties by product", ledger, LEDGERS))
    for layer in layers or ():
        if layer not in LAYERS:
            raise PolicyError(unknown("layer", layer, LAYERS))
    entered = day_of_entry(day)
    chosen = frozenset(layers) if layers is not None else None
    rows = pd.concat([_lines(importer, entered, chosen) for importer in LEDGERS[ledger]])
    rest = regions_of(REST, economies_by_region(world.regions, world.provenance))
    placed = {code: rest[0] for code in _OTHERS if rest and code not in world.regions}
    lines = rows.assign(exporter=rows.exporter.replace(placed))
    return to_sectors(Schedule(lines, f"{ledger} on {entered}"), world)


def points(
    world: World, ledger: str, since: datetime.date | str, on: datetime.date | str, layers: Iterable[str] | None = None
) -> NDArray[np.float64]:
    """Points by which duties changed between two days, ``[exporter, importer, sector]``."""
    chosen = tuple(layers) if layers is not None else None
    later, before = (levels(world, ledger, day, chosen) for day in (on, since))
    return np.where(later.covered & before.covered, later.tariff - before.tariff, 0.0)


_OTHERS = {"GTM", "SLV", "HND", "NIC", "DOM", "TTO", "VEN", "ECU", "IRQ", "KWT", "LKA", "DZA"}
"""Partners that neither the embedded world nor the 80 economies of the input-output tables hold by name."""


@cache
def _lines(importer: str, day: datetime.date, layers: frozenset[str] | None) -> Any:
    """Tariff lines by HS4, partner and trade: what ``to_sectors`` needs, small."""
    if importer == "CHN":
        chosen = {k: v for k, v in china.rates(day).items() if layers is None or k in layers}
        rate = china.total(chosen) if chosen else np.zeros(len(china.codes()))
        return _by_heading(np.array(china.codes()), rate, china.exports(2020), "USA", "CHN")
    parts = []
    codes = schedule.load().codes
    for partner in schedule.PARTNERS:
        chosen = {k: v for k, v in us.rates(partner, day).items() if layers is None or k in layers}
        rate = us.total(chosen) if chosen else np.zeros(len(codes))
        parts.append(_by_heading(codes, rate, schedule.imports(partner), partner, "USA"))
    return pd.concat(parts)


def _by_heading(codes: Any, rate: Any, value: Any, exporter: str, importer: str) -> Any:
    frame: Any = pd.DataFrame({"product": codes.astype("U4"), "duty": rate * value, "rate": rate, "weight": value})
    grouped = frame.groupby("product", as_index=False).agg({"duty": "sum", "weight": "sum", "rate": "mean"})
    grouped["rate"] = (grouped.duty / grouped.weight.where(grouped.weight > 0)).fillna(grouped.rate)
    return grouped.drop(columns="duty").assign(exporter=exporter, importer=importer)
