"""Factors that respond to what they earn, and what revenue is used for: equations (5d)-(5f) and the welfare they imply.

**Labour** (5d): with preferences ``C - eps/(1+eps) L^((1+eps)/eps)`` people work ``L = [(1 - tau) w_L / P]^eps`` in
ratios, ``P`` the consumer price index (Greenwood, Hercowitz & Huffman 1988, AER 78(3); Ignatenko, Lashkaripour,
Macedoni & Simonovska 2025, JIE 157, eq. 3).

**Capital** (5e): in a steady state the rental over the price of investment stands still (the Euler equation; Ravikumar,
Santacreu & Sposi 2019, JIE 119), investment being bought with the consumer's basket. With value added
``F = L^(1-a) K^a`` that earns ``w`` a unit, ``a w F / K = P`` there; after some years capital has gone the share ``m``
of that way, ``K = (w F / P)^m`` (``capital.moved``). With what an hour buys, ``w F / (L P)``, in (5d) both together
give ``F = (w/P)^eta [(1 - tau') / (1 - tau)]^zeta`` with ``D = 1 - a m + a eps (1 - m)``, ``zeta = (1-a) eps / D`` and
``eta = [(1-a) eps + a m (1 + eps)] / D``; in the long run ``eta = (eps + a) / (1 - a)``, ``zeta = eps``.

**Revenue** (5f): tariffs and export taxes less subsidies, ``R``. Rebated in a lump sum; or in place of a tax on labour
income, ``1 - tau' = 1 - tau + R'/W' - R/W`` with ``W`` labour's income; or buying back debt abroad, so that what it
rises by is not spent: the region lends it, and all others borrow it in proportion to what their labour earns.

Arrays may carry leading axes, one entry a counterfactual; everything is analytic, so that complex steps go through.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tradetalks.equilibrium.arrays import Array, namespace
from tradetalks.equilibrium.capital import invested
from tradetalks.equilibrium.closure import Closure
from tradetalks.world.world import World

_STEPS = 6  # of Newton's method on one number a region: what revenue pays for is a small part of what labour earns
_NONE = np.zeros(0)


class Supply(NamedTuple):
    """What closes factor markets and the budget of governments; parts that a closure does not use have size zero."""

    elasticity: Array = _NONE  # [1] eta: of value added's factors in their earnings over consumer prices
    hour: Array = _NONE  # [1] of what an hour buys in what a unit of them buys, taxes apart
    relief: Array = _NONE  # [1] zeta, where revenue stands in for a tax on labour
    kept: Array = _NONE  # [n] 1 - tau at the benchmark; size 0: the tax that revenue just stands in for
    labour_share: Array = _NONE  # [1] 1 - a
    leisure: Array = _NONE  # [1] eps / (1 + eps)
    invested: Array = _NONE  # [1] share of value added that keeps the capital stock
    moved: Array = _NONE  # [1] m: share of its way that capital has gone
    revenue: Array = _NONE  # [n] R at the benchmark, bn USD
    debt: Array = _NONE  # [1] 1 where revenue buys back debt


class Responses(NamedTuple):
    """How log labour income ``w F`` (of those employed) responds, by region, all ``[.., n]``."""

    wage: Array  # to the log of what a unit earns
    price: Array  # to the log consumer price index, with its sign turned
    revenue: Array  # to a dollar of revenue
    employed: Array  # to the log share employed


class RealIncome(NamedTuple):
    """Real income over the benchmark's ``[.., n]`` and its slopes."""

    value: Array
    income: Array  # by a dollar of income
    labour_income: Array
    revenue: Array
    log_price_index: Array


def supply_of(world: World, closure: Closure) -> Supply:
    """What a closure makes of a world's factors and of its governments' revenue."""
    eps, a = closure.labour_supply, closure.capital_share
    elastic, debt = eps > 0 or a > 0, closure.revenue == "debt"
    if not (elastic or debt):
        return Supply()
    revenue = world.net_revenue
    if not elastic:
        return Supply(revenue=revenue, debt=np.ones(1))
    relief, m = closure.revenue == "income_tax" and eps > 0, closure.capital_moved
    damped = 1 - a * m + a * eps * (1 - m)
    eta = ((1 - a) * eps + a * m * (1 + eps)) / damped
    return Supply(
        elasticity=np.array([eta]),
        hour=np.array([1 + a / (1 - a) * (m - (1 - m) * eta)]),
        relief=np.array([(1 - a) * eps / damped]) if relief else _NONE,
        kept=_NONE if relief and closure.income_tax is None else 1 - closure.taxes(world),
        labour_share=np.array([1 - a]),
        leisure=np.array([eps / (1 + eps)]),
        invested=np.array([invested(a)]),
        moved=np.array([m]),
        revenue=revenue,
        debt=np.ones(1) if debt else _NONE,
    )


# ---------------------------------------------------------------------- (5d), (5e)
def log_supply(
    log_wage: Array, log_price_index: Array, log_employed: Array, revenue: Array, labour_income: Array, s: Supply
) -> Array:
    """Equations (5d) and (5e): log ratio of factors supplied ``[.., n]``.

    Args:
        log_wage: what a unit of value added's factors earns. log_employed: log share employed. revenue: ``R'``.
        labour_income: of the benchmark, capital's part included.
    """
    xp = namespace(log_wage, log_price_index, revenue, labour_income)
    base = s.elasticity * (log_wage - log_price_index)
    if s.relief.size == 0:
        return base
    found = base
    at = revenue / (s.labour_share * labour_income * xp.exp(log_wage + log_employed))  # R' / W' where found is 0
    before = s.revenue / (s.labour_share * labour_income)
    for _ in range(_STEPS):
        ratio = at * xp.exp(-found)
        kept, now, slope = _kept(ratio - before, s)
        gap = found - base - s.relief * xp.log(now / kept)
        found = found - gap / (1 + s.relief * slope * ratio)
    return found


def _kept(change: Array, s: Supply) -> tuple[Array, Array, Array]:
    """Shares of labour income kept after tax, at the benchmark and now, where revenue over labour's income changes so
    much; and the slope of the log of their ratio."""
    if s.kept.size == 0:
        return 1 - change, 1 + 0 * change, 1 / (1 - change)
    return s.kept, s.kept + change, 1 / (s.kept + change)


def responses(revenue: Array, labour_income: Array, s: Supply, benchmark: Array) -> Responses:
    """How log labour income responds where it is ``labour_income`` (the benchmark's: ``benchmark``)."""
    none, one = 0 * labour_income, 1 + 0 * labour_income
    if s.elasticity.size == 0:
        return Responses(one, none, none, one)
    if s.relief.size == 0:
        return Responses(one + s.elasticity, none + s.elasticity, none, one)
    ratio = revenue / (s.labour_share * labour_income)
    change = ratio - s.revenue / (s.labour_share * benchmark)
    reach = s.relief * _kept(change, s)[2]
    damped = 1 / (1 + reach * ratio)
    return Responses(
        (1 + s.elasticity) * damped,
        s.elasticity * damped,
        reach * damped / (s.labour_share * labour_income),
        damped,
    )


# ---------------------------------------------------------------------- (5f)
def bought_back(revenue: Array, labour_income: Array, s: Supply, benchmark: Array) -> Array:
    """Equation (5f): ``[.., n]`` what regions lend, because their revenue buys back debt; sums to zero."""
    now = labour_income.sum(-1)[..., None]
    rise = revenue - s.revenue * now / benchmark.sum()
    return rise - labour_income / now * rise.sum(-1)[..., None]


def bought_back_by_labour(revenue: Array, labour_income: Array, s: Supply, benchmark: Array) -> Array:
    """``[n, n]`` how ``bought_back`` responds to log labour incomes."""
    now, world = labour_income.sum(), benchmark.sum()
    share = labour_income / now
    rise = revenue - s.revenue * now / world
    held = np.outer(s.revenue - share * s.revenue.sum(), labour_income) / world
    return -held - rise.sum() * (np.diag(share) - np.outer(share, share))


def bought_back_worth(income: Array, revenue: Array, labour_income: Array, s: Supply, benchmark: Array) -> Array:
    """``[.., n]`` what a dollar of labour income is worth through ``bought_back``, a dollar lent being worth
    ``income``: the transpose."""
    now, world = labour_income.sum(-1)[..., None], benchmark.sum()
    share = labour_income / now
    rise = (revenue - s.revenue * now / world).sum(-1)[..., None]
    mean = (income * share).sum(-1)[..., None]
    held = (income * s.revenue).sum(-1)[..., None] - mean * s.revenue.sum()
    return -held / world - rise * (income - mean) / now


def spent_worth(income: Array, labour_income: Array, s: Supply) -> Array:
    """``[.., n]`` what a dollar of revenue is worth, a dollar of income being worth ``income``."""
    if s.debt.size == 0:
        return income
    share = labour_income / labour_income.sum(-1)[..., None]
    return (income * share).sum(-1)[..., None] + 0 * income


def spent(revenue: Array, labour_income: Array, s: Supply) -> Array:
    """What changes of revenue ``[n, ..]`` add to income: the transpose of ``spent_worth``."""
    if s.debt.size == 0:
        return revenue
    share = labour_income / labour_income.sum()
    return share.reshape(-1, *[1] * (revenue.ndim - 1)) * revenue.sum(0)


# ---------------------------------------------------------------------- (6)
def real_income(
    income: Array,
    labour_income: Array,
    revenue: Array,
    price_index: Array,
    s: Supply,
    benchmark: tuple[Array, Array],
) -> RealIncome:
    """Equation (6): ``1 + (u' - u) / I`` with ``u = (I - leisure given up - upkeep of capital) / P``: the equivalent
    variation over income. With inelastic factors ``(I'/P') / I``.

    Leisure given up is worth ``eps/(1+eps) (1 - tau) W``, upkeep is ``invested`` of value added at the benchmark and
    moves with capital, ``(w F / P)^m``. Those whom a floor on wages keeps from working give up none.

    Args:
        benchmark: income and labour income there.
    """
    before, earned = benchmark
    if s.elasticity.size == 0:
        value = income / before / price_index
        return RealIncome(value, 1 / (before * price_index), 0 * value, 0 * value, -value)
    at = s.leisure * s.labour_share
    ratio = revenue / (s.labour_share * labour_income)
    if s.relief.size == 0:
        kept, now = s.kept, s.kept
        by_labour, by_revenue, before_by_labour, before_by_revenue = at * s.kept, 0.0, 0.0, 0.0
    else:
        change = ratio - s.revenue / (s.labour_share * earned)
        kept, now, _ = _kept(change, s)
        own = s.kept.size == 0  # the benchmark's tax is what today's revenue stands in for
        by_labour = at if own else at * (s.kept - s.revenue / (s.labour_share * earned))
        by_revenue = 0.0 if own else s.leisure
        before_by_labour = at * earned * ratio / labour_income if own else 0.0
        before_by_revenue = -s.leisure * earned / labour_income if own else 0.0
    upkeep = s.invested * earned * price_index * (labour_income / (earned * price_index)) ** s.moved
    given_before = (at * kept + s.invested) * earned
    unit = before * price_index
    used = (income - at * now * labour_income - upkeep) / unit
    return RealIncome(
        value=used + given_before / before,
        income=1 / unit,
        labour_income=-(by_labour + s.moved * upkeep / labour_income) / unit + before_by_labour / before,
        revenue=-by_revenue / unit + before_by_revenue / before,
        log_price_index=-used - (1 - s.moved) * upkeep / unit,
    )
