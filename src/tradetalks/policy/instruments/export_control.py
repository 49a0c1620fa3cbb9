"""Export controls: a cap on volume, a licence fee."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tradetalks.policy.effects import Effect, only
from tradetalks.policy.limits import Limit
from tradetalks.policy.measure import Codes, Number, Profiles
from tradetalks.policy.quantities import Rent
from tradetalks.world.world import World


class ExportControl(Limit):
    """An export control: at most ``keeps`` of the benchmark's volume leaves the exporter; 0 is a full ban. The scarcity
    rent goes to the exporter's government (licences sold), its firms (licences given) or nobody (paperwork, delay).
    ``fee`` is a licence fee besides, a share of the sales revenue: 0.15 leaves the firm 85 cents of a dollar and is an
    export tax of 0.15/0.85.

    >>> chips = ExportControl(instrument="export_control", exporter="USA", importer="CHN", keeps=0.8, fee=0.15,
    ...                       sectors="ELECTR")
    >>> chips.describe().split(", ", 2)[-1]
    "rent to the exporter's firms, fee 15% of sales"
    """

    how: ClassVar[str] = "cap on volume, felt only where more would be sold; licence fees as an export tax"
    instrument: Literal["export_control"]
    keeps: Number = Field(1.0, ge=0, le=10, description="share of the benchmark's volume allowed; 0 is a ban")
    rent: Rent = "exporter_firms"
    fee: Number = Field(0.0, ge=0, lt=1, description="licence fee, a share of sales revenue")

    def applied_by(self) -> Codes:
        return self.exporter

    def effect(self, world: World, profiles: Profiles) -> Effect:
        caps = self.caps(world, profiles) if self.keeps < 1 or not self.fee else ()
        tax = self.fee / (1 - self.fee) * self.spread(world, profiles)
        return only(world, export_tax=tax, limits=caps)

    def describe(self) -> str:
        fee = f", fee {100 * self.fee:g}% of sales" if self.fee else ""
        return f"export control, {self.pair}: {self.size} on {self.on}, {self.owner}{fee}"
