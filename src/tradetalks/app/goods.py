"""What the tariff's own headings call goods, and the sector of a world that each is counted in."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from functools import cache
from importlib import resources

from tradetalks.world.files.hs import sector_in
from tradetalks.world.world import World


@cache
def _goods() -> Sequence[tuple[str, str]]:
    """HS code and name of every good, as ``data/build_goods.py`` makes them."""
    packed = (resources.files("tradetalks.app") / "data/goods.csv.gz").read_bytes()
    return [(row["code"], row["name"]) for row in csv.DictReader(gzip.decompress(packed).decode().splitlines())]


def goods_of(world: World) -> list[tuple[str, str]]:
    """Name and sector of every good whose HS code belongs to a sector of the world."""
    found = [(name, sector_in(code, world.sectors)) for code, name in _goods()]
    return [(name, sector) for name, sector in found if sector]
