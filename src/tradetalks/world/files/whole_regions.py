"""Rates of one economy on a world that holds it only inside a region: told, or refused, never silently the region's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tradetalks.errors import WorldError, closest
from tradetalks.world import country_codes
from tradetalks.world.classify import GROUPS, REGIONS
from tradetalks.world.economies import load_economies
from tradetalks.world.files.hs import finder
from tradetalks.world.files.parts import Part, economies_of, parts_of_regions
from tradetalks.world.files.schedule import Schedule, joined_sectors, regions_of_codes
from tradetalks.world.membership import REST, economies_by_region
from tradetalks.world.names import ECONOMY_NAMES, economy_name, listed
from tradetalks.world.world import World

NEARLY_ALL = 0.9
"""Share of a region's trade in goods with a partner above which rates of its members are taken for the region's."""
MOST_APART = 8


def _share(part: Part, held: Mapping[str, Sequence[str]]) -> float | None:
    """The members' part of their region's trade in goods with the partner, in the OECD's tables; None if unknown."""
    figures = load_economies()
    place = {code: j for j, code in enumerate(figures.codes)}
    place[REST] = place["RST"]
    other = [place[c] for c in economies_of(part.partner, held) if c in place] or list(range(len(figures.codes)))

    def traded(members: Sequence[str]) -> float:
        own = [place[c] for c in members if c in place]
        cells = np.ix_(own, other) if part.selling else np.ix_(other, own)
        return float(figures.goods[cells].sum())

    whole = traded(held[part.region])
    return traded(part.given) / whole if whole > 0 else None


def refuse_parts(schedule: Schedule, world: World, where: str) -> None:
    """Raise WorldError where rates of one member would be charged on a whole region that holds it.

    Members with nearly all of their region's trade with the partner stand for it; ``to_sectors`` notes that.
    """
    lines: Any = schedule.lines
    pairs = lines[["exporter", "importer"]].drop_duplicates().itertuples(index=False, name=None)
    held = economies_by_region(world.regions, world.provenance)
    sizes = {part: _share(part, held) for part in parts_of_regions(pairs, held)}
    parts = {part: size for part, size in sizes.items() if size is None or size < NEARLY_ALL}
    if not parts:
        return
    told = "; ".join(_words(part, size, world) for part, size in list(parts.items())[:3])
    more = f"; and {len(parts) - 3} more" if len(parts) > 3 else ""
    raise WorldError(
        f"{where}: {told}{more}. Expected rates of the whole region, or a world that holds the member apart:"
        f" {_offer(list(parts), lines)}"
    )


def _words(part: Part, share: float | None, world: World) -> str:
    names = listed([f"{code} ({economy_name(code)})" for code in part.given[:4]])
    more = f" and {len(part.given) - 4} more" if len(part.given) > 4 else ""
    on = "everybody" if part.partner == "WLD" else part.partner
    way = f"{part.region} sells to {on}" if part.selling else f"{part.region} buys from {on}"
    size = "" if share is None else f", {100 * share:.2g}% of the goods that {way}"
    return (
        f"rates of {names}{more}{size}: this world holds {'it' if len(part.given) == 1 else 'them'} only inside"
        f" {part.region} ({world.region_name(part.region)}), all of which would be charged that rate"
    )


def _offer(parts: Sequence[Part], lines: Any) -> str:
    """The command that has the members apart."""
    apart = list(dict.fromkeys(code for part in parts for code in part.given))
    if len(apart) > MOST_APART:
        return f"--world icio80, or --groups with a region for each of them ({', '.join(apart[:MOST_APART])} ...)"
    spoken = {*lines["exporter"].unique(), *lines["importer"].unique()}
    union = next(r for r in REGIONS if r.code == "EU27")
    others = "EU=EU27 others" if {*apart} & {*union.economies} else "EU27"
    beside = [c for c in ("USA", "CHN", *sorted(spoken)) if c in ECONOMY_NAMES]
    return f'--world icio80 --groups "{", ".join(dict.fromkeys([*apart, *beside, others, "ROW=*"]))}"'


def refuse_unknown(schedule: Schedule, world: World, where: str) -> None:
    """Raise WorldError for a code that is no economy's and no region's of this world, or no sector: a misspelling.

    Economies that no table holds by themselves, and codes of the HS without a sector, are no misspellings: those lines
    are left out and noted by ``to_sectors``.
    """
    homes = regions_of_codes(world, None)
    real = country_codes.iso3_codes() | homes.keys()
    names = [*(n for n in ECONOMY_NAMES.values() if "(" not in n), *world.regions, *ECONOMY_NAMES]
    faults = []
    for column in ("importer", "exporter"):
        for code in schedule.lines[column].unique():
            if code not in real and not country_codes.from_iso2(str(code)):
                faults.append(_fault(schedule.rows, column, str(code), "an economy or a region of this world", names))
    known, sector = [*world.sectors, *GROUPS], finder(world.sectors, joined_sectors(world))
    for product in map(str, schedule.lines["product"].unique()):
        if sector(product) is None and not any(letter.isdigit() for letter in product):
            faults.append(_fault(schedule.rows, "product", product, "a sector, an HS code or goods", known))
    if faults:
        raise WorldError("\n".join(f"{where}: {fault}" for fault in faults[:20]))


def _fault(rows: Mapping[str, Mapping[str, int]], column: str, found: str, expected: str, names: Sequence[str]) -> str:
    row = rows.get(column, {}).get(found)
    near = closest(found, names, 1)
    where = f"row {row}, " if row is not None else ""
    return f"{where}{column}: found '{found:.60}', expected {expected}" + (f" (nearest: '{near[0]}')" if near else "")


def beyond_every_world(schedule: Schedule, world: World) -> list[str]:
    """A line on economies that no built-in world holds by themselves, whose lines are left out; none if there are
    none."""
    homes = regions_of_codes(world, None)
    spoken = {*schedule.lines["exporter"].unique(), *schedule.lines["importer"].unique()}
    lost = sorted(c for c in spoken - homes.keys() if c in country_codes.iso3_codes())
    if not lost:
        return []
    more = f" and {len(lost) - 8} more" if len(lost) > 8 else ""
    return [
        f"Left out: rates of {', '.join(lost[:8])}{more}. No world here holds them by themselves: the OECD's tables"
        " have them only in the rest of the world."
    ]
