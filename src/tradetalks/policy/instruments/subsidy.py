"""Production subsidies."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from tradetalks.policy.effects import Effect, only
from tradetalks.policy.measure import Codes, Number, OnSectors, Profiles, names
from tradetalks.world.world import World


class Subsidy(OnSectors):
    """Points of producer revenue added to the production subsidy of ``region``, paid from its budget; negative points
    remove or limit one. ``at_most_billions`` caps the cost at the benchmark's output.

    >>> Subsidy(instrument="subsidy", region="CHN", points=-0.01, sectors=["STEEL"]).describe()
    'CHN subsidises STEEL by -1 points'
    """

    how: ClassVar[str] = "production subsidy paid from the budget"
    instrument: Literal["subsidy"]
    region: Codes
    points: Number = Field(gt=-1, lt=1)
    at_most_billions: Number | None = Field(None, gt=0)

    def applied_by(self) -> Codes:
        return self.region

    def effect(self, world: World, profiles: Profiles) -> Effect:
        added = np.zeros_like(world.subsidy)
        scale = self.points * self.scale(world, profiles)
        for i in world.region_indices(self.region):
            cost = float((scale * world.output[i]).sum())
            room = 1.0 if self.at_most_billions is None or cost <= 0 else min(1.0, self.at_most_billions / cost)
            added[i] += scale * room
        return only(world, subsidy=added)

    def describe(self) -> str:
        limit = f", at most {self.at_most_billions:g} bn a year" if self.at_most_billions else ""
        return f"{names(self.region)} subsidises {self.on} by {100 * self.points:+g} points{limit}"
