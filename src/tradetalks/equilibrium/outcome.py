"""What a counterfactual brings: tables by region, sector and flow, the welfare account, the certificate."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.checks import real_array
from tradetalks.equilibrium import employment
from tradetalks.equilibrium.audit import audit
from tradetalks.equilibrium.certificate import Certificate
from tradetalks.equilibrium.closure import FLOATING, Closure
from tradetalks.equilibrium.prepare import borrowed_under, lending_rule_under
from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.equilibrium.model import Flows, Policy, State

Array = NDArray[np.float64]
FRAMES = ("regions", "sectors", "trade", "welfare", "quantities")
ARRAYS: dict[str, str] = {
    "wage_ratio": "n",
    "sector_wage_ratio": "ns",
    "price_ratio": "ns",
    "cost_ratio": "ns",
    "trade": "nns",
    "expenditure": "ns",
    "output": "ns",
    "income": "n",
    "earnings": "ns",
    "labour_income": "n",
    "profits": "n",
    "employed": "n",
    "tariff_revenue": "n",
    "export_tax_revenue": "n",
    "subsidy_cost": "n",
    "deficit": "n",
    "input_share": "nss",
    "value_added_share": "ns",
}
"""Arrays of an Outcome and their axes: n regions, s sectors."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """The equilibrium under a shock, beside the benchmark it started from.

    Money is in billions of USD a year at unchanged world GDP (the numeraire); ratios are to the benchmark.

    However it is made (solved, read from disk, changed by ``replace``), what it holds is measured again, and
    ``certificate`` is the worse of the one given and of that (``equilibrium.audit``).

    Attributes:
        shock: the policy in force: wedges of limits and specific duties in its taxes and barriers.
        closure: how deficits, labour and inputs respond.
        wage_ratio: ``[region]`` earnings per employed worker.
        sector_wage_ratio: ``[region, sector]`` wage per unit of effective labour; the region's where labour is mobile.
        price_ratio: ``[region, sector]`` purchaser price indices.
        cost_ratio: ``[region, sector]`` factory-gate unit costs.
        trade: ``[exporter, importer, sector]`` at producer prices net of border taxes.
        expenditure: ``[region, sector]`` at purchaser prices.
        output: ``[region, sector]`` producer revenue.
        income: ``[region]`` final spending.
        earnings: ``[region, sector]`` labour's earnings.
        labour_income, profits, tariff_revenue, export_tax_revenue, subsidy_cost: ``[region]``; deficit: ``[region]``,
            transfers and royalties in it.
        employed: ``[region]`` share of the labour force employed; 1 but under a wage floor.
        input_share, value_added_share: shares of producer revenue; the world's own but under critical inputs.
        certificate: the residuals.
        wedges: of each quantity measure of the shock, the ad valorem wedge that enforces it (0 where slack).
        asked: the policy as it was asked for, before wedges; ``shock`` if None.

    Raises:
        PolicyError: an array of the wrong shape or type.
    """

    world: World
    shock: Shock
    closure: Closure
    wage_ratio: Array
    sector_wage_ratio: Array
    price_ratio: Array
    cost_ratio: Array
    trade: Array
    expenditure: Array
    output: Array
    income: Array
    earnings: Array
    labour_income: Array
    profits: Array
    employed: Array
    tariff_revenue: Array
    export_tax_revenue: Array
    subsidy_cost: Array
    deficit: Array
    input_share: Array
    value_added_share: Array
    certificate: Certificate
    wedges: tuple[float, ...] = ()
    asked: Shock = field(default=None)  # type: ignore[assignment]

    def __post_init__(self) -> None:
        for name, axes in ARRAYS.items():
            value = real_array(getattr(self, name), f"outcome: {name}")
            shape = tuple(self.world.shape["ns".index(a)] for a in axes)
            if value.shape != shape:
                raise PolicyError(f"outcome: {name} has shape {value.shape}, expected {shape}")
            if value.flags.writeable:  # a number that can be written over is no measured one
                value = value.copy()
                value.setflags(write=False)
            object.__setattr__(self, name, value)
        if self.asked is None:
            object.__setattr__(self, "asked", self.shock)
        object.__setattr__(self, "certificate", self.certificate.joined(audit(self)))

    @classmethod
    def build(
        cls,
        world: World,
        shock: Shock,
        closure: Closure,
        state: State,
        flows: Flows,
        policy: Policy,
        input_share: Array,
        certificate: Certificate,
        log_wedges: Array,
    ) -> Outcome:
        """Assemble from a solved state, its flows and the effective policy; used by the solver."""
        effective = replace(
            shock,
            tariff_level=np.asarray(policy.tariff),
            export_tax_level=np.asarray(policy.export_tax),
            barrier_ratio=np.exp(np.asarray(policy.log_barrier)),
            specific_level=np.zeros_like(world.trade),
        )
        sign = [1.0 if q.kind == "cap" else -1.0 for q in shock.quantities]
        return cls(
            world=world,
            shock=effective,
            closure=closure,
            wage_ratio=np.exp(np.asarray(state.log_wage)),
            sector_wage_ratio=np.exp(np.asarray(flows.log_sector_wage)),
            price_ratio=np.exp(np.asarray(state.log_price)),
            cost_ratio=np.exp(np.asarray(flows.log_cost)),
            trade=np.asarray(flows.border_value),
            expenditure=np.asarray(flows.spending),
            output=np.asarray(flows.output),
            income=np.asarray(flows.income),
            earnings=np.asarray(flows.earnings),
            labour_income=np.asarray(flows.labour_income),
            profits=np.asarray(flows.profits),
            employed=np.exp(np.asarray(policy.log_employment)),
            tariff_revenue=np.asarray(flows.tariff_revenue),
            export_tax_revenue=np.asarray(flows.export_tax_revenue),
            subsidy_cost=np.asarray(flows.subsidy_cost),
            deficit=np.asarray(flows.deficit),
            input_share=input_share,
            value_added_share=world.value_added_share * np.asarray(flows.bundle),
            certificate=certificate,
            wedges=tuple(float(np.expm1(s * w)) for s, w in zip(sign, log_wedges, strict=True)),
            asked=shock,
        )

    # ------------------------------------------------------------------ by region
    @property
    def consumer_price_ratio(self) -> Array:
        """``[region]`` consumer price index, in units of world GDP; see ``inflation`` for local terms."""
        return np.exp((self.world.final_share * np.log(self.price_ratio)).sum(1))

    @property
    def real_income_ratio(self) -> Array:
        """``[region]`` real income over the benchmark's: welfare. What is newly borrowed is no income; where factors
        respond, leisure given up and upkeep of capital are none either (``employment.py``)."""
        return employment.real_income_ratio(self)

    @property
    def borrowed(self) -> Array:
        """``[region]`` the part of the deficit that answers relative wages (``exchange.py``) less what is lent because
        revenue buys back debt (``supply.py``), what the benchmark had borrowed with it; billions of USD a year."""
        answer = borrowed_under(self.world, self.closure, self.wage_ratio)
        return self.world.borrowed + answer - employment.lent(self)

    @property
    def own_income(self) -> Array:
        """``[region]`` income less what is borrowed: what is earned, and what deficits of the data give."""
        return self.income - self.borrowed

    @property
    def real_income(self) -> pd.Series:
        """Real income, per cent change by region."""
        import pandas as pd

        change = 100 * (self.real_income_ratio - 1)
        return pd.Series(change, index=list(self.world.regions), name="real income, % change")

    @property
    def real_income_change(self) -> Array:
        """``[region]`` equivalent variation, billions of USD a year at benchmark prices."""
        return self.world.own_income * (self.real_income_ratio - 1)

    @property
    def real_wage_ratio(self) -> Array:
        """``[region]`` wages over consumer prices."""
        return self.wage_ratio / self.consumer_price_ratio

    @property
    def employment_ratio(self) -> Array:
        """``[region, sector]`` effective labour employed over the benchmark's; 1 where a sector is closed."""
        before, after = self._earnings_before, self.earnings / self.sector_wage_ratio
        return np.divide(after, before, out=np.ones_like(after), where=before > 0)

    @property
    def _earnings_before(self) -> Array:
        return self.world.value_added_share * self.world.output

    @property
    def labour_moved(self) -> Array:
        """``[region]`` share of the labour force that changes sector."""
        share = self._earnings_before / self._earnings_before.sum(1, keepdims=True)
        return 0.5 * np.abs(share * (self.employment_ratio - 1)).sum(1)

    @property
    def terms_of_trade(self) -> Array:
        """``[region]`` log change of export over import prices at the border, benchmark weights."""
        world = self.world
        across = ~np.eye(len(world.regions), dtype=bool)[:, :, None]
        value = world.trade * (1 + world.export_tax) * across
        price = np.log(self.factory_price_ratio)[:, None, :] + np.log(
            (1 + self.shock.export_tax_level) / (1 + world.export_tax)
        )
        exports, imports = value.sum((1, 2)), value.sum((0, 2))
        return (value * price).sum((1, 2)) / exports - (value * price).sum((0, 2)) / imports

    def delivered_volume(self, exporter: int, importer: int) -> Array:
        """``[sector]`` volume that arrives, at the benchmark's factory prices: what barriers melt is left out."""
        arrived = self.trade[exporter, importer] / self.shock.barrier_ratio[exporter, importer]
        return arrived / self.factory_price_ratio[exporter]

    @property
    def factory_price_ratio(self) -> Array:
        """``[region, sector]`` factory-gate prices, production subsidies taken off."""
        return self.cost_ratio * (1 - self.shock.subsidy_level) / (1 - self.world.subsidy)

    def bilateral_goods(self, exporter: str, importer: str) -> tuple[float, float]:
        """Goods trade before and after, billions of USD at producer prices."""
        i, n = self.world.region(exporter), self.world.region(importer)
        goods = [self.world.sector(c) for c in (self.world.goods or self.world.sectors)]
        return float(self.world.trade[i, n, goods].sum()), float(self.trade[i, n, goods].sum())

    # ------------------------------------------------------------------ tables
    def to_frame(self, kind: str = "regions") -> pd.DataFrame:
        """A labelled table: ``"regions"``, ``"sectors"``, ``"trade"``, ``"welfare"`` or ``"quantities"``."""
        makers = {
            "regions": self._regions,
            "sectors": self._sectors,
            "trade": self._trade,
            "welfare": self._welfare,
            "quantities": self._quantities,
        }
        if kind not in FRAMES:
            raise PolicyError(unknown("table", kind, FRAMES))
        return makers[kind]()

    def _regions(self) -> pd.DataFrame:
        import pandas as pd

        world = self.world
        return pd.DataFrame(
            {
                "real_income_pct": 100 * (self.real_income_ratio - 1),
                "real_income_bn": self.real_income_change,
                "real_wage_pct": 100 * (self.real_wage_ratio - 1),
                "terms_of_trade_pct": 100 * self.terms_of_trade,
                "tariff_revenue_bn": self.tariff_revenue,
                "tariff_revenue_change_bn": self.tariff_revenue - world.tariff_revenue,
                "labour_moved_pct": 100 * self.labour_moved,
                "employed_pct": 100 * self.employed,
                "profits_change_bn": self.profits - world.profits,
            },
            index=pd.Index(world.regions, name="region"),
        )

    def _sectors(self) -> pd.DataFrame:
        import pandas as pd

        world = self.world
        index = pd.MultiIndex.from_product([world.regions, world.sectors], names=["region", "sector"])
        quantity = np.divide(
            self.output / self.cost_ratio,
            world.output,
            out=np.ones_like(self.output),
            where=world.output > 0,
        )
        return pd.DataFrame(
            {
                "output_bn": world.output.ravel(),
                "output_volume_pct": 100 * (quantity.ravel() - 1),
                "employment_pct": 100 * (self.employment_ratio.ravel() - 1),
                "wage_pct": 100 * (self.sector_wage_ratio / self.consumer_price_ratio[:, None] - 1).ravel(),
                "price_pct": 100 * (self.price_ratio / self.consumer_price_ratio[:, None] - 1).ravel(),
            },
            index=index,
        )

    def _trade(self) -> pd.DataFrame:
        import pandas as pd

        world = self.world
        index = pd.MultiIndex.from_product(
            [world.regions, world.regions, world.sectors], names=["exporter", "importer", "sector"]
        )
        return pd.DataFrame({"before_bn": world.trade.ravel(), "after_bn": self.trade.ravel()}, index=index)

    def _welfare(self) -> pd.DataFrame:
        """First-order account of welfare (Caliendo & Parro 2015, eq. 14): terms of trade, volume of trade, rest.

        Terms of trade: exports valued at their price changes less imports at theirs, over income. Volume of trade:
        benchmark tariffs times the change in import volumes, over income. The rest is of second order.
        """
        import pandas as pd

        world = self.world
        across = ~np.eye(len(world.regions), dtype=bool)[:, :, None]
        border = world.trade * (1 + world.export_tax) * across
        price = np.log(self.cost_ratio)[:, None, :] + np.log((1 + self.shock.export_tax_level) / (1 + world.export_tax))
        terms = (border * price).sum((1, 2)) - (border * price).sum((0, 2))
        after = self.trade * (1 + self.shock.export_tax_level) * across
        volume = np.divide(after * np.exp(-price), border, out=np.ones_like(after), where=border > 0)
        duties = (world.tariff * border * np.log(np.maximum(volume, 1e-300))).sum((0, 2))
        total = np.log(self.real_income_ratio)
        return pd.DataFrame(
            {
                "total_pct": 100 * total,
                "terms_of_trade_pct": 100 * terms / world.income,
                "volume_of_trade_pct": 100 * duties / world.income,
                "second_order_pct": 100 * (total - (terms + duties) / world.income),
            },
            index=pd.Index(world.regions, name="region"),
        )

    def _quantities(self) -> pd.DataFrame:
        """Caps and floors: limit, wedge, and who pays or earns what."""
        import pandas as pd

        world, rows = self.world, []
        for quantity, wedge in zip(self.shock.quantities, self.wedges, strict=True):
            i, n, s = quantity.exporter, quantity.importer, list(quantity.sectors)
            before, after = float(world.trade[i, n, s].sum()), float(self.trade[i, n, s].sum())
            volume = float(self.delivered_volume(i, n)[s].sum()) / before
            border = float((self.trade[i, n, s] * (1 + self.shock.export_tax_level[i, n, s])).sum())
            money = border * wedge / (1 + wedge) if quantity.rent.startswith("exporter") else border * wedge
            rows.append(
                {
                    "kind": quantity.kind,
                    "exporter": world.regions[i],
                    "importer": world.regions[n],
                    "sectors": ", ".join(world.sectors[k] for k in s),
                    "limit": quantity.level,
                    "volume_ratio": volume,
                    "value_before_bn": before,
                    "value_after_bn": after,
                    "wedge_pct": 100 * wedge,
                    "rent": "" if quantity.kind == "floor" else quantity.rent,
                    "rent_bn": 0.0 if quantity.kind == "floor" or quantity.rent == "lost" else money,
                    "subsidy_bn": border * -wedge if quantity.kind == "floor" else 0.0,
                }
            )
        return pd.DataFrame(rows)

    def to_xarray(self) -> Any:
        """All arrays as one labelled xarray Dataset (needs the ``files`` extra)."""
        try:
            import xarray as xr
        except ImportError as error:
            raise PolicyError("to_xarray needs xarray: pip install 'tradetalks[files]'") from error
        world = self.world
        axes = {"i": "exporter", "n": "importer", "s": "sector", "r": "region"}
        data = {
            "wage_ratio": ("r", self.wage_ratio),
            "price_ratio": ("rs", self.price_ratio),
            "trade": ("ins", self.trade),
            "expenditure": ("rs", self.expenditure),
            "output": ("rs", self.output),
            "income": ("r", self.income),
            "tariff_revenue": ("r", self.tariff_revenue),
            "real_income_ratio": ("r", self.real_income_ratio),
        }
        return xr.Dataset(
            {name: ([axes[a] for a in letters], value) for name, (letters, value) in data.items()},
            coords={
                "exporter": list(world.regions),
                "importer": list(world.regions),
                "region": list(world.regions),
                "sector": list(world.sectors),
            },
            attrs={"certificate": str(self.certificate), "unit": "billions of USD a year"},
        )

    # ------------------------------------------------------------------ a new benchmark
    def to_world(self) -> World:
        """This outcome as the benchmark of later counterfactuals; requires its certificate.

        Exact-hat algebra is transitive: solving from the new world to a policy gives the same levels as solving
        from the old one. Transfers and royalties become part of the deficits, specific duties and the wedges of
        limits part of the taxes. Raises PolicyError for an outcome with unemployment.
        """
        certificate = self.certificate.joined(audit(self)).require()  # a benchmark is measured when it is made
        world = self.world
        after = self.trade * (1 + self.shock.export_tax_level) * (1 + self.shock.tariff_level)
        spending = after.sum(0)
        if np.any(self.employed < 1):
            raise PolicyError("to_world: an outcome with unemployment is no benchmark; solve it without wage floors")
        # the solver's last digits are put into final use, so that the new accounts hold exactly
        output = self.trade.sum(1) / (1 - self.shock.subsidy_level)
        used = np.einsum("nks,ns->nk", self.input_share, output)
        final = np.maximum(spending - used, 0.0)
        at_border = self.trade * (1 + self.shock.export_tax_level)
        return replace(
            world,
            trade=self.trade,
            tariff=self.shock.tariff_level,
            export_tax=self.shock.export_tax_level,
            subsidy=self.shock.subsidy_level,
            input_share=self.input_share,
            value_added_share=1 - world.profit_share - self.input_share.sum(1),
            final_share=final / final.sum(1, keepdims=True),
            deficit=at_border.sum((0, 2)) - at_border.sum((1, 2)),
            borrowed=self.borrowed,
            lending=world.lending
            if self.closure.exchange_rate == FLOATING
            else lending_rule_under(world, self.closure),
            provenance={
                **world.provenance,
                "rebased": {"certificate": certificate.as_dict(), "closure": self.closure.deficits},
            },
        )
