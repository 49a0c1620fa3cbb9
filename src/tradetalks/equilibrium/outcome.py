"""What a counterfactual brings: real income and what it is made of, prices, volumes, the certificate."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.checks import real_array
from tradetalks.equilibrium import border_prices, employment, real_accounts
from tradetalks.equilibrium.audit import audit
from tradetalks.equilibrium.certificate import Certificate
from tradetalks.equilibrium.closure import FLOATING, Closure
from tradetalks.equilibrium.import_subsidies import floors
from tradetalks.equilibrium.prepare import borrowed_under, lending_rule_under
from tradetalks.equilibrium.sector_wages import log_unemployed
from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.equilibrium.model import Flows, Policy, State
    from tradetalks.equilibrium.real_accounts import RealAccount

Array = NDArray[np.float64]
FRAMES = ("regions", "sectors", "trade", "welfare", "prices", "quantities")
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
        shock: the policy in force: wedges of limits, specific duties and what unequal duties come to in its taxes and
            barriers.
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
        employed: ``[region]`` share of the labour on offer that is employed, at going wages; 1 but where wages may not
            fall further.
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
            unequal=None,
        )
        sign = [1.0 if q.kind == "cap" else -1.0 for q in shock.quantities]
        at_work = np.ones(len(world.regions))
        if flows.log_idle.size:
            left = log_unemployed(flows.earnings / flows.earnings.sum(1)[:, None], flows.log_idle)
            at_work = np.where((flows.log_idle > 0).any(1), np.exp(-left), 1.0)
        return cls(
            world=world,
            shock=effective,
            closure=closure,
            wage_ratio=np.exp(np.asarray(state.log_wage)) / at_work,
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
            employed=np.exp(np.asarray(policy.log_employment)) * at_work,
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
        """``[region]`` consumer price index in units of world GDP, a step of computing: never a rise of prices that
        anybody would see; see ``inflation`` for that."""
        return np.exp((self.world.final_share * np.log(self.price_ratio)).sum(1))

    @property
    def inflation(self) -> Array:
        """``[region]`` change of consumer prices at unchanged local wages, a fraction; see ``border_prices``."""
        return border_prices.inflation(self)

    @property
    def real_income_ratio(self) -> Array:
        """``[region]`` real income over the benchmark's: welfare, see ``real_accounts.real_income_ratio``."""
        return real_accounts.real_income_ratio(self)

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
        return self._by_region(100 * (self.real_income_ratio - 1), "real income, % change")

    @property
    def real_income_change(self) -> Array:
        """``[region]`` equivalent variation, billions of USD a year at benchmark prices."""
        return real_accounts.real_income_change(self)

    @cached_property
    def real_account(self) -> RealAccount:
        """Real income as efficiency (real GDP in money), terms of trade and deficit, adding up exactly: (7) to (9)."""
        return real_accounts.real_account_of(self)

    @property
    def real_gdp_ratio(self) -> Array:
        """``[region]`` volume of GDP over the benchmark's: what published GDP figures compare with, equation (8)."""
        return self.real_account.real_gdp_ratio

    @property
    def real_gdp(self) -> pd.Series:
        """Real GDP, per cent change by region."""
        return self._by_region(100 * (self.real_gdp_ratio - 1), "real GDP, % change")

    @property
    def pass_through(self) -> Array:
        """``[exporter, importer]`` share of a changed duty that the importer pays: 1 all, 0 none, NaN where no duty
        changes; prices over the importer's wage, see ``border_prices``."""
        return border_prices.border_prices(self).pass_through

    def _by_region(self, values: Array, name: str) -> pd.Series:
        import pandas as pd

        return pd.Series(values, index=list(self.world.regions), name=name)

    @property
    def real_wage_ratio(self) -> Array:
        """``[region]`` wages over consumer prices."""
        return self.wage_ratio / self.consumer_price_ratio

    @property
    def employment_ratio(self) -> Array:
        """``[region, sector]`` effective labour employed over the benchmark's; 1 where a sector is closed."""
        before, after = self._earnings_before, self.earnings / self.sector_wage_ratio
        if self.closure.capital_share:
            after = after / employment.capital_by_labour(self)[:, None]
        return np.divide(after, before, out=np.ones_like(after), where=before > 0)

    @property
    def sector_employed(self) -> Array:
        """``[region, sector]`` share of the labour offered to a sector that is employed there: 1 but where its wage, or
        the region's, may not fall further. Who is out of work stays with the sector in which work is looked for."""
        return employment.sector_employed(self)

    @property
    def _earnings_before(self) -> Array:
        return self.world.value_added_share * self.world.output

    @property
    def labour_moved(self) -> Array:
        """``[region]`` share of the labour force, weighed by its pay before, that works, or looks for work, in another
        sector than before: who is out of work, or newly wants to work, has not moved for that."""
        share = self._earnings_before / self._earnings_before.sum(1, keepdims=True)
        offered = share * self.employment_ratio / self.sector_employed
        supply = employment.labour_supply_ratio(self)
        there = offered * (supply / offered.sum(1))[:, None]
        return 0.5 * (np.abs(there - share).sum(1) - np.abs(supply - 1))

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
        """A labelled table: ``"regions"``, ``"sectors"``, ``"trade"``, ``"welfare"``, ``"prices"`` or ``"quantities"``.

        Each is a function of ``tradetalks.equilibrium.outcome_tables``. Raises PolicyError for another name.
        """
        from tradetalks.equilibrium import outcome_tables

        if kind not in FRAMES:
            raise PolicyError(unknown("table", kind, FRAMES))
        return outcome_tables.MAKERS[kind](self)

    def by_region(self) -> dict[str, Array]:
        """Columns ``[region]`` of the table of regions, by name."""
        from tradetalks.equilibrium import outcome_tables

        return outcome_tables.by_region(self)

    def by_quantity(self) -> list[dict[str, Any]]:
        """Rows of the table of quantities, one a cap or floor of the shock, in its order."""
        from tradetalks.equilibrium import outcome_tables

        return outcome_tables.by_quantity(self)

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
            "real_gdp_ratio": ("r", self.real_gdp_ratio),
        }
        return xr.Dataset(
            {name: ([axes[a] for a in letters], value) for name, (letters, value) in data.items()},
            coords={
                "exporter": list(world.regions),
                "importer": list(world.regions),
                "region": list(world.regions),
                "sector": list(world.sectors),
            },
            attrs={
                "certificate": str(self.certificate),
                "unit": "billions of USD a year; price and wage ratios in units of world GDP",
            },
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
            raise PolicyError(
                "to_world: an outcome with unemployment is no benchmark; solve it with wages that are free to fall"
            )
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
                "rebased": {
                    "certificate": certificate.as_dict(),
                    "closure": self.closure.deficits,
                    **({"floors": subsidised} if (subsidised := floors(self)) else {}),
                },
            },
        )
