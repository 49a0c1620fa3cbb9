"""Payments between regions: transfers, forced sales, royalties."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tradetalks.errors import PolicyError
from tradetalks.policy.effects import Effect, only
from tradetalks.policy.measure import Array, Billions, Codes, Measure_, Number, OnSectors, Profiles
from tradetalks.world.world import World


class Transfer(Measure_):
    """A payment of ``billions`` of USD a year from ``giver`` to ``taker``.

    >>> Transfer(instrument="transfer", giver="USA", taker="CHN", billions=1).describe()
    'USA pays CHN 1 bn USD a year'
    """

    how: ClassVar[str] = "transfer between regions"
    instrument: Literal["transfer"]
    giver: str
    taker: str
    billions: Billions

    def applied_by(self) -> Codes:
        return self.giver

    def effect(self, world: World, profiles: Profiles) -> Effect:
        return only(world, transfer=_paid(world, self.giver, self.taker, self.billions))

    def describe(self) -> str:
        return f"{self.giver} pays {self.taker} {self.billions:g} bn USD a year"


class Valuation(BaseModel):
    """What an asset is worth, billions of USD: a range."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    low: Billions
    mid: Billions
    high: Billions

    @model_validator(mode="after")
    def _in_order(self) -> Valuation:
        if not self.low <= self.mid <= self.high:
            raise ValueError("expected low <= mid <= high")
        return self


class ForcedSale(Measure_):
    """A sale that one side is made to accept. The buyer gains, and the seller loses, what the asset is worth beyond its
    ``price``, spread over the years at ``yield_rate``: ``(value - price) * yield_rate`` a year. The model takes the
    middle of the valuation; the range comes back in the package's low and high values.

    >>> sale = ForcedSale(instrument="forced_sale", seller="CHN", buyer="USA", price=14,
    ...                   value={"low": 14, "mid": 40, "high": 100}, yield_rate=0.07)
    >>> round(sale.yearly("mid"), 2)
    1.82
    """

    how: ClassVar[str] = "transfer of the asset's value beyond its price, a yearly yield; range from the valuation"
    instrument: Literal["forced_sale"]
    seller: str
    buyer: str
    value: Valuation
    price: Billions = Field(ge=0)
    yield_rate: Number = Field(0.07, gt=0, lt=1)

    def yearly(self, which: Literal["low", "mid", "high"] = "mid") -> float:
        """Billions of USD a year from seller to buyer."""
        return (getattr(self.value, which) - self.price) * self.yield_rate

    def applied_by(self) -> Codes:
        return self.seller

    def effect(self, world: World, profiles: Profiles) -> Effect:
        return only(world, transfer=_paid(world, self.seller, self.buyer, self.yearly()))

    def describe(self) -> str:
        v = self.value
        return (
            f"{self.seller} sells to {self.buyer} at {self.price:g} bn USD what is worth {v.low:g} to {v.high:g} bn:"
            f" {self.yearly():g} bn a year at {100 * self.yield_rate:g}%"
        )


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


def _paid(world: World, giver: str, taker: str, billions: float) -> Array:
    paid = np.zeros(len(world.regions))
    paid[world.region(giver)] -= billions
    paid[world.region(taker)] += billions
    return paid
