"""Marginal values carried back through the equations of regions: books and demand (4)-(6), costs (1).

The pass back that reverse-mode differentiation takes, by hand: what a state's residuals and an objective weigh, in
slopes of what they are made of. Bilateral markets, (2)-(3), are between the two (``markets.py``). Analytic throughout,
so that a complex step goes through (``lagrangian.py``); columns lead, ``[.., region, sector]``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tradetalks.equilibrium.arrays import Array, by_region, put
from tradetalks.equilibrium.model import Benchmark, Flows, Policy, State, demand, net_revenue
from tradetalks.equilibrium.sector_wages import earned_share, idle, slopes
from tradetalks.equilibrium.supply import bought_back_worth, responses, spent_worth

_TINY = float(np.finfo(float).tiny)


class Weights(NamedTuple):
    """Slopes of objectives in what they depend on, one objective a column; 0 where they do not look."""

    income: Array = 0.0  # [.., region], less what is newly borrowed
    log_price_index: Array = 0.0  # [.., region]
    labour_income: Array = 0.0  # [.., region]
    earnings: Array = 0.0  # [.., region, sector]
    profits: Array = 0.0  # [.., region, sector]
    tariff_revenue: Array = 0.0  # [.., region]
    export_tax_revenue: Array = 0.0  # [.., region]
    revenue: Array = 0.0  # [.., region] tariffs and export taxes less subsidies
    output: Array = 0.0  # [.., region, sector]
    trade: Array | None = None  # [.., exporter, importer, sector]


class Books(NamedTuple):
    """Slopes in what books are made of, and in prices, wages and earnings as far as books look at them."""

    output: Array  # [.., region, sector], of a dollar
    tariff_revenue: Array  # [.., region], of a dollar
    export_tax_revenue: Array
    income: Array
    revenue: Array  # tariffs and export taxes less subsidies
    log_bundle: Array  # [.., region, sector] of the share of the bundle
    log_critical: Array  # [.., region, critical, sector] of shares of critical inputs; size 0 where there are none
    state: State


def books_back(state: State, b: Benchmark, p: Policy, f: Flows, gap: State, weights: Weights) -> Books:
    """Slopes of ``gap . residual + objective`` in what equations (4)-(6) take, at the point whose flows are ``f``."""
    wanted = demand(f, b)
    works = b.alive & (wanted.real > _TINY)
    bought = np.where(works, gap.log_spending / np.where(works, wanted, 1.0), 0.0)  # of a dollar of demand
    income = (bought * b.final_share).sum(-1) + weights.income
    inputs = by_region(bought, b.input_share)
    output, log_bundle = f.bundle * inputs, f.bundle * f.output * inputs
    log_critical = np.zeros(0)
    if b.critical_index.size:
        scarce = b.critical_share * f.critical_bundle * bought[..., b.critical_index][..., None]
        output, log_critical = output + scarce.sum(-2), scarce * f.output[..., None, :]

    wage_gap = put(gap.log_wage, (..., b.numeraire), 0.0)
    earned = (wage_gap / f.earnings.sum(-1))[..., None] + weights.earnings
    if gap.log_earnings.size:
        made = b.earnings > 0
        earned = earned + np.where(made, gap.log_earnings / np.where(made, f.earnings, 1.0), 0.0)
    world = f.labour_income.sum(-1)[..., None]
    paid = gap.log_wage[..., b.numeraire][..., None] / world - wage_gap / f.labour_income
    paid = paid + income + _deficits_back(income, f.labour_income, b, p) + weights.labour_income
    revenue, price = income + weights.revenue, np.asarray(weights.log_price_index)
    wage, spent = paid * f.labour_income, income - weights.income  # what is borrowed, objectives leave out
    if b.supply.revenue.size:
        before, collected = (b.supply, b.labour_income), net_revenue(f)
        if b.supply.debt.size:
            wage = wage - f.labour_income * bought_back_worth(spent, collected, f.labour_income, *before)
            revenue = revenue - spent + spent_worth(spent, f.labour_income, b.supply)
        by = responses(collected, f.labour_income, *before)
        revenue, price, wage = revenue + by.revenue * wage, price - by.price * wage, by.wage * wage
    own_earnings = -gap.log_earnings
    if b.lending.size:
        answer = spent @ b.lending  # of the log of what those earn who have work
        if b.floors.log_level.size:
            share = earned_share(state, b)
            by_state = slopes(b, share, idle(state, b))
            paid = by_state.paid_earnings + by_state.paid_whole[..., None] * share
            own_earnings, price = own_earnings + answer[..., None] * paid, price + answer * by_state.paid_price
            answer = answer * by_state.paid_own
        wage = wage + answer

    labour = b.value_added_share * f.bundle
    output = output + labour * earned + weights.output - p.subsidy * revenue[..., None]
    log_bundle = log_bundle + labour * f.output * earned
    if b.profit_share.size:
        output = output + b.profit_share * (income[..., None] + weights.profits)
    if p.royalty.size:  # [payer, owner, sector]
        output = output + np.einsum("ios,...o->...is", p.royalty, income) - p.royalty.sum(1) * income[..., None]

    log_price = gap.log_price + price[..., None] * b.final_share
    return Books(
        output=output,
        tariff_revenue=revenue + weights.tariff_revenue,
        export_tax_revenue=revenue + weights.export_tax_revenue,
        income=income,
        revenue=revenue,
        log_bundle=log_bundle,
        log_critical=log_critical,
        state=State(wage, log_price, -gap.log_spending, own_earnings),
    )


def _deficits_back(income: Array, labour_income: Array, b: Benchmark, p: Policy) -> Array:
    """``[.., region]`` what a dollar of labour income is worth through deficits."""
    now = labour_income.sum(-1)[..., None]
    fixed = ((income * b.deficit).sum(-1) / b.labour_income.sum())[..., None]
    mean = (b.deficit_rate * labour_income).sum(-1)[..., None] / now
    average = (income * labour_income).sum(-1)[..., None] / now
    return p.fixed_deficit * fixed + p.gdp_deficit * (b.deficit_rate - mean) * (income - average)


def costs_back(state: State, b: Benchmark, bundle: Array, critical_bundle: Array, cost: Array, books: Books) -> State:
    """Slopes in the state, from those in log factory costs ``[.., region, sector]`` and in the books.

    Args:
        bundle, critical_bundle: ratios of cost shares, as ``model.unit_cost`` gives them.
    """
    markup = 1 - b.profit_share if b.profit_share.size else 1.0
    direct = books.state
    if b.critical_index.size == 0:
        rest, price = cost, direct.log_price
    else:
        power = 1 - b.critical_elasticity
        critical = b.critical_share / np.broadcast_to(markup, b.value_added_share.shape)[:, None, :]
        unit = cost - power * (books.log_bundle + books.log_critical.sum(-2))
        rest = bundle * unit + power * books.log_bundle / (1 - critical.sum(1))
        scarce = critical * critical_bundle * unit[..., None, :] + power * books.log_critical
        at = (..., b.critical_index)
        price = put(direct.log_price + 0 * scarce.sum(-2)[..., :1], at, direct.log_price[at] + scarce.sum(-1))
    rest = rest / markup
    price = price + by_region(rest, b.input_share.swapaxes(-1, -2))
    sector_wage = b.value_added_share * rest
    if not direct.log_earnings.size:
        return State(direct.log_wage + sector_wage.sum(-1), price, direct.log_spending, direct.log_earnings)
    effective = b.scale * cost  # of productivity
    moved = sector_wage + effective
    share = earned_share(state, b)
    by = slopes(b, share, idle(state, b))
    through = moved * by.earnings
    earnings = direct.log_earnings + through - share * through.sum(-1)[..., None] - effective
    if b.floors.log_level.size:
        price = price + (moved * by.price).sum(-1)[..., None] * b.final_share
    return State(direct.log_wage + (moved * by.own).sum(-1), price, direct.log_spending, earnings)
