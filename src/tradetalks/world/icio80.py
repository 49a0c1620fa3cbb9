"""The world of 80 economies and the rest of the world x 36 sectors, 2022, that ships with the package.

Trade and uses are in ``data/icio80.npz``, made by ``data/build_icio80.py`` from the same table and totals as the
embedded world; ``data/icio80.json`` says sources, estimates, and how well it fits the OECD's table of 81 x 81 x 28.
Tariffs are put on when it is opened, so that they follow the embedded world's (``tradetalks.world.economies``).
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.errors import WorldError
from tradetalks.world.accounts import from_flows
from tradetalks.world.classify import REGIONS, SECTORS
from tradetalks.world.economies import Economies, in_order, load_economies, product_taxes, tariffs
from tradetalks.world.elasticities import DEFAULT, published
from tradetalks.world.names import ECONOMY_NAMES
from tradetalks.world.outside import Comparison

if TYPE_CHECKING:
    from tradetalks.world.world import World

NAME = "icio80"
EDITION = 2  # raised when what ``shipped`` makes of the files changes, so that copies in the cache are made anew


def shipped(control: World) -> World:
    """The 81 x 36 world; ``control`` is the embedded one at basic prices, as this table is: for sectors, tariffs and
    product taxes."""
    return _shipped(control)


@lru_cache(maxsize=1)
def _shipped(control: World) -> World:
    folder = resources.files("tradetalks.world") / "data"
    manifest = json.loads((folder / "icio80.json").read_text(encoding="utf-8"))
    with (folder / "icio80.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
        codes, sectors = ([str(c) for c in stored[name]] for name in ("economies", "sectors"))
        trade, use = stored["trade"].astype(float), stored["use"].astype(float)
    if tuple(sectors) != control.sectors:
        raise WorldError(f"{NAME}: its sectors differ from classify.py; rebuild it")
    figures = _figures(codes)
    fields = from_flows(
        codes,
        sectors,
        trade,
        use,
        tariff=tariffs(figures, control, np.arange(len(sectors)), trade),
        trade_elasticity=published(DEFAULT, control.sectors),
        region_names={code: ECONOMY_NAMES.get(code, code) for code in codes},
        sector_names=control.sector_names,
        goods=control.goods,
        provenance={
            **manifest,
            "edition": EDITION,
            "trade_elasticities": DEFAULT,
            "attribution": control.provenance.get("attribution", ""),
            "measures_in_benchmark": control.provenance.get("measures_in_benchmark", []),
            "tariffs": "each economy's own, scaled as the embedded world's are to duties collected (the rest of the"
            " world's: the average of its neighbours')",
        },
    )
    none = {"lending": None, "borrowed": None}
    world = replace(control, **fields, **none, product_tax=product_taxes(codes, control))
    world.check()
    return world


def _figures(codes: list[str]) -> Economies:
    figures = load_economies()
    return in_order(figures, np.array([figures.codes.index(code) for code in codes]))


def beside_its_sources(world: World, control: World) -> list[Comparison]:
    """The world beside what it is fitted to: the OECD's totals by economy and pair, and the embedded world.

    External balances of all economies above 5 bn USD come first, the largest gap first; then the pairs and the pairs by
    sector of goods that differ most, and trade by sector of the embedded world's regions.
    """
    figures = _figures(list(world.regions))
    names = [world.region_name(c) for c in world.regions]
    away = ~np.eye(len(names), dtype=bool)
    goods = np.array([world.sector(c) for c in world.goods])
    theirs = figures.goods.sum(2) + figures.services
    ours = world.trade.sum(2)
    totals, source = [], "OECD ICIO 2022, 81 x 81 x 28"
    for of, there, here in (
        ("exports less imports", _balance(theirs * away), _balance(ours * away)),
        ("output", theirs.sum(1), ours.sum(1)),
    ):
        large = [n for n in range(len(names)) if abs(there[n]) > 5]
        for n in sorted(large, key=lambda n: -abs(here[n] / there[n] - 1))[:5]:
            totals.append(Comparison(f"{of}, {names[n]}", float(there[n]), float(here[n]), source, ""))
    pairs = [(there := figures.goods.sum(2), here := world.trade[:, :, goods].sum(2), "goods")]
    pairs.append((figures.services, ours - here, "services"))
    for there, here, what in pairs:
        gap = np.where((there > 5) & away, np.abs(here / np.maximum(there, 1e-9) - 1), 0.0)
        i, n = np.unravel_index(int(gap.argmax()), gap.shape)
        label = f"{what}, {names[i]} to {names[n]} (worst of {int(((there > 5) & away).sum())} pairs)"
        totals.append(Comparison(label, float(there[i, n]), float(here[i, n]), source, ""))
    i, n = world.region("CHE"), world.region("USA")
    told = figures.goods[i, n].sum(), world.trade[i, n, goods].sum()
    totals.append(Comparison(f"goods, {names[i]} to {names[n]}", float(told[0]), float(told[1]), source, ""))
    return totals + _beside_the_embedded(world, control)


def _balance(flow: Any) -> Any:
    return flow.sum(1) - flow.sum(0)


def _beside_the_embedded(world: World, control: World) -> list[Comparison]:
    """Trade by sector that crosses borders of the embedded world's 18 regions, here and there: the sectors furthest
    apart, services among them."""
    order = [r.code for r in REGIONS]
    grouped = world.aggregate(regions={r.code: ["RST" if e == "ROW" else e for e in r.economies] for r in REGIONS})
    where = [grouped.region(code) for code in order]
    away = ~np.eye(len(order), dtype=bool)[:, :, None]
    here = (grouped.trade[np.ix_(where, where)] * away).sum((0, 1))
    there = (control.trade * away).sum((0, 1))
    worst = sorted(range(len(SECTORS)), key=lambda s: -abs(here[s] - there[s]))[:4]
    return [
        Comparison(
            f"{SECTORS[s].name} across the borders of 18 regions",
            float(there[s]),
            float(here[s]),
            "the embedded world",
            "",
        )
        for s in worst
    ]
