"""Duties by product as the ledger has them on a day, as a measure."""

from __future__ import annotations

import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.effects import Effect, only
from tradetalks.policy.ledger import as_date
from tradetalks.policy.measure import AtBorder, Codes, Profiles, names
from tradetalks.world.world import World

BENCHMARK = datetime.date(2022, 7, 1)
"""Middle of the year whose duties the embedded world holds."""


def _day(value: object) -> datetime.date:
    try:
        return as_date(value)  # type: ignore[arg-type]
    except PolicyError as error:
        raise ValueError(str(error)) from None


Day = Annotated[datetime.date, BeforeValidator(_day)]


class LedgerDuties(AtBorder):
    """Duties by product, averaged to sectors: the points by which the ledger's law of ``day`` differs from that of
    ``instead_of``. With ``layers`` only those change: an item that halves the fentanyl duty names that layer and the
    days before and after. The world's own tariffs stay below it, so that ``instead_of`` should be the day whose duties
    they hold.

    >>> LedgerDuties(instrument="ledger", day="2025-11-10", instead_of="2025-10-29", layers=["fentanyl"],
    ...              importer="USA", exporter="CHN").describe()
    'duties by product of USA on CHN, fentanyl, as of 2025-11-10 in place of 2025-10-29'
    """

    how: ClassVar[str] = "exact ad valorem tariff, averaged from duties by product"
    duty: ClassVar[bool] = True
    instrument: Literal["ledger"]
    ledger: str = Field("us-china-2025", description="us-2025, china-2025 or us-china-2025")
    day: Day = Field(description="the day whose law applies")
    instead_of: Day = Field(BENCHMARK, description="the day whose duties the tariffs underneath hold")
    layers: list[str] = Field([], description="layers that change; all of them if left out")
    exporter: Codes = "all"
    importer: Codes = "all"

    @model_validator(mode="after")
    def _known(self) -> LedgerDuties:
        from tradetalks.policy.duties.measures import day_of_entry
        from tradetalks.policy.duties.on_world import LAYERS, LEDGERS

        if self.ledger not in LEDGERS:
            raise ValueError(unknown("ledger of duties by product", self.ledger, LEDGERS))
        for layer in self.layers:
            if layer not in LAYERS:
                raise ValueError(unknown("layer", layer, LAYERS))
        try:
            day_of_entry(min(self.day, self.instead_of))
        except PolicyError as error:
            raise ValueError(str(error)) from None
        return self

    def applied_by(self) -> Codes:
        from tradetalks.policy.duties.on_world import LEDGERS

        own = LEDGERS[self.ledger]
        return list(own) if self.importer == "all" else self.importer

    def effect(self, world: World, profiles: Profiles) -> Effect:
        from tradetalks.policy.duties.on_world import points

        added = points(world, self.ledger, self.instead_of, self.day, self.layers or None)
        return only(world, tariff=added * self.spread(world, profiles))

    def describe(self) -> str:
        layers = f", {names(self.layers)}" if self.layers else ""
        on = "" if self.exporter == "all" else f" on {names(self.exporter)}"
        return (
            f"duties by product of {names(self.applied_by())}{on}{layers}, as of {self.day}"
            f" in place of {self.instead_of}"
        )
