"""Who pays a duty: prices at the border before and after it, and what consumers pay, at unchanged local wages.

The model has no money: prices are known only against each other. What people call a rise of prices is one against
what they earn, so that prices here are over the importing region's own wage (earnings per employed worker): what
would be seen if wages in its own money stood still. Studies that regress prices on duties across goods (Amiti,
Redding & Weinstein 2019, Journal of Economic Perspectives 33(4); Cavallo, Gopinath, Neiman & Tang 2021, AER: Insights
3(1)) call the response of the price with the duty paid, over that of the duty factor, the pass-through: one if buyers
pay all, nought if sellers do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.import_subsidies import log_subsidy, log_subsidy_before

if TYPE_CHECKING:
    from tradetalks.equilibrium.outcome import Outcome

Array = NDArray[np.float64]
UNMOVED = 1e-9
"""A log change of a duty factor up to which no duty is said to have changed."""
LEAST_CHANGE = 0.02
"""Mean log change of changed duties from which on tables tell who pays them; below, other things move prices more."""


@dataclass(frozen=True, eq=False)
class BorderPrices:
    """Log changes of import prices over the importer's wage, imports of the benchmark as weights.

    Each is ``[exporter, importer]``, or ``[importer]`` in ``by_importer``; zero where nothing is traded.

    Attributes:
        duty: change of the duty factor ``1 + t``.
        before_duty: of the price at the border. with_duty: of what the importer pays there, the sum of both.
        changed_duty: of the duty factor over those flows alone whose duty changes.
        pass_through: over the same flows, the change of the price with the duty over that of the duty factor: 1 if the
            importer pays all, 0 if the seller does, NaN where no duty changes. What else the shock does to sellers'
            prices is in it, so that it leaves these bounds where duties elsewhere move them more.
    """

    duty: Array
    before_duty: Array
    with_duty: Array
    changed_duty: Array
    pass_through: Array

    @property
    def told_pass_through(self) -> Array:
        """``pass_through`` where duties change by enough to be what moves these prices (``LEAST_CHANGE``), NaN else."""
        return np.where(np.abs(self.changed_duty) >= LEAST_CHANGE, self.pass_through, np.nan)


def border_prices(outcome: Outcome) -> BorderPrices:
    """``[exporter, importer]`` prices at the border; the diagonal is zero, its pass-through NaN."""
    return _averages(outcome, axes=(2,))


def by_importer(outcome: Outcome) -> BorderPrices:
    """``[importer]`` prices at the border of all its imports together."""
    return _averages(outcome, axes=(0, 2))


def duty_change(o: Outcome) -> Array:
    """``[exporter, importer, sector]`` log change of the duty factor, where duties differ by product that of a product
    at the benchmark's weights: what it comes to once buyers have turned away (``Outcome.shock``) is less."""
    change = np.log1p(o.shock.tariff_level) - np.log1p(o.world.tariff)
    if (unequal := o.asked.unequal) is not None:
        change.flat[unequal.flows] = unequal.change(o.asked.tariff_level)
    return change


def _own_duty_change(o: Outcome, duty: Array) -> Array:
    """The same without what subsidies on undertaken purchases take off: changes of duties alone."""
    return duty - (log_subsidy(o) - log_subsidy_before(o.world))


def _averages(o: Outcome, axes: tuple[int, ...]) -> BorderPrices:
    world = o.world
    across = ~np.eye(len(world.regions), dtype=bool)[:, :, None]
    value = world.trade * (1 + world.export_tax) * across
    duty = duty_change(o)
    export_tax = np.log1p(o.shock.export_tax_level) - np.log1p(world.export_tax)
    price = np.log(o.factory_price_ratio)[:, None, :] + export_tax - np.log(o.wage_ratio)[None, :, None]
    own = _own_duty_change(o, duty)
    changed = value * (np.abs(own) > UNMOVED)

    def mean(what: Array, weight: Array = value) -> Array:
        total = weight.sum(axes)
        return np.divide((weight * what).sum(axes), total, out=np.zeros_like(total), where=total > 0)

    moved, paid = mean(own, changed), mean(own + price, changed)
    share = np.divide(paid, moved, out=np.full_like(paid, np.nan), where=np.abs(moved) > UNMOVED)
    return BorderPrices(mean(duty), mean(price), mean(duty + price), moved, share)


def inflation(outcome: Outcome) -> Array:
    """``[region]`` change of prices of final use at unchanged local wages, a fraction: the price index of final use (6)
    over earnings per employed worker, less one. Purchases of households, investors and governments are one demand
    here. A rise of 1% lowers the real wage by about 1%; duties handed back as income are not in it.
    """
    return outcome.consumer_price_ratio / outcome.wage_ratio - 1
