"""Which economies each region of a world holds, however it was grouped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tradetalks.world.classify import REGIONS

REST = "ROW"
"""Stands among the economies for those that no table holds by themselves."""
_REST_CODES = ("ROW", "RST", "REST")


def economies_by_region(regions: Sequence[str], provenance: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """ISO3 codes of the economies in each region, ``ROW`` among them where it holds the remainder.

    Regions joined by ``aggregate`` hold what was joined; a region of the embedded world holds its economies, except
    those that this world has in a region of their own. Codes of other worlds stand for themselves.
    """
    joined: Mapping[str, Sequence[str]] = provenance.get("aggregated", {}).get("regions", {})
    parts = {region: tuple(joined.get(region, (region,))) for region in regions}
    apart = {part for several in parts.values() for part in several}
    return {region: tuple(e for part in several for e in _of(part, apart)) for region, several in parts.items()}


def _of(part: str, apart: set[str]) -> tuple[str, ...]:
    if part == "RST":
        return (REST,)
    home = next((r for r in REGIONS if r.code == part), None)
    if home is None:
        return (REST,) if part in _REST_CODES else (part,)
    return tuple(e for e in home.economies if e == part or e not in apart)


def regions_of(code: str, held: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Regions that a code may stand for: the one that holds that economy, or those wholly inside that region of the
    embedded world; where that lies wholly inside one region, that one; else none."""
    if code in held:
        return (code,)
    home = next((r for r in REGIONS if r.code == code and len(r.economies) > 1), None)
    if home is None or (code in home.economies and code != REST):
        return tuple(region for region, economies in held.items() if code in economies)
    inside = tuple(region for region, economies in held.items() if economies and set(economies) <= set(home.economies))
    around = tuple(region for region, economies in held.items() if set(home.economies) <= set(economies))
    return inside or around
