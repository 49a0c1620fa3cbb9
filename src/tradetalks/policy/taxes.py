"""Taxes, subsidies and trade costs: what changes a price directly."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from tradetalks.policy.effects import Effect, only
from tradetalks.policy.measure import AtBorder, Codes, Number, OnSectors, Profiles, Usd, names
from tradetalks.world.world import World


class Tariff(AtBorder):
    """Ad valorem points added to the tariff of ``importer`` on goods from ``exporter``; the importer keeps the revenue.

    >>> Tariff(instrument="tariff", importer="USA", exporter="CHN", points=0.10).describe()
    'tariff of USA on CHN: +10 points on goods'
    """

    how: ClassVar[str] = "exact ad valorem tariff"
    instrument: Literal["tariff"]
    points: Number = Field(description="points added, a fraction: 0.10 is ten percentage points", gt=-1, le=20)

    def effect(self, world: World, profiles: Profiles) -> Effect:
        return only(world, tariff=self.points * self.spread(world, profiles))

    def describe(self) -> str:
        who = f"tariff of {names(self.importer)} on {names(self.exporter)}"
        if self.profile and abs(self.points) == 1:
            added = "added" if self.points > 0 else "taken off"
            return f"{who}: points {added} by sector, profile {self.profile}"
        return f"{who}: {100 * self.points:+g} points on {self.on}"


class SpecificTariff(AtBorder):
    """A duty in money per unit, say USD a tonne. Its ad valorem rate is ``usd_per_unit`` over the price at the border,
    ``border_price`` in the benchmark, and falls as that price rises (equation 2a).

    >>> duty = SpecificTariff(instrument="specific_tariff", importer="CHN", exporter="USA", usd_per_unit=47,
    ...                       border_price=470, sectors="AGR")
    >>> duty.describe()
    'specific duty of CHN on USA: 47 USD a unit on AGR, 10% of the benchmark price'
    """

    how: ClassVar[str] = "specific duty; its ad valorem rate moves with the border price"
    instrument: Literal["specific_tariff"]
    usd_per_unit: Usd = Field(gt=0)
    border_price: Usd = Field(gt=0, description="USD a unit at the border in the benchmark")

    def effect(self, world: World, profiles: Profiles) -> Effect:
        return only(world, specific=self.usd_per_unit / self.border_price * self.spread(world, profiles))

    def describe(self) -> str:
        rate = 100 * self.usd_per_unit / self.border_price
        return (
            f"specific duty of {names(self.importer)} on {names(self.exporter)}: {self.usd_per_unit:g} USD a unit on"
            f" {self.on}, {rate:.3g}% of the benchmark price"
        )


class ExportTax(AtBorder):
    """Ad valorem points added to the export tax of ``exporter`` on goods to ``importer``; the exporter keeps the
    revenue.

    >>> ExportTax(instrument="export_tax", exporter="CHN", importer="USA", points=0.25, sectors="NFMET").describe()
    'export tax, CHN to USA: +25 points on NFMET'
    """

    how: ClassVar[str] = "exact ad valorem export tax"
    instrument: Literal["export_tax"]
    points: Number = Field(gt=-1, le=20)

    def applied_by(self) -> Codes:
        return self.exporter

    def effect(self, world: World, profiles: Profiles) -> Effect:
        return only(world, export_tax=self.points * self.spread(world, profiles))

    def describe(self) -> str:
        return f"export tax, {self.pair}: {100 * self.points:+g} points on {self.on}"


class Barrier(AtBorder):
    """A non-tariff barrier between ``exporter`` and ``importer``: licensing, standards, boycotts, delays.

    Say either ``cost``, the ad valorem equivalent of the added trade cost (0.02 is 2%), or ``cuts_trade_by``, the
    share of
    the flow it removes at unchanged prices, turned into the iceberg cost that does so: with trade elasticity theta,
    ``(1 - cut)^(-1/theta)``, from equation (3). Without rent the cost is resources lost; with ``rent`` (and ``cost``)
    it is a margin that the exporter's or the importer's firms keep.

    >>> Barrier(instrument="barrier", exporter="USA", importer="CHN", cost=0.02, sectors="MACH").describe()
    'USA to CHN: trade cost +2% on MACH'
    """

    how: ClassVar[str] = "trade cost; resources lost unless a rent is named"
    instrument: Literal["barrier"]
    cost: Number | None = Field(None, ge=-0.9, le=100)
    cuts_trade_by: Number | None = Field(None, lt=1, ge=-5)
    rent: Literal["exporter_firms", "importer_firms", "lost"] = "lost"

    @model_validator(mode="after")
    def _one_of(self) -> Barrier:
        if (self.cost is None) == (self.cuts_trade_by is None):
            raise ValueError("give exactly one of 'cost' and 'cuts_trade_by'")
        if self.rent != "lost" and self.cost is None:
            raise ValueError("a barrier with rent needs its 'cost'; for a share of trade, use a limit")
        return self

    def effect(self, world: World, profiles: Profiles) -> Effect:
        scale = self.scale(world, profiles)
        if self.cost is None:
            assert self.cuts_trade_by is not None
            remaining = np.maximum(1 - self.cuts_trade_by * scale, 1e-6)
            return only(world, log_barrier=self.where(world) * (-np.log(remaining) / world.trade_elasticity))
        if self.rent == "lost":
            return only(world, log_barrier=self.where(world) * np.log1p(self.cost * scale))
        margin = self.cost * self.spread(world, profiles)
        return only(world, **{"tariff" if self.rent == "importer_firms" else "export_tax": margin})

    def describe(self) -> str:
        if self.cost is None:
            assert self.cuts_trade_by is not None
            return f"{self.pair}: barrier-equivalent that cuts trade by {100 * self.cuts_trade_by:g}% on {self.on}"
        kept = "" if self.rent == "lost" else f", kept by the {self.rent.replace('_firms', '')}'s firms"
        return f"{self.pair}: trade cost {100 * self.cost:+g}% on {self.on}{kept}"


class PortFee(AtBorder):
    """A fee on ships, a transport cost on what they carry: ``cost`` is its share of the goods' value. ``collected``
    of it is revenue of the importer; the rest is lost in detours and reshuffled fleets.

    >>> PortFee(instrument="port_fee", exporter="CHN", importer="USA", cost=0.003, collected=0.5).describe()
    'port fee, CHN to USA: 0.3% of the value of goods, 50% of it collected'
    """

    how: ClassVar[str] = "transport cost; the part collected is revenue of the importer"
    instrument: Literal["port_fee"]
    cost: Number = Field(ge=0, le=1, description="share of the goods' value")
    collected: Number = Field(0.0, ge=0, le=1)

    def effect(self, world: World, profiles: Profiles) -> Effect:
        where, scale = self.where(world), self.cost * self.scale(world, profiles)
        return only(
            world,
            tariff=where * (self.collected * scale),
            log_barrier=where * np.log1p((1 - self.collected) * scale),
        )

    def describe(self) -> str:
        size = f"{100 * self.cost:g}% of the value of {self.on}"
        return f"port fee, {self.pair}: {size}, {100 * self.collected:g}% of it collected"


class StateTrading(AtBorder):
    """A state trader's margin: it buys from ``exporter`` at the border price and sells at ``markup`` above; the
    margin goes to the importer's treasury, as a tariff would. A negative markup is a loss it takes.

    >>> StateTrading(instrument="state_trading", importer="CHN", exporter="USA", markup=0.05, sectors="AGR").describe()
    'state trading of CHN in AGR from USA: margin +5%'
    """

    how: ClassVar[str] = "state trader's margin, as a tariff whose revenue the treasury keeps"
    instrument: Literal["state_trading"]
    markup: Number = Field(gt=-1, le=20)

    def effect(self, world: World, profiles: Profiles) -> Effect:
        return only(world, tariff=self.markup * self.spread(world, profiles))

    def describe(self) -> str:
        who = f"state trading of {names(self.importer)} in {self.on} from {names(self.exporter)}"
        return f"{who}: margin {100 * self.markup:+g}%"


class Subsidy(OnSectors):
    """Points of producer revenue added to the production subsidy of ``region``, paid from its budget; negative points
    remove or limit one. ``at_most_billions`` caps the cost at the benchmark's output.

    >>> Subsidy(instrument="subsidy", region="CHN", points=-0.01, sectors=["STEEL"]).describe()
    'CHN subsidises STEEL by -1 points'
    """

    how: ClassVar[str] = "production subsidy paid from the budget"
    instrument: Literal["subsidy"]
    region: Codes
    points: Number = Field(gt=-1, lt=1)
    at_most_billions: Number | None = Field(None, gt=0)

    def applied_by(self) -> Codes:
        return self.region

    def effect(self, world: World, profiles: Profiles) -> Effect:
        added = np.zeros_like(world.subsidy)
        scale = self.points * self.scale(world, profiles)
        for i in world.region_indices(self.region):
            cost = float((scale * world.output[i]).sum())
            room = 1.0 if self.at_most_billions is None or cost <= 0 else min(1.0, self.at_most_billions / cost)
            added[i] += scale * room
        return only(world, subsidy=added)

    def describe(self) -> str:
        limit = f", at most {self.at_most_billions:g} bn a year" if self.at_most_billions else ""
        return f"{names(self.region)} subsidises {self.on} by {100 * self.points:+g} points{limit}"
