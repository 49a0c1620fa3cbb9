"""The embedded world set beside facts from elsewhere, and how far off it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tradetalks.world.world import World


@dataclass(frozen=True)
class Comparison:
    """One outside fact and this world's figure for it, billions of USD a year."""

    fact: str
    outside: float
    ours: float
    source: str
    note: str

    @property
    def gap_percent(self) -> float:
        return 100 * (self.ours / self.outside - 1)


@dataclass(frozen=True)
class DutiesCompared:
    """Customs duties of one importer here and as collected, billions of USD a year.

    Attributes:
        here, statutory: duties in the benchmark, and what they would be at statutory rates (NaN where unknown).
        rate: duties here over imports of goods here, both at producer prices.
        collected: duties collected, NaN where no figure was read; ``year`` and ``source`` say which.
    """

    region: str
    here: float
    rate: float
    statutory: float
    collected: float
    year: str
    source: str

    @property
    def factor(self) -> float:
        """What statutory rates were multiplied by, on average."""
        return self.here / self.statutory


def compare_duties(world: World) -> list[DutiesCompared]:
    """Duties of each importer of the embedded world beside those collected (``data/duties_collected.json``)."""
    scaled = {row["importer"]: row for row in world.provenance.get("tariff_adjustments", []) if "importer" in row}
    trade = world.trade * ~np.eye(len(world.regions), dtype=bool)[:, :, None]
    goods = [world.sector(c) for c in world.goods]
    imports, duties = trade[:, :, goods].sum((0, 2)), (trade * world.tariff).sum((0, 2))
    rows = []
    for n, code in enumerate(world.regions):
        found = scaled.get(code)
        rows.append(
            DutiesCompared(
                region=world.region_name(code),
                here=float(duties[n]),
                rate=float(duties[n] / imports[n]),
                statutory=found["statutory_bn_usd"] if found else float(duties[n]),
                collected=found["collected_bn_usd"] if found else float("nan"),
                year=found["year"] if found else "",
                source=found["why"] if found else "no figure read: statutory rates of 2021",
            )
        )
    return rows


def compare_with_outside_facts(world: World) -> list[Comparison]:
    """Compare bilateral goods trade, GDP by region and world trade with the facts in ``data/outside_facts.json``.

    GDP is value added plus tariff revenue; goods trade is at producer prices, which leave the trade and transport
    margins of goods in the service sectors, so it should come out below customs values.
    """
    path = resources.files("tradetalks.world") / "data" / "outside_facts.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    goods = [world.sector(c) for c in world.goods]
    rows = []
    for fact in facts["bilateral_goods"]:
        i, n = world.region(fact["exporter"]), world.region(fact["importer"])
        flow = float(world.trade[i, n, goods].sum())
        label = f"goods, {world.region_name(fact['exporter'])} to {world.region_name(fact['importer'])}"
        rows.append(Comparison(label, fact["value"], flow, fact["source"], fact.get("note", "")))
    gdp = world.labour_income + world.tariff_revenue
    for fact in facts["gdp"]:
        n = world.region(fact["region"])
        rows.append(
            Comparison(f"GDP, {world.region_name(fact['region'])}", fact["value"], float(gdp[n]), fact["source"], "")
        )
    across = ~np.eye(len(world.regions), dtype=bool)
    trade = float(world.trade[across].sum())
    rows.append(
        Comparison(
            "goods and services crossing these regions' borders",
            facts["world_trade"]["value"],
            trade,
            facts["world_trade"]["source"],
            facts["world_trade"]["note"],
        )
    )
    return rows
