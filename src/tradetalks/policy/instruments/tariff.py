"""Ad valorem tariffs."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, PrivateAttr, model_validator

from tradetalks.errors import PolicyError
from tradetalks.policy.effects import Effect, only
from tradetalks.policy.measure import AtBorder, Number, Profiles, names
from tradetalks.policy.product_points import added, brought_down
from tradetalks.policy.standing import Array, Standing
from tradetalks.world.world import World


class Tariff(AtBorder):
    """Ad valorem points added to the tariff of ``importer`` on goods from ``exporter``, or the level that the whole
    applied rate is brought down to; the importer keeps the revenue.

    A level counts from the eve of a dossier, in an option of its agenda other than the status quo: sector by sector the
    option leaves min(rate applied on the eve, level), where the rate is the world's own tariff and every ad valorem
    duty in force, those of the item's status quo among them. Rates below the level stay. Where the eve's duties are a
    ledger's, product by product, so is that.

    >>> Tariff(instrument="tariff", importer="USA", exporter="CHN", points=0.10).describe()
    'tariff of USA on CHN: +10 points on goods'
    >>> Tariff(instrument="tariff", importer="USA", exporter="CHN", level=0.15, sectors=["AUTO"]).describe()
    'tariff of USA on CHN: to 15% in all on AUTO'
    """

    how: ClassVar[str] = "exact ad valorem tariff"
    duty: ClassVar[bool] = True
    instrument: Literal["tariff"]
    points: Number | None = Field(
        None, description="points added, a fraction: 0.10 is ten percentage points", gt=-1, le=20
    )
    level: Number | None = Field(
        None, description="in place of points: the whole applied rate, 0.15 is 15%; rates below it stay", ge=0, le=20
    )
    _standing: Standing | None = PrivateAttr(None)
    _highest: float | None = PrivateAttr(None)

    @model_validator(mode="after")
    def _either(self) -> Tariff:
        if (self.points is None) == (self.level is None):
            both = "both points and level" if self.level is not None else "neither points nor level"
            raise ValueError(f"gives {both}; expected one: points are added, a level is what the whole rate comes to")
        if self.level is not None and self.profile is not None:
            raise ValueError("gives a level and a profile, which scales points; expected the sectors of each level")
        return self

    def on_eve(self, standing: Standing) -> Tariff:
        """The same measure where the eve's duties are known."""
        found = self.model_copy()
        found._standing, found._highest = standing, None
        return found

    def applied(self, world: World, profiles: Profiles) -> Array:
        """``[exporter, importer, sector]`` rates applied on the eve where the measure bears, NaN elsewhere; of a
        measure that states a level.

        Raises:
            PolicyError: the eve's duties are not known: the measure stands elsewhere than in an option.
        """
        if self._standing is None:
            raise PolicyError(
                f"found a level of {_per_cent(self.level)}; a level stands in options other than the status quo and"
                " counts from the rate in force on the eve. Expected points"
            )
        bears = self.spread(world, profiles) > 0
        return np.where(bears, self._standing.applied(world, profiles), np.nan)

    def effect(self, world: World, profiles: Profiles) -> Effect:
        if self.points is not None:
            return only(world, tariff=self.points * self.spread(world, profiles))
        now = self.applied(world, profiles)
        assert self._standing is not None
        assert self.level is not None
        under = self._standing.under(world, profiles)
        points = np.where(np.isnan(now), 0.0, np.minimum(now, self.level) - under)
        flows, products = brought_down(*self._standing.by_product(world, profiles), now, under, self.level)
        for flow, added_there in flows.items():
            points.flat[flow] = added_there
        return only(world, tariff=points, by_product=products)

    def by_product(self, world: World, profiles: Profiles) -> tuple[Array, Array] | None:
        """``[product]`` duties applied on the eve where the measure bears, of a measure that states a level, and what
        is bought of each at border values, billions of USD; None where no ledger says duties by product.

        Raises:
            PolicyError: as ``applied``.
        """
        now = self.applied(world, profiles)
        assert self._standing is not None
        beneath, own = self._standing.by_product(world, profiles)
        rates, worth, bears = list[Array](), list[Array](), ~np.isnan(now).ravel()
        for points in added(beneath, own).values():
            products = points.products
            at = np.flatnonzero(bears[products.flow])
            border = (products.share / (1 + products.before))[at]
            flow = products.flow[at]
            total = np.bincount(flow, border, minlength=now.size)[flow]
            rates.append(products.at(points.points, np.nan_to_num(now), at))
            worth.append(border / total * world.trade.ravel()[flow])
        if not sum(map(len, rates)):
            return None
        return np.concatenate(rates), np.concatenate(worth)

    def highest(self, world: World, profiles: Profiles) -> float:
        """The highest rate applied on the eve where a level bears, of products where they are known; a fraction.

        Raises:
            PolicyError: as ``applied``.
        """
        if self._highest is None:
            products = self.by_product(world, profiles)
            highest = float(np.nanmax(self.applied(world, profiles)))
            self._highest = highest if products is None else max(highest, float(products[0].max()))
        return self._highest

    @property
    def movable_rate(self) -> float | None:
        """The level or the points."""
        return self.points if self.level is None else self.level

    def at_rate(self, rate: float) -> Tariff:
        """The measure at another level or other points; raises PolicyError for a level below 0."""
        if self.level is None:
            return self.model_copy(update={"points": rate})
        if not rate >= 0:
            raise PolicyError(f"found a level of {_per_cent(rate)}; expected 0 or more")
        return self.model_copy(update={"level": rate})

    def describe(self) -> str:
        who = f"tariff of {names(self.importer)} on {names(self.exporter)}"
        if self.points is None:
            return f"{who}: to {_per_cent(self.level)} in all on {self.on}"
        if self.profile and abs(self.points) == 1:
            added = "added" if self.points > 0 else "taken off"
            return f"{who}: points {added} by sector, profile {self.profile}"
        return f"{who}: {100 * self.points:+g} points on {self.on}"


def _per_cent(level: float | None) -> str:
    return f"{100 * (level or 0.0):g}%"
