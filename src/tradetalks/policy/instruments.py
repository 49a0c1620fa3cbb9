"""Measures that governments take, as a dossier states them, and what each does to a world's policy arrays.

Border taxes add up in percentage points; barriers multiply. Each measure compiles to an ``Effect``: arrays that are
added to others' (logs for barriers), so that a policy is the sum of the effects of the measures in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.shock import Shock, content_hash
from tradetalks.world.world import World

Array = NDArray[np.float64]
Codes = str | list[str]


class _Measure(BaseModel):
    """What every measure says of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    authority: str = Field("", description="legal basis or name of the measure")
    since: str = Field("", description="date in force, ISO 8601")
    source: str = Field("", description="id of a source of the dossier")
    note: str = ""


class Tariff(_Measure):
    """Ad valorem points added to the tariff of ``importer`` on goods from ``exporter``."""

    instrument: Literal["tariff"]
    importer: Codes
    exporter: Codes
    points: float = Field(description="points added, a fraction: 0.10 is ten percentage points", gt=-1, le=20)
    profile: str | None = Field(None, description="name of a profile that scales the points by sector")
    sectors: Codes = "goods"


class ExportTax(_Measure):
    """Ad valorem points added to the export tax of ``exporter`` on goods to ``importer``."""

    instrument: Literal["export_tax"]
    exporter: Codes
    importer: Codes
    points: float = Field(gt=-1, le=20)
    profile: str | None = None
    sectors: Codes = "goods"


class Barrier(_Measure):
    """A barrier without revenue between ``exporter`` and ``importer``: licensing, controls, boycotts, port fees.

    Say either ``cost``, the ad valorem equivalent of the added trade cost (0.02 is 2%), or ``cuts_trade_by``, the
    share of the flow it removes at unchanged prices. The latter is turned into the iceberg cost that does so:
    with trade elasticity theta, ``(1 - cut)^(-1/theta)``, from equation (3). A barrier-equivalent of a quantity
    measure: it reproduces the volume, not the rent of a licence.
    """

    instrument: Literal["barrier"]
    exporter: Codes
    importer: Codes
    cost: float | None = Field(None, ge=-0.9, le=100)
    cuts_trade_by: float | None = Field(None, lt=1, ge=-5)
    profile: str | None = None
    sectors: Codes = "goods"

    @model_validator(mode="after")
    def _one_of(self) -> Barrier:
        if (self.cost is None) == (self.cuts_trade_by is None):
            raise ValueError("give exactly one of 'cost' and 'cuts_trade_by'")
        return self


class Subsidy(_Measure):
    """Points of producer revenue added to the production subsidy of ``region``, paid from its budget."""

    instrument: Literal["subsidy"]
    region: Codes
    points: float = Field(gt=-1, lt=1)
    profile: str | None = None
    sectors: Codes


class Transfer(_Measure):
    """A payment of ``billions`` of USD a year from ``giver`` to ``taker``."""

    instrument: Literal["transfer"]
    giver: str
    taker: str
    billions: float


Measure = Annotated[Tariff | ExportTax | Barrier | Subsidy | Transfer, Field(discriminator="instrument")]


@dataclass(frozen=True, eq=False)
class Effect:
    """What measures add to a world's policy: points for taxes, logs for barriers, billions for transfers."""

    tariff: Array
    export_tax: Array
    subsidy: Array
    log_barrier: Array
    transfer: Array

    @classmethod
    def nothing(cls, world: World) -> Effect:
        flow = np.zeros_like(world.trade)
        return cls(flow, flow, np.zeros_like(world.subsidy), flow, np.zeros(len(world.regions)))

    def __add__(self, other: Effect) -> Effect:
        return Effect(**{name: part + vars(other)[name] for name, part in vars(self).items()})

    def __sub__(self, other: Effect) -> Effect:
        return Effect(**{name: part - vars(other)[name] for name, part in vars(self).items()})

    def is_nothing(self) -> bool:
        return not any(np.any(part) for part in vars(self).values())

    def digest(self) -> str:
        """Content hash, equal for measures that do the same."""
        return content_hash("", *vars(self).values())

    def on(self, world: World) -> Shock:
        """The shock that adds this effect to ``world``'s own policy."""
        return Shock(
            world,
            tariff_level=world.tariff + self.tariff,
            export_tax_level=world.export_tax + self.export_tax,
            subsidy_level=world.subsidy + self.subsidy,
            barrier_ratio=np.exp(self.log_barrier),
            transfer_received=self.transfer,
        )


def compile_measures(measures: Iterable[Measure], world: World, profiles: Mapping[str, Mapping[str, float]]) -> Effect:
    """Sum of the effects of ``measures`` on ``world``.

    Args:
        profiles: sector profiles by name: factors by sector, 0 where a sector is left out.

    Raises:
        PolicyError, WorldError: an unknown region, sector or profile, with the nearest name.
    """
    total = Effect.nothing(world)
    for measure in measures:
        total = total + _effect(measure, world, profiles)
    return total


def _effect(measure: Measure, world: World, profiles: Mapping[str, Mapping[str, float]]) -> Effect:
    if isinstance(measure, Transfer):
        paid = np.zeros(len(world.regions))
        paid[world.region(measure.giver)] -= measure.billions
        paid[world.region(measure.taker)] += measure.billions
        return _only(world, transfer=paid)
    scale = _scale(measure, world, profiles)
    if isinstance(measure, Subsidy):
        points = np.zeros_like(world.subsidy)
        points[world.region_indices(measure.region)] += measure.points * scale
        return _only(world, subsidy=points)
    where = np.zeros((*world.trade.shape[:2], 1))
    exporters, importers = world.region_indices(measure.exporter), world.region_indices(measure.importer)
    where[np.ix_(exporters, importers)] = 1.0
    n = np.arange(len(world.regions))
    where[n, n] = 0.0  # a measure at the border never touches domestic sales
    if not where.any():
        raise PolicyError(f"{measure.instrument}: {measure.exporter!r} to {measure.importer!r} names no two regions")
    if isinstance(measure, Tariff):
        return _only(world, tariff=where * (measure.points * scale))
    if isinstance(measure, ExportTax):
        return _only(world, export_tax=where * (measure.points * scale))
    if measure.cost is not None:
        return _only(world, log_barrier=where * np.log1p(measure.cost * scale))
    assert measure.cuts_trade_by is not None
    remaining = np.maximum(1 - measure.cuts_trade_by * scale, 1e-6)
    return _only(world, log_barrier=where * (-np.log(remaining) / world.trade_elasticity))


def _scale(
    measure: Tariff | ExportTax | Barrier | Subsidy, world: World, profiles: Mapping[str, Mapping[str, float]]
) -> Array:
    """``[sector]`` factor: 1 in the measure's sectors, times its profile."""
    factor = np.zeros(len(world.sectors))
    factor[world.sector_indices(measure.sectors)] = 1.0
    if measure.profile is None:
        return factor
    if measure.profile not in profiles:
        raise PolicyError(unknown("profile", measure.profile, profiles))
    profile = profiles[measure.profile]
    return factor * np.array([profile.get(code, 0.0) for code in world.sectors])


def _only(world: World, **parts: Array) -> Effect:
    return Effect(**{**vars(Effect.nothing(world)), **parts})


def describe(measure: Measure) -> str:
    """One line in words: what the measure does, to whom, how much, how it is modelled."""

    def names(codes: Codes) -> str:
        return codes if isinstance(codes, str) else ", ".join(codes)

    if isinstance(measure, Transfer):
        return f"{measure.giver} pays {measure.taker} {measure.billions:g} bn USD a year"
    sectors = names(measure.sectors)
    by_profile = f", times profile {measure.profile}" if measure.profile else ""
    if isinstance(measure, Subsidy):
        return f"{names(measure.region)} subsidises {sectors} by {100 * measure.points:+g} points{by_profile}"
    pair = f"{names(measure.exporter)} to {names(measure.importer)}"
    if isinstance(measure, Tariff) and measure.profile and abs(measure.points) == 1:
        added = "added" if measure.points > 0 else "taken off"
        who = f"tariff of {names(measure.importer)} on {names(measure.exporter)}"
        return f"{who}: points {added} by sector, profile {measure.profile}"
    if isinstance(measure, Tariff):
        return (
            f"tariff of {names(measure.importer)} on {names(measure.exporter)}: {100 * measure.points:+g} points"
            f" on {sectors}{by_profile}"
        )
    if isinstance(measure, ExportTax):
        return f"export tax, {pair}: {100 * measure.points:+g} points on {sectors}{by_profile}"
    if measure.cost is not None:
        size = f"trade cost {100 * measure.cost:+g}%"
    else:
        assert measure.cuts_trade_by is not None
        size = f"barrier-equivalent that cuts trade by {100 * measure.cuts_trade_by:g}%"
    return f"{pair}: {size} on {sectors}{by_profile}"
