"""What undertakings to buy cost the buyer's budget: the import subsidy by which a floor is met, (11) of docs/maths.md.

The wedge of a floor stands among an outcome's tariffs, where it takes off what buyers pay. It is no duty: revenue of
tariffs is told without it, and what it costs is told by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tradetalks.equilibrium.outcome import Outcome
    from tradetalks.world.world import World

Array = NDArray[np.float64]


def floors(o: Outcome) -> list[dict[str, Any]]:
    """Floors that cost something, as a benchmark made of the outcome remembers them: codes, and the log wedge."""
    world = o.world
    return [
        {
            "exporter": world.regions[q.exporter],
            "importer": world.regions[q.importer],
            "sectors": [world.sectors[s] for s in q.sectors],
            "log_wedge": float(np.log1p(wedge)),
        }
        for q, wedge in zip(o.shock.quantities, o.wedges, strict=True)
        if q.kind == "floor" and wedge < 0
    ]


def log_subsidy(o: Outcome) -> Array:
    """``[exporter, importer, sector]`` log of what import subsidies leave of the price with duty: zero or less."""
    return _spread(o.world, floors(o))


def log_subsidy_before(world: World) -> Array:
    """The same of a benchmark, which holds those of the eve that it was made of."""
    return _spread(world, world.provenance.get("rebased", {}).get("floors", []))


def _spread(world: World, rows: list[dict[str, Any]]) -> Array:
    found = np.zeros(world.trade.shape)
    for row in rows:
        if {row["exporter"], row["importer"]} <= {*world.regions}:
            inside = [world.sector(code) for code in row["sectors"] if code in world.sectors]
            found[world.region(row["exporter"]), world.region(row["importer"]), inside] += row["log_wedge"]
    return found


def cost(at_border: Array, tariff: Array, log_subsidy: Array) -> Array:
    """``[.., region]`` what subsidies cost the importers, of values at the border ``[.., exporter, importer, sector]``
    with export taxes, and tariffs that hold the subsidies."""
    return (at_border * (1 + tariff) * np.expm1(-log_subsidy)).sum((-3, -1))


def purchase_subsidies(o: Outcome) -> Array:
    """``[region]`` what its undertakings to buy cost each importer, billions of USD a year."""
    return cost(o.trade * (1 + o.shock.export_tax_level), o.shock.tariff_level, log_subsidy(o))


def purchase_subsidies_before(world: World) -> Array:
    """The same in the benchmark."""
    return cost(world.trade * (1 + world.export_tax), world.tariff, log_subsidy_before(world))
