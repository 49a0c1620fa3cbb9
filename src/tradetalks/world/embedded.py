"""The world that ships with the package: 18 regions, 36 sectors, 2022.

``data/world2022.npz`` holds flows at basic prices and at customs value, and tariffs statutory and as collected; a world
is put together from what is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

import numpy as np

from tradetalks.errors import WorldError, unknown
from tradetalks.world.accounts import final_use, from_flows, product_tax
from tradetalks.world.classify import REGIONS, SECTORS
from tradetalks.world.elasticities import published

PRICES = ("customs", "basic")
"""What goods that cross borders are valued at: as customs see them, margins inside, or as producers sell them."""
DUTIES = ("collected", "statutory")
"""Which tariffs the benchmark has: what importers collected (where a figure was read), or what the law says."""


def read_embedded(elasticities: str, prices: str = "customs", duties: str = "collected") -> dict[str, Any]:
    """Fields of the embedded World, under a shipped set of trade elasticities; ``data/manifest.json`` says sources and
    adjustments.

    Args:
        prices: one of ``PRICES``. duties: one of ``DUTIES``.

    Raises:
        WorldError: no such set, prices or duties; codes that are not those of ``classify.py``.
    """
    for what, given, known in (("prices", prices, PRICES), ("duties", duties, DUTIES)):
        if given not in known:
            raise WorldError(f"embedded world: {unknown(what, given, known)}")
    folder = resources.files("tradetalks.world") / "data"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    with (folder / "world2022.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return put_together(stored, elasticities, prices, duties, manifest)


def put_together(
    stored: Mapping[str, Any], elasticities: str, prices: str, duties: str, manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """Fields of a World from the arrays of ``world2022.npz``."""
    regions, sectors = tuple(r.code for r in REGIONS), tuple(s.code for s in SECTORS)
    if tuple(stored["regions"]) != regions or tuple(stored["sectors"]) != sectors:
        raise WorldError("embedded world: its regions or sectors differ from classify.py; rebuild it")
    tariff = stored["tariff_statutory" if duties == "statutory" else f"tariff_collected_{prices}"]
    scaled = {row["importer"] for row in manifest.get("tariff_adjustments", []) if "importer" in row}
    fields = from_flows(
        regions,
        sectors,
        stored[f"trade_{prices}"],
        stored[f"use_{prices}"],
        tariff=tariff,
        trade_elasticity=published(elasticities, sectors),
        region_names={r.code: r.name for r in REGIONS},
        sector_names={s.code: s.name for s in SECTORS},
        goods=tuple(s.code for s in SECTORS if s.goods),
        provenance={
            **{k: v for k, v in manifest.items() if k not in ("prices", "duties", "flow_adjustments")},
            "trade_elasticities": elasticities,
            "benchmark": {"prices": prices, "duties": duties},
            "prices": manifest.get("prices", {}).get(prices, ""),
            "duties": manifest.get("duties", {}).get(duties, ""),
            "scaled_importers": sorted(scaled) if duties == "collected" else [],
        },
    )
    final, net = final_use(fields)
    return {**fields, "product_tax": product_tax(final, net, stored["final_tax"] * net.sum(1))}
