"""How far a world's accounts are from holding: market clearing, budgets, shares, deficits.

The identities are those of the docstring of ``tradetalks.world.world``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError
from tradetalks.residuals import worst

if TYPE_CHECKING:
    from tradetalks.world.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True)
class AccountingCheck:
    """How far each accounting identity is from holding, relative to the largest flow in it."""

    market_clearing: float
    budget: float
    shares: float
    deficits: float

    @property
    def worst(self) -> float:
        """The largest of them; infinity if one is no finite number."""
        return worst((self.market_clearing, self.budget, self.shares, self.deficits))


def measure(world: World) -> AccountingCheck:
    """Measure every accounting identity; of figures that are not finite, or all zero, infinity or no number."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return _measured(world)


def _measured(world: World) -> AccountingCheck:
    market = np.abs(market_gap(world)).max() / world.expenditure.max()
    # Budget: what a region spends abroad beyond what it earns there equals its deficit, at border prices.
    at_border = world.trade * (1 + world.export_tax)
    imports, exports = at_border.sum((0, 2)), at_border.sum((1, 2))
    budget = np.abs(imports - exports - world.deficit).max() / world.income.max()
    shares = max(
        np.abs(world.value_added_share + world.profit_share + world.input_share.sum(1) - 1).max(),
        np.abs(world.final_share.sum(1) - 1).max(),
    )
    deficits = abs(world.deficit.sum()) / world.income.sum()
    return AccountingCheck(float(market), float(budget), float(shares), float(deficits))


def market_gap(world: World) -> Array:
    """``[region, sector]`` spending less intermediate and final use, billions of USD a year."""
    used = np.einsum("nks,ns->nk", world.input_share, world.output)
    return world.expenditure - used - world.final_share * world.income[:, None]


def prove(world: World, tolerance: float) -> AccountingCheck:
    """The measured identities; raises WorldError if one exceeds ``tolerance``, naming the largest market gap."""
    measured = measure(world)
    if not measured.worst <= tolerance:
        gap = market_gap(world)
        n, k = np.unravel_index(int(np.abs(gap).argmax()), gap.shape)
        raise WorldError(
            f"world accounts do not hold to {tolerance:g}: {measured}; the largest market gap is"
            f" {gap[n, k]:.3g} bn USD in {world.regions[n]} {world.sectors[k]}"
        )
    return measured
