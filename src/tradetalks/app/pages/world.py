"""The benchmark world, region by region."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.app.pages import Page, template
from tradetalks.world.world import World

if TYPE_CHECKING:
    from tradetalks.app.shelf import Shelf


def context(shelf: Shelf) -> Mapping[str, Any]:
    """The world of the dossier that was opened with the workbench; the embedded one without."""
    return world_page(shelf.own.world.build() if shelf.own else World.default())


@lru_cache(maxsize=4)
def world_page(world: World) -> dict[str, Any]:
    """A benchmark by region: income, trade, tariffs, what it sells and to whom."""
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
    provenance = {k: str(world.provenance.get(k, "")) for k in ("name", "year", "licence", "attribution")}
    return {"rows": rows, "provenance": provenance}


PAGE = Page("/world", "World", template("world.html.j2"), context, order=5)
