"""Counterfactuals solved from a benchmark: their incomes alone, or told in more than that."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import model
from tradetalks.equilibrium.batch import Batch, standing
from tradetalks.equilibrium.import_subsidies import cost
from tradetalks.equilibrium.limits import Limits, log_subsidy
from tradetalks.equilibrium.prepare import unpack
from tradetalks.equilibrium.real_accounts import Standing
from tradetalks.equilibrium.sector_wages import log_unemployed
from tradetalks.equilibrium.solver import measured_at
from tradetalks.world.world import World

Array = NDArray[np.float64]


class Levels(NamedTuple):
    """Solved counterfactuals, ``[counterfactual, region]``: own income in bn USD, log real income over the
    benchmark's."""

    income: Array
    log_real: Array


class InFull(NamedTuple):
    """Solved counterfactuals told in more than real income, over the benchmark's.

    Attributes:
        volume: ``[counterfactual, region, sector]`` of output; NaN where nothing is made.
        standing: what real income is made of.
        log_wage: ``[counterfactual, region]``. revenue: ``[counterfactual, region]`` of tariffs, bn USD a year, without
            what undertakings to buy cost. purchases: ``[counterfactual, region]`` that cost, bn USD a year.
        spent: ``[counterfactual, region]`` final spending, bn USD a year.
        log_price: ``[counterfactual, region, sector]`` prices that buyers pay.
        log_labour: ``[counterfactual, region, sector]`` labour employed, capital beside it (5e) counted as labour.
        traded: ``[counterfactual, exporter, importer, sector]`` sales at factory prices, bn USD a year, without what is
            lost at limits on quantities. sold: the same at prices of the benchmark.
        log_idle: ``[counterfactual, region, sector]`` labour offered over labour employed. employed: ``[counterfactual,
            region]`` share of labour on offer that is employed, at going wages.
    """

    levels: Levels
    volume: Array
    standing: Standing
    log_wage: Array
    revenue: Array
    purchases: Array
    spent: Array
    log_price: Array
    log_labour: Array
    traded: Array
    sold: Array
    log_idle: Array
    employed: Array

    @classmethod
    def of(
        cls, world: World, benchmark: model.Benchmark, batch: Batch, policies: model.Policy, limits: Limits
    ) -> InFull:
        """Of a batch solved with ``points``; ``benchmark`` with the elasticities of each."""
        assert batch.points is not None
        _, flows, taxed = measured_at(batch.points, benchmark, policies, limits, world.shape)
        made = world.output > 0
        nothing = np.full(flows.output.shape, np.nan)
        volume = np.divide(flows.output * np.exp(-flows.log_cost), world.output, where=made, out=nothing)
        earned = world.value_added_share * world.output
        paid = np.divide(flows.earnings, earned, where=earned > 0, out=np.exp(flows.log_sector_wage))
        n, s = world.shape
        subsidised = log_subsidy(limits, batch.points.wedges, (n, n, s))
        bought = cost(flows.border_value * (1 + taxed.export_tax), taxed.tariff, subsidised)
        idle = flows.log_idle if flows.log_idle.size else np.zeros_like(flows.output)
        lost = log_unemployed(flows.earnings / flows.earnings.sum(-1)[..., None], idle)
        traded = flows.border_value * np.exp(policies.log_barrier - taxed.log_barrier)
        state = unpack(batch.points.vector, world.shape)
        return cls(
            Levels(batch.income, np.log(batch.real_income_ratio)),
            volume,
            standing(world, state, flows, benchmark, taxed),
            model.paid_wage(state, benchmark),
            flows.tariff_revenue + bought,
            bought,
            flows.income,
            state.log_price,
            np.log(paid) - flows.log_sector_wage,
            traded,
            traded * np.exp(-flows.log_cost - np.log1p(-taxed.subsidy))[:, :, None],
            idle - taxed.log_employment[..., None],
            np.exp(taxed.log_employment - lost),
        )
