"""Sales that one side is made to accept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tradetalks.policy.effects import Effect, only
from tradetalks.policy.measure import Billions, Codes, Measure_, Number, Profiles, paid
from tradetalks.world.world import World


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
        return only(world, transfer=paid(world, self.seller, self.buyer, self.yearly()))

    def margin(self, which: Literal["low", "high"]) -> Mapping[str, float]:
        other: Literal["low", "high"] = "high" if which == "low" else "low"
        mid = self.yearly("mid")
        return {self.seller: mid - self.yearly(other), self.buyer: self.yearly(which) - mid}

    def describe(self) -> str:
        v = self.value
        return (
            f"{self.seller} sells to {self.buyer} at {self.price:g} bn USD what is worth {v.low:g} to {v.high:g} bn:"
            f" {self.yearly():g} bn a year at {100 * self.yield_rate:g}%"
        )
