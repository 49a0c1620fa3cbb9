"""Where the lines of ledgers belong: headings, products carved out of sectors, the sectors of a world."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from tradetalks.policy.duties import answers, china
from tradetalks.policy.duties import lines as schedule
from tradetalks.world.files.hs import SECTORS_OF_GOODS, finder, hs_sector
from tradetalks.world.files.schedule import joined_sectors
from tradetalks.world.world import World

CODES = {"SOY": ("1201",), "CRUDE": ("2709",), "MAGNETS": ("2846", "280530", "850511")}
"""HS codes of shipped products that are carved out of sectors. The others take their sector's average: what is carved
out as chips is an assumed share of electronics, many times what China sells under 8541 and 8542."""


@dataclass(frozen=True, eq=False)
class Headings:
    """Where an importer's lines belong: each line's group, each group's HS4 and the carved product in it, if any."""

    group: NDArray[np.intp]
    product: tuple[str, ...]
    carved: tuple[str, ...]


@cache
def headings_of(importer: str) -> Headings:
    own = {"USA": lambda: tuple(schedule.load().codes.tolist()), "CHN": china.codes}
    codes = own.get(importer, answers.codes)()
    keys = [(c[:4], next((p for p, own in CODES.items() if c.startswith(own)), "")) for c in codes]
    place = {key: j for j, key in enumerate(sorted(set(keys)))}
    products, carved = zip(*place, strict=True)
    return Headings(np.array([place[key] for key in keys], dtype=np.intp), products, carved)


@cache
def in_hs(importer: str) -> NDArray[np.bool_]:
    """``[line]`` whether it is of a chapter of goods: 98 and 99, returns and low values, are of none."""
    headings = headings_of(importer)
    return np.array([hs_sector(p) is not None for p in headings.product])[headings.group]


def holds_all_goods(world: World) -> bool:
    """Has every line a sector in a world? Told without reading lines."""
    sector = finder(world.sectors, joined_sectors(world))
    return all(sector(code) for code in SECTORS_OF_GOODS)


def sectors_of_lines(world: World, importer: str) -> NDArray[np.intp]:
    """``[line]`` place of each line's sector in a world, by the heading's; -1 where it has none."""
    joined = tuple((code, tuple(parts)) for code, parts in joined_sectors(world).items())
    return _sectors(importer, world.sectors, joined)


@lru_cache(maxsize=32)
def _sectors(
    importer: str, sectors: tuple[str, ...], joined: tuple[tuple[str, tuple[str, ...]], ...]
) -> NDArray[np.intp]:
    place, sector, headings = (
        {code: j for j, code in enumerate(sectors)},
        finder(sectors, dict(joined)),
        headings_of(importer),
    )
    own = [c if c in sectors else p for p, c in zip(headings.product, headings.carved, strict=True)]
    return np.array([place.get(sector(p) or "", -1) for p in own], dtype=np.intp)[headings.group]
