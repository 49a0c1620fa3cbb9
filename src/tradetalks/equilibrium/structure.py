"""The Jacobian as an operator, and its inverse by structure, for worlds whose dense inverse would be slow to make.

Costs respond to prices through input shares, prices to costs through import shares, sales to both: products of small
matrices a sector or a region, never a matrix of all region-sectors by all. Prices do not respond to spending, so that
the system is solved in turn: prices, then spending (each a contraction, since input shares sum to less than one), then
one matrix of regions by regions for wages (its Schur complement). A test holds the operator against ``assemble``.

Columns: every change carries a last axis, so that many right-hand sides are multiplied at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from tradetalks.equilibrium.arrays import Array, by_region, in_one, in_parts, put
from tradetalks.equilibrium.factors import InBlocks, WithoutEarnings
from tradetalks.equilibrium.model import Benchmark, Flows, Policy, net_revenue
from tradetalks.equilibrium.supply import (
    Responses,
    Supply,
    bought_back_by_labour,
    responses,
    spent,
    spent_worth,
)

LARGE = 1000
"""Region-sectors from which on the inverse is taken by structure."""
_INNER, _MOST = 1e-4, 300


class Linear(NamedTuple):
    """Coefficients of the linearised model, see ``jacobian.assemble``; sectors first where sums are over regions."""

    share: Array  # pi by importer [s,n,i]
    theta: Array  # [s]
    labour: Array  # labour's share of cost [i,s]
    inputs: Array  # inputs' shares of cost, by user [i,s,k]
    revenue: Array  # inputs' shares of revenue [i,k,s]
    value_added: Array  # labour's share of revenue [i,s]
    sales: Array  # producer revenue by destination [s,i,n]
    output: Array  # their sum [i,s]
    tariff_paid: Array  # by importer [s,n,i]
    tariffs: Array  # their sum [n,s]
    export_paid: Array | None  # [s,i,n]; None where nothing is
    export_taxes: Array  # their sum [i,s]
    from_output: Array  # income of the region per unit of output [i,s]
    final: Array  # alpha[n,k]
    wages: Array  # labour income [n]
    income_by_labour: Array  # [n,n] to log labour incomes
    lending: Array | None  # [n,n] and what is borrowed to log wages; None where nothing is
    inverse_demand: Array  # [n,k], zero for dead markets
    numeraire: Array
    supply: _Supply | None  # None: labour income moves with wages alone, and all revenue is spent


class _Supply(NamedTuple):
    """How log labour income responds, and what revenue adds to income; see ``supply.py``."""

    by: Responses
    supply: Supply
    subsidy: Array  # [i,s]


class Structured(NamedTuple):
    """The inverse at a point: coefficients, responses to each region's wage, and the wages' own matrix inverted."""

    linear: Linear
    price_by_wage: Array  # [n,s,wage]
    spending_by_wage: Array  # [n,s,wage]
    wages: Array  # [wage, wage]


Inverse = Array | Structured | InBlocks | WithoutEarnings
"""An inverse Jacobian, however it is held; ``times`` and ``times_transposed`` multiply by it."""


def plain(b: Benchmark, unknowns: int) -> bool:
    """Does the operator cover this world: mobile labour, no scale economies, no critical inputs?"""
    n, s = b.value_added_share.shape
    return b.critical_index.size == 0 and unknowns == n + 2 * n * s


def fits(b: Benchmark, unknowns: int) -> bool:
    """Is the world plain and large enough for an inverse by structure?"""
    n, s = b.value_added_share.shape
    return n * s >= LARGE and plain(b, unknowns)


def income_by_wage(b: Benchmark, p: Policy, wages: Array) -> Array:
    """``[n,n]`` income to log wages at labour incomes ``wages``: labour's own, and deficits by the closure."""
    fixed = p.fixed_deficit * np.outer(b.deficit / b.labour_income.sum(), wages)
    tilt = (b.deficit_rate - (b.deficit_rate * wages).sum() / wages.sum()) * wages
    proportional = p.gdp_deficit * (np.diag(tilt) - np.outer(wages, tilt) / wages.sum())
    return np.diag(wages) + fixed + proportional


def linearised(b: Benchmark, p: Policy, f: Flows) -> Linear:
    """Coefficients at the point whose flows are ``f``."""
    markup = 1 - b.profit_share if b.profit_share.size else np.ones_like(b.value_added_share)
    wanted = by_region(f.output, b.input_share.swapaxes(-1, -2)) + b.final_share * f.income[:, None]
    works = b.alive & (wanted > 0)

    def by_exporter(flow: Array) -> Array:
        return np.transpose(flow, (2, 0, 1)).copy()  # contiguous, for products of matrices

    def by_importer(flow: Array) -> Array:
        return np.transpose(flow, (2, 1, 0)).copy()

    sales = f.border_value / (1 - p.subsidy)[:, None, :]
    tariff_paid = f.import_share * f.spending * f.tariff / (1 + f.tariff)
    export_paid = f.border_value * p.export_tax
    return Linear(
        share=by_importer(f.import_share),
        theta=b.theta,
        labour=b.value_added_share / markup,
        inputs=(b.input_share / markup[:, None, :]).swapaxes(-1, -2).copy(),
        revenue=b.input_share,
        value_added=b.value_added_share,
        sales=by_exporter(sales),
        output=sales.sum(1),
        tariff_paid=by_importer(tariff_paid),
        tariffs=tariff_paid.sum(0),
        export_paid=by_exporter(export_paid) if export_paid.any() else None,
        export_taxes=export_paid.sum(1),
        from_output=(b.profit_share if b.profit_share.size else 0.0) - p.subsidy,
        final=b.final_share,
        wages=f.labour_income,
        income_by_labour=income_by_labour(b, p, f),
        lending=b.lending if b.lending.size else None,
        inverse_demand=np.where(works, 1 / np.where(works, wanted, 1.0), 0.0),
        numeraire=b.numeraire,
        supply=_Supply(supply_responses(b, f), b.supply, p.subsidy) if b.supply.revenue.size else None,
    )


def supply_responses(b: Benchmark, f: Flows) -> Responses:
    """How log labour income responds at the point whose flows are ``f``."""
    return responses(net_revenue(f), f.labour_income, b.supply, b.labour_income)


def income_by_labour(b: Benchmark, p: Policy, f: Flows) -> Array:
    """``[n,n]`` income to log labour incomes, debt bought back included."""
    found = income_by_wage(b, p, f.labour_income)
    if not b.supply.debt.size:
        return found
    return found - bought_back_by_labour(net_revenue(f), f.labour_income, b.supply, b.labour_income)


def labour_by_wedge(b: Benchmark, f: Flows, revenue: Array, idle: Array) -> tuple[Array, Array]:
    """What changes of revenue, and of the log share idle, add to log labour income and to income ``[change, region]``,
    wages and prices standing still."""
    if not b.supply.revenue.size:
        return -idle, revenue
    by = supply_responses(b, f)
    return by.revenue * revenue - by.employed * idle, spent(revenue.T, f.labour_income, b.supply).T


def _across(matrix: Array, x: Array) -> Array:
    """``[s,a,b]`` times ``[b,s,c]``, sector by sector: ``[a,s,c]``."""
    return np.matmul(matrix, x.swapaxes(0, 1)).swapaxes(0, 1)


def _collected(paid: Array, x: Array) -> Array:
    """``[s,a,b]`` times ``[b,s,c]``, over sectors too: ``[a,c]``."""
    return np.matmul(paid, x.swapaxes(0, 1)).sum(0)


def _over_sectors(weight: Array, x: Array) -> Array:
    """``[n,s]`` times ``[n,s,c]``, over sectors: ``[n,c]``."""
    return np.matmul(weight[:, None, :], x)[:, 0]


def index_change(a: Linear, wage: Array, price: Array) -> tuple[Array, Array]:
    """Log costs ``[i,s,c]`` and the price indices they imply ``[n,s,c]``, from wages ``[n,c]``, prices ``[n,s,c]``."""
    cost = np.matmul(a.inputs, price)
    cost += a.labour[:, :, None] * wage[:, None, :]
    return cost, _across(a.share, cost)


def _indices(a: Linear, price: Array) -> Array:
    """Price indices ``[n,s,c]`` that answer prices of inputs, wages standing still."""
    return _across(a.share, np.matmul(a.inputs, price))


def demand_change(
    a: Linear, wage: Array, price: Array, cost: Array, index: Array, spending: Array
) -> tuple[Array, Array, Array]:
    """Log demand ``[n,s,c]``, output ``[i,s,c]`` (levels) and log labour income ``[n,c]`` that follow."""
    dearer = a.theta[:, None] * cost
    revenue = -_collected(a.tariff_paid, dearer)
    if a.export_paid is not None:
        revenue -= _over_sectors(a.export_taxes, dearer)
    labour, borrowed = wage, 0.0 if a.lending is None else a.lending @ wage
    if a.supply is not None:
        labour = a.supply.by.wage[:, None] * wage - a.supply.by.price[:, None] * _over_sectors(a.final, price)
    return _demand(a, spending + a.theta[:, None] * index, dearer * a.output[:, :, None], revenue, labour, borrowed)


def _demand(
    a: Linear,
    pull: Array,
    lost: Array | float = 0.0,
    revenue: Array | float = 0.0,
    labour: Array | None = None,
    borrowed: Array | float = 0.0,
) -> tuple[Array, Array, Array]:
    """Log demand ``[n,s,c]``, output ``[i,s,c]`` and log labour income ``[n,c]`` where markets buy more of every origin
    (``pull``), output ``lost`` to higher costs, what is ``borrowed``, and revenue and labour income as far as they come
    from elsewhere."""
    output = _across(a.sales, pull) - lost
    earned: Array = _over_sectors(a.tariffs, pull) + _over_sectors(a.from_output, output) + revenue
    if a.export_paid is not None:
        earned += _collected(a.export_paid, pull)
    if a.supply is not None:
        # all that is earned but profits is revenue: from_output is profits less subsidies
        own = _over_sectors(a.from_output + a.supply.subsidy, output)
        collected = earned - own
        more = a.supply.by.revenue[:, None] * collected
        labour = more if labour is None else labour + more
        earned = own + spent(collected, a.wages, a.supply.supply)
    if labour is not None:
        earned += a.income_by_labour @ labour + borrowed
    wanted = np.matmul(a.revenue, output)
    wanted += a.final[:, :, None] * earned[:, None, :]
    wanted *= a.inverse_demand[:, :, None]
    return wanted, output, np.zeros_like(earned) if labour is None else labour


def wage_rows(a: Linear, labour: Array, output: Array, earned: Array) -> Array:
    """Labour markets ``[n,c]``, from log labour incomes; the numeraire's is world labour income."""
    rows = _over_sectors(a.value_added, output) / earned[:, None] - labour
    return put(rows, a.numeraire, (a.wages @ labour) / a.wages.sum())


def apply(a: Linear, wage: Array, price: Array, spending: Array) -> tuple[Array, Array, Array]:
    """The Jacobian times changes of wages, prices and spending: the rows of ``assemble``'s three blocks."""
    cost, index = index_change(a, wage, price)
    demand, output, labour = demand_change(a, wage, price, cost, index, spending)
    return wage_rows(a, labour, output, _earned(a)), price - index, demand - spending


def _demand_back(
    a: Linear, demand: Array, made: Array | float = 0.0, rows: Array | float = 0.0
) -> tuple[Array, Array, Array, Array, Array]:
    """The transpose of ``_demand``: values of log demand ``[n,s,c]`` (and of output, ``made``, and log labour income,
    ``rows``) in those of markets' pull, of output, and of revenue, labour income and what is borrowed ``[n,c]``."""
    wanted = demand * a.inverse_demand[:, :, None]
    income = _over_sectors(a.final, wanted)
    labour = a.income_by_labour.T @ income + rows
    output = np.matmul(a.revenue.swapaxes(-1, -2), wanted)
    output += a.from_output[:, :, None] * income[:, None, :] + made
    revenue = income
    if a.supply is not None:
        revenue = spent_worth(income.T, a.wages, a.supply.supply).T + a.supply.by.revenue[:, None] * labour
        output -= a.supply.subsidy[:, :, None] * (revenue - income)[:, None, :]
    pull = _across(a.sales.swapaxes(-1, -2), output)
    pull += a.tariffs[:, :, None] * revenue[:, None, :]
    if a.export_paid is not None:
        pull += np.matmul(a.export_paid.swapaxes(-1, -2), revenue).swapaxes(0, 1)
    return pull, output, revenue, labour, income


def _indices_back(a: Linear, index: Array) -> Array:
    """The transpose of ``_indices``."""
    return np.matmul(a.inputs.swapaxes(-1, -2), _across(a.share.swapaxes(-1, -2), index))


def follow_back(a: Linear, wage_gap: Array, index: Array, demand: Array) -> tuple[Array, Array, Array]:
    """The transpose of ``index_change``, ``demand_change`` and ``wage_rows``: values of labour markets ``[n,c]``, price
    indices and demand ``[n,s,c]`` in values of wages, prices and spending."""
    rows = put(wage_gap, a.numeraire, 0.0)
    made = a.value_added[:, :, None] * (rows / _earned(a)[:, None])[:, None, :]
    world = a.wages[:, None] * wage_gap[a.numeraire] / a.wages.sum()
    pull, output, revenue, labour, income = _demand_back(a, demand, made, world - rows)
    dearer = np.matmul(a.tariff_paid.swapaxes(-1, -2), revenue).swapaxes(0, 1) + a.output[:, :, None] * output
    if a.export_paid is not None:
        dearer += a.export_taxes[:, :, None] * revenue[:, None, :]
    cost = _across(a.share.swapaxes(-1, -2), index + a.theta[:, None] * pull) - a.theta[:, None] * dearer
    price = np.matmul(a.inputs.swapaxes(-1, -2), cost)
    if a.supply is not None:
        price -= a.final[:, :, None] * (a.supply.by.price[:, None] * labour)[:, None, :]
        labour = a.supply.by.wage[:, None] * labour
    if a.lending is not None:
        labour = labour + a.lending.T @ income
    return labour + _over_sectors(a.labour, cost), price, pull


def apply_transposed(a: Linear, wage_gap: Array, price_gap: Array, spending_gap: Array) -> tuple[Array, Array, Array]:
    """The transposed Jacobian times values of residuals: the columns of ``assemble``'s three blocks."""
    wage, price, spending = follow_back(a, wage_gap, -price_gap, spending_gap)
    return wage, price + price_gap, spending - spending_gap


def _earned(a: Linear) -> Array:
    return (a.value_added * a.output).sum(1)


def _settled(step: Callable[[Array], Array], start: Array) -> Array:
    """Fixed point of a contraction ``[region, sector, column]``, each column to ``_INNER`` of its start's size."""
    size = np.maximum(np.abs(start).max((0, 1)), np.finfo(start.dtype).tiny)
    value, before = step(start), start
    for _ in range(_MOST):
        if not (np.abs(value - before).max((0, 1)) > _INNER * size).any():
            break
        value, before = step(value), value
    return value


def _given_wages(a: Linear, wage: Array, price_gap: Array, spending_gap: Array) -> tuple[Array, Array, Array, Array]:
    """Prices and spending that answer wages and gaps, output and log labour incomes."""
    cost, index = index_change(a, wage, np.zeros_like(price_gap))
    wanted = index + price_gap
    price = _settled(lambda x: wanted + _indices(a, x), wanted)
    cost, index = index_change(a, wage, price)
    first = demand_change(a, wage, price, cost, index, np.zeros_like(price))[0] - spending_gap
    spending = _settled(lambda x: first + _demand(a, x)[0], first)
    _, output, labour = demand_change(a, wage, price, cost, index, spending)
    return price, spending, output, labour


def structured(exact: Linear, kind: Any = np.float64) -> Structured:
    """The inverse of ``exact``, approximately (``_INNER``) and in the precision ``kind``: as good a kernel for the
    iteration as an exact one."""
    a = _held(exact, kind)
    n, s = a.labour.shape
    unit, none = np.eye(n, dtype=kind), np.zeros((n, s, n), kind)
    price, spending, output, labour = _given_wages(a, unit, none, none)
    return Structured(a, price, spending, np.linalg.inv(wage_rows(a, labour, output, _earned(a))))


def _held(value: Any, kind: Any) -> Any:
    """Coefficients in another precision."""
    if isinstance(value, tuple):
        return type(value)(*(_held(part, kind) for part in value))  # type: ignore[call-arg]
    real = isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return value.astype(kind) if real else value


def times(inverse: Inverse, vector: Array) -> Array:
    """Inverse times a residual ``[state]`` or several ``[state, column]``, whatever the inverse is held as."""
    if isinstance(inverse, InBlocks | WithoutEarnings):
        return inverse.solve(vector).astype(vector.dtype)
    if not isinstance(inverse, Structured):
        return (inverse @ vector.astype(inverse.dtype)).astype(vector.dtype)
    if vector.ndim == 1:
        return times(inverse, vector[:, None])[:, 0]
    a = inverse.linear
    n, s = a.labour.shape
    wage_gap, *rest = in_parts(vector.astype(a.labour.dtype, copy=False), (n, s))
    none = np.zeros_like(wage_gap)
    price, spending, output, labour = _given_wages(a, none, rest[0], rest[1])
    wage = inverse.wages @ (wage_gap - wage_rows(a, labour, output, _earned(a)))
    price = price + inverse.price_by_wage @ wage
    spending = spending + inverse.spending_by_wage @ wage
    return in_one(wage, price, spending).astype(vector.dtype, copy=False)


def times_transposed(inverse: Inverse, vector: Array) -> Array:
    """The transposed inverse times ``[state, column]``: the same steps, each transposed, in the opposite order."""
    if isinstance(inverse, InBlocks | WithoutEarnings):
        return inverse.solve(vector, transposed=True).astype(vector.dtype)
    if not isinstance(inverse, Structured):
        return (vector.astype(inverse.dtype).T @ inverse).T.astype(vector.dtype)
    a = inverse.linear
    n, s = a.labour.shape
    wage, price_gap, spending_gap = in_parts(vector.astype(a.labour.dtype, copy=False), (n, s))
    answered = np.tensordot(inverse.price_by_wage, price_gap, ((0, 1), (0, 1)))
    answered += np.tensordot(inverse.spending_by_wage, spending_gap, ((0, 1), (0, 1)))
    wage = inverse.wages.T @ (wage + answered)
    still, none = np.zeros_like(wage), np.zeros_like(price_gap)
    _, felt_prices, felt_spending = follow_back(a, wage, none, none)
    price_gap, spending_gap = price_gap - felt_prices, spending_gap - felt_spending
    spending = -_settled(lambda x: spending_gap + _demand_back(a, x)[0], spending_gap)
    price_gap = price_gap - follow_back(a, still, none, spending)[1]
    price = _settled(lambda x: price_gap + _indices_back(a, x), price_gap)
    return in_one(wage, price, spending).astype(vector.dtype, copy=False)
