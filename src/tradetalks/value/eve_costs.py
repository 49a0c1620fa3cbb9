"""The trade cost that duties do not explain: one on the goods of each flow, so that the eve's trade is as counted.

A flow's cost is the wedge of a limit on its volume at the level counted, lost as a barrier is. Limits have wedges of
one sign, and a residual may have either: so the flow's barrier is first taken down by ``ROOM``, and the cost is the
wedge less that. The solver moves wedges and equilibrium together, by the exact derivative of each limit
(``limits.py``); all flows are met at once, and the outcome is certified as any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tradetalks.dossier.eve_choice import EveChoice, pair
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.iterate import Near, Point
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.solver import solve_from
from tradetalks.errors import NotConverged
from tradetalks.policy.instruments import Barrier
from tradetalks.policy.observed import Flow
from tradetalks.policy.quantities import Quantity
from tradetalks.policy.shock import Shock

ROOM = float(np.log(10.0))
"""How far below nothing a residual cost may lie, in logs: costs are found from -90% on."""


@dataclass(frozen=True)
class ResidualCost:
    """A cost of trade that neither duties nor other measures of the dossier explain.

    Attributes:
        cost: ad valorem, a fraction; below zero where more is traded than duties and measures leave.
        unfitted: change of the flow on the eve without it, per cent.
    """

    flow: Flow
    cost: float
    unfitted: float

    def measure(self, sectors: list[str]) -> Barrier:
        """The cost as a measure in force on the eve, on the sectors it was fitted over."""
        return Barrier.model_validate(
            {
                "instrument": "barrier",
                "exporter": self.flow.exporter,
                "importer": self.flow.importer,
                "cost": self.cost,
                "sectors": sectors,
                "authority": "fitted to trade as counted",
            }
        )


def pinned(shock: Shock, choice: EveChoice) -> tuple[Shock, list[Flow]]:
    """The shock with the flows fitted to held at the volumes counted, in the order of the flows returned.

    Raises:
        NotConverged: a flow that is nothing in the benchmark, or as counted.
    """
    table, world = choice.table(), shock.world
    flows, log_barrier, held = choice.fitted_to(table), np.zeros_like(world.trade), []
    goods = [world.sector(code) for code in choice.compared(world)]
    for flow in flows:
        i, n = world.region(flow.exporter), world.region(flow.importer)
        counted = 1 + table.change(flow, *choice.spans()) / 100
        if not (world.trade[i, n, goods].sum() > 0 and 0 < counted < np.inf):
            raise NotConverged(
                f"eve.fit: {pair(flow)}: nothing is traded, in the benchmark or as counted; no cost makes it fit"
            )
        log_barrier[i, n, goods] = -ROOM
        held.append(Quantity("cap", i, n, tuple(goods), counted, "lost"))
    ratio = shock.barrier_ratio * np.exp(log_barrier)
    return replace(shock, barrier_ratio=ratio, quantities=(*shock.quantities, *held)), flows


def solve_pinned(held: Shock, closure: Closure, near: Near, flows: Sequence[Flow]) -> tuple[Outcome, Near]:
    """The pinned shock solved from where the eve without it was; where the eve with its costs may begin.

    Raises:
        NotConverged: no costs bring these flows to what was counted.
    """
    vector, wedges = near.point
    begin = Near(Point(vector, np.concatenate([wedges, np.full(len(flows), ROOM)])), near.inverse)
    try:
        outcome, found = solve_from(held.world, held, closure, begin)
    except NotConverged as error:
        named = ", ".join(map(pair, flows))
        raise NotConverged(
            f"eve.fit: no trade costs bring {named} to what was counted ({error}); fit fewer flows"
        ) from None
    return outcome, Near(Point(found.point.vector, found.point.wedges[: len(wedges)]), found.inverse)


def costs_of(outcome: Outcome, flows: Sequence[Flow], unfitted: Sequence[float]) -> tuple[ResidualCost, ...]:
    """The costs that a pinned outcome's last wedges are.

    Raises:
        NotConverged: a flow that stays below what was counted though its cost falls by 90%.
    """
    found = []
    for flow, wedge, change in zip(flows, outcome.wedges[-len(flows) :], unfitted, strict=True):
        if not wedge > 0:
            raise NotConverged(
                f"eve.fit: {pair(flow)}: less is traded than was counted even at trade costs 90% below the benchmark's"
            )
        found.append(ResidualCost(flow, float((1 + wedge) * np.exp(-ROOM) - 1), change))
    return tuple(found)
