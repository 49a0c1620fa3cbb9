"""What the benchmark measured, kept: ours beside every published result under each set of settings.

``record.json`` beside this file is written by ``python -m benchmarks.magnitude_sets`` and never by hand.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tradetalks.magnitudes.published import Row, rows
from tradetalks.paths import write_atomically

STANDING = "as above"
"""The settings that the page of magnitudes and every dossier go by."""
UNSCALED = "duties as the law had them, not scaled"
"""The standing settings on shocks that are not scaled to what their sources say of the average duty."""
DOZEN: Mapping[str, tuple[str, ...]] = {
    "25/25": ("us-china-25-us-gdp",),
    "145/125": ("us-china-april-2025-trade",),
    "2025 by Yale": ("us-2025-november-gdp",),
    "2025 by Kiel": ("us-2025-may-us-earnings",),
    "CBO's revenue": ("us-2025-november-revenue",),
    "New York Fed": ("us-2025-october-incidence",),
    "both of 2018": ("war-of-2018-us-income", "war-of-2018-us-income"),
    "Phase One": ("phase-one-2020-subsidy",),
    "Swiss 39%": ("switzerland-39-income",),
    "Canada and Mexico": ("canada-mexico-25-us-gdp",),
    "rare earths": ("rare-earths-us-gdp",),
}
"""The dozen by which the bench is judged, and the rows that stand for them; two studies of 2018 share one."""
FILE = Path(__file__).with_name("record.json")


@dataclass(frozen=True)
class Measured:
    """Ours under one set of settings: row's id -> our figure in the row's unit; NaN where no equilibrium is found."""

    settings: str
    ours: Mapping[str, float]

    def inside(self, row: Row) -> bool:
        return row.low <= self.ours.get(row.id, math.nan) <= row.high

    @property
    def count(self) -> int:
        """How many of all published results lie inside."""
        return sum(self.inside(row) for row in rows())

    @property
    def of_the_dozen(self) -> int:
        known = {row.id: self.inside(row) for row in rows()}
        return sum(known[one] for ids in DOZEN.values() for one in ids)

    @property
    def outside(self) -> list[str]:
        """Those of the dozen that lie outside."""
        known = {row.id: self.inside(row) for row in rows()}
        return [name for name, ids in DOZEN.items() if not all(known[one] for one in ids)]


@cache
def record(path: Path = FILE) -> dict[str, Measured]:
    """By settings, what was measured last."""
    read = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {name: Measured(name, ours) for name, ours in read.items()}


def keep(settings: str, ours: Mapping[str, float], path: Path = FILE) -> None:
    """Write what was measured under one set of settings in place of what stood there; the others stay."""
    whole = {name: dict(one.ours) for name, one in record(path).items()}
    whole[settings] = {name: float(f"{value:.5g}") for name, value in ours.items()}
    write_atomically(path, json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    record.cache_clear()
