"""A partly fixed exchange rate: lending that keeps relative wages part of the way to where fixed deficits take them.

With deficits fixed, a tariff that turns spending homewards raises the region's wage against all others' until trade
balances as before: that is what an exchange rate that floats freely does, and why a large importer pays less than its
whole tariff. Where nominal wages are sticky and the exchange rate does not move, relative wages stay as they were and
the balance of trade takes up the difference (the two closures of the external account of Lofgren, Harris & Robinson
2002, A standard CGE model in GAMS, IFPRI, section 3). Between the two, equation (5b): ``D'_n = D_n + sum_m K_nm
log(w_m)`` with ``K = (1/a - 1) R``, ``R`` minus the inverse of the transfer effect, ``d log w / d D`` at the benchmark.
To first order relative wages then go the share ``a`` of the way that they would go at fixed deficits, whatever the
shock: labour markets ask ``A dw + B dD + dz = 0``; ``dw = -A^-1 dz`` if ``dD = 0``; with ``R = B^-1 A`` it is ``a``
times that.

``R`` is taken at one trade elasticity for all sectors, so that it is a rule that draws over elasticities leave alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import model
from tradetalks.equilibrium.arrays import in_one, in_parts
from tradetalks.equilibrium.horizons import TYPICAL_ELASTICITY
from tradetalks.equilibrium.inverse import inverse_of
from tradetalks.equilibrium.structure import apply, linearised, times

Array = NDArray[np.float64]
_REFINED = 20
ELASTICITY = TYPICAL_ELASTICITY
"""Trade elasticity at which the transfer effect is taken."""


def lending_rule(b: model.Benchmark, p: model.Policy) -> Array:
    """``R[region, region]``: bn USD a year that a region's deficit gives for a log change of each region's wage.

    Columns and rows sum to zero: deficits add up to zero, and wages that rise alike everywhere change none.

    Args:
        b: a benchmark with mobile labour and without critical inputs, at the trade elasticities to take it at.
        p: the benchmark's own policy.

    Raises:
        numpy.linalg.LinAlgError: transfers do not move relative wages (no region spends more on its own output).
    """
    n, s = b.value_added_share.shape
    size = n + 2 * n * s
    here = model.flows(_still(n, s), b, p)
    wanted = model.demand(here, b)
    works = b.alive & (wanted > 0)
    by_income = np.divide(b.final_share, wanted, out=np.zeros_like(wanted), where=works)
    residual = np.zeros((size, n))
    for region in range(n):
        start = n + n * s + region * s
        residual[start : start + s, region] = by_income[region]
    effect = -_solved(b, p, here, residual)[:n]  # of a dollar of deficit on log wages
    paid = np.vstack([np.eye(n - 1), -np.ones(n - 1)])  # deficits that add up to zero, the last region paying
    with_level = np.hstack([effect @ paid, np.ones((n, 1))])
    rule = -paid @ np.linalg.inv(with_level)[:-1]
    return rule - rule.mean(1, keepdims=True)  # inverse to rounding: wages that rise alike change nothing


def _solved(b: model.Benchmark, p: model.Policy, here: model.Flows, wanted: Array) -> Array:
    """Changes of the state by which residuals change by ``wanted`` ``[state, column]``, to double precision: the
    inverse that steers iterations is single where that serves them, but this is part of the model."""
    inverse: Any = inverse_of(b, p, here, len(wanted))
    linear, found, left = linearised(b, p, here), np.zeros_like(wanted), wanted
    size, before = np.abs(wanted).max(), np.inf
    for _ in range(_REFINED):
        more = found + np.asarray(times(inverse, left), dtype=float)
        left = wanted - in_one(*apply(linear, *in_parts(more, here.output.shape)))
        gap = np.abs(left).max() / size
        if not gap < before:
            return found
        found, before = more, gap
    return found


def _still(n: int, s: int) -> model.State:
    return model.State(np.zeros(n), np.zeros((n, s)), np.zeros((n, s)))
