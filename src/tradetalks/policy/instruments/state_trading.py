"""Margins of state traders."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tradetalks.policy.effects import Effect, only
from tradetalks.policy.measure import AtBorder, Number, Profiles, names
from tradetalks.world.world import World


class StateTrading(AtBorder):
    """A state trader's margin: it buys from ``exporter`` at the border price and sells at ``markup`` above; the
    margin goes to the importer's treasury, as a tariff would. A negative markup is a loss it takes.

    >>> StateTrading(instrument="state_trading", importer="CHN", exporter="USA", markup=0.05, sectors="AGR").describe()
    'state trading of CHN in AGR from USA: margin +5%'
    """

    how: ClassVar[str] = "state trader's margin, as a tariff whose revenue the treasury keeps"
    instrument: Literal["state_trading"]
    markup: Number = Field(gt=-1, le=20)

    def effect(self, world: World, profiles: Profiles) -> Effect:
        return only(world, tariff=self.markup * self.spread(world, profiles))

    def describe(self) -> str:
        who = f"state trading of {names(self.importer)} in {self.on} from {names(self.exporter)}"
        return f"{who}: margin {100 * self.markup:+g}%"
