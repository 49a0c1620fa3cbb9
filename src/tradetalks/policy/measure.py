"""What every measure has: its papers, its sectors, the flows it bears on."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.effects import Effect
from tradetalks.world.world import World

Array = NDArray[np.float64]
Codes = str | list[str]
Profiles = Mapping[str, Mapping[str, float]]
MOST_BILLIONS = 100_000.0
MOST_USD = 1e9


def within(most: float, unit: str, why: str) -> AfterValidator:
    """A bound on a figure's size, either way, that says its unit and why it stands there."""

    def check(value: float) -> float:
        if abs(value) > most:
            raise ValueError(f"expected at most {most:,.10g}{unit}: {why}")
        return value

    return AfterValidator(check)


def no_switch(value: Any) -> Any:
    """``true`` and ``yes`` are no numbers, though Python counts them as 1."""
    if isinstance(value, bool):
        raise ValueError("expected a number")
    return value


Number = Annotated[float, BeforeValidator(no_switch)]
Billions = Annotated[Number, within(MOST_BILLIONS, " bn USD", "about what the whole world produces in a year")]
Usd = Annotated[Number, within(MOST_USD, " USD a unit", "no good traded by weight or piece costs more")]
Tonnes = Annotated[Number, within(100_000, " million tonnes", "more than the world trades of anything")]


def names(codes: Codes) -> str:
    """Codes in words."""
    return codes if isinstance(codes, str) else ", ".join(codes)


def _as_written(value: Any) -> Any:
    """YAML reads 2025-07-31 as a day and 2025 as a number: both mean what was written."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    return f"{value:04d}" if type(value) is int and 0 <= value <= 9999 else value


DateText = Annotated[str, BeforeValidator(_as_written)]
"""A year, a month or a day, quoted or not."""


class Measure_(BaseModel):
    """What every measure says of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    authority: str = Field("", description="legal basis or name of the measure")
    since: DateText = Field("", description="date in force, ISO 8601")
    source: str = Field("", description="id of a source of the dossier")
    note: str = ""
    by: Codes = Field("", description="region codes of who applies the measure and could withdraw it; see actors()")

    how: ClassVar[str]
    """How the measure is modelled, for readers of results."""
    duty: ClassVar[bool] = False
    """Is it a duty proper, part of what average tariffs are of? Margins of quotas and fees of ports are not."""

    def actors(self) -> list[str]:
        """Region codes of who applies the measure and could withdraw it: ``by``, or what the instrument implies."""
        found = self.by or self.applied_by()
        return [found] if isinstance(found, str) else list(found)

    @property
    def legal_basis(self) -> str:
        """Its authority in words; of a measure that stands for many, where each has its own."""
        return self.authority

    def applied_by(self) -> Codes:
        """Who applies such a measure where ``by`` does not say."""
        raise NotImplementedError

    def effect(self, world: World, profiles: Profiles) -> Effect:
        """What the measure adds to ``world``'s policy; raises PolicyError or WorldError on unknown names."""
        raise NotImplementedError

    def describe(self) -> str:
        """One line in words: what the measure does, to whom, how much."""
        raise NotImplementedError

    @property
    def movable_rate(self) -> float | None:
        """The one rate that a reader may move, a fraction; None for measures without one."""
        points = getattr(self, "points", None)
        return float(points) if isinstance(points, int | float) else None

    def at_rate(self, rate: float) -> Measure_:
        """The measure at another rate."""
        return self.model_copy(update={"points": rate})

    @property
    def movable_parts(self) -> Mapping[str, tuple[str, float]]:
        """Of a measure without one rate that moves, those that do one by one: the part's name -> what its number is of
        it (``rate``, ``times``, ``tops up to``), and the number."""
        return {}

    def with_parts(self, numbers: Mapping[str, float]) -> Measure_:
        """The measure with other numbers for some of its ``movable_parts``; KeyError for others."""
        raise KeyError(*numbers)

    def alone(self, part: str) -> Measure_:
        """What it does to one of its ``movable_parts``; KeyError for others."""
        raise KeyError(part)

    def margin(self, which: Literal["low", "high"]) -> Mapping[str, float]:
        """Region code -> billions of USD a year by which its gain at the measure's low or high end differs from what
        ``effect`` takes; empty for measures without a range."""
        return {}


class OnSectors(Measure_):
    """A measure on sectors, which a profile may scale."""

    profile: str | None = Field(None, description="name of a profile that scales the measure by sector")
    sectors: Codes = "goods"

    @field_validator("sectors")
    @classmethod
    def _some(cls, value: Codes) -> Codes:
        if not value:
            raise ValueError("expected 'goods', 'all' or sector codes; on none the measure would do nothing")
        return value

    def scale(self, world: World, profiles: Profiles) -> Array:
        """``[sector]`` factor: 1 in the measure's sectors and the products carved out of them, times its profile."""
        if self.profile is not None and self.profile not in profiles:
            raise PolicyError(unknown("profile", self.profile, profiles))
        factor = np.zeros(len(world.sectors))
        owner = {row["product"]: row["of"] for row in world.provenance.get("splits", [])}
        for s, sector in world.with_products(self.sectors).items():
            factor[s] = 1.0
            if self.profile is not None:
                rates = profiles[self.profile]
                code = world.sectors[s]
                factor[s] = rates.get(code, rates.get(owner.get(code, sector), 0.0))
        return factor

    @property
    def on(self) -> str:
        return f"{names(self.sectors)}{f', times profile {self.profile}' if self.profile else ''}"


class AtBorder(OnSectors):
    """A measure on what ``exporter`` sells to ``importer``; it never touches domestic sales."""

    exporter: Codes
    importer: Codes

    def applied_by(self) -> Codes:
        return self.importer

    def where(self, world: World) -> Array:
        """``[exporter, importer, 1]`` 1 where the measure applies."""
        cells = np.zeros((*world.trade.shape[:2], 1))
        cells[np.ix_(world.region_indices(self.exporter), world.region_indices(self.importer))] = 1.0
        n = np.arange(len(world.regions))
        cells[n, n] = 0.0
        if not cells.any():
            raise PolicyError(f"{type(self).__name__}: {self.pair} names no two regions")
        return cells

    def spread(self, world: World, profiles: Profiles) -> Array:
        """``[exporter, importer, sector]`` factor of the measure."""
        return self.where(world) * self.scale(world, profiles)

    @property
    def pair(self) -> str:
        return f"{names(self.exporter)} to {names(self.importer)}"


def paid(world: World, giver: str, taker: str, billions: float) -> Array:
    """``[region]`` what each receives, billions of USD a year, of a payment by ``giver`` to ``taker``."""
    received = np.zeros(len(world.regions))
    received[world.region(giver)] -= billions
    received[world.region(taker)] += billions
    return received
