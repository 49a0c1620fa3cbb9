"""Duties that differ among the products of one flow, and what they come to together: exactly, not by their average.

Buyers choose among an exporter's products of a sector as they choose among exporters, with the sector's trade
elasticity (the published ones are estimated from duties on products; at a horizon they are the horizon's). A flow
whose products differ in nothing but their duties then has one price and one revenue, both known in closed form whatever
factories charge: an aggregator of duties for what buyers pay, another for what customs takes (Laborde, Martin & van
der Mensbrugghe 2017, Review of International Economics 25(2)). The model is told the second as a tariff and what is
left of the first as a barrier, which melts what unequal duties lose: equations (2b) and (2c) of docs/maths.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import PolicyError

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class UnequalDuties:
    """Products of flows, by what they pay; products of a flow that pay alike stand as one.

    Attributes:
        flow: ``[product]`` place of its flow in ``[exporter, importer, sector]`` read row by row, ascending.
        share: ``[product]`` of the flow's benchmark spending, duties included; one together.
        before: ``[product]`` duty at the benchmark, a fraction; its mean at border values is the benchmark's tariff.
        gap: ``[product]`` by how much its duty exceeds the shock's ``tariff_level`` of the flow.

    Raises:
        PolicyError: flows out of order, shares that do not add up to one, duties of -100% and less.
    """

    flow: NDArray[np.intp]
    share: Array
    before: Array
    gap: Array

    def __post_init__(self) -> None:
        sizes = {len(getattr(self, f.name)) for f in fields(self)}
        if len(sizes) != 1 or np.any(np.diff(self.flow) < 0):
            raise PolicyError("unequal duties: expected arrays of one length, flows in ascending order")
        if not (np.all(self.share >= 0) and np.all(self.before > -1) and np.all(np.isfinite(self.gap))):
            raise PolicyError("unequal duties: expected shares of 0 or more, duties above -1 and finite gaps")
        if len(self.flow) and not np.allclose(self._sums(self.share), 1.0, atol=1e-9):
            raise PolicyError("unequal duties: shares of a flow's products do not add up to 1")
        for one in fields(self):
            getattr(self, one.name).setflags(write=False)

    @property
    def flows(self) -> NDArray[np.intp]:
        """Each flow once."""
        return self.flow[self._first]

    def without(self, flows: Iterable[int]) -> UnequalDuties:
        """Without the products of some flows, whose duties are equal from now on."""
        kept = ~np.isin(self.flow, list(flows))
        return replace(self, **{one.name: getattr(self, one.name)[kept] for one in fields(self)})

    def together(self, level: Array, benchmark: Array, elasticity: Array) -> tuple[Array, Array]:
        """What the duties come to: equations (2b) and (2c).

        Args:
            level: ``[exporter, importer, sector]`` the shock's ``tariff_level``. benchmark: the world's tariff.
            elasticity: ``[sector]`` trade elasticities.

        Returns:
            ``[exporter, importer, sector]`` the tariff that brings the same revenue, and the log of the barrier beside
            it; the level itself and nothing where duties are equal.

        Raises:
            PolicyError: a product's duty comes to -100% or less.
        """
        rate, _, bought, price = self._at(level, elasticity)
        tariff, log_barrier = np.array(level), np.zeros(level.shape)
        revenue = 1 / self._sums(bought / (1 + rate))
        tariff.flat[self.flows] = revenue - 1
        log_barrier.flat[self.flows] = price - np.log(revenue) + np.log1p(benchmark.ravel()[self.flows])
        return tariff, log_barrier

    def change(self, level: Array) -> Array:
        """``[flow]`` mean change of the log of a product's duty factor, benchmark values at the border as weights."""
        at_border = self.share / (1 + self.before)
        moved = np.log1p(level.ravel()[self.flow] + self.gap) - np.log1p(self.before)
        return self._sums(at_border * moved) / self._sums(at_border)

    def slopes(self, level: Array, elasticity: Array) -> tuple[Array, Array]:
        """``[exporter, importer, sector]`` slopes of ``together``'s tariff and log barrier in ``level``, which moves
        all products of a flow alike; 1 and 0 where duties are equal."""
        rate, theta, bought, _ = self._at(level, elasticity)
        by_tariff, by_barrier = np.ones(level.shape), np.zeros(level.shape)
        own = 1 / (1 + rate)
        price = self._sums(bought * own)  # slope of the log of the price, and one over the revenue's factor
        turn = -theta * (own - price[self.place])
        slope = -self._sums(bought * own * (turn - own)) / price  # of the log of the revenue's factor
        by_tariff.flat[self.flows] = slope / price
        by_barrier.flat[self.flows] = price - slope
        return by_tariff, by_barrier

    def _at(self, level: Array, elasticity: Array) -> tuple[Array, Array, Array, Array]:
        """``[product]`` duty, elasticity and share of what is then spent; ``[flow]`` log of the price, duties in it."""
        rate = level.ravel()[self.flow] + self.gap
        if not np.all(rate > -1):
            raise PolicyError(f"unequal duties: a product's duty comes to {rate.min():.0%}, expected above -100%")
        theta = elasticity[self.flow % level.shape[-1]]
        weight = self.share * ((1 + rate) / (1 + self.before)) ** -theta
        total = self._sums(weight)
        return rate, theta, weight / total[self.place], -np.log(total) / theta[self._first]

    @property
    def _first(self) -> NDArray[np.intp]:
        return np.flatnonzero(np.diff(self.flow, prepend=-1))

    @property
    def place(self) -> NDArray[np.intp]:
        """``[product]`` number of its flow among ``flows``."""
        return np.cumsum(np.diff(self.flow, prepend=-1) > 0) - 1

    def _sums(self, values: Array) -> Array:
        """``[flow]`` sums over products."""
        return np.add.reduceat(values, self._first) if len(values) else np.zeros(0)
