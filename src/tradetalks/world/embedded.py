"""The world that ships with the package: 18 regions, 36 sectors, 2022."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import numpy as np

from tradetalks.errors import WorldError
from tradetalks.world.classify import REGIONS, SECTORS
from tradetalks.world.elasticities import published

_STORED = ("trade", "tariff", "input_share", "value_added_share", "final_share", "deficit")


def read_embedded(elasticities: str) -> dict[str, Any]:
    """Fields of the World in ``data/world2022.npz``, under a shipped set of trade elasticities; ``data/manifest.json``
    says sources and adjustments.

    Raises:
        WorldError: no such set; codes that are not those of ``classify.py``.
    """
    folder = resources.files("tradetalks.world") / "data"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    regions = tuple(r.code for r in REGIONS)
    sectors = tuple(s.code for s in SECTORS)
    with (folder / "world2022.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
        if tuple(stored["regions"]) != regions or tuple(stored["sectors"]) != sectors:
            raise WorldError("embedded world: its regions or sectors differ from classify.py; rebuild it")
        arrays = {name: stored[name] for name in _STORED}
    count, width = len(regions), len(sectors)
    return {
        "regions": regions,
        "sectors": sectors,
        "export_tax": np.zeros((count, count, width)),
        "subsidy": np.zeros((count, width)),
        "trade_elasticity": published(elasticities, sectors),
        "scale_elasticity": np.zeros(width),
        "region_names": {r.code: r.name for r in REGIONS},
        "sector_names": {s.code: s.name for s in SECTORS},
        "goods": tuple(s.code for s in SECTORS if s.goods),
        "provenance": {**manifest, "trade_elasticities": elasticities},
        **arrays,
    }
