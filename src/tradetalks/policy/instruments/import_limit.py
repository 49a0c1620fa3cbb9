"""Import bans, quotas, tariff-rate quotas."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from tradetalks.policy.effects import Effect, only
from tradetalks.policy.limits import Limit
from tradetalks.policy.measure import Number, Profiles, names
from tradetalks.policy.quantities import Rent
from tradetalks.world.world import World


class ImportLimit(Limit):
    """An import ban (``keeps`` 0), a quota, or a promise to buy less from a third country. Who holds the licences
    keeps the rent. With ``over_quota_points`` it is a tariff-rate quota: volume beyond the quota pays that many points
    more than volume within, so that the price inside rises by at most that much.

    >>> ImportLimit(instrument="import_limit", importer="CHN", exporter="RUS", keeps=0.5, sectors="OILGAS").describe()
    "import limit of CHN on RUS: at most 50% of the benchmark's volume on OILGAS, rent to the importer's firms"
    """

    how: ClassVar[str] = "cap on volume, felt only where more would be bought"
    instrument: Literal["import_limit"]
    rent: Rent = "importer_firms"
    over_quota_points: Number | None = Field(
        None, gt=0, le=100, description="of a tariff-rate quota: points beyond the quota"
    )

    @model_validator(mode="after")
    def _rent_of_a_tariff_rate_quota(self) -> ImportLimit:
        if self.over_quota_points is not None and self.rent not in ("importer", "importer_firms"):
            raise ValueError("a tariff-rate quota's rent must be 'importer' or 'importer_firms'")
        return self

    def effect(self, world: World, profiles: Profiles) -> Effect:
        return only(world, limits=self.caps(world, profiles, self.over_quota_points or math.inf))

    def describe(self) -> str:
        over = f", {100 * self.over_quota_points:g} points beyond it" if self.over_quota_points else ""
        who = f"import limit of {names(self.importer)} on {names(self.exporter)}"
        return f"{who}: {self.size} on {self.on}, {self.owner}{over}"
