"""Ad valorem tariffs."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tradetalks.policy.effects import Effect, only
from tradetalks.policy.measure import AtBorder, Number, Profiles, names
from tradetalks.world.world import World


class Tariff(AtBorder):
    """Ad valorem points added to the tariff of ``importer`` on goods from ``exporter``; the importer keeps the revenue.

    >>> Tariff(instrument="tariff", importer="USA", exporter="CHN", points=0.10).describe()
    'tariff of USA on CHN: +10 points on goods'
    """

    how: ClassVar[str] = "exact ad valorem tariff"
    duty: ClassVar[bool] = True
    instrument: Literal["tariff"]
    points: Number = Field(description="points added, a fraction: 0.10 is ten percentage points", gt=-1, le=20)

    def effect(self, world: World, profiles: Profiles) -> Effect:
        return only(world, tariff=self.points * self.spread(world, profiles))

    def describe(self) -> str:
        who = f"tariff of {names(self.importer)} on {names(self.exporter)}"
        if self.profile and abs(self.points) == 1:
            added = "added" if self.points > 0 else "taken off"
            return f"{who}: points {added} by sector, profile {self.profile}"
        return f"{who}: {100 * self.points:+g} points on {self.on}"
