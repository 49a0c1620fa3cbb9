"""What of an outcome a published figure is held against: one function a measure, each in the unit it names.

Like is held against like: a GDP with real GDP, an income with real income, a wage with the real wage, what an
estimate of pass-through regresses with the same regression on the model's own flows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.border_prices import by_importer, duty_change
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.errors import PolicyError, unknown
from tradetalks.incidence.households import REGION, household_cost
from tradetalks.incidence.revenue import tariff_revenue

Array = NDArray[np.float64]
OFFSET = 0.23
"""Share of new customs duties that income and payroll taxes lose: CBO (November 2022, publication 58549) puts it at 21
to 25%; budget figures of tariffs are net of it."""


def real_gdp(outcome: Outcome, codes: Sequence[str]) -> float:
    """Real GDP, %: the volume of production (``real_accounts``)."""
    return 100 * float(outcome.real_gdp_ratio[outcome.world.region(codes[0])] - 1)


def real_income(outcome: Outcome, codes: Sequence[str]) -> float:
    """Real income, %: final spending over consumer prices."""
    return 100 * float(outcome.real_income_ratio[outcome.world.region(codes[0])] - 1)


def real_wage(outcome: Outcome, codes: Sequence[str]) -> float:
    """What labour and capital earn over consumer prices, %; duties are no part of it."""
    world, n = outcome.world, outcome.world.region(codes[0])
    before = float((world.value_added_share * world.output)[n].sum())
    return 100 * (float(outcome.earnings[n].sum()) / before / float(outcome.consumer_price_ratio[n]) - 1)


def consumer_prices(outcome: Outcome, codes: Sequence[str]) -> float:
    """Prices of what households buy, at unchanged local wages, %: known of the United States (``household_cost``).

    Raises:
        PolicyError: another region.
    """
    if codes[0] != REGION:
        raise PolicyError(f"consumer_prices: found {codes[0]}; what households buy was read for {REGION} alone")
    return household_cost(outcome).price


def goods_trade(outcome: Outcome, codes: Sequence[str]) -> float:
    """Goods trade between two regions, both ways, value, %."""
    one, other = codes
    pairs = [outcome.bilateral_goods(one, other), outcome.bilateral_goods(other, one)]
    return 100 * (sum(after for _, after in pairs) / sum(before for before, _ in pairs) - 1)


def goods_exports_to(outcome: Outcome, codes: Sequence[str]) -> float:
    """Goods exports of the first region to the second, value, %."""
    before, after = outcome.bilateral_goods(*codes)
    return 100 * (after / before - 1)


def exports(outcome: Outcome, codes: Sequence[str]) -> float:
    """All exports of goods and services, value, %."""
    world, i = outcome.world, outcome.world.region(codes[0])
    abroad = np.arange(len(world.regions)) != i
    return 100 * (float(outcome.trade[i, abroad].sum()) / float(world.trade[i, abroad].sum()) - 1)


def import_volume(outcome: Outcome, codes: Sequence[str]) -> float:
    """Goods imports at benchmark border prices, %."""
    world, n, goods = outcome.world, outcome.world.region(codes[0]), _goods(outcome)
    abroad = np.arange(len(world.regions)) != n
    volume = outcome.trade[:, n] / np.exp(_log_border_price(outcome, n))
    return 100 * (float(volume[abroad][:, goods].sum()) / float(world.trade[abroad, n][:, goods].sum()) - 1)


def import_share(outcome: Outcome, codes: Sequence[str]) -> float:
    """Share of the first region in the second's goods imports, change of the share in % of itself."""
    exporter, n = codes[0], outcome.world.region(codes[1])
    shares = []
    for trade in (outcome.world.trade, outcome.trade):
        total = sum(float(trade[j, n][_goods(outcome)].sum()) for j in range(len(trade)) if j != n)
        shares.append(float(trade[outcome.world.region(exporter), n][_goods(outcome)].sum()) / total)
    return 100 * (shares[1] / shares[0] - 1)


def net_revenue(outcome: Outcome, codes: Sequence[str]) -> float:
    """Tariff revenue added at unchanged wages, net of what other taxes lose by it (``OFFSET``), % of benchmark GDP."""
    return 100 * (1 - OFFSET) * tariff_revenue(outcome, codes[0]).added / _gdp(outcome, codes[0])


def pass_through(outcome: Outcome, codes: Sequence[str]) -> float:
    """Share of changed duties that the importer pays, all its imports together, % (``border_prices.by_importer``)."""
    return 100 * float(by_importer(outcome).pass_through[outcome.world.region(codes[0])])


def estimated_pass_through(outcome: Outcome, codes: Sequence[str]) -> float:
    """Pass-through as it is estimated, %: one plus the slope of border prices on duty factors over an importer's flows,
    exporters' own changes taken out (Amiti, Redding & Weinstein 2019, table 1: product and country-year effects)."""
    n = outcome.world.region(codes[0])
    duty, price, weight = _duties(outcome, n)
    total = weight.sum(1, keepdims=True)
    mean = [np.divide((weight * x).sum(1, keepdims=True), total, out=np.zeros_like(total), where=total > 0)
            for x in (duty, price)]  # fmt: skip
    x, y = duty - mean[0], price - mean[1]
    return 100 * (1 + float((weight * x * y).sum() / (weight * x * x).sum()))


def purchase_subsidy(outcome: Outcome, codes: Sequence[str]) -> float:
    """Subsidy on imports that makes the first region buy what it undertook to, % of the border price."""
    frame = outcome.to_frame("quantities")
    found = frame[(frame.kind == "floor") & (frame.importer == codes[0])]
    return -float(found.wedge_pct.iloc[0])


def _goods(outcome: Outcome) -> list[int]:
    return [outcome.world.sector(code) for code in (outcome.world.goods or outcome.world.sectors)]


def _gdp(outcome: Outcome, code: str) -> float:
    """Benchmark GDP: final spending less the deficit."""
    n = outcome.world.region(code)
    return float(outcome.world.income[n] - outcome.world.deficit[n])


def _log_border_price(outcome: Outcome, n: int) -> Array:
    """``[exporter, sector]`` log change of the price at the border, export taxes included, duties not."""
    taxes = (1 + outcome.shock.export_tax_level[:, n]) / (1 + outcome.world.export_tax[:, n])
    return np.log(outcome.factory_price_ratio * taxes)


def _duties(outcome: Outcome, n: int) -> tuple[Array, Array, Array]:
    """``[exporter, sector]`` of goods: log change of the duty factor, of the border price, and benchmark trade."""
    world, goods = outcome.world, _goods(outcome)
    abroad = np.arange(len(world.regions)) != n
    return tuple(
        x[abroad][:, goods] for x in (duty_change(outcome)[:, n], _log_border_price(outcome, n), world.trade[:, n])
    )  # type: ignore[return-value]


MEASURES: dict[str, Callable[[Outcome, Sequence[str]], float]] = {
    f.__name__: f
    for f in (
        real_gdp, real_income, real_wage, consumer_prices, goods_trade, goods_exports_to, exports,
        import_volume, import_share, net_revenue, pass_through, estimated_pass_through, purchase_subsidy,
    )
}  # fmt: skip
"""Measures by name."""


def measure(name: str) -> Callable[[Outcome, Sequence[str]], float]:
    """A measure by name; raises PolicyError with the nearest."""
    if name not in MEASURES:
        raise PolicyError(unknown("measure", name, MEASURES))
    return MEASURES[name]
