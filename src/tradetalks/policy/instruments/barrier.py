"""Non-tariff barriers."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from tradetalks.policy.effects import Effect, only
from tradetalks.policy.measure import AtBorder, Number, Profiles
from tradetalks.world.world import World


class Barrier(AtBorder):
    """A non-tariff barrier between ``exporter`` and ``importer``: licensing, standards, boycotts, delays.

    Say either ``cost``, the ad valorem equivalent of the added trade cost (0.02 is 2%), or ``cuts_trade_by``, the
    share of
    the flow it removes at unchanged prices, turned into the iceberg cost that does so: with trade elasticity theta,
    ``(1 - cut)^(-1/theta)``, from equation (3). Without rent the cost is resources lost; with ``rent`` (and ``cost``)
    it is a margin that the exporter's or the importer's firms keep.

    >>> Barrier(instrument="barrier", exporter="USA", importer="CHN", cost=0.02, sectors="MACH").describe()
    'USA to CHN: trade cost +2% on MACH'
    """

    how: ClassVar[str] = "trade cost; resources lost unless a rent is named"
    instrument: Literal["barrier"]
    cost: Number | None = Field(None, ge=-0.9, le=100)
    cuts_trade_by: Number | None = Field(None, lt=1, ge=-5)
    rent: Literal["exporter_firms", "importer_firms", "lost"] = "lost"

    @model_validator(mode="after")
    def _one_of(self) -> Barrier:
        if (self.cost is None) == (self.cuts_trade_by is None):
            raise ValueError("give exactly one of 'cost' and 'cuts_trade_by'")
        if self.rent != "lost" and self.cost is None:
            raise ValueError("a barrier with rent needs its 'cost'; for a share of trade, use a limit")
        return self

    def effect(self, world: World, profiles: Profiles) -> Effect:
        scale = self.scale(world, profiles)
        if self.cost is None:
            assert self.cuts_trade_by is not None
            remaining = np.maximum(1 - self.cuts_trade_by * scale, 1e-6)
            return only(world, log_barrier=self.where(world) * (-np.log(remaining) / world.trade_elasticity))
        if self.rent == "lost":
            return only(world, log_barrier=self.where(world) * np.log1p(self.cost * scale))
        margin = self.cost * self.spread(world, profiles)
        return only(world, **{"tariff" if self.rent == "importer_firms" else "export_tax": margin})

    def describe(self) -> str:
        if self.cost is None:
            assert self.cuts_trade_by is not None
            return f"{self.pair}: barrier-equivalent that cuts trade by {100 * self.cuts_trade_by:g}% on {self.on}"
        kept = "" if self.rent == "lost" else f", kept by the {self.rent.replace('_firms', '')}'s firms"
        return f"{self.pair}: trade cost {100 * self.cost:+g}% on {self.on}{kept}"
