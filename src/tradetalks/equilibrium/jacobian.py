"""The Jacobian of the model's residual, assembled in closed form with NumPy.

Row and column order: wages ``[n]``, prices ``[n,s]``, spending ``[n,s]``. Used to precondition the solver and, by
the implicit function theorem, for gradients; a test holds it against automatic differentiation.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.model import Benchmark, Flows, Policy

Matrix = NDArray[np.float64]


def assemble(b: Benchmark, p: Policy, f: Flows) -> Matrix:
    """Jacobian ``d residual / d state`` at the point whose flows are ``f``; square, of size N + 2 N S."""
    share, theta = np.asarray(f.import_share), np.asarray(b.theta)
    gamma, beta, alpha = (
        np.asarray(b.input_share),
        np.asarray(b.value_added_share),
        np.asarray(b.final_share),
    )
    tariff, export_tax, subsidy = np.asarray(p.tariff), np.asarray(p.export_tax), np.asarray(p.subsidy)
    alive, output, wages = np.asarray(b.alive), np.asarray(f.output), np.asarray(f.labour_income)
    n, s = output.shape
    eye_n, eye_s = np.eye(n), np.eye(s)

    sales = np.asarray(f.border_value) / (1 - subsidy)[:, None, :]  # [i,n,s], sums over n to output
    tariff_paid = share * np.asarray(f.spending) * tariff / (1 + tariff)
    export_paid = np.asarray(f.border_value) * export_tax

    def by_cost(weight_by_importer: Matrix) -> Matrix:
        """d sum_n weight_ins / d log c_js = -theta_s (delta_ij sum_n weight_ins - sum_n weight_ins pi_jns)."""
        total = weight_by_importer.sum(1)
        cross = np.einsum("ins,jns->ijs", weight_by_importer, share)
        return -theta * (eye_n[:, :, None] * total[:, None, :] - cross)

    output_by_cost = by_cost(sales)  # [i,j,s]
    # income of n: tariffs it collects as importer, export taxes as exporter, subsidies it pays
    tariff_by_importer = tariff_paid.sum(0)  # [n,s]
    collected = -theta * (
        np.einsum("ins->nis", tariff_paid) - tariff_by_importer[:, None, :] * np.einsum("jns->njs", share)
    )
    income_by_cost = collected + by_cost(export_paid) - subsidy[:, None, :] * output_by_cost  # [n,j,s]
    income_by_spending = (  # [n,m,s]
        eye_n[:, :, None] * tariff_by_importer[:, None, :] + export_paid - subsidy[:, None, :] * sales
    )
    income_by_wage = np.diag(wages)
    fixed = np.asarray(b.deficit) / np.asarray(b.labour_income).sum()
    income_by_wage = income_by_wage + float(p.fixed_deficit) * np.outer(fixed, wages)
    rate, world = np.asarray(b.deficit_rate), wages.sum()
    mean = (rate * wages).sum() / world
    proportional = np.diag((rate - mean) * wages) - np.outer(wages, (rate - mean) * wages) / world
    income_by_wage = income_by_wage + float(p.gdp_deficit) * proportional

    demand = np.einsum("nks,ns->nk", gamma, output) + alpha * np.asarray(f.income)[:, None]
    inverse_demand = np.divide(1.0, demand, out=np.zeros_like(demand), where=alive & (demand > 0))
    earned = (beta * output).sum(1)

    # how each row block responds to log costs [.., j, s] and log spending [.., m, s]
    price_by_cost = -np.einsum("jns,st->nsjt", share, eye_s)
    spend_by_cost = np.einsum("nks,njs->nkjs", gamma, output_by_cost) + np.einsum("nk,njs->nkjs", alpha, income_by_cost)
    spend_by_cost *= inverse_demand[:, :, None, None]
    spend_by_spending = np.einsum("nks,nms->nkms", gamma, sales) + np.einsum("nk,nms->nkms", alpha, income_by_spending)
    spend_by_spending *= inverse_demand[:, :, None, None]
    wage_by_cost = np.einsum("ns,njs->njs", beta, output_by_cost) / earned[:, None, None]
    wage_by_spending = np.einsum("ns,nms->nms", beta, sales) / earned[:, None, None]

    # chain log costs to wages and prices: d log c_js = beta_js d log w_j + sum_k gamma_jks d log P_jk
    def to_wage(by_log_cost: Matrix) -> Matrix:
        return np.einsum("rjs,js->rj", by_log_cost, beta)

    def to_price(by_log_cost: Matrix) -> Matrix:
        return np.einsum("rjs,jks->rjk", by_log_cost, gamma, optimize=True).reshape(len(by_log_cost), -1)

    wide = n * s
    price_rows, spend_rows = price_by_cost.reshape(wide, n, s), spend_by_cost.reshape(wide, n, s)
    matrix = np.zeros((n + 2 * wide, n + 2 * wide))
    wage, price, spend = slice(0, n), slice(n, n + wide), slice(n + wide, n + 2 * wide)
    matrix[wage, wage] = to_wage(wage_by_cost) - eye_n
    matrix[wage, price] = to_price(wage_by_cost)
    matrix[wage, spend] = wage_by_spending.reshape(n, wide)
    matrix[b.numeraire] = 0.0
    matrix[b.numeraire, wage] = wages / world
    matrix[price, wage] = to_wage(price_rows)
    matrix[price, price] = to_price(price_rows) + np.eye(wide)
    matrix[spend, wage] = to_wage(spend_rows) + (
        (alpha * inverse_demand)[:, :, None] * income_by_wage[:, None, :]
    ).reshape(wide, n)
    matrix[spend, price] = to_price(spend_rows)
    matrix[spend, spend] = spend_by_spending.reshape(wide, wide) - np.eye(wide)
    return matrix
