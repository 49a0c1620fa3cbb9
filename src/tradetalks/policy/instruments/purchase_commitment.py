"""Undertakings to buy."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from tradetalks.errors import PolicyError
from tradetalks.policy.effects import Effect, only
from tradetalks.policy.measure import MOST_BILLIONS, AtBorder, Billions, Number, Profiles, Tonnes, Usd, names
from tradetalks.policy.quantities import Quantity
from tradetalks.world.world import World


class PurchaseCommitment(AtBorder):
    """An undertaking to buy at least so much a year: ``billions`` of USD at the border, or ``million_tonnes`` at
    ``usd_per_tonne``. Where buyers would buy less, the importer's state buyers take a loss, an import subsidy found
    by the solver and paid from its budget; third suppliers lose what is diverted. ``fulfilment`` is the share of the
    pledge expected to be met (Phase One: 0.83 in agriculture, 0.57 overall).

    >>> beans = PurchaseCommitment(instrument="purchase_commitment", importer="CHN", exporter="USA", million_tonnes=25,
    ...                            usd_per_tonne=470, sectors="AGR")
    >>> beans.yearly_billions
    11.75
    """

    how: ClassVar[str] = (
        "floor on the value of purchases, felt only where less would be bought; its cost is an import subsidy"
    )
    instrument: Literal["purchase_commitment"]
    billions: Billions | None = Field(None, gt=0)
    million_tonnes: Tonnes | None = Field(None, gt=0)
    usd_per_tonne: Usd | None = Field(None, gt=0)
    besides: Billions = Field(
        0.0, ge=0, description="purchases of the same sectors outside the pledge, billions a year"
    )
    fulfilment: Number = Field(1.0, gt=0, le=1.5)

    @model_validator(mode="after")
    def _one_of(self) -> PurchaseCommitment:
        by_weight = self.million_tonnes is not None and self.usd_per_tonne is not None
        if (self.billions is None) != by_weight:
            raise ValueError("give either 'billions', or 'million_tonnes' with 'usd_per_tonne'")
        if self.profile is not None:
            raise ValueError("a purchase commitment takes no profile; name its sectors")
        if not isinstance(self.exporter, str) or not isinstance(self.importer, str):
            raise ValueError("a purchase commitment is of one importer to one exporter")
        if self.yearly_billions > MOST_BILLIONS:
            raise ValueError(f"found {self.yearly_billions:g} bn USD a year; expected at most {MOST_BILLIONS:,.0f}")
        return self

    @property
    def yearly_billions(self) -> float:
        """What must be bought a year, billions of USD at the border: the pledge times ``fulfilment``, plus besides."""
        pledged = self.billions
        if pledged is None:
            assert self.million_tonnes is not None
            assert self.usd_per_tonne is not None
            pledged = self.million_tonnes * self.usd_per_tonne / 1e3
        return round(pledged * self.fulfilment + self.besides, 9)

    def effect(self, world: World, profiles: Profiles) -> Effect:
        (i, n), *_ = np.argwhere(self.where(world)[:, :, 0])
        chosen = tuple(s for s in sorted(world.with_products(self.sectors)) if world.trade[i, n, s] > 0)
        if not chosen:
            raise PolicyError(f"purchase_commitment: {self.pair}: nothing of {names(self.sectors)} is traded")
        return only(world, limits=(Quantity("floor", int(i), int(n), chosen, self.yearly_billions),))

    def describe(self) -> str:
        tonnes = f" ({self.million_tonnes:g} Mt at {self.usd_per_tonne:g} USD)" if self.million_tonnes else ""
        share = "" if self.fulfilment == 1 else f", {100 * self.fulfilment:g}% of the pledge met"
        more = f", {self.besides:g} bn of it outside the pledge" if self.besides else ""
        return (
            f"{self.importer} buys at least {self.yearly_billions:g} bn USD a year{tonnes} of {names(self.sectors)}"
            f" from {self.exporter}{share}{more}"
        )
