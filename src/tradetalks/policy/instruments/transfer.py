"""Payments between regions."""

from __future__ import annotations

from typing import ClassVar, Literal

from tradetalks.policy.effects import Effect, only
from tradetalks.policy.measure import Billions, Codes, Measure_, Profiles, paid
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
        return only(world, transfer=paid(world, self.giver, self.taker, self.billions))

    def describe(self) -> str:
        return f"{self.giver} pays {self.taker} {self.billions:g} bn USD a year"
