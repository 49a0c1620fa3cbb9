"""Tables of an outcome, one function each: per cents, billions at benchmark prices, prices in local terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import employment
from tradetalks.equilibrium.border_prices import border_prices, by_importer
from tradetalks.equilibrium.import_subsidies import purchase_subsidies, purchase_subsidies_before

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.equilibrium.outcome import Outcome

Array = NDArray[np.float64]
TERMS = {"efficiency": "efficiency_pct", "terms_of_trade": "terms_of_trade_effect_pct", "deficit": "deficit_effect_pct"}
"""Terms of real income and their columns, per cent of benchmark income; they add up to ``real_income_pct``."""


def by_region(o: Outcome) -> dict[str, Array]:
    """Columns ``[region]``, by name: real income and its terms, real GDP, prices over local wages, revenue, labour.

    ``efficiency_pct + terms_of_trade_effect_pct + deficit_effect_pct = real_income_pct``, all per cent of benchmark
    income (equation 7), and ``leisure_and_upkeep_effect_pct`` where factors respond; ``real_gdp_pct`` is of GDP;
    ``terms_of_trade_pct`` is the change of export over import prices itself; ``pass_through`` is NaN where duties
    change by less than 2% of the price.
    """
    world, prices, bought = o.world, by_importer(o), purchase_subsidies(o)
    revenue = o.tariff_revenue + bought
    return {
        "real_income_pct": 100 * (o.real_income_ratio - 1),
        "real_income_bn": o.real_income_change,
        **{column: o.real_account.per_cent(term) for term, column in _terms(o).items()},
        "real_gdp_pct": 100 * (o.real_gdp_ratio - 1),
        "real_wage_pct": 100 * (o.real_wage_ratio - 1),
        "consumer_prices_over_wages_pct": 100 * o.inflation,
        "import_prices_with_duty_over_wages_pct": 100 * np.expm1(prices.with_duty),
        "pass_through": prices.told_pass_through,
        "terms_of_trade_pct": 100 * o.terms_of_trade,
        "tariff_revenue_bn_at_unchanged_world_gdp": revenue,
        "tariff_revenue_change_bn_at_unchanged_world_gdp": revenue
        - world.tariff_revenue
        - purchase_subsidies_before(world),
        "purchase_subsidies_bn": bought,
        "labour_moved_pct": 100 * o.labour_moved,
        **({"labour_supply_pct": 100 * (employment.labour_supply_ratio(o) - 1)} if o.closure.labour_supply else {}),
        "employed_pct": 100 * o.employed,
        "profits_change_bn": o.profits - world.profits,
    }


def _terms(o: Outcome) -> dict[str, str]:
    """The terms of real income; leisure given up and upkeep of capital where factors respond."""
    responds = o.closure.labour_supply > 0 or o.closure.capital_share > 0
    return {**TERMS, "factors": "leisure_and_upkeep_effect_pct"} if responds else TERMS


def regions(o: Outcome) -> pd.DataFrame:
    """``by_region`` as a table."""
    import pandas as pd

    return pd.DataFrame(by_region(o), index=pd.Index(o.world.regions, name="region"))


def sectors(o: Outcome) -> pd.DataFrame:
    """By region and sector: output, volume, effective labour at work, share employed of the labour offered there, wages
    and prices over consumer prices."""
    import pandas as pd

    world = o.world
    index = pd.MultiIndex.from_product([world.regions, world.sectors], names=["region", "sector"])
    quantity = np.divide(
        o.output / o.cost_ratio,
        world.output,
        out=np.ones_like(o.output),
        where=world.output > 0,
    )
    return pd.DataFrame(
        {
            "output_bn": world.output.ravel(),
            "output_volume_pct": 100 * (quantity.ravel() - 1),
            "effective_labour_pct": 100 * (o.employment_ratio.ravel() - 1),
            "employed_pct": 100 * o.sector_employed.ravel(),
            "wage_pct": 100 * (o.sector_wage_ratio / o.consumer_price_ratio[:, None] - 1).ravel(),
            "price_pct": 100 * (o.price_ratio / o.consumer_price_ratio[:, None] - 1).ravel(),
        },
        index=index,
    )


def trade(o: Outcome) -> pd.DataFrame:
    """By exporter, importer and sector: value before and after, in units of unchanged world GDP."""
    import pandas as pd

    world = o.world
    index = pd.MultiIndex.from_product(
        [world.regions, world.regions, world.sectors], names=["exporter", "importer", "sector"]
    )
    return pd.DataFrame({"before_bn": world.trade.ravel(), "after_bn": o.trade.ravel()}, index=index)


def welfare(o: Outcome) -> pd.DataFrame:
    """Two accounts of real income by region.

    To the first order, in logs (Caliendo & Parro 2015, eq. 14): terms of trade, exports valued at their price changes
    less imports at theirs, over income; volume of trade, benchmark tariffs times the change in import volumes, over
    income; the rest is of second order. These prices are in units of world GDP, so that a deficit's purchasing power
    is in the terms.

    Exactly, in per cent (equation 7): ``real_income_pct`` as efficiency, terms-of-trade effect and deficit; also in
    billions; ``real_gdp_pct`` beside them.
    """
    import pandas as pd

    world, exact = o.world, o.real_account
    across = ~np.eye(len(world.regions), dtype=bool)[:, :, None]
    border = world.trade * (1 + world.export_tax) * across
    price = np.log(o.cost_ratio)[:, None, :] + np.log((1 + o.shock.export_tax_level) / (1 + world.export_tax))
    terms = (border * price).sum((1, 2)) - (border * price).sum((0, 2))
    after = o.trade * (1 + o.shock.export_tax_level) * across
    volume = np.divide(after * np.exp(-price), border, out=np.ones_like(after), where=border > 0)
    duties = (world.tariff * border * np.log(np.maximum(volume, 1e-300))).sum((0, 2))
    total = np.log(o.real_income_ratio)
    return pd.DataFrame(
        {
            "total_pct": 100 * total,
            "terms_of_trade_pct": 100 * terms / world.own_income,
            "volume_of_trade_pct": 100 * duties / world.own_income,
            "second_order_pct": 100 * (total - (terms + duties) / world.own_income),
            "real_income_pct": exact.per_cent("real_income"),
            **{column: exact.per_cent(term) for term, column in _terms(o).items()},
            "real_gdp_pct": exact.per_cent("real_gdp_ratio"),
            "real_income_bn": exact.real_income,
            **{column.replace("_pct", "_bn"): getattr(exact, term) for term, column in _terms(o).items()},
        },
        index=pd.Index(world.regions, name="region"),
    )


def prices(o: Outcome) -> pd.DataFrame:
    """By exporter and importer: imports, the duty factor, prices over the importer's wage before and with the duty, and
    who pays. Averages over sectors by the imports of the benchmark; pairs that trade nothing are left out."""
    import pandas as pd

    world, found = o.world, border_prices(o)
    imports = (world.trade * (1 + world.export_tax)).sum(2) * ~np.eye(len(world.regions), dtype=bool)
    index = pd.MultiIndex.from_product([world.regions, world.regions], names=["exporter", "importer"])
    frame = pd.DataFrame(
        {
            "imports_bn": imports.ravel(),
            "duty_factor_pct": 100 * np.expm1(found.duty).ravel(),
            "price_before_duty_over_wages_pct": 100 * np.expm1(found.before_duty).ravel(),
            "price_with_duty_over_wages_pct": 100 * np.expm1(found.with_duty).ravel(),
            "pass_through": found.told_pass_through.ravel(),
        },
        index=index,
    )
    return frame.loc[imports.ravel() > 0]


def quantities(o: Outcome) -> pd.DataFrame:
    """Caps and floors: limit, wedge, and who pays or earns what."""
    import pandas as pd

    return pd.DataFrame(by_quantity(o))


def by_quantity(o: Outcome) -> list[dict[str, Any]]:
    """The rows of ``quantities``, one a cap or floor, as plain data: pandas takes longer to load than they to make."""
    world, rows = o.world, []
    for quantity, wedge in zip(o.shock.quantities, o.wedges, strict=True):
        i, n, s = quantity.exporter, quantity.importer, list(quantity.sectors)
        before, after = float(world.trade[i, n, s].sum()), float(o.trade[i, n, s].sum())
        volume = float(o.delivered_volume(i, n)[s].sum()) / before
        border = float((o.trade[i, n, s] * (1 + o.shock.export_tax_level[i, n, s])).sum())
        with_duty = float((o.trade * (1 + o.shock.export_tax_level) * (1 + o.shock.tariff_level))[i, n, s].sum())
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
                "subsidy_bn": with_duty * -wedge / (1 + wedge) if quantity.kind == "floor" else 0.0,
            }
        )
    return rows


MAKERS: Mapping[str, Callable[[Outcome], pd.DataFrame]] = {
    "regions": regions,
    "sectors": sectors,
    "trade": trade,
    "welfare": welfare,
    "prices": prices,
    "quantities": quantities,
}
"""Tables by name, as ``Outcome.to_frame`` takes them."""
