"""The benchmark that a dossier is computed on: which world, grouped how, under which elasticities and closure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field, field_validator, model_validator

from tradetalks.dossier.figures import Number, Strict
from tradetalks.equilibrium.closure import FIXED, FLOATING, Closure, Critical, Wages
from tradetalks.equilibrium.horizons import DEFAULT as DEFAULT_HORIZON
from tradetalks.equilibrium.horizons import LONG_RUN, Horizon, horizon
from tradetalks.errors import PolicyError, TradetalksError, WorldError, unknown
from tradetalks.policy.measure import no_switch
from tradetalks.world import elasticities
from tradetalks.world.aggregate import elasticity_weights
from tradetalks.world.elasticities import DEFAULT, OWN
from tradetalks.world.opened import is_built_in, open_world
from tradetalks.world.products import shipped_products
from tradetalks.world.world import World

Array = NDArray[np.float64]
SETTINGS = ("labour_mobility", "trade_elasticity_factor", "exchange_rate")
"""What a horizon sets and a dossier may give in its place."""


def _horizon_name(given: Any) -> str:
    try:
        return horizon(given).name
    except PolicyError as error:
        raise ValueError(str(error)) from None


Kappa = Annotated[float, Field(ge=1, allow_inf_nan=True), BeforeValidator(no_switch)]
Multiple = Annotated[Number, Field(gt=0, le=100)]
Share = Annotated[Number, Field(ge=0, lt=1)]
Factor = Annotated[Number, Field(gt=0, le=1)]
Moved = Annotated[Number, Field(ge=FIXED, le=FLOATING)]
HorizonName = Annotated[str, BeforeValidator(_horizon_name, json_schema_input_type=str | float)]


class CriticalInputs(Strict):
    """Inputs with few substitutes: see ``tradetalks.equilibrium.closure.Critical``."""

    inputs: list[str] = Field(min_length=1)
    users: list[str] = []
    elasticity: Number = Field(0.2, ge=0, lt=1)
    supplier_elasticity: Number | None = Field(None, gt=0, le=1000)
    source: str = Field("judgement", description="the word 'judgement' or the id of a source")


class SlowWages(Strict):
    """Nominal wages that fall slowly: see ``tradetalks.equilibrium.closure.Wages``; their years are the horizon's."""

    allowed: Factor | dict[str, Factor] = Field(
        0.99, description="least factor a year, 0.99: down by 1%; one, or by region (others' wages are free)"
    )
    anchor: Literal["fixed", "floating"] | dict[str, Literal["fixed", "floating"]] = Field(
        "fixed", description="fixed: in the world's money; floating: over consumer prices; one, or by region"
    )
    by: Literal["sector", "region"] = Field(
        "sector", description="whose wage may not fall further: every sector's, or a region's on average"
    )
    source: str = Field("judgement", description="the word 'judgement' or the id of a source")


class SubsidyShown(Strict):
    """A production subsidy that the benchmark's data leave out, shown in its accounts."""

    region: str
    sectors: list[str]
    points: Number = Field(gt=-0.5, lt=0.5)
    source: str = Field("judgement", description="the word 'judgement' or the id of a source")


OWN_PRODUCT = "one of your own is carved by: tradetalks world split products.yaml -o my-world, then base: my-world"
"""How a dossier has a product that does not ship."""


class WorldChoice(Strict):
    """The benchmark the dossier is computed on, and how it responds."""

    base: str = Field(
        "default",
        min_length=1,
        description="default (18 x 36; default:basic at basic prices, default:statutory with tariffs as the law has"
        " them, default:basic,statutory), icio80 (81 x 36), icio80x50 (81 x 50, made on first use), or a"
        " folder written by tradetalks world build, relative to the dossier",
    )
    groups: str | dict[str, str | list[str]] = Field(
        "", description="regions: 'CHE, USA, EU27, ASEAN members, ROW=*', or new code: old codes; all apart if left out"
    )
    sectors: str | dict[str, str | list[str]] = Field(
        "", description="sectors alike; 'default' joins ISIC activities to the embedded world's sectors"
    )
    elasticities: str = Field(
        DEFAULT,
        description="a published set, or 'own': those the world was built with (if left out of one in a folder)",
    )
    deficits: Literal["fixed", "gdp", "zero"] = "fixed"
    products: list[str] = Field([], description="shipped products to carve out of their sectors: SOY, CRUDE, ...")
    subsidies: list[SubsidyShown] = []
    critical: list[CriticalInputs] = []
    horizon: HorizonName = Field(
        DEFAULT_HORIZON,
        description="how far trade, labour and exchange rates have responded: year 1, years 2-3, year 5, year 10, long"
        " run; the three settings below, where given, in place of the horizon's",
    )
    labour_mobility: Kappa | None = Field(None, description="1 is sector-specific labour, infinity mobile labour")
    trade_elasticity_factor: Multiple | None = Field(None, description="on all trade elasticities; 1 is the long run's")
    exchange_rate: Moved | None = Field(
        None,
        description="share of the way that relative wages go to where deficits stay as they are: 1 floats freely, 0.01"
        " holds them; below 1 only with fixed deficits",
    )
    labour_supply: Number = Field(
        0.0, ge=0, le=100, description="elasticity of labour in what an hour buys after tax; 0: as much work as before"
    )
    capital_share: Number = Field(
        0.0, ge=0, le=0.95, description="capital's share of value added where its stock adjusts; 0: the stock is given"
    )
    revenue: Literal["lump_sum", "income_tax", "debt"] = Field(
        "lump_sum",
        description="what tariffs and export taxes are used for: paid out, or a lower tax on labour (which moves"
        " anything only with a labour_supply), or debt bought back",
    )
    income_tax: Share | dict[str, Share] | None = Field(
        None,
        description="tax on labour income before the measures, one rate or by region (0 where left out), which"
        " revenue: income_tax lowers; if null, one just so high that the revenue does away with it",
    )

    wages: SlowWages | None = Field(
        None,
        description="how fast nominal wages may fall; people are out of work where packages ask for more. The eve has"
        " nobody out of work; none in the long run",
    )

    @model_validator(mode="after")
    def _floor_has_years(self) -> WorldChoice:
        if self.wages is not None and self.horizon == LONG_RUN:
            raise ValueError(
                "wages: in the long run wages fall as far as need be and nobody is out of work; expected another"
                " horizon, whose years say how far they may fall, or no wages"
            )
        return self

    def closure(self) -> Closure:
        """How the model responds: the horizon's settings, and those given in their place."""
        own = {name: value for name in SETTINGS if (value := getattr(self, name)) is not None}
        critical = tuple(
            Critical(tuple(c.inputs), tuple(c.users), c.elasticity, c.supplier_elasticity) for c in self.critical
        )
        given = Closure(
            self.deficits,
            critical=critical,
            labour_supply=self.labour_supply,
            capital_share=self.capital_share,
            revenue=self.revenue,
            income_tax=self.income_tax,
        )
        found = replace(given.at(self.horizon), source="", **own)
        if self.wages is None or self.horizon == LONG_RUN:
            return found
        return replace(found, wages=Wages(self.wages.allowed, self.wages.anchor, self.wages.by))

    def at_horizon(self, named: Horizon | str | float) -> WorldChoice:
        """The same benchmark at a horizon, with none of its settings replaced. Raises PolicyError for another name."""
        return self.model_copy(update={"horizon": horizon(named).name, **dict.fromkeys(SETTINGS)})

    @model_validator(mode="before")
    @classmethod
    def _own_elasticities(cls, given: Any) -> Any:
        """A world in a folder keeps the elasticities it was built with unless the dossier names a set."""
        if isinstance(given, dict) and not is_built_in(str(given.get("base", "default"))):
            return {"elasticities": OWN, **given}
        return given

    @field_validator("products", mode="before")
    @classmethod
    def _codes_of_products(cls, given: Any) -> Any:
        if isinstance(given, list) and any(isinstance(one, dict) for one in given):
            raise ValueError(f"expected codes of shipped products, {', '.join(shipped_products())}; {OWN_PRODUCT}")
        return given

    def build(self) -> World:
        """The benchmark world; raises WorldError on unknown names.

        Made of the embedded world it is one object for all dossiers that choose the same: nothing of it can be written
        to, and what is prepared of it serves them all.
        """
        if self.base.partition(":")[0] == "default":
            return _built(self.model_dump_json(include=_DECIDE))
        return self._made()

    def _made(self) -> World:
        world = open_world(self.base, self.groups or None, self.sectors or None, self.elasticities)
        shipped = shipped_products() if self.products else {}
        for code in self.products:
            if code not in shipped:
                raise WorldError(unknown("product", code, shipped))
            try:
                world = world.split(shipped[code])
            except WorldError as error:
                raise WorldError(
                    f"product {code} cannot be carved out of this world: {error}; it needs the embedded world's sectors"
                    " (sectors: default) and the regions its data name apart"
                ) from error
        for shown in self.subsidies:
            codes = [world.sectors[s] for s in world.with_products(shown.sectors)]
            world = world.with_subsidy(shown.region, codes, shown.points)
        return world

    def carried(self) -> tuple[tuple[str, ...], Array, Array]:
        """How trade elasticities by sector of the base become the built world's ``theta``: linearly.

        Returns:
            The base's sectors; weights ``[sector, base sector]`` and constants ``[sector]`` (of products that have an
            elasticity of their own), so that ``theta = weights @ base + constants``.
        """
        base = open_world(self.base, elasticities=self.elasticities)
        codes, weights = elasticity_weights(base, self.sectors or None)
        own = np.zeros(len(codes))
        for product in (shipped_products()[code] for code in self.products):
            s = codes.index(product.sector)
            row, constant = (
                (weights[s], own[s]) if product.trade_elasticity is None else (0.0, product.trade_elasticity)
            )
            codes.insert(s + 1, product.code)
            weights, own = np.insert(weights, s + 1, row, axis=0), np.insert(own, s + 1, constant)
        return base.sectors, weights, own


_DECIDE = {"base", "groups", "sectors", "elasticities", "products", "subsidies"}
"""What of a choice decides its world; the rest decides how it responds."""


@lru_cache(maxsize=16)
def _built(choice: str) -> World:
    return WorldChoice.model_validate_json(choice)._made()


def with_world(
    content: Mapping[str, Any], home: Path, base: str | None = None, groups: str | None = None
) -> dict[str, Any]:
    """A dossier's content with the caller's choice of world in place of its own.

    Args:
        home: the folder that a world of the dossier's own is relative to.
        base: a built-in world or a folder; the dossier's own groups and sectors are then dropped.
        groups: regions to keep or join, in place of the dossier's.
    """
    given = content.get("world")
    own = given if isinstance(given, dict) else {}
    if base is None and isinstance(own.get("base"), str) and own["base"] and not is_built_in(own["base"]):
        given = own = {**own, "base": str(home / Path(own["base"]).expanduser())}
    if base is not None or groups is not None:
        kept = {k: v for k, v in own.items() if base is None or k not in ("base", "groups", "sectors")}
        given = kept | ({} if base is None else {"base": base}) | ({} if groups is None else {"groups": groups})
    return dict(content) if given is content.get("world") else {**content, "world": given}


def benchmark_of(choice: WorldChoice) -> tuple[World, str]:
    """The world of a choice, or the default one and why its own cannot be had; empty for an unknown product or set of
    elasticities, which are faults of their own."""
    if not set(choice.products) <= set(shipped_products()):
        return World.default(), ""
    try:
        known = choice.elasticities.partition("~")[0] in (*elasticities.names(), OWN)
        choice = choice if known else choice.model_copy(update={"elasticities": DEFAULT})
        world = choice.build()
        choice.closure().check(world)
    except TradetalksError as error:
        return World.default(), str(error)
    return world, ""
