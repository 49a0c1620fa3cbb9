"""The Jacobian as an operator, and its inverse by structure, for worlds whose dense inverse would be slow to make.

Costs respond to prices through input shares, prices to costs through import shares, sales to both: products of small
matrices a sector or a region, never a matrix of all region-sectors by all. Prices do not respond to spending, so that
the system is solved in turn: prices, then spending (each a contraction, since input shares sum to less than one), then
one matrix of regions by regions for wages (its Schur complement). A test holds the operator against ``assemble``.

Columns: every change carries a last axis, so that many right-hand sides are multiplied at once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from tradetalks.equilibrium.model import Benchmark, Flows, Policy

LARGE = 1000
"""Region-sectors from which on the inverse is taken by structure."""
_INNER, _MOST = 1e-4, 300


class Linear(NamedTuple):
    """Coefficients of the linearised model, see ``jacobian.assemble``."""

    share: Array  # pi[i,n,s]
    theta: Array  # [s]
    labour: Array  # labour's share of cost [i,s]
    inputs: Array  # inputs' shares of cost [i,k,s]
    revenue: Array  # inputs' shares of revenue [i,k,s]
    value_added: Array  # labour's share of revenue [i,s]
    sales: Array  # producer revenue by destination [i,n,s]
    tariff_paid: Array  # [i,n,s]
    export_paid: Array  # [i,n,s]
    from_output: Array  # income of the region per unit of output [i,s]
    final: Array  # alpha[n,k]
    wages: Array  # labour income [n]
    income_by_wage: Array  # [n,n]
    inverse_demand: Array  # [n,k], zero for dead markets
    numeraire: Array


class Structured(NamedTuple):
    """The inverse at a point: coefficients, responses to each region's wage, and the wages' own matrix inverted."""

    linear: Linear
    price_by_wage: Array  # [n,s,wage]
    spending_by_wage: Array  # [n,s,wage]
    wages: Array  # [wage, wage]


def plain(b: Benchmark, unknowns: int) -> bool:
    """Does the operator cover this world: mobile labour, no scale economies, no critical inputs?"""
    n, s = b.value_added_share.shape
    return b.critical_index.size == 0 and unknowns == n + 2 * n * s


def fits(b: Benchmark, unknowns: int) -> bool:
    """Is the world plain and large enough for an inverse by structure?"""
    n, s = b.value_added_share.shape
    return n * s >= LARGE and plain(b, unknowns)


def linearised(b: Benchmark, p: Policy, f: Flows) -> Linear:
    """Coefficients at the point whose flows are ``f``."""
    markup = 1 - b.profit_share if b.profit_share.size else jnp.ones_like(b.value_added_share)
    wages, world = f.labour_income, f.labour_income.sum()
    fixed = p.fixed_deficit * jnp.outer(b.deficit / b.labour_income.sum(), wages)
    tilt = (b.deficit_rate - (b.deficit_rate * wages).sum() / world) * wages
    proportional = p.gdp_deficit * (jnp.diag(tilt) - jnp.outer(wages, tilt) / world)
    wanted = jnp.einsum("nks,ns->nk", b.input_share, f.output) + b.final_share * f.income[:, None]
    works = b.alive & (wanted > 0)
    return Linear(
        share=f.import_share,
        theta=b.theta,
        labour=b.value_added_share / markup,
        inputs=b.input_share / markup[:, None, :],
        revenue=b.input_share,
        value_added=b.value_added_share,
        sales=f.border_value / (1 - p.subsidy)[:, None, :],
        tariff_paid=f.import_share * f.spending * f.tariff / (1 + f.tariff),
        export_paid=f.border_value * p.export_tax,
        from_output=(b.profit_share if b.profit_share.size else 0.0) - p.subsidy,
        final=b.final_share,
        wages=wages,
        income_by_wage=jnp.diag(wages) + fixed + proportional,
        inverse_demand=jnp.where(works, 1 / jnp.where(works, wanted, 1.0), 0.0),
        numeraire=jnp.asarray(b.numeraire),
    )


def index_change(a: Linear, wage: Array, price: Array) -> tuple[Array, Array]:
    """Log costs ``[i,s,c]`` and the price indices they imply ``[n,s,c]``, from wages ``[n,c]``, prices ``[n,s,c]``."""
    cost = a.labour[:, :, None] * wage[:, None, :] + jnp.einsum("iks,ikc->isc", a.inputs, price)
    return cost, jnp.einsum("ins,isc->nsc", a.share, cost)


def demand_change(a: Linear, wage: Array, cost: Array, index: Array, spending: Array) -> tuple[Array, Array]:
    """Log demand ``[n,s,c]`` and output ``[i,s,c]`` (levels) that follow."""
    theta = a.theta[:, None]
    pull = spending + theta * index  # what each market buys more of every origin
    output = jnp.einsum("ins,nsc->isc", a.sales, pull) - theta * cost * a.sales.sum(1)[:, :, None]
    income = a.income_by_wage @ wage + jnp.einsum("is,isc->ic", a.from_output, output)
    income += jnp.einsum("ns,nsc->nc", a.tariff_paid.sum(0), pull)
    income -= jnp.einsum("ins,isc->nc", a.tariff_paid, theta * cost)
    income += jnp.einsum("ins,nsc->ic", a.export_paid, pull)
    income -= jnp.einsum("is,isc->ic", a.export_paid.sum(1), theta * cost)
    wanted = jnp.einsum("nks,nsc->nkc", a.revenue, output) + a.final[:, :, None] * income[:, None, :]
    return wanted * a.inverse_demand[:, :, None], output


def wage_rows(a: Linear, wage: Array, output: Array, earned: Array) -> Array:
    """Labour markets ``[n,c]``; the numeraire's is world labour income."""
    rows = jnp.einsum("ns,nsc->nc", a.value_added, output) / earned[:, None] - wage
    return rows.at[a.numeraire].set((a.wages @ wage) / a.wages.sum())


def apply(a: Linear, wage: Array, price: Array, spending: Array) -> tuple[Array, Array, Array]:
    """The Jacobian times changes of wages, prices and spending: the rows of ``assemble``'s three blocks."""
    cost, index = index_change(a, wage, price)
    demand, output = demand_change(a, wage, cost, index, spending)
    return wage_rows(a, wage, output, _earned(a)), price - index, demand - spending


def _earned(a: Linear) -> Array:
    return (a.value_added * a.sales.sum(1)).sum(1)


def _settled(step: Any, start: Array) -> Array:
    """Fixed point of a contraction, to ``_INNER`` of the start's size."""

    def go_on(carry: Any) -> Array:
        _, change, count = carry
        return (change > _INNER) & (count < _MOST)

    size = jnp.maximum(jnp.abs(start).max(), jnp.finfo(start.dtype).tiny)

    def advance(carry: Any) -> Any:
        value, _, count = carry
        new = step(value)
        return new, jnp.abs(new - value).max() / size, count + 1

    return jax.lax.while_loop(go_on, advance, (start, jnp.asarray(jnp.inf, start.dtype), 0))[0]


def _given_wages(a: Linear, wage: Array, price_gap: Array, spending_gap: Array) -> tuple[Array, Array, Array]:
    """Prices and spending that answer wages and gaps, and output."""
    cost, index = index_change(a, wage, jnp.zeros_like(price_gap))
    price = _settled(lambda p: index + price_gap + index_change(a, 0 * wage, p)[1], index + price_gap)
    cost, index = index_change(a, wage, price)
    first = demand_change(a, wage, cost, index, jnp.zeros_like(price))[0] - spending_gap
    nothing = jnp.zeros_like(cost)
    spending = _settled(lambda x: first + demand_change(a, 0 * wage, nothing, nothing, x)[0], first)
    return price, spending, demand_change(a, wage, cost, index, spending)[1]


@jax.jit
def structured(b: Benchmark, p: Policy, f: Flows) -> Structured:
    """The inverse at a point, approximately (``_INNER``): as good a kernel for the iteration as an exact one."""
    a = linearised(b, p, f)
    n, s = a.labour.shape
    unit, none = jnp.eye(n), jnp.zeros((n, s, n))
    price, spending, output = _given_wages(a, unit, none, none)
    return Structured(a, price, spending, jnp.linalg.inv(wage_rows(a, unit, output, _earned(a))))


def times(inverse: Array | Structured, vector: Array) -> Array:
    """Inverse times a residual ``[state]`` or several ``[state, column]``, whatever the inverse is held as."""
    if not isinstance(inverse, Structured):
        return (inverse @ vector.astype(inverse.dtype)).astype(vector.dtype)
    if vector.ndim == 1:
        return times(inverse, vector[:, None])[:, 0]
    a = inverse.linear
    n, s = a.labour.shape
    wage_gap, rest = vector[:n], vector[n:].reshape(2, n, s, -1)
    price, spending, output = _given_wages(a, jnp.zeros_like(wage_gap), rest[0], rest[1])
    wage = inverse.wages @ (wage_gap - wage_rows(a, jnp.zeros_like(wage_gap), output, _earned(a)))
    price = price + jnp.einsum("nsw,wc->nsc", inverse.price_by_wage, wage)
    spending = spending + jnp.einsum("nsw,wc->nsc", inverse.spending_by_wage, wage)
    return jnp.concatenate([wage, price.reshape(n * s, -1), spending.reshape(n * s, -1)])


def times_transposed(inverse: Array | Structured, vector: Array) -> Array:
    """The transposed inverse times ``[state, column]``: the same steps, each transposed, in the opposite order."""
    if not isinstance(inverse, Structured):
        return (vector.astype(inverse.dtype).T @ inverse).T.astype(vector.dtype)
    a = inverse.linear
    n, s = a.labour.shape
    wage, rest = vector[:n], vector[n:].reshape(2, n, s, -1)
    answered = jnp.einsum("nsw,nsc->wc", inverse.price_by_wage, rest[0])
    answered += jnp.einsum("nsw,nsc->wc", inverse.spending_by_wage, rest[1])
    wage = inverse.wages.T @ (wage + answered)
    still, none = jnp.zeros_like(wage), jnp.zeros_like(rest[0])

    def follow(price: Array, spending: Array) -> tuple[Array, Array, Array]:
        """Labour markets, price indices and demand, wages standing still."""
        cost, index = index_change(a, still, price)
        demand, output = demand_change(a, still, cost, index, spending)
        return wage_rows(a, still, output, _earned(a)), index, demand

    pull = jax.vjp(follow, none, none)[1]
    price_gap, spending_gap = (gap - felt for gap, felt in zip(rest, pull((wage, none, none)), strict=True))
    spending = -_settled(lambda x: spending_gap + pull((still, none, x))[1], spending_gap)
    price_gap = price_gap - pull((still, none, spending))[0]
    price = _settled(lambda x: price_gap + pull((still, x, none))[0], price_gap)
    return jnp.concatenate([wage, price.reshape(n * s, -1), spending.reshape(n * s, -1)])


matrix_times = jax.jit(times)
"""``times``, compiled."""
