"""Royalties: payments in proportion to sales."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from tradetalks.errors import PolicyError
from tradetalks.policy.effects import Effect, only
from tradetalks.policy.measure import Codes, Number, OnSectors, Profiles
from tradetalks.world.world import World


class Royalty(OnSectors):
    """A share of the producer revenue of ``payer``'s sectors owed to ``owner``: royalties paid, or (negative ``rate``
    is not allowed; state the option without it) leakage that stops. A pure transfer, in proportion to sales.

    >>> Royalty(instrument="royalty", payer="CHN", owner="USA", rate=0.001, sectors="ELECTR").describe()
    'CHN pays USA royalties of 0.1% of sales of ELECTR'
    """

    how: ClassVar[str] = "transfer in proportion to the payer's sales"
    instrument: Literal["royalty"]
    payer: str
    owner: str
    rate: Number = Field(ge=0, lt=1)

    def applied_by(self) -> Codes:
        return self.payer

    def effect(self, world: World, profiles: Profiles) -> Effect:
        owed = np.zeros_like(world.trade)
        payer, owner = world.region(self.payer), world.region(self.owner)
        if payer == owner:
            raise PolicyError(f"royalty: {self.payer} to {self.owner} names no two regions")
        owed[payer, owner] = self.rate * self.scale(world, profiles)
        return only(world, royalty=owed)

    def describe(self) -> str:
        return f"{self.payer} pays {self.owner} royalties of {100 * self.rate:g}% of sales of {self.on}"
