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
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.checks import one, real, real_array, several
from tradetalks.errors import WorldError, unknown
from tradetalks.residuals import worst
from tradetalks.world.classify import GROUPS

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
}


@dataclass(frozen=True)
class AccountingCheck:
    """How far each accounting identity is from holding, relative to the largest flow in it."""

    market_clearing: float
    budget: float
    shares: float
    deficits: float

    @property
    def worst(self) -> float:
        """The largest of them; infinity if one is no finite number."""
        return worst((self.market_clearing, self.budget, self.shares, self.deficits))


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
        profits). final_share: ``[region, sector]`` share of final spending.
        trade_elasticity: ``[sector]`` theta, the elasticity of trade flows to trade costs.
        scale_elasticity: ``[sector]`` psi, the elasticity of productivity to sector employment.
        deficit: ``[region]`` trade deficit (spending beyond income), billions of USD a year.
        profit_share: ``[region, sector]`` share of producer revenue that is pure profit; zeros (perfect competition) if
            None, ``1/sigma`` in the Krugman structure of Ossa (2014).
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
    region_names: Mapping[str, str] = field(default_factory=dict)
    sector_names: Mapping[str, str] = field(default_factory=dict)
    goods: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "regions", tuple(self.regions))
        object.__setattr__(self, "sectors", tuple(self.sectors))
        for kind, codes in (("region", self.regions), ("sector", self.sectors)):
            if len(set(codes)) != len(codes):
                twice = sorted({c for c in codes if codes.count(c) > 1})
                raise WorldError(f"world: {kind} codes must be unique; found twice: {', '.join(twice)}")
        size = {"i": len(self.regions), "n": len(self.regions), "s": len(self.sectors)}
        size["k"] = size["s"]
        for name, axes in ARRAYS.items():
            shape = tuple(size[a] for a in axes)
            given = getattr(self, name)
            none = given is None and name == "profit_share"
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

    # ------------------------------------------------------------------ checks
    def accounting(self) -> AccountingCheck:
        """Measure every accounting identity of the module docstring."""
        market = np.abs(self._market_gap()).max() / self.expenditure.max()
        # Budget: what a region spends abroad beyond what it earns there equals its deficit, at border prices.
        at_border = self.trade * (1 + self.export_tax)
        imports, exports = at_border.sum((0, 2)), at_border.sum((1, 2))
        budget = np.abs(imports - exports - self.deficit).max() / self.income.max()
        shares = max(
            np.abs(self.value_added_share + self.profit_share + self.input_share.sum(1) - 1).max(),
            np.abs(self.final_share.sum(1) - 1).max(),
        )
        deficits = abs(self.deficit.sum()) / self.income.sum()
        return AccountingCheck(float(market), float(budget), float(shares), float(deficits))

    def _market_gap(self) -> Array:
        """``[region, sector]`` spending less intermediate and final use."""
        used = np.einsum("nks,ns->nk", self.input_share, self.output)
        return self.expenditure - used - self.final_share * self.income[:, None]

    def check(self, tolerance: float = 1e-10) -> AccountingCheck:
        """Prove the accounts: market clearing, budgets, shares, deficits.

        Returns the measured residuals (relative). Raises WorldError naming the worst identity, and for market
        clearing the region and sector, if any exceeds ``tolerance``.
        """
        measured = self.accounting()
        if not measured.worst <= tolerance:
            gap = self._market_gap()
            n, k = np.unravel_index(int(np.abs(gap).argmax()), gap.shape)
            raise WorldError(
                f"world accounts do not hold to {tolerance:g}: {measured}; the largest market gap is"
                f" {gap[n, k]:.3g} bn USD in {self.regions[n]} {self.sectors[k]}"
            )
        return measured

    # ------------------------------------------------------------------ names
    def region(self, code: str) -> int:
        """Index of a region code; raises WorldError with the nearest name, and where the economy lies instead."""
        return self._index("region", code, self.regions)

    def sector(self, code: str) -> int:
        """Index of a sector code; raises WorldError with the nearest name."""
        return self._index("sector", code, self.sectors)

    def _index(self, kind: str, code: str, codes: tuple[str, ...]) -> int:
        if one(code, kind, WorldError) not in codes:
            raise WorldError(unknown(kind, code, codes) + (self.where_it_lies(code) if kind == "region" else ""))
        return codes.index(code)

    def where_it_lies(self, code: str) -> str:
        """For a message: the region that holds an economy which is none by itself, and how to have it apart."""
        from tradetalks.world.names import where_it_lies

        return where_it_lies(code, self.regions, self.provenance)

    def region_indices(self, codes: str | Iterable[str] | None) -> list[int]:
        """Indices of one code, a group, or several; None or 'all' means every region."""
        return self._indices("region", codes, self.regions)

    def sector_indices(self, codes: str | Iterable[str] | None) -> list[int]:
        """Indices of one code, a group, or several; None or 'all' means every sector."""
        return self._indices("sector", codes, self.sectors)

    def _indices(self, kind: str, codes: str | Iterable[str] | None, valid: tuple[str, ...]) -> list[int]:
        if codes is None or codes == "all":
            return list(range(len(valid)))
        chosen: dict[int, None] = {}
        for code in several(codes, kind, WorldError):
            if code == "all":
                chosen.update(dict.fromkeys(range(len(valid))))
            elif code == "goods" and kind == "sector" and code not in valid:
                chosen.update(dict.fromkeys(valid.index(c) for c in self.goods or valid))
            elif code not in valid and code in GROUPS and set(GROUPS[code]) & set(valid):
                chosen.update(dict.fromkeys(valid.index(c) for c in GROUPS[code] if c in valid))
            else:
                chosen[self._index(kind, code, valid)] = None
        return list(chosen)

    def with_products(self, codes: str | Iterable[str] | None) -> dict[int, str]:
        """Indices of sectors as ``sector_indices``, each with the products carved out of it; the value is the code of
        the sector it belongs to: what a schedule says of a sector holds for its products."""
        chosen = {s: self.sectors[s] for s in self.sector_indices(codes)}
        for row in self.provenance.get("splits", []):
            if row["of"] in chosen.values() and row["product"] in self.sectors:
                chosen.setdefault(self.sector(row["product"]), row["of"])
        return chosen

    def with_subsidy(self, region: str, sectors: Iterable[str] | str, rate: float) -> World:
        """The same trade and income, with a production subsidy that the data leave out shown in the accounts.

        Producer revenue becomes sales over ``1 - rate``; what it exceeds sales by is paid to labour and taken back from
        income by the budget, so that every flow and every income stays as it was.
        """
        subsidy = np.array(self.subsidy)
        subsidy[self.region(region), self.sector_indices(sectors)] += real(rate, "with_subsidy: rate", error=WorldError)
        output = self.trade.sum(1) / (1 - subsidy)
        share = np.divide(self.output, output, out=np.ones_like(output), where=output > 0)
        inputs, profit = self.input_share * share[:, None, :], self.profit_share * share
        return replace(
            self,
            subsidy=subsidy,
            input_share=inputs,
            profit_share=profit,
            value_added_share=1 - profit - inputs.sum(1),
            provenance={
                **self.provenance,
                "subsidies_shown": [
                    *self.provenance.get("subsidies_shown", []),
                    {"region": region, "sectors": sectors, "rate": rate},
                ],
            },
        )

    def region_name(self, code: str) -> str:
        return self.region_names.get(code, code)

    def sector_name(self, code: str) -> str:
        return self.sector_names.get(code, code)

    # ------------------------------------------------------------------ making worlds
    @classmethod
    def default(cls, elasticities: str = "GYY") -> World:
        """The embedded 2022 world (18 regions, 36 sectors; OECD ICIO 2025 edition).

        Args:
            elasticities: name of a shipped set of trade elasticities, see ``tradetalks.world.elasticities``.
        """
        return load_embedded(elasticities)

    @classmethod
    def builtin(cls, name: str = "default") -> World:
        """A built-in world: ``"default"`` (18 x 36, embedded) or ``"icio80"`` (81 x 50, built on first use into the
        user's cache from a package of the Python index; see ``tradetalks.world.icio80``)."""
        if name == "default":
            return cls.default()
        if name == "icio80":
            from tradetalks.world.icio80 import open_or_build

            return open_or_build()
        raise WorldError(unknown("built-in world", name, ("default", "icio80")))

    @classmethod
    def load(cls, folder: str | Path) -> World:
        """Read a world written by ``save``; see ``tradetalks.world.store``. Raises WorldError."""
        from tradetalks.world.store import load

        return load(folder)

    @classmethod
    def from_frames(cls, trade: Any, **tables: Any) -> World:
        """A world from long pandas tables; see ``tradetalks.world.accounts.from_frames``."""
        from tradetalks.world.accounts import from_frames

        return from_frames(trade, **tables)

    def save(self, folder: str | Path) -> Path:
        """Write as Parquet tables and a manifest; see ``tradetalks.world.store``."""
        from tradetalks.world.store import save

        return save(self, folder)

    def aggregate(self, regions: Any = None, sectors: Any = None) -> World:
        """A coarser world; see ``tradetalks.world.aggregate``."""
        from tradetalks.world.aggregate import aggregate

        return aggregate(self, regions, sectors)

    def split(self, *products: Any) -> World:
        """Carve products out of sectors, one after the other; see ``tradetalks.world.split``."""
        from tradetalks.world.split import split

        world = self
        for product in products:
            world = split(world, product)
        return world

    def compare(self, other: World) -> Any:
        """Differences from another world, largest first; see ``tradetalks.world.store.compare``."""
        from tradetalks.world.store import compare

        return compare(self, other)

    def krugman(self) -> World:
        """The same flows under monopolistic competition without entry (Ossa 2014, section I).

        Firms charge a markup ``sigma/(sigma-1)`` with ``sigma = trade_elasticity + 1``, so that ``1/sigma`` of revenue
        is profit; it is taken out of the value-added share.

        Raises:
            WorldError: a sector's value-added share is below ``1/sigma``.
        """
        profit = np.where(self.output > 0, 1 / (1 + self.trade_elasticity), 0.0)
        left = self.value_added_share + self.profit_share - profit
        if left.min() <= 0:
            n, s = np.unravel_index(int(left.argmin()), left.shape)
            raise WorldError(
                f"krugman: value added of {self.regions[n]} {self.sectors[s]} is"
                f" {self.value_added_share[n, s]:.3f} of revenue, below the profit share {profit[n, s]:.3f};"
                " the structure asks for higher trade elasticities or a world without intermediate inputs"
            )
        structure = "krugman: markups sigma/(sigma-1), no entry (Ossa 2014)"
        return replace(
            self,
            value_added_share=left,
            profit_share=profit,
            provenance={**self.provenance, "structure": structure},
        )

    def with_elasticities(self, trade_elasticity: Array | str) -> World:
        """The same benchmark under other trade elasticities: an array ``[sector]`` or a shipped set's name."""
        from tradetalks.world import elasticities

        if isinstance(trade_elasticity, str):
            return replace(
                self,
                trade_elasticity=elasticities.published(trade_elasticity, self.sectors),
                provenance={**self.provenance, "trade_elasticities": trade_elasticity},
            )
        return replace(self, trade_elasticity=trade_elasticity)


def load_embedded(elasticities: str = "GYY") -> World:
    """Read the committed default world; see ``data/manifest.json`` for sources and adjustments."""
    import json

    from tradetalks.world.classify import REGIONS, SECTORS
    from tradetalks.world.elasticities import published

    folder = resources.files("tradetalks.world") / "data"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    regions = tuple(r.code for r in REGIONS)
    sectors = tuple(s.code for s in SECTORS)
    with (folder / "world2022.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
        if tuple(stored["regions"]) != regions or tuple(stored["sectors"]) != sectors:
            raise WorldError("embedded world: its regions or sectors differ from classify.py; rebuild it")
        arrays = {
            name: stored[name]
            for name in ("trade", "tariff", "input_share", "value_added_share", "final_share", "deficit")
        }
    count, width = len(regions), len(sectors)
    return World(
        regions=regions,
        sectors=sectors,
        export_tax=np.zeros((count, count, width)),
        subsidy=np.zeros((count, width)),
        trade_elasticity=published(elasticities, sectors),
        scale_elasticity=np.zeros(width),
        region_names={r.code: r.name for r in REGIONS},
        sector_names={s.code: s.name for s in SECTORS},
        goods=tuple(s.code for s in SECTORS if s.goods),
        provenance={**manifest, "trade_elasticities": elasticities},
        **arrays,
    )
