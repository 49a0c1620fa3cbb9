"""The embedded world set beside facts from elsewhere, and how far off it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.world.elasticities import DEFAULT
from tradetalks.world.embedded import PRICES, read_embedded
from tradetalks.world.products import shipped_products

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
        here, statutory: duties in the benchmark, and what they would be at statutory rates.
        rate: duties here over imports of goods here.
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
    """Duties of each importer of the embedded world beside those collected (``data/duties_collected.json``).

    Where rates are statutory by choice, the factor is one and the figures collected stand beside.
    """
    scaled = {row["importer"]: row for row in world.provenance.get("tariff_adjustments", []) if "importer" in row}
    prices = world.provenance.get("benchmark", {}).get("prices", PRICES[0])
    trade = world.trade * ~np.eye(len(world.regions), dtype=bool)[:, :, None]
    goods = [world.sector(c) for c in world.goods]
    imports, duties = trade[:, :, goods].sum((0, 2)), (trade * world.tariff).sum((0, 2))
    statutory = (trade * read_embedded(DEFAULT, prices, "statutory")["tariff"]).sum((0, 2))
    rows = []
    for n, code in enumerate(world.regions):
        found = scaled.get(code)
        rows.append(
            DutiesCompared(
                region=world.region_name(code),
                here=float(duties[n]),
                rate=float(duties[n] / imports[n]),
                statutory=float(statutory[n]),
                collected=found["collected_bn_usd"] if found else float("nan"),
                year=found["year"] if found else "",
                source=found["why"] if found else _unscaled(code),
            )
        )
    return rows


def _unscaled(code: str) -> str:
    """Why a region's rates are the law's, and what it collected in another year, if that was read."""
    path = resources.files("tradetalks.world") / "data" / "duties_collected.json"
    beside = json.loads(path.read_text(encoding="utf-8"))["read_beside"]
    told = "statutory rates of 2021, no collected figure read"
    if code not in beside["regions"]:
        return told
    return f"{told} for 2020 or later; collected in 2019: {beside['regions'][code]} ({beside['source']})"


def compare_products(world: World) -> list[Comparison]:
    """Products and sectors of the embedded world beside what customs counted (``data/outside_facts.json``).

    Products that are no sectors are carved out of theirs first (``products.shipped_products``).
    """
    rows, known, whole = [], shipped_products(), world
    for code in known:
        whole = whole if code in whole.sectors else whole.split(known[code])
    for fact in _facts()["products"]:
        i, n = world.region(fact["exporter"]), world.region(fact["importer"])
        at = {code: world if code in world.sectors else whole for code in fact["code"].split("+")}
        flow = sum(float(where.trade[i, n, where.sector(code)]) for code, where in at.items())
        label = f"{fact['what']}, {world.region_name(fact['exporter'])} to {world.region_name(fact['importer'])}"
        rows.append(Comparison(label, fact["value"], flow, fact["source"], fact.get("note", "")))
    return rows


def _facts() -> dict[str, Any]:
    path = resources.files("tradetalks.world") / "data" / "outside_facts.json"
    return json.loads(path.read_text(encoding="utf-8"))


def compare_with_outside_facts(world: World) -> list[Comparison]:
    """Compare goods trade, GDP by region and world trade with the facts in ``data/outside_facts.json``.

    Customs offices count goods with the margins of trade and inland transport in them; at basic prices those are in the
    service sectors, so that goods trade comes out below.
    """
    facts = _facts()
    goods = [world.sector(c) for c in world.goods]
    rows = []
    for fact in facts["bilateral_goods"]:
        n = world.region(fact["importer"])
        into = world.trade[:, n, goods].sum(1)
        i = world.region(fact["exporter"]) if fact["exporter"] else None
        flow = float(into.sum() - into[n] if i is None else into[i])
        seller = world.region_name(fact["exporter"]) if fact["exporter"] else "all partners"
        label = f"goods, {seller} to {world.region_name(fact['importer'])}"
        rows.append(Comparison(label, fact["value"], flow, fact["source"], fact.get("note", "")))
    for fact in facts["gdp"]:
        n = world.region(fact["region"])
        label = f"GDP, {world.region_name(fact['region'])}"
        rows.append(Comparison(label, fact["value"], float(world.gdp[n]), fact["source"], ""))
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
