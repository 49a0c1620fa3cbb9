"""The benchmark world by region."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.app.pages import Page, template
from tradetalks.world.world import World

if TYPE_CHECKING:
    from tradetalks.app.shelf import Shelf


def context(shelf: Shelf) -> Mapping[str, Any]:
    """The same for everybody."""
    return world_page()


@cache
def world_page() -> dict[str, Any]:
    """The benchmark by region: income, trade, tariffs, what it sells and to whom."""
    world = World.default()
    goods = world.sector_indices("goods")
    exports = world.trade.sum(2) - np.diag(np.diag(world.trade.sum(2)))
    rows = []
    for n, code in enumerate(world.regions):
        paid = world.trade[:, n][:, goods] * (np.arange(len(world.regions)) != n)[:, None]
        average = float((paid * world.tariff[:, n][:, goods]).sum() / paid.sum())
        partners = [world.region_name(world.regions[j]) for j in np.argsort(-exports[n])[:3]]
        own = np.argsort(-world.trade[n].sum(0) + world.trade[n, n])[:3]
        rows.append(
            {
                "code": code,
                "name": world.region_name(code),
                "income": float(world.income[n]),
                "exports": float(exports[n].sum()),
                "imports": float(exports[:, n].sum()),
                "deficit": float(world.deficit[n]),
                "tariff": 100 * average,
                "partners": ", ".join(partners),
                "sells": ", ".join(world.sector_name(world.sectors[s]) for s in own),
            }
        )
    provenance = {k: str(world.provenance[k]) for k in ("name", "year", "licence", "attribution")}
    return {"rows": rows, "provenance": provenance}


PAGE = Page("/world", "World", template("world.html.j2"), context, order=4)
