"""How wedges of limits and the state move residuals and gaps, in closed form: what the solver steers wedges by.

A wedge on what importer ``n`` buys from exporter ``i`` moves, at a given state, only that market's shares, and with
them the sales and revenues of its suppliers. A test holds the slopes against differences.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import limits as lim
from tradetalks.equilibrium import model
from tradetalks.equilibrium.jacobian import costs_at
from tradetalks.equilibrium.limits import Limits
from tradetalks.equilibrium.structure import income_by_labour, labour_by_wedge

Array = NDArray[Any]


class _Market(NamedTuple):
    """Slopes with respect to a limit's wedge in its importer's market, all ``[limit, supplier, sector]``."""

    tariff: Array  # of log (1 + t)
    export_tax: Array  # of log (1 + e)
    barrier: Array  # of log barriers
    price_index: Array  # of the log price index [limit, sector]
    at_border: Array  # of log sales net of tariffs
    producer: Array  # of log sales net of export taxes too


def sensitivities(
    state: model.State, f: model.Flows, b: model.Benchmark, p: model.Policy, limits: Limits
) -> tuple[Array, Array, Array]:
    """``d residual / d wedge`` ``[state, limit]``, ``d gap / d state`` and ``d gap / d wedge`` at a point.

    Args:
        f: flows of the state under ``p``, which holds the wedges.
    """
    market = _market(f, b, p, limits)
    return _residuals(state, f, b, p, limits, market), *_gaps(state, f, b, p, limits, market)


def _market(f: model.Flows, b: model.Benchmark, p: model.Policy, limits: Limits) -> _Market:
    i, n = limits.exporter, limits.importer
    own = i[:, None, None] == np.arange(len(f.output))[None, :, None]

    def moved(channel: int, sign: float = 1.0) -> Array:
        return np.where((limits.channel == channel)[:, None], sign * limits.member, 0.0)

    export_tax, barrier = moved(lim.EXPORT_TAX), moved(lim.BARRIER)
    ad_valorem = (1 + p.tariff[i, n]) * (moved(lim.TARIFF) + moved(lim.IMPORT_SUBSIDY, -1.0))
    # a specific duty's rate, what f.tariff has beyond p.tariff, falls as the price at the border rises
    tariff = (ad_valorem - (f.tariff - p.tariff)[i, n] * export_tax) / (1 + f.tariff[i, n])
    wedge = tariff + export_tax + barrier
    index = f.import_share[i, n] * wedge
    tariff, export_tax, barrier, wedge = (own * part[:, None] for part in (tariff, export_tax, barrier, wedge))
    at_border = -b.theta * (wedge - index[:, None]) - tariff
    return _Market(tariff, export_tax, barrier, index, at_border, at_border - export_tax)


def _residuals(
    state: model.State, f: model.Flows, b: model.Benchmark, p: model.Policy, limits: Limits, by: _Market
) -> Array:
    """``[state, limit]``."""
    count, (regions, sectors) = limits.number, f.output.shape
    row, n = np.arange(count), limits.importer
    sold, rate = f.border_value[:, n].swapaxes(0, 1), f.tariff[:, n].swapaxes(0, 1)  # [limit, supplier, sector]
    export_tax = p.export_tax[:, n].swapaxes(0, 1)
    border = sold * (1 + export_tax)
    output = sold * by.producer / (1 - p.subsidy)
    idle = (limits.channel == lim.EMPLOYMENT).astype(float)
    revenue = (sold * (export_tax * by.producer + (1 + export_tax) * by.export_tax)).sum(-1)
    revenue -= (p.subsidy * output).sum(-1)
    revenue[row, n] += (border * (rate * by.at_border + (1 + rate) * by.tariff)).sum((1, 2))
    labour, spent = labour_by_wedge(b, f, revenue, idle[:, None] * (n[:, None] == np.arange(regions)))
    income = model.royalties(output, p.royalty) + spent + labour @ income_by_labour(b, p, f).T
    if b.profit_share.size:
        income += (b.profit_share * output).sum(-1)

    wanted, change = model.demand(f, b), model.demand(f._replace(output=output, income=income), b)
    works = b.alive & (wanted > 0)
    spending = np.divide(change, wanted, out=np.zeros_like(change), where=works)
    price = np.zeros((count, regions, sectors))
    price[row, n] = -by.price_index
    earned = b.value_added_share * f.bundle * output
    wage = earned.sum(-1) / np.maximum(f.earnings.sum(-1), np.finfo(float).tiny)
    wage -= labour
    wage[:, b.numeraire] = labour @ f.labour_income / f.labour_income.sum()
    blocks = [wage, price.reshape(count, -1), spending.reshape(count, -1)]
    if state.log_earnings.size:
        made = (b.earnings > 0) & (f.earnings > 0)
        blocks.append(np.divide(earned, f.earnings, out=np.zeros_like(earned), where=made).reshape(count, -1))
    return np.concatenate(blocks, axis=1).T


def _gaps(
    state: model.State, f: model.Flows, b: model.Benchmark, p: model.Policy, limits: Limits, by: _Market
) -> tuple[Array, Array]:
    """``[limit, state]`` and ``[limit, wedge]``."""
    i, n, kind = limits.exporter, limits.importer, limits.kind[:, None]
    count, (regions, sectors) = limits.number, f.output.shape
    row = np.arange(count)
    factory = f.log_cost + np.log1p(-p.subsidy) - b.log_factory
    sold = f.border_value[i, n] * limits.member
    weight = sold * np.where(kind == lim.CAP, np.exp(-factory[i] - p.log_barrier[i, n]), 1 + p.export_tax[i, n])
    weight /= np.maximum(weight.sum(1, keepdims=True), np.finfo(float).tiny)
    weight *= np.where(kind == lim.CAP, 1.0, np.where(kind == lim.FLOOR, -1.0, 0.0))

    # log sales answer the importer's log spending one for one, and every supplier's log cost through shares
    by_cost = (weight * b.theta)[:, None] * f.import_share[:, n].swapaxes(0, 1)
    by_cost[row, i] -= weight * (b.theta + (kind == lim.CAP))
    by_spending = np.zeros((count, regions, sectors))
    by_spending[row, n] = weight
    costs = costs_at(b, f)
    by_wage = (by_cost * costs.by_wage).sum(-1)
    by_price = np.einsum("ljs,jks->ljk", by_cost, costs.by_price)
    floor = limits.channel == lim.EMPLOYMENT
    own_wage, own_price = lim.wage_slopes(b, limits)
    by_wage[row, n] -= floor * own_wage
    by_price[row, n] += (floor * own_price)[:, None] * b.final_share[n]
    blocks = [by_wage, by_price.reshape(count, -1), by_spending.reshape(count, -1)]
    if state.log_earnings.size:
        blocks.append(costs.to_earnings(by_cost).reshape(count, -1))

    beside = np.where(kind == lim.CAP, -by.barrier[:, i], by.export_tax[:, i])  # of each limit's flow [wedge, limit, s]
    by_wedge = (n[:, None] == n) * (weight * (by.producer[:, i] + beside)).sum(-1).T
    return np.concatenate(blocks, axis=1), by_wedge
