"""The benchmark world: sets, arrays, accounting checks, provenance.

Accounts (all flows in billions of USD a year; ``i`` exporter, ``n`` importer, ``s`` sector, ``k`` input):

- spending    ``X[n,s] = sum_i trade[i,n,s] (1 + export_tax[i,n,s]) (1 + tariff[i,n,s])``
- revenue     ``Y[i,s] = sum_n trade[i,n,s] / (1 - subsidy[i,s])``
- market      ``X[n,k] = sum_s input_share[n,k,s] Y[n,s] + final_share[n,k] I[n]``
- income      ``I[n] = sum_s (value_added_share[n,s] + profit_share[n,s]) Y[n,s] + tariff revenue + export-tax revenue
  - subsidies + deficit[n]``
- technology  ``value_added_share[n,s] + profit_share[n,s] + sum_k input_share[n,k,s] = 1``;
  ``sum_k final_share[n,k] = 1``; ``sum_n deficit[n] = 0``
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.checks import real_array
from tradetalks.errors import WorldError, repeated, unknown
from tradetalks.world import aggregate, elasticities, embedded, identities, lookup, names, split, structures

Array = NDArray[np.float64]

ARRAYS: dict[str, str] = {
    "trade": "ins",
    "tariff": "ins",
    "export_tax": "ins",
    "subsidy": "is",
    "input_share": "nks",
    "value_added_share": "ns",
    "final_share": "nk",
    "trade_elasticity": "s",
    "scale_elasticity": "s",
    "deficit": "n",
    "profit_share": "ns",
    "product_tax": "n",
    "lending": "in",
    "borrowed": "n",
}


@dataclass(frozen=True, eq=False)
class World:
    """A balanced benchmark of production, trade and policy.

    Attributes:
        regions: region codes, length N.
        sectors: sector codes, length S.
        trade: ``[exporter, importer, sector]`` sales at producer prices net of border taxes, billions of USD
            a year, domestic sales on the diagonal.
        tariff: ``[exporter, importer, sector]`` applied ad valorem tariff, a fraction.
        export_tax: ``[exporter, importer, sector]`` ad valorem export tax, a fraction.
        subsidy: ``[region, sector]`` production subsidy, a fraction of producer revenue.
        input_share: ``[region, input_sector, using_sector]`` cost share of each input.
        value_added_share: ``[region, sector]`` share of producer revenue paid to labour (all of value added but
            profits).
        final_share: ``[region, sector]`` share of final spending.
        trade_elasticity: ``[sector]`` theta, the elasticity of trade flows to trade costs.
        scale_elasticity: ``[sector]`` psi, the elasticity of productivity to sector employment.
        deficit: ``[region]`` trade deficit (spending beyond income), billions of USD a year.
        profit_share: ``[region, sector]`` share of producer revenue that is pure profit; zeros (perfect competition) if
            None, ``1/sigma`` in the Krugman structure of Ossa (2014).
        product_tax: ``[region]`` taxes less subsidies on products that final users pay beyond customs duties, a
            fraction of final spending before them; zeros if None. They are handed back with income, so that they
            change no share, wage or real income (see docs/maths.md); GDP holds them.
        lending: ``[region, region]`` billions of USD a year that a region's deficit gives for a log change of each
            region's wage where a closure lets it answer; inherited from the world this one was solved from, zeros (none
            inherited: it follows from the accounts) if None.
        borrowed: ``[region]`` the part of the deficit that such an answer has brought already, which is no income of
            the region's own; zeros if None.
        region_names: printed names, by code.
        sector_names: printed names, by code.
        goods: codes of the sectors that trade goods.
        provenance: where every figure comes from: sources, year, licence, adjustments.
    """

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    trade: Array
    tariff: Array
    export_tax: Array
    subsidy: Array
    input_share: Array
    value_added_share: Array
    final_share: Array
    trade_elasticity: Array
    scale_elasticity: Array
    deficit: Array
    profit_share: Array = field(default=None)  # type: ignore[assignment]
    product_tax: Array = field(default=None)  # type: ignore[assignment]
    lending: Array = field(default=None)  # type: ignore[assignment]
    borrowed: Array = field(default=None)  # type: ignore[assignment]
    region_names: Mapping[str, str] = field(default_factory=dict)
    sector_names: Mapping[str, str] = field(default_factory=dict)
    goods: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "regions", tuple(self.regions))
        object.__setattr__(self, "sectors", tuple(self.sectors))
        for kind, codes in (("region", self.regions), ("sector", self.sectors)):
            if twice := sorted(repeated(codes)):
                raise WorldError(f"world: {kind} codes must be unique; found twice: {', '.join(twice)}")
        size = {"i": len(self.regions), "n": len(self.regions), "s": len(self.sectors)}
        size["k"] = size["s"]
        for name, axes in ARRAYS.items():
            shape = tuple(size[a] for a in axes)
            given = getattr(self, name)
            none = given is None and name in ("profit_share", "product_tax", "lending", "borrowed")
            value = np.zeros(shape) if none else np.array(real_array(given, f"world: {name}", WorldError))
            if value.shape != shape:
                raise WorldError(f"world: {name} has shape {value.shape}, expected {shape} [{axes}]")
            if not np.all(np.isfinite(value)):
                where = tuple(int(j) for j in np.argwhere(~np.isfinite(value))[0])
                raise WorldError(f"world: {name}{list(where)} is {value[where]}, expected a finite number")
            value.setflags(write=False)
            object.__setattr__(self, name, value)
        for name in ("trade", "input_share", "value_added_share", "final_share", "profit_share"):
            value = getattr(self, name)
            if value.min(initial=0.0) < 0:
                where = np.unravel_index(int(value.argmin()), value.shape)
                raise WorldError(f"world: {name}{[int(j) for j in where]} is {value.min():g}, expected 0 or more")
        if not np.all(self.trade_elasticity > 0):
            s = int(np.argmin(self.trade_elasticity))
            raise WorldError(
                f"world: trade_elasticity of {self.sectors[s]} is {self.trade_elasticity[s]:g}, expected above 0"
            )

    # ------------------------------------------------------------------ benchmark accounts
    @property
    def shape(self) -> tuple[int, int]:
        """(number of regions, number of sectors)."""
        return len(self.regions), len(self.sectors)

    @cached_property
    def expenditure(self) -> Array:
        """``X[n,s]``: spending at purchaser prices, border taxes included."""
        return (self.trade * (1 + self.export_tax) * (1 + self.tariff)).sum(0)

    @cached_property
    def output(self) -> Array:
        """``Y[i,s]``: producer revenue, subsidies included."""
        return self.trade.sum(1) / (1 - self.subsidy)

    @cached_property
    def import_share(self) -> Array:
        """``pi[i,n,s]``: share of n's spending on s that goes to i; a dead market buys at home."""
        spent = self.trade * (1 + self.export_tax) * (1 + self.tariff)
        total = self.expenditure
        share = np.divide(spent, total[None], out=np.zeros_like(spent), where=total[None] > 0)
        n, s = np.nonzero(total <= 0)
        share[n, n, s] = 1.0
        return share

    @cached_property
    def tariff_revenue(self) -> Array:
        """``[region]`` tariff revenue of the importer, on the value at the border (export tax included)."""
        return (self.trade * (1 + self.export_tax) * self.tariff).sum((0, 2))

    @cached_property
    def export_tax_revenue(self) -> Array:
        """``[region]`` export-tax revenue of the exporter."""
        return (self.trade * self.export_tax).sum((1, 2))

    @cached_property
    def subsidy_cost(self) -> Array:
        """``[region]`` cost of production subsidies."""
        return (self.subsidy * self.output).sum(1)

    @cached_property
    def labour_income(self) -> Array:
        """``[region]`` value added less profits, ``w_n L_n``."""
        return (self.value_added_share * self.output).sum(1)

    @cached_property
    def profits(self) -> Array:
        """``[region]`` pure profits of all sectors; they stay in the region."""
        return (self.profit_share * self.output).sum(1)

    @cached_property
    def income(self) -> Array:
        """``I[n]``: what the region spends on final goods."""
        earned = self.labour_income + self.profits
        return earned + self.tariff_revenue + self.export_tax_revenue - self.subsidy_cost + self.deficit

    @property
    def net_revenue(self) -> Array:
        """``[region]`` tariffs and export taxes less subsidies."""
        return self.tariff_revenue + self.export_tax_revenue - self.subsidy_cost

    @property
    def own_income(self) -> Array:
        """``[region]`` income less what is borrowed because relative wages are held: what welfare is measured from."""
        return self.income - self.borrowed

    @cached_property
    def product_tax_revenue(self) -> Array:
        """``[region]`` taxes less subsidies on products paid by final users, customs duties apart."""
        return self.product_tax * self.income

    @cached_property
    def gdp(self) -> Array:
        """``[region]`` gross domestic product at market prices: value added, and taxes less subsidies on products."""
        earned = self.labour_income + self.profits
        at_border = self.tariff_revenue + self.export_tax_revenue
        return earned + at_border - self.subsidy_cost + self.product_tax_revenue

    # ------------------------------------------------------------------ checks
    def accounting(self) -> identities.AccountingCheck:
        """Measure every accounting identity of the module docstring."""
        return identities.measure(self)

    def check(self, tolerance: float = 1e-10) -> identities.AccountingCheck:
        """Prove the accounts: market clearing, budgets, shares, deficits.

        Returns the measured residuals (relative). Raises WorldError naming the worst identity, and for market
        clearing the region and sector, if any exceeds ``tolerance``.
        """
        return identities.prove(self, tolerance)

    # ------------------------------------------------------------------ names
    def region(self, code: str) -> int:
        """Index of a region code; raises WorldError with the nearest name, and where the economy lies instead."""
        return lookup.index(self, "region", code)

    def region_code(self, text: str) -> str:
        """The code of the region that a code or a printed name means ("Germany"); raises as ``region``."""
        return lookup.region_code(self, text)

    def sector(self, code: str) -> int:
        """Index of a sector code; raises WorldError with the nearest name."""
        return lookup.index(self, "sector", code)

    def where_it_lies(self, code: str) -> str:
        """For a message: the region that holds an economy which is none by itself, and how to have it apart."""
        return names.where_it_lies(code, self.regions, self.provenance)

    def region_indices(self, codes: str | Iterable[str] | None) -> list[int]:
        """Indices of one code, a group, or several; None or 'all' means every region."""
        return lookup.indices(self, "region", codes)

    def sector_indices(self, codes: str | Iterable[str] | None) -> list[int]:
        """Indices of one code, a group, or several; None or 'all' means every sector."""
        return lookup.indices(self, "sector", codes)

    def with_products(self, codes: str | Iterable[str] | None) -> dict[int, str]:
        """Indices of sectors as ``sector_indices``, each with the products carved out of it; the value is the code of
        the sector it belongs to: what a schedule says of a sector holds for its products."""
        return lookup.with_products(self, codes)

    def region_name(self, code: str) -> str:
        return self.region_names.get(code, code)

    def sector_name(self, code: str) -> str:
        return self.sector_names.get(code, code)

    # ------------------------------------------------------------------ making worlds
    # What reads or writes tables is imported where it is used: pandas takes longer to load than a world.
    @classmethod
    def default(
        cls, elasticities: str = elasticities.DEFAULT, *, prices: str = "customs", duties: str = "collected"
    ) -> World:
        """The embedded 2022 world (18 regions, 36 sectors; OECD ICIO 2025 edition).

        Args:
            elasticities: name of a shipped set of trade elasticities, see ``tradetalks.world.elasticities``.
            prices: goods that cross borders at ``customs`` value (trade and transport margins inside, US goods trade as
                its customs counted it) or at ``basic`` prices.
            duties: tariffs as ``collected``, for both sides of every pair where a figure was read, or ``statutory``.

        Raises:
            WorldError: no such set, prices or duties.
        """
        asked = elasticities, prices, duties
        if not all(isinstance(one, str) for one in asked):
            return cls(**embedded.read_embedded(*asked))  # says what is wrong
        return _embedded(cls, *asked)

    @classmethod
    def builtin(cls, name: str = "default") -> World:
        """A built-in world: ``"default"`` (18 regions x 36 sectors), ``"icio80"`` (80 economies and the rest of the
        world x the same sectors) or ``"icio80x50"`` (x 50 activities, built on first use into the user's cache from a
        package of the Python index)."""
        if name == "default":
            return cls.default()
        if name == "icio80":
            from tradetalks.world.icio80 import shipped

            return shipped(cls.default(prices="basic"))
        if name == "icio80x50":
            from tradetalks.world.icio80x50 import open_or_build

            return open_or_build(cls.default(prices="basic"))
        raise WorldError(unknown("built-in world", name, ("default", "icio80", "icio80x50")))

    @classmethod
    def load(cls, folder: str | Path) -> World:
        """Read a world written by ``save`` and prove its accounts; see ``tradetalks.world.store``."""
        from tradetalks.world.store import read

        world = cls(**read(folder))
        world.check()
        return world

    @classmethod
    def from_frames(cls, trade: Any, **tables: Any) -> World:
        """A world from long pandas tables; see ``tradetalks.world.frames``."""
        from tradetalks.world.frames import from_frames

        return cls(**from_frames(trade, **tables))

    def save(self, folder: str | Path) -> Path:
        """Write as Parquet tables and a manifest; see ``tradetalks.world.store``."""
        from tradetalks.world.store import save

        return save(self, folder)

    def compare(self, other: World) -> Any:
        """Differences from another world, largest first; see ``tradetalks.world.compare``."""
        from tradetalks.world.compare import compare

        return compare(self, other)

    def aggregate(self, regions: Any = None, sectors: Any = None) -> World:
        """A coarser world; see ``tradetalks.world.aggregate``."""
        return aggregate.aggregate(self, regions, sectors)

    def split(self, *products: split.Product) -> World:
        """Carve products out of sectors, one after the other; see ``tradetalks.world.split``."""
        world = self
        for product in products:
            world = split.split(world, product)
        return world

    def krugman(self) -> World:
        """The same flows under monopolistic competition without entry (Ossa 2014); see ``tradetalks.world.structures``.

        Raises:
            WorldError: a sector's value-added share is below the profit share ``1/(1 + trade_elasticity)``.
        """
        return structures.krugman(self)

    def with_subsidy(self, region: str, sectors: Iterable[str] | str, rate: float) -> World:
        """The same trade and income, with a production subsidy that the data leave out shown in the accounts; see
        ``tradetalks.world.structures``."""
        return structures.with_subsidy(self, region, sectors, rate)

    def with_elasticities(self, trade_elasticity: Array | str) -> World:
        """The same benchmark under other trade elasticities: an array ``[sector]`` or a shipped set's name."""
        return structures.with_elasticities(self, trade_elasticity)


@lru_cache(maxsize=8)
def _embedded(kind: type[World], elasticities: str, prices: str, duties: str) -> World:
    """One object for all who ask: nothing of it can be written to, and what is prepared of it serves them all."""
    return kind(**embedded.read_embedded(elasticities, prices, duties))
