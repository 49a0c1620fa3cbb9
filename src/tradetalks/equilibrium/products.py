"""Equations (3) to (5) as products, for many steps under the same policies: no exponential or quotient a flow and step.

A policy's wedges do not move from step to step (limits' own apart, ``moved``), so that with weights
``w_ins = pi_ins d_ins^-theta_s`` and ``q_ns = X_ns / sum_i w_ins c_is^-theta_s``, prices are
``P_ns = (X_ns / q_ns)^(-1/theta_s)``, sales ``Y_is (1 - sub_is) = c_is^-theta_s sum_n w_ins q_ns / ((1 + t)(1 + e))``
and revenues sums of the same kind: small matrices by sector. Weights are held relative to a market's largest.

``model.flows`` says the same in levels, flow by flow, and outcomes are certified from it; a test holds them together.
Specific duties move with prices: policies that have some go by ``model.flows``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import limits as lim
from tradetalks.equilibrium import model
from tradetalks.equilibrium.limits import Limits

Array = NDArray[Any]
_NONE = np.zeros(0)
_BLOCK = 800_000
"""Bytes of one number a flow that are worked on at a time: larger temporary arrays leave the processor's own cache, and
the system hands them out page by page."""


class Products(NamedTuple):
    """A stack of policies made ready; a leading axis ``[policy]`` throughout."""

    bought: Array  # [s, n, i] weights, then [s, n, i] the part of them that tariffs take
    sold: Array  # [s, i, n] weights net of border taxes, then the export taxes on them where there are any
    largest: Array  # [n, s] log of each market's largest weight
    power: Array  # [limit, s] of each limit's flow: log weight
    tariff: Array  # [limit, s] the same: tariff, export tax, log barrier
    export_tax: Array
    log_barrier: Array

    def rows(self, chosen: Array) -> Products:
        """Some policies of the stack."""
        return Products(*(leaf[chosen] for leaf in self))


def blocks(flows: Array) -> Iterator[slice]:
    """Rows of a stack ``[policy, i, n, s]`` to take at a time, so that what is made of them stays in cache."""
    many = max(1, _BLOCK // max(1, 8 * math.prod(flows.shape[-3:])))
    return (slice(at, at + many) for at in range(0, len(flows), many))


def products(b: model.Benchmark, p: model.Policy, limits: Limits) -> Products:
    """Policies ``[policy, ...]`` without limits' wedges, made ready."""
    count, n, _, s = p.tariff.shape
    flow, number = lim.flows(limits), limits.number
    taxed = bool(np.any(p.export_tax)) or bool(np.any(limits.channel == lim.EXPORT_TAX))
    bought, sold = np.empty((count, s, 2 * n, n)), np.empty((count, s, (1 + taxed) * n, n))
    largest = np.empty((count, n, s))
    powers = np.empty((count, number, s))
    for rows in blocks(p.tariff):
        part = model.Policy(*(leaf[rows] for leaf in p))
        theta = b.theta[rows] if b.theta.ndim > 1 else b.theta
        power = model.wedge(b, part)
        power *= -theta[..., None, None, :]
        power += b.log_share
        top = largest[rows] = power.max(-3)
        powers[rows] = power[flow]
        power -= top[..., None, :, :]
        weight = np.exp(power, out=power)
        bought[rows, :, :n] = weight.transpose(0, 3, 2, 1)
        net = weight / (1 + part.tariff)
        weight -= net  # w t / (1 + t)
        bought[rows, :, n:] = weight.transpose(0, 3, 2, 1)
        if taxed:
            factory = net / (1 + part.export_tax)
            net -= factory
            sold[rows, :, n:] = net.transpose(0, 3, 1, 2)
            net = factory
        sold[rows, :, :n] = net.transpose(0, 3, 1, 2)
    return Products(bought, sold, largest, powers, p.tariff[flow], p.export_tax[flow], p.log_barrier[flow])


@np.errstate(all="ignore")
def gaps_by(
    b: model.Benchmark, p: model.Policy, limits: Limits, ready: Products, wedges: Array, state: model.State
) -> tuple[model.State, Array]:
    """``model.residual`` of states and by how much each limit is exceeded, as ``limits.gaps`` tells it.

    Args:
        p: without limits' wedges. ready: what ``products`` made of it; its entries on limits' flows are written over.
    """
    wage = model.sector_wage(state, b)
    log_cost, bundle, critical_bundle = model.unit_cost(wage, state.log_price, b)
    log_cost = log_cost - model.productivity(state, b)
    n, theta = log_cost.shape[-2], b.theta[..., None, :]
    i, j = limits.exporter, limits.importer
    factory, export_tax, barrier = ready.power, ready.export_tax, ready.log_barrier
    if limits.number:
        tariff, export_tax, barrier = lim.moved(limits, wedges, ready.tariff, export_tax, barrier)
        p = lim.employed(p, limits, wedges)
        weight = np.exp(ready.power - theta * lim.wedge_logs(limits, wedges) - ready.largest[..., j, :])
        net = weight / (1 + tariff)
        factory = net / (1 + export_tax)
        ready.bought[..., j, i] = weight.swapaxes(-1, -2)
        ready.bought[..., n + j, i] = (weight - net).swapaxes(-1, -2)
        ready.sold[..., i, j] = factory.swapaxes(-1, -2)
        if ready.sold.shape[-2] > n:
            ready.sold[..., n + i, j] = (net - factory).swapaxes(-1, -2)
    cheap = np.exp(-theta * log_cost)  # c^-theta [i,s]
    bought = (ready.bought @ cheap.swapaxes(-1, -2)[..., None])[..., 0].swapaxes(-1, -2)  # [2n,s]
    total = bought[..., :n, :]
    spending = b.spending * np.exp(state.log_spending)
    per = spending / total
    sold = (ready.sold @ per.swapaxes(-1, -2)[..., None])[..., 0].swapaxes(-1, -2)
    output = cheap * sold[..., :n, :] / (1 - p.subsidy)
    tariff_revenue = (per * bought[..., n:, :]).sum(-1)
    taxed = sold.shape[-2] > n
    export_tax_revenue = (cheap * sold[..., n:, :]).sum(-1) if taxed else np.zeros_like(tariff_revenue)
    kept = model.books(state, b, p, bundle, output, tariff_revenue, export_tax_revenue)
    found = model.Flows(
        log_cost, wage, -(np.log(total) + ready.largest) / theta, _NONE, spending, _NONE, _NONE, output, bundle,
        critical_bundle, kept.earnings, kept.profits, tariff_revenue, export_tax_revenue, kept.subsidy_cost,
        kept.labour_income, kept.deficit, kept.income, kept.borrowed,
    )  # fmt: skip
    gap = wedges
    if limits.number:
        border = factory * cheap[..., i, :] * per[..., j, :]
        gap = lim.gaps_of(state, border, log_cost, b, p.subsidy, export_tax, barrier, limits)
    return model.residual_at(state, found, b), gap
