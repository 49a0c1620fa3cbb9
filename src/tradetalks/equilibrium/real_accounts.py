"""Real income taken apart, exactly: what is made (real GDP), what it is traded for, what is lent or given.

A region spends what it produces and what it borrows, so that real income can move for three reasons: the volume of
production (efficiency), the prices at which exports are traded for imports (terms of trade), and the deficit. Equations
(7) to (9) of docs/maths.md. All counterfactual values are first put over the region's own consumer prices, so that no
term depends on the numeraire.

References:
    SNA 2008, 15.188; ESA 1995, 10.57-10.59: real gross domestic income is the volume of GDP plus the trading gain;
        the deflator of the trade balance is, in doubt, the average of export and import prices.
    Kehoe & Ruhl (2008), Review of Economic Dynamics 11: the terms of trade have no first-order effect on chained
        real GDP, they have one on real income. Burstein & Cravino (2015), AEJ: Macroeconomics 7(2): what statistics
        would measure in trade models.
    Kohli (2004), Journal of International Economics 62(1); Reinsdorf (2009), BEA working paper 2009-01: trading
        gains are terms of trade and the price of what is traded over what is not, which works on the balance.
    Vartia (1976), Scandinavian Journal of Statistics 3; Diewert (1978), Econometrica 46: the index with logarithmic
        means adds up exactly over parts and equals superlative indices to the second order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import employment

if TYPE_CHECKING:
    from tradetalks.equilibrium.outcome import Outcome
    from tradetalks.world.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RealAccount:
    """The change of real income by region and what it is made of.

    ``efficiency + terms_of_trade + deficit + factors = real_income``, exactly.

    Money is in billions of USD a year at benchmark consumer prices (equivalent variation).

    Attributes:
        real_income: ``[..., region]`` the whole change.
        efficiency: ``[..., region]`` the part that is the volume of production: real GDP, in money.
        terms_of_trade: ``[..., region]`` the trading gain: export over import prices, at the mean of both flows.
        deficit: ``[..., region]`` the part that is lent, borrowed or given, in goods that cross borders.
        factors: ``[..., region]`` leisure given up and upkeep of capital, with a minus; 0 where factors do not respond.
        real_gdp_ratio: ``[..., region]`` volume of GDP over the benchmark's.
        benchmark_income: ``[region]`` the benchmark's income, what per cents of income are of.
    """

    real_income: Array
    efficiency: Array
    terms_of_trade: Array
    deficit: Array
    factors: Array
    real_gdp_ratio: Array
    benchmark_income: Array

    def per_cent(self, name: str) -> Array:
        """``[..., region]`` a term in per cent of benchmark income; of ``real_gdp_ratio``, its change in per cent."""
        value = np.asarray(getattr(self, name))
        return 100 * (value - 1) if name == "real_gdp_ratio" else 100 * value / self.benchmark_income


def real_income_ratio(outcome: Outcome) -> Array:
    """``[region]`` equation (6): income that counts over consumer prices, over the benchmark's. What only answers the
    shock by borrowing is spent, to be paid back, and no income; where factors respond, leisure given up and upkeep of
    capital are no income either."""
    return employment.real_income_ratio(outcome)


def real_income_change(outcome: Outcome) -> Array:
    """``[region]`` the same in money: equivalent variation, billions of USD a year at benchmark prices."""
    return outcome.world.own_income * (real_income_ratio(outcome) - 1)


class Standing(NamedTuple):
    """What an equilibrium's real income is made of; leading axes, one entry a counterfactual, may stand before all.

    Attributes:
        trade: ``[..., exporter, importer, sector]`` at producer prices net of border taxes, bn USD.
        export_tax: ``[..., exporter, importer, sector]`` ad valorem, a fraction.
        log_factory_price: ``[..., region, sector]`` logs of factory-gate prices over the benchmark's.
        log_consumer_price: ``[..., region]`` log of the consumer price index over the benchmark's.
        income: ``[..., region]`` final spending less what is borrowed in answer to the shock.
        deficit: ``[..., region]`` the part of it that is not earned, less the same.
    """

    trade: Array
    export_tax: Array
    log_factory_price: Array
    log_consumer_price: Array
    income: Array
    deficit: Array


def at_benchmark(world: World) -> Standing:
    """The benchmark's own."""
    n, s = world.shape
    lent = world.deficit - world.borrowed
    return Standing(world.trade, world.export_tax, np.zeros((n, s)), np.zeros(n), world.own_income, lent)


def real_account_of(outcome: Outcome) -> RealAccount:
    """Equations (7) to (9) of an outcome."""
    after = Standing(
        outcome.trade,
        outcome.shock.export_tax_level,
        np.log(outcome.factory_price_ratio),
        np.log(outcome.consumer_price_ratio),
        outcome.own_income,
        outcome.deficit - outcome.borrowed,
    )
    return real_account(at_benchmark(outcome.world), after, employment.given_up(outcome))


def real_account(before: Standing, after: Standing, factors: Array | float = 0.0) -> RealAccount:
    """Equations (7) to (9) between two equilibria of one benchmark.

    Args:
        factors: ``[..., region]`` less leisure given up and upkeep of capital, at consumer prices before.
    """
    across = ~np.eye(before.trade.shape[-2], dtype=bool)[:, :, None]
    value = before.trade * (1 + before.export_tax) * across
    later = after.trade * (1 + after.export_tax) * across
    dearer = after.log_factory_price - before.log_factory_price
    log_price = dearer[..., :, None, :] + np.log1p(after.export_tax) - np.log1p(before.export_tax)
    log_local = after.log_consumer_price - before.log_consumer_price
    local = np.exp(log_local)
    # each side over its own consumer prices
    sold = log_mean(value, later / local[..., :, None, None])
    bought = log_mean(value, later / local[..., None, :, None])
    exports, imports = sold.sum((-2, -1)), bought.sum((-3, -1))
    export_price = _mean((sold * log_price).sum((-2, -1)), exports) - log_local
    import_price = _mean((bought * log_price).sum((-3, -1)), imports) - log_local
    real_income = after.income / local - before.income
    # (9) the deflator of the trade balance is the mean of export and import prices
    terms = 0.5 * (exports + imports) * (export_price - import_price)
    lent = after.deficit / local - before.deficit - 0.5 * (imports - exports) * (export_price + import_price)
    efficiency = real_income - terms - lent
    earned = log_mean(before.income - before.deficit, (after.income - after.deficit) / local)
    ratio = np.exp(efficiency / earned)
    cost = factors + np.zeros_like(real_income)
    return RealAccount(real_income + cost, efficiency, terms, lent, cost, ratio, before.income)


def join(accounts: Sequence[RealAccount]) -> RealAccount:
    """Accounts of several batches of counterfactuals of one world, one after the other."""
    return RealAccount(
        **{name: np.concatenate([getattr(one, name) for one in accounts]) for name in _STACKED},
        benchmark_income=accounts[0].benchmark_income,
    )


_STACKED = ("real_income", "efficiency", "terms_of_trade", "deficit", "factors", "real_gdp_ratio")


def log_mean(before: Array, after: Array) -> Array:
    """Logarithmic mean ``(b - a) / log(b / a)``: between the geometric and the arithmetic one; 0 where either is 0."""
    both = (before > 0) & (after > 0)
    ratio = np.log(np.divide(after, before, out=np.ones(np.broadcast(before, after).shape), where=both))
    small = np.abs(ratio) < 1e-6
    factor = np.where(small, 1 + ratio / 2, np.expm1(ratio) / np.where(small, 1.0, ratio))
    return np.where(both, before * factor, 0.0)


def _mean(total: Array, weight: Array) -> Array:
    return np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)
