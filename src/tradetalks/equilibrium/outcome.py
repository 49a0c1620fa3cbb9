"""What a counterfactual brings: tables by region, sector and flow, the welfare account, the certificate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.certificate import Certificate
from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.equilibrium.model import Flows, State

Array = NDArray[np.float64]
FRAMES = ("regions", "sectors", "trade", "welfare", "quantities")


@dataclass(frozen=True, eq=False)
class Outcome:
    """The equilibrium under a shock, beside the benchmark it started from.

    Money is in billions of USD a year at unchanged world GDP (the numeraire); ratios are to the benchmark.

    Attributes:
        wage_ratio: ``[region]``.
        price_ratio: ``[region, sector]`` purchaser price indices.
        cost_ratio: ``[region, sector]`` factory-gate unit costs.
        trade: ``[exporter, importer, sector]`` at producer prices net of border taxes.
        expenditure: ``[region, sector]`` at purchaser prices.
        output: ``[region, sector]`` producer revenue.
        income: ``[region]`` final spending.
        labour_income, tariff_revenue, export_tax_revenue, subsidy_cost, deficit: ``[region]``.
        certificate: the residuals.
        wedges: of each quantity measure of the shock, the ad valorem wedge that enforces it (0 where slack).
    """

    world: World
    shock: Shock
    deficits: str
    wage_ratio: Array
    price_ratio: Array
    cost_ratio: Array
    trade: Array
    expenditure: Array
    output: Array
    income: Array
    labour_income: Array
    tariff_revenue: Array
    export_tax_revenue: Array
    subsidy_cost: Array
    deficit: Array
    certificate: Certificate
    wedges: tuple[float, ...] = ()

    @classmethod
    def build(
        cls,
        world: World,
        shock: Shock,
        deficits: str,
        state: State,
        flows: Flows,
        certificate: Certificate,
        wedges: tuple[float, ...] = (),
    ) -> Outcome:
        """Assemble from a solved state; used by the solver."""
        return cls(
            world=world,
            shock=shock,
            deficits=deficits,
            wage_ratio=np.exp(np.asarray(state.log_wage)),
            price_ratio=np.exp(np.asarray(state.log_price)),
            cost_ratio=np.exp(np.asarray(flows.log_cost)),
            trade=np.asarray(flows.border_value),
            expenditure=np.asarray(flows.spending),
            output=np.asarray(flows.output),
            income=np.asarray(flows.income),
            labour_income=np.asarray(flows.labour_income),
            tariff_revenue=np.asarray(flows.tariff_revenue),
            export_tax_revenue=np.asarray(flows.export_tax_revenue),
            subsidy_cost=np.asarray(flows.subsidy_cost),
            deficit=np.asarray(flows.deficit),
            certificate=certificate,
            wedges=wedges,
        )

    # ------------------------------------------------------------------ by region
    @property
    def consumer_price_ratio(self) -> Array:
        """``[region]`` consumer price index, in units of world GDP; see ``inflation`` for local terms."""
        return np.exp((self.world.final_share * np.log(self.price_ratio)).sum(1))

    @property
    def real_income_ratio(self) -> Array:
        """``[region]`` real income over the benchmark's: welfare."""
        return self.income / self.world.income / self.consumer_price_ratio

    @property
    def real_income(self) -> pd.Series:
        """Real income, per cent change by region."""
        import pandas as pd

        change = 100 * (self.real_income_ratio - 1)
        return pd.Series(change, index=list(self.world.regions), name="real income, % change")

    @property
    def real_income_change(self) -> Array:
        """``[region]`` equivalent variation, billions of USD a year at benchmark prices."""
        return self.world.income * (self.real_income_ratio - 1)

    @property
    def real_wage_ratio(self) -> Array:
        """``[region]`` wages over consumer prices."""
        return self.wage_ratio / self.consumer_price_ratio

    @property
    def employment_ratio(self) -> Array:
        """``[region, sector]`` employment over the benchmark's; 1 where a sector is closed."""
        before, after = self.world.output, self.output / self.wage_ratio[:, None]
        return np.divide(after, before, out=np.ones_like(after), where=before > 0)

    @property
    def labour_moved(self) -> Array:
        """``[region]`` share of the labour force that changes sector."""
        share = self.world.value_added_share * self.world.output
        share = share / share.sum(1, keepdims=True)
        return 0.5 * np.abs(share * (self.employment_ratio - 1)).sum(1)

    @property
    def terms_of_trade(self) -> Array:
        """``[region]`` log change of export over import prices at the border, benchmark weights."""
        world = self.world
        across = ~np.eye(len(world.regions), dtype=bool)[:, :, None]
        value = world.trade * (1 + world.export_tax) * across
        factor = (1 - self.shock.subsidy_level) / (1 - world.subsidy)
        price = np.log(self.cost_ratio * factor)[:, None, :] + np.log(
            (1 + self.shock.export_tax_level) / (1 + world.export_tax)
        )
        exports, imports = value.sum((1, 2)), value.sum((0, 2))
        return (value * price).sum((1, 2)) / exports - (value * price).sum((0, 2)) / imports

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
        if kind not in makers:
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
            volume = float((self.trade[i, n, s] / self.cost_ratio[i, s]).sum()) / before
            border = float((self.trade[i, n, s] * (1 + self.shock.export_tax_level[i, n, s])).sum())
            money = border * wedge / (1 + wedge) if quantity.rent == "exporter" else border * wedge
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
        from the old one. Transfers become part of the deficits.
        """
        certificate = self.certificate.require()
        world = self.world
        after = self.trade * (1 + self.shock.export_tax_level) * (1 + self.shock.tariff_level)
        spending = after.sum(0)
        # the solver's last digits are put into final use, so that the new accounts hold exactly
        output = self.trade.sum(1) / (1 - self.shock.subsidy_level)
        used = np.einsum("nks,ns->nk", world.input_share, output)
        final = np.maximum(spending - used, 0.0)
        at_border = self.trade * (1 + self.shock.export_tax_level)
        return replace(
            world,
            trade=self.trade,
            tariff=self.shock.tariff_level,
            export_tax=self.shock.export_tax_level,
            subsidy=self.shock.subsidy_level,
            final_share=final / final.sum(1, keepdims=True),
            deficit=at_border.sum((0, 2)) - at_border.sum((1, 2)),
            provenance={
                **world.provenance,
                "rebased": {"certificate": certificate.as_dict(), "closure": self.deficits},
            },
        )
