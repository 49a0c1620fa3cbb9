"""Duties in money per unit."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tradetalks.policy.effects import Effect, only
from tradetalks.policy.measure import AtBorder, Profiles, Usd, names
from tradetalks.world.world import World


class SpecificTariff(AtBorder):
    """A duty in money per unit, say USD a tonne. Its ad valorem rate is ``usd_per_unit`` over the price at the border,
    ``border_price`` in the benchmark, and falls as that price rises (equation 2a).

    >>> duty = SpecificTariff(instrument="specific_tariff", importer="CHN", exporter="USA", usd_per_unit=47,
    ...                       border_price=470, sectors="AGR")
    >>> duty.describe()
    'specific duty of CHN on USA: 47 USD a unit on AGR, 10% of the benchmark price'
    """

    how: ClassVar[str] = "specific duty; its ad valorem rate moves with the border price"
    duty: ClassVar[bool] = True
    instrument: Literal["specific_tariff"]
    usd_per_unit: Usd = Field(gt=0)
    border_price: Usd = Field(gt=0, description="USD a unit at the border in the benchmark")

    def effect(self, world: World, profiles: Profiles) -> Effect:
        return only(world, specific=self.usd_per_unit / self.border_price * self.spread(world, profiles))

    def describe(self) -> str:
        rate = 100 * self.usd_per_unit / self.border_price
        return (
            f"specific duty of {names(self.importer)} on {names(self.exporter)}: {self.usd_per_unit:g} USD a unit on"
            f" {self.on}, {rate:.3g}% of the benchmark price"
        )
