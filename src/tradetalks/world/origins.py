"""Which regions and sectors of the embedded world each region and sector of another world is made of.

Figures kept for the embedded world (people at work, what households buy) are carried to worlds grouped from it, to
worlds with products carved out, and to the world of 81 economies, whose sectors are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tradetalks.world.classify import REGIONS, SECTORS

if TYPE_CHECKING:
    from tradetalks.world.world import World

_SECTORS = frozenset(s.code for s in SECTORS)
_REGIONS = {frozenset(r.economies): r.code for r in REGIONS}


def sector_origins(world: World) -> dict[str, tuple[str, ...]]:
    """Sectors of the embedded world in each of ``world``'s; of a product, the sector it was carved out of.

    Empty where a sector is not made of them.
    """
    parent = {str(log["product"]): str(log["of"]) for log in world.provenance.get("splits", [])}
    joined: Mapping[str, list[str]] = world.provenance.get("aggregated", {}).get("sectors", {})

    def of(code: str) -> tuple[str, ...]:
        found: list[str] = []
        for part in joined.get(code, [code]):
            while part in parent and part not in _SECTORS:
                part = parent[part]
            if part not in _SECTORS:
                return ()
            found.append(part)
        return tuple(dict.fromkeys(found))

    return {code: of(code) for code in world.sectors}


def region_origins(world: World) -> dict[str, tuple[str, ...]]:
    """Regions of the embedded world in each of ``world``'s; empty where a region is not made of whole ones."""
    from tradetalks.world.membership import economies_by_region

    found: dict[str, tuple[str, ...]] = {}
    for code, economies in economies_by_region(world.regions, world.provenance).items():
        inside = [r for r in REGIONS if set(r.economies) <= set(economies)]
        whole = {e for r in inside for e in r.economies} == set(economies)
        # Hong Kong apart from China is 0.5% of the region's people at work: China alone stands for the region
        alone = ("CHN",) if tuple(economies) == ("CHN",) else ()
        found[code] = tuple(r.code for r in inside) if inside and whole else alone
    return found
