"""The same benchmark flows read another way: subsidies shown, profits under monopolistic competition, elasticities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.checks import real
from tradetalks.errors import WorldError
from tradetalks.world.elasticities import published

if TYPE_CHECKING:
    from tradetalks.world.world import World

Array = NDArray[np.float64]


def with_subsidy(world: World, region: str, sectors: Iterable[str] | str, rate: float) -> World:
    """The same trade and income, with a production subsidy that the data leave out shown in the accounts.

    Producer revenue becomes sales over ``1 - rate``; what it exceeds sales by is paid to labour and taken back from
    income by the budget, so that every flow and every income stays as it was.
    """
    subsidy = np.array(world.subsidy)
    subsidy[world.region(region), world.sector_indices(sectors)] += real(rate, "with_subsidy: rate", error=WorldError)
    output = world.trade.sum(1) / (1 - subsidy)
    share = np.divide(world.output, output, out=np.ones_like(output), where=output > 0)
    inputs, profit = world.input_share * share[:, None, :], world.profit_share * share
    shown = {"region": region, "sectors": sectors, "rate": rate}
    return replace(
        world,
        subsidy=subsidy,
        input_share=inputs,
        profit_share=profit,
        value_added_share=1 - profit - inputs.sum(1),
        provenance={
            **world.provenance,
            "subsidies_shown": [*world.provenance.get("subsidies_shown", []), shown],
        },
    )


def krugman(world: World) -> World:
    """The same flows under monopolistic competition without entry (Ossa 2014, section I).

    Firms charge a markup ``sigma/(sigma-1)`` with ``sigma = trade_elasticity + 1``, so that ``1/sigma`` of revenue
    is profit; it is taken out of the value-added share.

    Raises:
        WorldError: a sector's value-added share is below ``1/sigma``.
    """
    profit = np.where(world.output > 0, 1 / (1 + world.trade_elasticity), 0.0)
    left = world.value_added_share + world.profit_share - profit
    if left.min() <= 0:
        n, s = np.unravel_index(int(left.argmin()), left.shape)
        raise WorldError(
            f"krugman: value added of {world.regions[n]} {world.sectors[s]} is"
            f" {world.value_added_share[n, s]:.3f} of revenue, below the profit share {profit[n, s]:.3f};"
            " the structure asks for higher trade elasticities or a world without intermediate inputs"
        )
    structure = "krugman: markups sigma/(sigma-1), no entry (Ossa 2014)"
    return replace(
        world,
        value_added_share=left,
        profit_share=profit,
        provenance={**world.provenance, "structure": structure},
    )


def with_elasticities(world: World, trade_elasticity: Array | str) -> World:
    """The same benchmark under other trade elasticities: an array ``[sector]`` or a shipped set's name."""
    if isinstance(trade_elasticity, str):
        return replace(
            world,
            trade_elasticity=published(trade_elasticity, world.sectors),
            provenance={**world.provenance, "trade_elasticities": trade_elasticity},
        )
    return replace(world, trade_elasticity=trade_elasticity)
