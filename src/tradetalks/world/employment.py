"""People at work by region and sector, in thousands: what turns changes of employment into jobs.

Figures by section of ISIC rev. 4 were read for ten economies (International Labour Organization, modelled estimates
of 2022); manufacturing by division for Mexico and Viet Nam,
mining for Mexico. Within sections they are split, the United States'
manufacturing and mining by its payrolls, see ``data/build_employment.py``; ``low`` and ``high`` are the least and most
that other ways of splitting or counting give.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.world.origins import region_origins, sector_origins

if TYPE_CHECKING:
    from tradetalks.world.world import World

Array = NDArray[np.float64]
SOURCE = (
    "International Labour Organization (ILOSTAT), employment by economic activity, 2022; split within sections, the"
    " United States' manufacturing and mining by payrolls (Bureau of Labor Statistics)"
)


@dataclass(frozen=True, eq=False)
class Employment:
    """People at work.

    Attributes:
        heads: ``[region, sector]`` thousands; NaN where no figure was read.
        low, high: ``[region, sector]`` the range over ways of splitting a section, in the United States from those on
            payrolls; equal to ``heads`` where read.
        read: ``[region, sector]`` True where the figure itself was read, not split from a section or scaled to it.
        source: where the figures come from.
    """

    heads: Array
    low: Array
    high: Array
    read: NDArray[np.bool_]
    source: str = SOURCE


@lru_cache(maxsize=8)
def employment(world: World) -> Employment:
    """People at work in ``world``, for the regions whose figures were read.

    A product carved out of a sector has the sector's people in proportion to labour's earnings; a group of regions or
    sectors has the sum of its parts, none where a part is not known.
    """
    table = _shipped()
    shape = world.shape
    values = np.full((3, *shape), np.nan)
    read = np.zeros(shape, dtype=bool)
    regions, origins = region_origins(world), sector_origins(world)
    earnings = world.value_added_share * world.output
    for n, region in enumerate(world.regions):
        parts = regions[region]
        if not parts:
            continue
        for s, code in enumerate(world.sectors):
            cells = [table.get((part, sector)) for part in parts for sector in origins[code]]
            if not cells or None in cells:
                continue
            alike = [k for k, other in enumerate(world.sectors) if origins[other] == origins[code]]
            total = float(earnings[n, alike].sum())
            share = float(earnings[n, s]) / total if total > 0 else 1.0 / len(alike)
            values[:, n, s] = share * np.sum([cell[:3] for cell in cells if cell], axis=0)
            read[n, s] = len(alike) == 1 and all(cell[3] for cell in cells if cell)
    for array in (values, read):
        array.setflags(write=False)
    return Employment(values[0], values[1], values[2], read)


def _shipped() -> dict[tuple[str, str], tuple[float, float, float, bool]]:
    """(region, sector) -> heads, low, high in thousands, and whether the figure was read."""
    text = (resources.files("tradetalks.world") / "data" / "employment2022.csv").read_text(encoding="utf-8")
    rows: Sequence[dict[str, str]] = list(csv.DictReader(text.splitlines()))
    return {
        (row["region"], row["sector"]): (
            float(row["thousands"]),
            float(row["low"]),
            float(row["high"]),
            row["basis"] == "read",
        )
        for row in rows
    }
