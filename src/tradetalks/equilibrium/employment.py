"""What an outcome says of factors and of governments' revenue: labour on offer, what it gives up, debt bought back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.supply import bought_back, real_income, supply_of

if TYPE_CHECKING:
    from tradetalks.equilibrium.outcome import Outcome

Array = NDArray[np.float64]
_ROUNDING = 1e-12  # of the share employed


def revenue(o: Outcome) -> Array:
    """``[region]`` tariffs and export taxes less subsidies, bn USD a year."""
    return o.tariff_revenue + o.export_tax_revenue - o.subsidy_cost


def factor_supply_ratio(o: Outcome) -> Array:
    """``[region]`` labour and capital on offer over the benchmark's, capital weighed by its part of value added."""
    return o.labour_income / (o.world.labour_income * o.wage_ratio * o.employed)


def labour_supply_ratio(o: Outcome) -> Array:
    """``[region]`` labour on offer, employed or not, over the benchmark's: equation (5d)."""
    return factor_supply_ratio(o) / capital_by_labour(o)


def capital_by_labour(o: Outcome) -> Array:
    """``[region]`` by how much the capital beside an hour of labour raises value added, ``(K/L)^a``: equation (5e)."""
    a = o.closure.capital_share
    factors = factor_supply_ratio(o)
    return (capital_ratio(o) / factors) ** (a / (1 - a))


def reward_ratio(o: Outcome) -> Array:
    """``[region]`` what a unit of factors on offer answers to, over consumer prices and the benchmark's: what it earns
    in work, or can expect to earn with floors by sector (``sector_wages.py``)."""
    return o.real_wage_ratio * (o.employed if o.closure.wages_by_sector else 1.0)


def capital_ratio(o: Outcome) -> Array:
    """``[region]`` capital over the benchmark's: as much of its way to a steady state as the years allow (5e)."""
    if o.closure.capital_share == 0:
        return np.ones_like(o.wage_ratio)
    return (factor_supply_ratio(o) * reward_ratio(o)) ** o.closure.capital_moved


def sector_employed(o: Outcome) -> Array:
    """``[region, sector]`` what a sector lets a unit of labour expect over what it pays: equation (5a)."""
    if not o.closure.wages_by_sector:
        return np.broadcast_to(o.employed[:, None], o.output.shape)
    before = o.world.value_added_share * o.world.output
    part, was = o.earnings / o.earnings.sum(1)[:, None], before / before.sum(1)[:, None]
    pays = before > 0
    moved = np.log(np.where(pays, part, 1.0) / np.where(pays, was, 1.0)) / o.closure.labour_mobility
    expected = (o.wage_ratio * o.employed)[:, None] * np.exp(moved)
    found = expected / o.sector_wage_ratio
    return np.where(pays & (found < 1 - _ROUNDING), found, 1.0)


def real_wage_ratio(o: Outcome) -> Array:
    """``[region]`` what an hour of labour buys before tax, over the benchmark's; where capital adjusts it moves by more
    than what a unit of all factors buys (``Outcome.real_wage_ratio``): equation (5e)."""
    return o.real_wage_ratio * capital_by_labour(o)


def lent(o: Outcome) -> Array:
    """``[region]`` what regions lend because their revenue buys back debt, bn USD a year: equation (5f)."""
    supply = supply_of(o.world, o.closure)
    if supply.debt.size == 0:
        return np.zeros(len(o.world.regions))
    return bought_back(revenue(o), o.labour_income, supply, o.world.labour_income)


def real_income_ratio(o: Outcome) -> Array:
    """``[region]`` equation (6): real income over the benchmark's, an equivalent variation over income.

    What is newly borrowed is no income, what is lent is. Leisure given up and what keeps the capital stock count.
    """
    world = o.world
    before = (world.own_income, world.labour_income)
    supply = supply_of(world, o.closure)
    return real_income(o.own_income, o.labour_income, revenue(o), o.consumer_price_ratio, supply, before).value


def given_up(o: Outcome) -> Array | float:
    """``[region]`` less leisure given up and upkeep of capital, bn USD a year at benchmark consumer prices; 0 where
    factors do not respond."""
    if o.closure.labour_supply == 0 and o.closure.capital_share == 0:
        return 0.0
    spent = o.own_income / o.consumer_price_ratio
    return o.world.own_income * real_income_ratio(o) - spent


def closure_from(o: Outcome, how: Closure | None = None) -> Closure:
    """A closure (the outcome's own if None) for what is solved from this outcome as a benchmark: taxes on labour as
    they are here."""
    world = o.world
    how = o.closure if how is None else how
    if how.revenue != "income_tax" or how.labour_supply == 0:
        return how
    if how.income_tax is None:  # what revenue stood in for is gone
        return replace(how, income_tax=0.0)
    cut = (revenue(o) / o.labour_income - world.net_revenue / world.labour_income) / (1 - how.capital_share)
    return replace(how, income_tax=dict(zip(world.regions, (how.taxes(world) - cut).tolist(), strict=True)))
