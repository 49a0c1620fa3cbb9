"""Limits on quantities: export controls, bans, quotas, purchase commitments; all solved as complementarities."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from tradetalks.errors import PolicyError
from tradetalks.policy.effects import Effect, only
from tradetalks.policy.measure import MOST_BILLIONS, AtBorder, Billions, Codes, Number, Profiles, Tonnes, Usd, names
from tradetalks.policy.quantities import LEAST_SHARE, Quantity, Rent
from tradetalks.world.world import World


class Limit(AtBorder):
    """A limit on the volume of a flow: a complementarity, with a wedge where it binds and a rent that somebody
    keeps."""

    keeps: Number = Field(ge=0, le=10, description="share of the benchmark's volume allowed; 0 is a ban")
    rent: Rent

    def caps(self, world: World, profiles: Profiles, most: float = math.inf) -> tuple[Quantity, ...]:
        """One cap a flow and sector. A profile below 1 says what share of the sector the limit covers: the rest of its
        volume is free."""
        where, cover = self.where(world)[:, :, 0], self.scale(world, profiles)
        found = []
        for i, n in zip(*np.nonzero(where), strict=True):
            for s in np.flatnonzero(cover):
                if world.trade[i, n, s] > 0:
                    level = max(1 - (1 - self.keeps) * float(cover[s]), LEAST_SHARE)
                    found.append(Quantity("cap", int(i), int(n), (int(s),), level, self.rent, most))
        return tuple(found)

    @property
    def size(self) -> str:
        return "banned" if self.keeps == 0 else f"at most {100 * self.keeps:g}% of the benchmark's volume"

    @property
    def owner(self) -> str:
        return {
            "exporter": "rent to the exporter's government",
            "exporter_firms": "rent to the exporter's firms",
            "importer": "rent to the importer's government",
            "importer_firms": "rent to the importer's firms",
            "lost": "rent lost",
        }[self.rent]


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

    how: ClassVar[str] = "cap on volume, solved as a complementarity; licence fees as an export tax"
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


class ImportLimit(Limit):
    """An import ban (``keeps`` 0), a quota, or a promise to buy less from a third country. Who holds the licences
    keeps the rent. With ``over_quota_points`` it is a tariff-rate quota: volume beyond the quota pays that many points
    more than volume within, so that the price inside rises by at most that much.

    >>> ImportLimit(instrument="import_limit", importer="CHN", exporter="RUS", keeps=0.5, sectors="OILGAS").describe()
    "import limit of CHN on RUS: at most 50% of the benchmark's volume on OILGAS, rent to the importer's firms"
    """

    how: ClassVar[str] = "cap on volume, solved as a complementarity"
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

    how: ClassVar[str] = "floor on the value of purchases, solved as a complementarity; its cost is an import subsidy"
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
