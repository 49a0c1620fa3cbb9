"""The embedded world set beside facts from elsewhere, and how far off it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources

import numpy as np

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
    rows.append(
        Comparison("GDP, world", facts["world_gdp"]["value"], float(gdp.sum()), facts["world_gdp"]["source"], "")
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
