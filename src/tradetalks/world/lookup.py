"""Finding regions and sectors of a world by code, named group, or several of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from tradetalks.checks import one, several
from tradetalks.errors import WorldError, unknown
from tradetalks.world.classify import GROUPS, SECTORS
from tradetalks.world.names import code_named, where_it_lies

if TYPE_CHECKING:
    from tradetalks.world.world import World

Kind = Literal["region", "sector"]


def index(world: World, kind: Kind, code: str) -> int:
    """Index of a code; raises WorldError with the nearest name and, of an economy inside a region, where it lies."""
    codes = _codes(world, kind)
    code = _as_here(one(code, kind, WorldError), kind, codes)
    if code not in codes:
        elsewhere = where_it_lies(code, codes, world.provenance) if kind == "region" else ""
        raise WorldError(unknown(kind, code, codes) + elsewhere)
    return codes.index(code)


def region_code(world: World, text: str) -> str:
    """The code of a region that a code or a name means, in whatever letters; raises as ``index``."""
    named = {world.region_name(code).casefold(): code for code in world.regions}
    code = named.get(text.strip().casefold()) or code_named(text)
    return world.regions[index(world, "region", code)]


def indices(world: World, kind: Kind, wanted: str | Iterable[str] | None) -> list[int]:
    """Indices of one code, a group, or several, each once; None or 'all' means every one, 'goods' the sectors that
    trade goods. Raises WorldError as ``index``."""
    codes = _codes(world, kind)
    everything = range(len(codes))
    if wanted is None or wanted == "all":
        return list(everything)
    chosen: dict[int, None] = {}
    for code in several(wanted, kind, WorldError):
        if code == "all":
            chosen.update(dict.fromkeys(everything))
        elif code == "goods" and kind == "sector" and code not in codes:
            chosen.update(dict.fromkeys(codes.index(c) for c in world.goods or codes))
        elif code not in codes and code in GROUPS and set(GROUPS[code]) & set(codes):
            chosen.update(dict.fromkeys(codes.index(c) for c in GROUPS[code] if c in codes))
        else:
            chosen[index(world, kind, code)] = None
    return list(chosen)


def with_products(world: World, wanted: str | Iterable[str] | None) -> dict[int, str]:
    """Indices of sectors and of the products carved out of them, each with the code of the sector it belongs to."""
    chosen = {s: world.sectors[s] for s in indices(world, "sector", wanted)}
    for row in world.provenance.get("splits", []):
        if row["of"] in chosen.values() and row["product"] in world.sectors:
            chosen.setdefault(index(world, "sector", row["product"]), row["of"])
    return chosen


def _as_here(code: str, kind: Kind, codes: tuple[str, ...]) -> str:
    """The code itself, or the sector that is exactly the ISIC activity given, as FOOD is C10T12."""
    if kind == "sector" and code not in codes:
        same = [s.code for s in SECTORS if s.activities == (code,) and s.code in codes]
        return same[0] if same else code
    return code


def _codes(world: World, kind: Kind) -> tuple[str, ...]:
    return world.regions if kind == "region" else world.sectors
