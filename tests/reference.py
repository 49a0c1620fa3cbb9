"""An independent, slow solver: the tatonnement of Caliendo & Parro (2015, section 3.4), plain NumPy, no shared code.

Where duties differ by product, each product of each exporter is a flow of its own in its market.
"""

from __future__ import annotations

import numpy as np


def solve_reference(world, shock, tolerance=1e-12, most=200_000):
    """Real income ratios ``[region]`` with deficits fixed at unchanged world GDP."""
    n, s = world.shape
    theta, gamma, beta, alpha = (
        world.trade_elasticity,
        world.input_share,
        world.value_added_share,
        world.final_share,
    )
    spent = world.trade * (1 + world.export_tax) * (1 + world.tariff)
    part, t, t_before = products_of(world, shock)  # [product, exporter, importer, sector]
    share = part * spent / spent.sum(0)
    output = world.trade.sum(1) / (1 - world.subsidy)
    wages_bill = (beta * output).sum(1)
    e, sub = shock.export_tax_level, shock.subsidy_level
    d = (1 + t) / (1 + t_before) * (1 + e) / (1 + world.export_tax) * shock.barrier_ratio
    d = d * ((1 - sub) / (1 - world.subsidy))[:, None, :]
    wage, spending = np.ones(n), spent.sum(0)
    price = np.ones((n, s))
    for _ in range(most):
        for _ in range(200):  # prices given wages
            cost = wage[:, None] ** beta * np.exp(np.einsum("iks,ik->is", gamma, np.log(price)))
            new = (share * (cost[:, None, :] * d) ** (-theta)).sum((0, 1)) ** (-1 / theta)
            gap = np.abs(new - price).max()
            price = new
            if gap < 1e-15:
                break
        weight = share * (cost[:, None, :] * d) ** (-theta)
        new_share = weight / weight.sum((0, 1))
        deficit = world.deficit * (wage * wages_bill).sum() / wages_bill.sum() + shock.transfer_received
        for _ in range(400):  # spending given prices and wages
            net = new_share * spending / (1 + t) / (1 + e)
            made = net.sum((0, 2)) / (1 - sub)
            income = (
                wage * wages_bill
                + (net * (1 + e) * t).sum((0, 1, 3))
                + (net * e).sum((0, 2, 3))
                - (sub * made).sum(1)
                + deficit
            )
            new = alpha * income[:, None] + np.einsum("nks,ns->nk", gamma, made)
            gap = np.abs(new / spending - 1).max()
            spending = new
            if gap < 1e-15:
                break
        excess = (beta * made).sum(1) / (wage * wages_bill) - 1
        if np.abs(excess).max() < tolerance:
            break
        wage = wage * (1 + 0.3 * excess)
        wage = wage * wages_bill.sum() / (wage * wages_bill).sum()
    else:
        raise AssertionError("the reference did not converge")
    before = (beta * output).sum(1)
    border = world.trade * (1 + world.export_tax)
    before = (
        before
        + (border * world.tariff).sum((0, 2))
        + (world.trade * world.export_tax).sum((1, 2))
        - (world.subsidy * output).sum(1)
        + world.deficit
    )
    return income / before / np.exp((alpha * np.log(price)).sum(1))


def products_of(world, shock):
    """``[product, exporter, importer, sector]`` shares of each flow's spending, duties, and duties at the benchmark."""
    unequal = shock.unequal
    if unequal is None:
        return np.ones((1, *world.trade.shape)), shock.tariff_level[None], world.tariff[None]
    number = np.arange(len(unequal.flow)) - np.searchsorted(unequal.flow, unequal.flow)
    most, size = int(number.max()) + 1, world.trade.size
    part, duty, before = (np.zeros((most, size)) for _ in range(3))
    part[0], duty[0], before[0] = 1.0, shock.tariff_level.ravel(), world.tariff.ravel()
    part[0, unequal.flow] = 0.0
    part[number, unequal.flow] = unequal.share
    duty[number, unequal.flow] = shock.tariff_level.ravel()[unequal.flow] + unequal.gap
    before[number, unequal.flow] = unequal.before
    return tuple(x.reshape(most, *world.trade.shape) for x in (part, duty, before))
