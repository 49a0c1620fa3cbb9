"""Fees on ships."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from tradetalks.policy.effects import Effect, only
from tradetalks.policy.measure import AtBorder, Number, Profiles
from tradetalks.world.world import World


class PortFee(AtBorder):
    """A fee on ships, a transport cost on what they carry: ``cost`` is its share of the goods' value. ``collected``
    of it is revenue of the importer; the rest is lost in detours and reshuffled fleets.

    >>> PortFee(instrument="port_fee", exporter="CHN", importer="USA", cost=0.003, collected=0.5).describe()
    'port fee, CHN to USA: 0.3% of the value of goods, 50% of it collected'
    """

    how: ClassVar[str] = "transport cost; the part collected is revenue of the importer"
    instrument: Literal["port_fee"]
    cost: Number = Field(ge=0, le=1, description="share of the goods' value")
    collected: Number = Field(0.0, ge=0, le=1)

    def effect(self, world: World, profiles: Profiles) -> Effect:
        where, scale = self.where(world), self.cost * self.scale(world, profiles)
        return only(
            world,
            tariff=where * (self.collected * scale),
            log_barrier=where * np.log1p((1 - self.collected) * scale),
        )

    def describe(self) -> str:
        size = f"{100 * self.cost:g}% of the value of {self.on}"
        return f"port fee, {self.pair}: {size}, {100 * self.collected:g}% of it collected"
