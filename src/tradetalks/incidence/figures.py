"""Figures of US households and of the US budget that were read; ``data/manifest.json`` says from where."""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib import resources
from typing import Any

DECILES = 10


def us_figures() -> dict[str, Any]:
    """Households (millions), income after transfers and taxes by decile, projected imports, each with its source."""
    return json.loads(_text("us_figures.json"))


@cache
def us_households() -> dict[str, tuple[float, tuple[float, ...]]]:
    """Sector of the embedded world -> share of its final use that households buy, and the deciles' shares of that."""
    found: dict[str, tuple[float, tuple[float, ...]]] = {}
    for row in csv.DictReader(_text("us_households.csv").splitlines()):
        parts = [float(row[f"d{d}"]) for d in range(1, DECILES + 1)]
        whole = sum(parts) or 1.0  # 1 but for rounding
        found[row["sector"]] = (float(row["household_share"]), tuple(part / whole for part in parts))
    return found


def manifest() -> dict[str, Any]:
    """Sources, licences and adjustments of the tables."""
    return json.loads(_text("manifest.json"))


def _text(name: str) -> str:
    return (resources.files("tradetalks.incidence") / "data" / name).read_text(encoding="utf-8")
