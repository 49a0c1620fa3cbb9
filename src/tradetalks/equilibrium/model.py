"""The equations of the trade model, one function each, written once.

Exact-hat form of Caliendo & Parro (2015, REStud 82(1)) with export taxes, production subsidies and transfers; options
for scale economies (Lashkaripour & Lugovskyy 2023), profits (Ossa 2014), imperfectly mobile labour (Galle,
Rodriguez-Clare & Yi 2023) and critical inputs (Baqaee & Farhi 2024). The numbering is that of docs/maths.md and
design.md. Arrays carry axes ``[exporter, importer, sector]``, ``[region, sector]`` or ``[region, input_sector,
using_sector]``. Unknowns are logs of ratios to the benchmark: ``log_wage[n]``, ``log_price[n,s]``,
``log_spending[n,s]`` and, where labour or productivity differs by sector, ``log_earnings[n,s]``. Parts that a world
does not need have arrays of size zero and cost nothing.

Arrays are NumPy's, complex ones where a step is taken along a change (``lagrangian.py``). States and policies may carry
leading axes, one entry a counterfactual; so may the benchmark's trade elasticities and its least wages by sector,
nothing else of it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tradetalks.equilibrium.arrays import Array, by_region, held, namespace, put
from tradetalks.equilibrium.sector_wages import Floors, idle, log_consumer_price, paid_wage, sector_wage
from tradetalks.equilibrium.supply import RealIncome, Supply, bought_back, log_supply, real_income

_TINY = float(np.finfo(float).tiny)


class Benchmark(NamedTuple):
    """Benchmark world as the equations need it."""

    import_share: Array  # pi[i,n,s]
    log_share: Array  # its log, minus infinity where nothing is bought
    spending: Array  # X[n,s], bn USD; 0 where a market is dead
    alive: Array  # [n,s] bool: is there any spending?
    input_share: Array  # gamma[n,k,s], shares of revenue, critical inputs left out
    value_added_share: Array  # beta[n,s], labour's share of revenue
    profit_share: Array  # mu[n,s], profits' share of revenue; size 0 under perfect competition
    critical_index: Array  # [c] sectors that are critical inputs
    critical_share: Array  # gamma[n,c,s] of critical inputs, shares of revenue
    critical_elasticity: Array  # eta[s]
    final_share: Array  # alpha[n,k]
    theta: Array  # [s]
    scale: Array  # psi[s]
    friction: Array  # 1 / kappa: 0 mobile labour, 1 sector-specific
    labour_income: Array  # w_n L_n, bn USD
    earnings: Array  # [n,s] labour's earnings by sector, bn USD
    income: Array  # I_n less what is borrowed, bn USD
    borrowed: Array  # [n] bn USD, in D_n and not in I_n
    deficit: Array  # D_n, bn USD
    deficit_rate: Array  # D_n / (w_n L_n)
    lending: Array  # K[n,m], bn USD by log wage, see ``exchange.py``; size 0 where deficits do not respond
    log_wedge: Array  # log of (1+t)(1+e)(1-sub) at the benchmark [i,n,s]
    log_factory: Array  # log of (1-sub) at the benchmark [i,s]
    log_export: Array  # log of (1+e) at the benchmark [i,n,s]
    numeraire: int  # index of the region whose labour market Walras' law leaves out
    supply: Supply = Supply()  # how factors respond and what revenue is used for
    floors: Floors = Floors()  # least wages by sector


class Policy(NamedTuple):
    """Counterfactual policy."""

    tariff: Array  # t'[i,n,s]
    export_tax: Array  # e'[i,n,s]
    subsidy: Array  # sub'[i,s]
    log_barrier: Array  # log of the ratio of iceberg trade costs to the benchmark's [i,n,s]
    transfer: Array  # [n] bn USD
    specific: Array  # specific duties at benchmark border prices, ad valorem [i,n,s]; size 0 if none
    royalty: Array  # share of producer revenue of [payer, owner, sector]; size 0 if none
    log_employment: Array  # [n] log share of the labour force employed
    fixed_deficit: Array  # weight on deficits fixed in units of world labour income (1 or 0)
    gdp_deficit: Array  # weight on deficits proportional to labour income (1 or 0); both 0: balanced trade


class State(NamedTuple):
    """Unknowns: logs of ratios to the benchmark."""

    log_wage: Array  # [n] earnings per worker; per unit of labour on offer where floors on wages are by sector
    log_price: Array  # [n,s]
    log_spending: Array  # [n,s]
    log_earnings: Array = np.zeros(0)
    # [n,s] labour's earnings by sector; size 0 where nothing depends on them


class Books(NamedTuple):
    """What regions earn, in levels; the part of ``Flows`` that follows from sales and revenue."""

    earnings: Array  # [i,s] labour's earnings
    profits: Array  # [n]
    subsidy_cost: Array  # [n]
    labour_income: Array  # w'_n L'_n
    deficit: Array  # D'_n, transfers, royalties and debt bought back included
    income: Array  # I'_n
    borrowed: Array  # [n] the part of D'_n that answers relative wages, the benchmark's with it


class Flows(NamedTuple):
    """Everything that follows from a state, in levels."""

    log_cost: Array  # [i,s] log ratio of factory costs, productivity included
    log_sector_wage: Array  # [i,s] log ratio of the wage per unit of effective labour
    log_index: Array  # [n,s] log ratio of the price index that costs imply
    import_share: Array  # pi'[i,n,s]
    spending: Array  # X'[n,s]
    tariff: Array  # t'[i,n,s], specific duties included
    border_value: Array  # [i,n,s] trade net of border taxes (producer prices)
    output: Array  # Y'[i,s] producer revenue
    bundle: Array  # [i,s] ratio of revenue shares of labour and ordinary inputs to the benchmark's
    critical_bundle: Array  # [i,c,s] the same of critical inputs
    earnings: Array  # [i,s] labour's earnings
    profits: Array  # [n]
    tariff_revenue: Array  # [n]
    export_tax_revenue: Array  # [n]
    subsidy_cost: Array  # [n]
    labour_income: Array  # w'_n L'_n
    deficit: Array  # D'_n, transfers, royalties and debt bought back included
    income: Array  # I'_n
    borrowed: Array  # [n] the part of D'_n that answers relative wages, the benchmark's with it
    log_idle: Array = np.zeros(0)  # [i,s] log of labour offered over labour employed; size 0 without floors by sector


def unit_cost(log_wage: Array, log_price: Array, b: Benchmark) -> tuple[Array, Array, Array]:
    """Equation (1): ``c_is = w_is^beta_is prod_k P_ik^gamma_iks``, in logs of ratios.

    With critical inputs ``c`` (Baqaee & Farhi 2024): ``c_is = [a C_is^(1-eta) + sum_c gamma_c
    P_c^(1-eta)]^(1/(1-eta))`` where ``C`` is the Cobb-Douglas bundle of the rest and ``a`` its share of cost.

    Returns:
        Log cost ``[i,s]``; ratios to the benchmark of the shares of the bundle ``[i,s]`` and of critical inputs
        ``[i,c,s]``.
    """
    xp = namespace(log_wage, log_price, b.input_share)
    rest = b.value_added_share * log_wage + by_region(log_price, b.input_share)
    if b.profit_share.size:  # a constant markup leaves cost shares in proportion
        rest = rest / (1 - b.profit_share)
    if b.critical_index.size == 0:
        return rest, xp.ones_like(rest), xp.ones((*rest.shape[:-1], 0, rest.shape[-1]))
    critical = b.critical_share / (1 - b.profit_share)[:, None, :] if b.profit_share.size else b.critical_share
    share = 1 - critical.sum(1)
    power = 1 - b.critical_elasticity
    bundle = rest / share
    inputs = log_price[..., b.critical_index][..., None]
    largest = held(xp.maximum(bundle, inputs.max(-2)))
    total = share * xp.exp(power * (bundle - largest))
    total = total + (critical * xp.exp(power * (inputs - largest[..., None, :]))).sum(-2)
    log_cost = largest + xp.log(total) / power
    return log_cost, xp.exp(power * (bundle - log_cost)), xp.exp(power * (inputs - log_cost[..., None, :]))


def productivity(state: State, b: Benchmark) -> Array:
    """Equation (1b): ``L_is^psi_s`` in logs of ratios, effective labour being earnings over the sector's wage."""
    if state.log_earnings.size == 0:
        return namespace(state.log_price).zeros_like(state.log_price)
    return b.scale * (state.log_earnings - sector_wage(state, b))


def wedge(b: Benchmark, p: Policy) -> Array:
    """Equation (2): ``d_ins = (1+t_ins)(1+e_ins)(1-sub_is) tau_ins``, in logs of ratios to the benchmark."""
    xp = namespace(*p[:4])
    taxes = xp.log1p(p.tariff) + xp.log1p(p.export_tax) + xp.log1p(-p.subsidy)[..., None, :]
    return taxes - b.log_wedge + p.log_barrier


def with_specific_duties(log_cost: Array, b: Benchmark, p: Policy) -> Policy:
    """Equation (2a): a specific duty's ad valorem rate falls as the price at the border rises."""
    if p.specific.size == 0:
        return p
    xp = namespace(log_cost, p.subsidy, p.export_tax)
    border = (log_cost + xp.log1p(-p.subsidy) - b.log_factory)[..., None, :] + xp.log1p(p.export_tax) - b.log_export
    return p._replace(tariff=p.tariff + p.specific * xp.exp(-border))


def price_index(log_cost: Array, log_wedge: Array, b: Benchmark) -> tuple[Array, Array]:
    """Equation (3): ``P_ns = [sum_i pi_ins (c_is d_ins)^-theta_s]^(-1/theta_s)`` and the shares ``pi'``.

    Shares are normalised here, so that spending adds up whatever the price guess.
    """
    xp = namespace(log_cost, log_wedge)
    power = b.log_share - b.theta[..., None, None, :] * (log_cost[..., None, :] + log_wedge)
    largest = held(power.max(-3))
    weighted = xp.exp(power - largest[..., None, :, :])
    total = weighted.sum(-3)
    return -(xp.log(total) + largest) / b.theta[..., None, :], weighted / total[..., None, :, :]


def deficits(labour_income: Array, b: Benchmark, p: Policy) -> Array:
    """Closures of aggregate deficits: fixed in units of world labour income, proportional to labour income, or zero.

    Proportional deficits are ``rate_n (w L)_n`` less each region's share of the world's sum, so that they add up to
    zero at any incomes.
    """
    world = b.labour_income.sum()
    proportional = b.deficit_rate * labour_income
    now = labour_income.sum(-1)[..., None]
    proportional = proportional - proportional.sum(-1)[..., None] * labour_income / now
    fixed = b.deficit * now / world
    return p.fixed_deficit[..., None] * fixed + p.gdp_deficit[..., None] * proportional + p.transfer


def borrowing(log_wage: Array, b: Benchmark) -> Array:
    """Equation (5b): ``[n]`` what deficits answer to relative wages, ``sum_m K_nm log(w_m)`` (``exchange.py``)."""
    if b.lending.size == 0:
        return namespace(log_wage).zeros_like(log_wage)
    return (b.lending @ log_wage[..., None])[..., 0]


def royalties(output: Array, royalty: Array) -> Array:
    """``[n]`` net royalties received: shares of producer revenue that payers owe to owners."""
    if royalty.size == 0:
        return namespace(output).zeros_like(output[..., 0])
    paid = (royalty @ output[..., None])[..., 0]  # [payer, owner]
    return paid.sum(-2) - paid.sum(-1)


def flows(state: State, b: Benchmark, p: Policy, log_wedge: Array | None = None) -> Flows:
    """Equations (1)-(5): what follows from wages, prices, spending and earnings.

    ``log_wedge`` is equation (2) if it is known already; specific duties, which move with prices, ask for it anew.
    """
    xp = namespace(*state[:3], p.log_employment)
    wage = sector_wage(state, b)
    log_cost, bundle, critical_bundle = unit_cost(wage, state.log_price, b)
    log_cost = log_cost - productivity(state, b)
    p = with_specific_duties(log_cost, b, p)
    if log_wedge is None or p.specific.size:
        log_wedge = wedge(b, p)
    log_price, share = price_index(log_cost, log_wedge, b)
    spending = b.spending * xp.exp(state.log_spending)
    paid = share * spending[..., None, :, :]  # at purchaser prices
    at_border = paid / (1 + p.tariff)  # export tax included
    border_value = at_border / (1 + p.export_tax)
    output = border_value.sum(-2) / (1 - p.subsidy)  # (4)
    tariff_revenue = (at_border * p.tariff).sum((-3, -1))
    export_tax_revenue = (border_value * p.export_tax).sum((-2, -1))
    kept = books(state, b, p, bundle, output, tariff_revenue, export_tax_revenue)
    return Flows(
        log_cost,
        wage,
        log_price,
        share,
        spending,
        p.tariff,
        border_value,
        output,
        bundle,
        critical_bundle,
        kept.earnings,
        kept.profits,
        tariff_revenue,
        export_tax_revenue,
        kept.subsidy_cost,
        kept.labour_income,
        kept.deficit,
        kept.income,
        kept.borrowed,
        idle(state, b),
    )


def books(
    state: State,
    b: Benchmark,
    p: Policy,
    bundle: Array,
    output: Array,
    tariff_revenue: Array,
    export_tax_revenue: Array,
) -> Books:
    """Equation (5): what regions earn from output ``[i,s]`` and revenue ``[n]``."""
    xp = namespace(*state[:1], output, p.log_employment)
    subsidy_cost = (p.subsidy * output).sum(-1)
    earnings = b.value_added_share * bundle * output
    profits = (b.profit_share * output).sum(-1) if b.profit_share.size else xp.zeros_like(tariff_revenue)
    working, revenue = state.log_wage + p.log_employment, tariff_revenue + export_tax_revenue - subsidy_cost
    if b.supply.elasticity.size:
        index, reward = log_consumer_price(state, b), state.log_wage
        working = working + log_supply(reward, index, p.log_employment, revenue, b.labour_income, b.supply)
    labour_income = b.labour_income * xp.exp(working)
    answer = borrowing(paid_wage(state, b), b) if b.lending.size else borrowing(state.log_wage, b)
    if b.supply.debt.size:
        answer = answer - bought_back(revenue, labour_income, b.supply, b.labour_income)
    deficit = deficits(labour_income, b, p) + answer + royalties(output, p.royalty)
    income = labour_income + profits + tariff_revenue + export_tax_revenue - subsidy_cost + deficit
    return Books(earnings, profits, subsidy_cost, labour_income, deficit, income, b.borrowed + answer)


def demand(f: Flows, b: Benchmark) -> Array:
    """Equation (4): ``X_nk = sum_s gamma_nks Y_ns + alpha_nk I_n``."""
    total = by_region(f.bundle * f.output, b.input_share.swapaxes(-1, -2)) + b.final_share * f.income[..., None]
    if b.critical_index.size == 0:
        return total
    critical = (b.critical_share * f.critical_bundle * f.output[..., None, :]).sum(-1)
    at = (..., b.critical_index)
    return put(total, at, total[at] + critical)


def residual(state: State, b: Benchmark, p: Policy) -> State:
    """How far a state is from equilibrium, in logs; zero at the solution.

    Price block: (3). Spending block: goods markets (4). Wage block: labour markets, ``w_n L_n = sum_s beta_ns Y_ns``;
    Walras' law makes one of them redundant and the numeraire (world labour income unchanged) takes its place. Earnings
    block, where there is one: ``E_is = beta_is Y_is``.
    """
    return residual_at(state, flows(state, b, p), b)


def residual_at(state: State, f: Flows, b: Benchmark) -> State:
    """``residual`` from flows that are known already."""
    xp = namespace(*state[:3], f.spending, f.income)
    wanted = demand(f, b)
    # arguments of logs are made harmless before the log is taken: outside, its second derivative would be 0 x infinity
    log_demand = _log(xp.where(b.alive, wanted, 1.0)) - xp.log(xp.where(b.alive, f.spending, 1.0))
    spending_gap = xp.where(b.alive, log_demand, -state.log_spending)
    wage_gap = _log(f.earnings.sum(-1)) - xp.log(f.labour_income)
    numeraire = xp.log(f.labour_income.sum(-1) / b.labour_income.sum())
    wage_gap = put(wage_gap, (..., b.numeraire), numeraire)
    if state.log_earnings.size == 0:
        return State(wage_gap, state.log_price - f.log_index, spending_gap, state.log_earnings)
    made = b.earnings > 0
    log_made = _log(xp.where(made, f.earnings, 1.0)) - xp.log(xp.where(made, b.earnings, 1.0))
    earnings_gap = xp.where(made, log_made, 0.0) - state.log_earnings
    return State(wage_gap, state.log_price - f.log_index, spending_gap, earnings_gap)


def _log(value: Array) -> Array:
    """Log of a number that should be above zero; far from a solution it may not be."""
    xp = namespace(value)
    return xp.log(xp.maximum(value, _TINY))


def log_real_income(state: State, b: Benchmark, p: Policy) -> Array:
    """Equation (6): log ratio of ``I_n / prod_k P_nk^alpha_nk`` to the benchmark's, by region; less leisure given
    up and upkeep of capital where factors respond.

    What is newly borrowed is spent but not earned, and has to be paid back: it is left out of ``I_n``.
    """
    return log_real_income_at(state, flows(state, b, p), b)


def log_real_income_at(state: State, f: Flows, b: Benchmark) -> Array:
    """``log_real_income`` from flows that are known already."""
    xp, earned = namespace(f.income), f.income - f.borrowed
    if b.supply.elasticity.size:
        return xp.log(real_income_at(state, f, b).value)
    return xp.log(earned / b.income) - log_consumer_price(state, b)


def real_income_at(state: State, f: Flows, b: Benchmark) -> RealIncome:
    """Equation (6) as a ratio, with its slopes."""
    index = namespace(state.log_price).exp(log_consumer_price(state, b))
    earned, before = f.income - f.borrowed, (b.income, b.labour_income)
    return real_income(earned, f.labour_income, net_revenue(f), index, b.supply, before)


def net_revenue(f: Flows) -> Array:
    """Tariffs and export taxes less subsidies ``[n]``."""
    return f.tariff_revenue + f.export_tax_revenue - f.subsidy_cost
