"""The Jacobian of the model's residual, assembled in closed form with NumPy.

Row and column order: wages ``[n]``, prices ``[n,s]``, spending ``[n,s]`` and, where there are any, earnings ``[n,s]``.
Used to precondition the solver and, by the implicit function theorem, for gradients; a test holds it against automatic
differentiation. Specific duties and royalties move with prices and output; their slopes are left out here (``exact``
tells), which costs the solver a step or two and is made good in gradients.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.earnings import Earnings
from tradetalks.equilibrium.model import Benchmark, Flows, Policy, net_revenue
from tradetalks.equilibrium.sector_wages import WageSlopes, slopes
from tradetalks.equilibrium.structure import income_by_wage
from tradetalks.equilibrium.supply import bought_back_by_labour, responses, spent

Matrix = NDArray[np.float64]


def exact(p: Policy) -> bool:
    """Is the assembled matrix the whole Jacobian?"""
    return p.specific.size == 0 and p.royalty.size == 0


class Costs(NamedTuple):
    """How log factory costs and log cost shares respond, all within a region."""

    by_wage: Matrix  # d log k_js / d log w_j [j,s]
    by_earnings: Matrix  # d log k_js / d log E_js, all of the region's earnings given [j,s]
    by_earned: Matrix  # d log k_js / d log of all of the region's earnings [j,s]
    earned: Matrix  # each sector's part of them [j,s]
    by_price: Matrix  # d log k_js / d log P_jk [j,k,s]
    bundle_by_wage: Matrix  # d log bundle share_js / d log w_js (the sector's wage) [j,s]
    bundle_by_price: Matrix  # [j,k,s]
    ordinary: Matrix  # current revenue shares of ordinary inputs [j,k,s]
    critical: Matrix  # current revenue shares of critical inputs, zero elsewhere [j,k,s]
    labour_cost_share: Matrix  # labour's current share of cost [j,s]
    wages: WageSlopes  # how sectors' wages respond, those on their floors less
    input_cost_share: Matrix  # inputs' current shares of cost [j,k,s]

    def to_earnings(self, by_log_cost: Matrix) -> Matrix:
        """From slopes by log costs ``[.., j, s]`` to slopes by log earnings ``[.., j, s]``."""
        whole = (by_log_cost * self.by_earned).sum(-1)[..., None]
        return by_log_cost * self.by_earnings + whole * self.earned


def costs_at(b: Benchmark, f: Flows) -> Costs:
    """The responses at the point whose flows are ``f``."""
    beta, gamma = np.asarray(b.value_added_share), np.asarray(b.input_share)
    scale, bundle = np.asarray(b.scale), np.asarray(f.bundle)
    markup = 1 - np.asarray(b.profit_share) if b.profit_share.size else np.ones_like(beta)
    ordinary = gamma * bundle[:, None, :]
    critical = np.zeros_like(gamma)
    base = np.zeros_like(gamma)
    if b.critical_index.size:
        index = np.asarray(b.critical_index)
        base[:, index] = np.asarray(b.critical_share)
        critical[:, index] = np.asarray(b.critical_share) * np.asarray(f.critical_bundle)
    labour, inputs = beta * bundle / markup, (ordinary + critical) / markup[:, None, :]
    power = 1 - np.asarray(b.critical_elasticity)
    share = 1 - base.sum(1) / markup
    bundle_by_wage = power * (beta / markup / share - labour)
    bundle_by_price = power * (gamma / (markup * share)[:, None, :] - inputs)
    earned = earned_shares(b, f)
    wages, by_sector_wage, by_price = slopes(b, earned, f.log_idle), labour + scale, inputs
    if f.log_idle.size:  # floors on real wages move with what consumers buy
        by_price = inputs + (by_sector_wage * wages.price)[:, None, :] * b.final_share[:, :, None]
    return Costs(
        by_wage=by_sector_wage * wages.own,
        by_earnings=by_sector_wage * wages.earnings - scale,
        by_earned=-by_sector_wage * wages.earnings,
        earned=earned,
        by_price=by_price,
        bundle_by_wage=bundle_by_wage,
        bundle_by_price=bundle_by_price,
        ordinary=ordinary,
        critical=critical,
        labour_cost_share=labour,
        input_cost_share=inputs,
        wages=wages,
    )


def earned_shares(b: Benchmark, f: Flows) -> Matrix:
    """``[region, sector]`` parts of all labour's earnings, from what sectors let expect: ``(v_is / v_i)^kappa``."""
    friction, earnings = float(b.friction), np.asarray(b.earnings)
    if friction == 0:
        return np.zeros_like(earnings)
    expected = f.log_sector_wage - f.log_idle if f.log_idle.size else f.log_sector_wage
    log_wage = np.where(earnings > 0, expected, -np.inf)
    share = earnings * np.exp((log_wage - log_wage.max(1, keepdims=True)) / friction)
    return share / share.sum(1, keepdims=True)


def assemble(b: Benchmark, p: Policy, f: Flows) -> Matrix:
    """Jacobian ``d residual / d state`` at the point whose flows are ``f``; square, of the state's size."""
    inner, earnings = blocks_at(b, p, f)
    if earnings is None:
        return inner
    n, s = earnings.shape
    wide, size = n * s, len(inner)
    every, unit, none = np.eye(size), earnings.by_sector(np.eye(wide)), np.zeros((n, size))
    parts = (earnings.part.T[:, :, None] * np.eye(n)[:, None, :]).reshape(wide, n).T  # [region, earnings]
    among = earnings.in_order(earnings.among() @ unit)
    whole = earnings.in_order(earnings.moved(earnings.rest(np.zeros((size, n))), np.eye(n)))
    return np.block(
        [
            [inner, earnings.felt(unit).packed() + earnings.felt_whole(np.eye(n)).packed() @ parts],
            [earnings.in_order(earnings.moved(earnings.rest(every), none)), among + whole @ parts],
        ]
    )


def blocks_at(b: Benchmark, p: Policy, f: Flows) -> tuple[Matrix, Earnings | None]:
    """The Jacobian's square of wages, prices and spending at the point whose flows are ``f``, and how earnings by
    sector come in, where they are unknowns."""
    share, theta = np.asarray(f.import_share), np.asarray(b.theta)
    alpha = np.asarray(b.final_share)
    tariff, export_tax, subsidy = np.asarray(f.tariff), np.asarray(p.export_tax), np.asarray(p.subsidy)
    alive, output, wages = np.asarray(b.alive), np.asarray(f.output), np.asarray(f.labour_income)
    n, s = output.shape
    eye_n = np.eye(n)
    costs = costs_at(b, f)
    gamma = costs.ordinary + costs.critical
    beta = np.asarray(b.value_added_share) * np.asarray(f.bundle)

    sales = np.asarray(f.border_value) / (1 - subsidy)[:, None, :]  # [i,n,s], sums over n to output
    tariff_paid = share * np.asarray(f.spending) * tariff / (1 + tariff)
    export_paid = np.asarray(f.border_value) * export_tax

    def by_cost(weight_by_importer: Matrix) -> Matrix:
        """d sum_n weight_ins / d log c_js = -theta_s (delta_ij sum_n weight_ins - sum_n weight_ins pi_jns)."""
        total = weight_by_importer.sum(1)
        cross = np.einsum("ins,jns->ijs", weight_by_importer, share)
        return -theta * (eye_n[:, :, None] * total[:, None, :] - cross)

    output_by_cost = by_cost(sales)  # [i,j,s]
    # income of n: tariffs it collects as importer, export taxes as exporter, subsidies it pays, profits it earns
    tariff_by_importer = tariff_paid.sum(0)  # [n,s]
    collected = -theta * (
        np.einsum("ins->nis", tariff_paid) - tariff_by_importer[:, None, :] * np.einsum("jns->njs", share)
    )
    from_output = (np.asarray(b.profit_share) if b.profit_share.size else 0.0) - subsidy
    income_by_cost = collected + by_cost(export_paid) + from_output[:, None, :] * output_by_cost  # [n,j,s]
    income_by_spending = (  # [n,m,s]
        eye_n[:, :, None] * tariff_by_importer[:, None, :] + export_paid + from_output[:, None, :] * sales
    )
    world = wages.sum()
    income_by_labour, labour = income_by_wage(b, p, wages), None
    if b.supply.revenue.size:
        collected_by_cost = collected + by_cost(export_paid) - subsidy[:, None, :] * output_by_cost
        collected_by_spending = eye_n[:, :, None] * tariff_by_importer[:, None, :] + export_paid
        collected_by_spending -= subsidy[:, None, :] * sales
        labour = _labour(b, f, collected_by_cost, collected_by_spending)
        income_by_labour = income_by_labour - labour.lent
        for income_by, paid_by, earned_by in (
            (income_by_cost, collected_by_cost, labour.by_cost),
            (income_by_spending, collected_by_spending, labour.by_spending),
        ):
            income_by += spent(paid_by, wages, b.supply) - paid_by + np.tensordot(income_by_labour, earned_by, 1)
    paid, by_wage = costs.wages, income_by_labour
    if b.lending.size:
        by_wage = income_by_labour + b.lending * paid.paid_own

    wanted = np.einsum("nks,ns->nk", gamma, output) + alpha * np.asarray(f.income)[:, None]
    inverse_demand = np.divide(1.0, wanted, out=np.zeros_like(wanted), where=alive & (wanted > 0))
    earned = np.maximum((beta * output).sum(1), np.finfo(float).tiny)

    # how each row block responds to log costs [.., j, s] and log spending [.., m, s]
    by_output, by_income = gamma * inverse_demand[:, :, None], (alpha * inverse_demand)[:, :, None, None]

    def wanted_by(output_by: Matrix, income_by: Matrix) -> Matrix:
        """d log demand_nk / d [.., s], from responses of output and income ``[n, .., s]``."""
        found = by_output[:, :, None, :] * output_by[:, None]
        found += by_income * income_by[:, None]
        return found

    spend_by_cost = wanted_by(output_by_cost, income_by_cost)
    spend_by_spending = wanted_by(sales, income_by_spending)
    wage_by_cost = np.einsum("ns,njs->njs", beta, output_by_cost) / earned[:, None, None]
    wage_by_spending = np.einsum("ns,nms->nms", beta, sales) / earned[:, None, None]

    # chain log costs to wages, prices and earnings
    def to_wage(by_log_cost: Matrix) -> Matrix:
        return np.einsum("rjs,js->rj", by_log_cost, costs.by_wage)

    def to_price(by_log_cost: Matrix) -> Matrix:
        by_producer = np.matmul(by_log_cost.swapaxes(0, 1), costs.by_price.swapaxes(1, 2))  # [j,r,k]
        return by_producer.swapaxes(0, 1).reshape(len(by_log_cost), -1)

    wide = n * s
    spend_rows = spend_by_cost.reshape(wide, n, s)
    origin = share.transpose(1, 2, 0)  # [n,s,j]: the price of one sector depends on costs of the same sector alone
    matrix = np.zeros((n + 2 * wide,) * 2)
    wage, price, spend = slice(0, n), slice(n, n + wide), slice(n + wide, n + 2 * wide)
    matrix[wage, wage] = to_wage(wage_by_cost) - eye_n
    matrix[wage, price] = to_price(wage_by_cost)
    matrix[wage, spend] = wage_by_spending.reshape(n, wide)
    matrix[price, wage] = -(origin * costs.by_wage.T).reshape(wide, n)
    matrix[price, price] = -(origin[:, :, :, None] * costs.by_price.transpose(2, 0, 1)).reshape(wide, wide)
    matrix[price, price] += np.eye(wide)
    matrix[spend, wage] = to_wage(spend_rows) + ((alpha * inverse_demand)[:, :, None] * by_wage[:, None, :]).reshape(
        wide, n
    )
    matrix[spend, price] = to_price(spend_rows)
    if b.lending.size and f.log_idle.size:
        by_index = (alpha * inverse_demand)[:, :, None] * (b.lending * paid.paid_price)[:, None, :]
        matrix[spend, price] += (by_index[..., None] * alpha).reshape(wide, wide)
    matrix[spend, spend] = spend_by_spending.reshape(wide, wide) - np.eye(wide)
    changes = None
    if b.critical_index.size:
        changes = _share_changes(b, costs, output, inverse_demand, earned, beta)
        _add_share_changes(matrix, changes, paid.own)
    if labour is None:
        matrix[b.numeraire] = 0.0
        matrix[b.numeraire, wage] = wages / world
        wage_by_cost[b.numeraire] = 0.0
    else:
        # what labour earns in place of what a wage alone would give it
        moved = np.zeros((n, len(matrix)))
        moved[:, wage], moved[:, price] = to_wage(labour.by_cost) + np.diag(labour.own), to_price(labour.by_cost)
        moved[:, price] -= (eye_n[:, :, None] * (labour.price[:, None] * alpha)[:, None]).reshape(n, wide)
        moved[:, spend] = labour.by_spending.reshape(n, wide)
        matrix[wage] -= moved
        matrix[wage, wage] += eye_n
        aside = np.zeros_like(moved)  # beside the wage itself and revenue, of which rows of spending know
        aside[:, wage], aside[:, price] = np.diag(labour.own - 1), moved[:, price] - to_price(labour.by_cost)
        matrix[spend] += np.einsum("nk,nz->nkz", alpha * inverse_demand, income_by_labour @ aside).reshape(wide, -1)
        matrix[b.numeraire] = wages @ moved / world
        wage_by_cost -= labour.by_cost
        wage_by_cost[b.numeraire] = np.tensordot(wages, labour.by_cost, 1) / world
    if not (float(b.friction) > 0 or np.any(np.asarray(b.scale) != 0)):
        return matrix, None
    inverse_output = np.divide(1.0, output, out=np.zeros_like(output), where=np.asarray(b.earnings) > 0)
    first = _sectors_first
    found = Earnings(
        price=-first(origin.swapaxes(1, 2)),
        wage=wage_by_cost.swapaxes(1, 2).reshape(n, wide),
        output=first(output_by_cost),
        income=income_by_cost.swapaxes(1, 2).reshape(n, wide),
        by_output=by_output,
        by_income=alpha * inverse_demand,
        cost_by_wage=first(costs.by_wage),
        cost_by_own=first(costs.by_earnings),
        cost_by_all=first(costs.by_earned),
        part=first(costs.earned),
        cost_by_price=costs.by_price,
        made=first(inverse_output[:, None, :] * sales),
        by_cost=first(inverse_output[:, None, :] * output_by_cost),
    )
    if b.lending.size and f.log_idle.size:
        found = replace(found, lending=b.lending, paid=first(paid.paid_earnings), paid_whole=paid.paid_whole)
    if changes is None:
        return matrix, found
    made = np.asarray(b.earnings) > 0
    own_wage = first(changes.labour_wage * paid.earnings)
    own_wage[:, b.numeraire] = 0.0
    by_wage, own_price = costs.bundle_by_wage * made, costs.bundle_by_price
    if f.log_idle.size:
        own_price = own_price + (costs.bundle_by_wage * paid.price)[:, None, :] * alpha[:, :, None]
    return matrix, replace(
        found,
        own_wage=own_wage,
        own_by_wage=first(by_wage * paid.own),
        own_earnings=first(by_wage * paid.earnings),
        own_spending=changes.spend_wage * paid.earnings[:, None, :],
        own_price=own_price.swapaxes(1, 2) * made[:, :, None],
    )


def _sectors_first(array: Matrix) -> Matrix:
    """``[.., sector]`` with sectors first."""
    return np.ascontiguousarray(np.moveaxis(array, -1, 0))


class _Labour(NamedTuple):
    """How log labour income responds where factors or the use of revenue do."""

    own: Matrix  # to the log wage [n]
    price: Matrix  # to the log consumer price index, its sign turned [n]
    by_cost: Matrix  # through revenue, to log costs [n,j,s]
    by_spending: Matrix  # and to log spending [n,m,s]
    lent: Matrix  # lending to log labour incomes [n,n]


def _labour(b: Benchmark, f: Flows, revenue_by_cost: Matrix, revenue_by_spending: Matrix) -> _Labour:
    revenue, wages = net_revenue(f), f.labour_income
    found = responses(revenue, wages, b.supply, b.labour_income)
    by = found.revenue[:, None, None]
    lent = bought_back_by_labour(revenue, wages, b.supply, b.labour_income) if b.supply.debt.size else 0.0
    return _Labour(found.wage, found.price, by * revenue_by_cost, by * revenue_by_spending, np.asarray(lent))


class _Changes(NamedTuple):
    """What CES nests do: cost shares, and rows with them, move with the region's own wages and prices."""

    spend_wage: Matrix  # rows of spending by log wages of sectors [n,k,s]
    spend_price: Matrix  # by log prices [n,k,l]
    labour_wage: Matrix  # rows of wages, the same [n,s]
    labour_price: Matrix  # [n,l]


def _share_changes(
    b: Benchmark, costs: Costs, output: Matrix, inverse_demand: Matrix, earned: Matrix, beta: Matrix
) -> _Changes:
    power = 1 - np.asarray(b.critical_elasticity)
    by_wage = -power * costs.labour_cost_share  # of critical shares
    ordinary, critical = costs.ordinary * output[:, None, :], costs.critical * output[:, None, :]
    spend_wage = (ordinary * costs.bundle_by_wage[:, None, :] + critical * by_wage[:, None, :]) * inverse_demand[
        :, :, None
    ]
    spend_price = ordinary @ costs.bundle_by_price.swapaxes(1, 2)
    spend_price -= (critical * power) @ costs.input_cost_share.swapaxes(1, 2)
    j = np.arange(output.shape[1])
    spend_price[:, j, j] += (critical * power).sum(2)
    spend_price *= inverse_demand[:, :, None]
    labour_wage = beta * output * costs.bundle_by_wage / earned[:, None]
    labour_price = np.einsum("ns,nls->nl", beta * output, costs.bundle_by_price) / earned[:, None]
    if np.any(costs.wages.price):
        spend_price += (spend_wage * costs.wages.price[:, None, :]).sum(-1)[:, :, None] * b.final_share[:, None, :]
        labour_price += (labour_wage * costs.wages.price).sum(-1)[:, None] * b.final_share
    return _Changes(spend_wage, spend_price, labour_wage, labour_price)


def _add_share_changes(matrix: Matrix, changes: _Changes, own: Matrix) -> None:
    """Add, in place, what CES nests do to rows of wages and spending; ``own``: of sectors' wages to their region's."""
    n, s = changes.labour_wage.shape
    wide = n * s
    for m in range(n):
        rows = slice(n + wide + m * s, n + wide + (m + 1) * s)
        prices = slice(n + m * s, n + (m + 1) * s)
        matrix[rows, m] += changes.spend_wage[m] @ own[m]
        matrix[rows, prices] += changes.spend_price[m]
        matrix[m, m] += changes.labour_wage[m] @ own[m]
        matrix[m, prices] += changes.labour_price[m]
