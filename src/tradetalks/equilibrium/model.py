"""The equations of the trade model, one function each, written once.

Exact-hat form of Caliendo & Parro (2015, REStud 82(1)) with export taxes, production subsidies and transfers; the
numbering is that of docs/maths.md and design.md. Arrays carry axes ``[exporter, importer, sector]``,
``[region, sector]`` or ``[region, input_sector, using_sector]``. Unknowns are logs of ratios to the benchmark:
``log_wage[n]``, ``log_price[n,s]``, ``log_spending[n,s]``.

This is the only module (with its callers in this folder) that imports JAX.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array


class Benchmark(NamedTuple):
    """Benchmark world as the equations need it."""

    import_share: Array  # pi[i,n,s]
    spending: Array  # X[n,s], bn USD; 0 where a market is dead
    alive: Array  # [n,s] bool: is there any spending?
    input_share: Array  # gamma[n,k,s]
    value_added_share: Array  # beta[n,s]
    final_share: Array  # alpha[n,k]
    theta: Array  # [s]
    labour_income: Array  # w_n L_n, bn USD
    income: Array  # I_n, bn USD
    deficit: Array  # D_n, bn USD
    deficit_rate: Array  # D_n / (w_n L_n)
    log_wedge: Array  # log of (1+t)(1+e)(1-sub) at the benchmark [i,n,s]
    numeraire: int  # index of the region whose labour market Walras' law leaves out


class Policy(NamedTuple):
    """Counterfactual policy."""

    tariff: Array  # t'[i,n,s]
    export_tax: Array  # e'[i,n,s]
    subsidy: Array  # sub'[i,s]
    log_barrier: Array  # log of the ratio of iceberg trade costs to the benchmark's [i,n,s]
    transfer: Array  # [n] bn USD
    fixed_deficit: Array  # weight on deficits fixed in units of world GDP (1 or 0)
    gdp_deficit: Array  # weight on deficits proportional to GDP (1 or 0); both 0: balanced trade


class State(NamedTuple):
    """Unknowns: logs of ratios to the benchmark."""

    log_wage: Array  # [n]
    log_price: Array  # [n,s]
    log_spending: Array  # [n,s]


class Flows(NamedTuple):
    """Everything that follows from a state, in levels."""

    log_cost: Array  # [i,s] log ratio of unit costs
    import_share: Array  # pi'[i,n,s]
    spending: Array  # X'[n,s]
    border_value: Array  # [i,n,s] trade net of border taxes (producer prices)
    output: Array  # Y'[i,s] producer revenue
    tariff_revenue: Array  # [n]
    export_tax_revenue: Array  # [n]
    subsidy_cost: Array  # [n]
    labour_income: Array  # w'_n L_n
    deficit: Array  # D'_n
    income: Array  # I'_n


def unit_cost(log_wage: Array, log_price: Array, b: Benchmark) -> Array:
    """Equation (1): ``c_is = w_i^beta_is prod_k P_ik^gamma_iks``, in logs of ratios."""
    return b.value_added_share * log_wage[:, None] + jnp.einsum("iks,ik->is", b.input_share, log_price)


def wedge(b: Benchmark, p: Policy) -> Array:
    """Equation (2): ``d_ins = (1+t_ins)(1+e_ins)(1-sub_is) tau_ins``, in logs of ratios to the benchmark."""
    taxes = jnp.log1p(p.tariff) + jnp.log1p(p.export_tax) + jnp.log1p(-p.subsidy)[:, None, :]
    return taxes - b.log_wedge + p.log_barrier


def price_index(log_cost: Array, log_wedge: Array, b: Benchmark) -> tuple[Array, Array]:
    """Equation (3): ``P_ns = [sum_i pi_ins (c_is d_ins)^-theta_s]^(-1/theta_s)`` and the shares ``pi'``.

    Shares are normalised here, so that spending adds up whatever the price guess.
    """
    power = -b.theta * (log_cost[:, None, :] + log_wedge)
    largest = jnp.max(jnp.where(b.import_share > 0, power, -jnp.inf), axis=0)
    weighted = b.import_share * jnp.exp(jnp.where(b.import_share > 0, power - largest, 0.0))
    total = weighted.sum(0)
    return -(jnp.log(total) + largest) / b.theta, weighted / total


def deficits(labour_income: Array, b: Benchmark, p: Policy) -> Array:
    """Closures of aggregate deficits: fixed in units of world GDP, proportional to GDP, or zero.

    Proportional deficits are ``rate_n GDP_n`` less each region's GDP share of the world's sum, so that they add up
    to zero at any GDPs.
    """
    world = b.labour_income.sum()
    proportional = b.deficit_rate * labour_income
    proportional = proportional - proportional.sum() * labour_income / labour_income.sum()
    fixed = b.deficit * labour_income.sum() / world
    return p.fixed_deficit * fixed + p.gdp_deficit * proportional + p.transfer


def flows(state: State, b: Benchmark, p: Policy) -> Flows:
    """Equations (1), (3)-(5): what follows from wages, prices and spending."""
    log_cost = unit_cost(state.log_wage, state.log_price, b)
    _, share = price_index(log_cost, wedge(b, p), b)
    spending = b.spending * jnp.exp(state.log_spending)
    paid = share * spending  # at purchaser prices
    at_border = paid / (1 + p.tariff)  # export tax included
    border_value = at_border / (1 + p.export_tax)
    output = border_value.sum(1) / (1 - p.subsidy)  # (4)
    tariff_revenue = (at_border * p.tariff).sum((0, 2))
    export_tax_revenue = (border_value * p.export_tax).sum((1, 2))
    subsidy_cost = (p.subsidy * output).sum(1)
    labour_income = b.labour_income * jnp.exp(state.log_wage)
    deficit = deficits(labour_income, b, p)
    income = labour_income + tariff_revenue + export_tax_revenue - subsidy_cost + deficit  # (5)
    return Flows(
        log_cost,
        share,
        spending,
        border_value,
        output,
        tariff_revenue,
        export_tax_revenue,
        subsidy_cost,
        labour_income,
        deficit,
        income,
    )


def residual(state: State, b: Benchmark, p: Policy) -> State:
    """How far a state is from equilibrium, in logs; zero at the solution.

    Price block: (3). Spending block: goods markets, ``X_nk = sum_s gamma_nks Y_ns + alpha_nk I_n``. Wage block:
    labour markets, ``w_n L_n = sum_s beta_ns Y_ns``; Walras' law makes one of them redundant and the numeraire
    (world GDP unchanged) takes its place.
    """
    f = flows(state, b, p)
    log_index, _ = price_index(f.log_cost, wedge(b, p), b)
    demand = jnp.einsum("nks,ns->nk", b.input_share, f.output) + b.final_share * f.income[:, None]
    tiny = jnp.finfo(demand.dtype).tiny
    log_demand = jnp.log(jnp.maximum(demand, tiny)) - jnp.log(jnp.where(b.alive, f.spending, 1.0))
    spending_gap = jnp.where(b.alive, log_demand, -state.log_spending)
    earned = (b.value_added_share * f.output).sum(1)
    wage_gap = jnp.log(jnp.maximum(earned, tiny)) - jnp.log(f.labour_income)
    numeraire = jnp.log(f.labour_income.sum() / b.labour_income.sum())
    wage_gap = wage_gap.at[b.numeraire].set(numeraire)
    return State(wage_gap, state.log_price - log_index, spending_gap)


def log_real_income(state: State, b: Benchmark, p: Policy) -> Array:
    """Equation (6): log ratio of ``I_n / prod_k P_nk^alpha_nk`` to the benchmark's, by region."""
    return jnp.log(flows(state, b, p).income / b.income) - (b.final_share * state.log_price).sum(1)
