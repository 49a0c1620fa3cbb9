"""Taxes on exports."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tradetalks.policy.effects import Effect, only
from tradetalks.policy.measure import AtBorder, Codes, Number, Profiles
from tradetalks.world.world import World


class ExportTax(AtBorder):
    """Ad valorem points added to the export tax of ``exporter`` on goods to ``importer``; the exporter keeps the
    revenue.

    >>> ExportTax(instrument="export_tax", exporter="CHN", importer="USA", points=0.25, sectors="NFMET").describe()
    'export tax, CHN to USA: +25 points on NFMET'
    """

    how: ClassVar[str] = "exact ad valorem export tax"
    instrument: Literal["export_tax"]
    points: Number = Field(gt=-1, le=20)

    def applied_by(self) -> Codes:
        return self.exporter

    def effect(self, world: World, profiles: Profiles) -> Effect:
        return only(world, export_tax=self.points * self.spread(world, profiles))

    def describe(self) -> str:
        return f"export tax, {self.pair}: {100 * self.points:+g} points on {self.on}"
