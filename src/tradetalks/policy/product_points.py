"""What measures do to single products of a flow, where duties by product are known.

A measure adds to the tariff of a flow, its average, and to each product of the flow by how much that one's points lie
off the average. Points add up by product as they do by flow; what the products' duties then come to together
(``unequal``) is worked out of the sum. A measure that says nothing of products moves all of a flow alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.policy.unequal import UnequalDuties

Array = NDArray[np.float64]
Indices = NDArray[np.intp]
ALIKE = 1e-4
"""Products whose duties lie within so much of each other, a hundredth of a point, stand as one at their mean."""
_STILL = 1e-13
"""Levels nearer to each other than this differ by rounding."""


@dataclass(frozen=True, eq=False)
class Products:
    """One importer's purchases by product, and what each pays in a world.

    Attributes:
        flow: ``[product]`` place of its flow in ``[exporter, importer, sector]`` read row by row.
        line: ``[product]`` place of its line in the importer's schedule.
        share: ``[product]`` of the flow's spending, duties included; one together in a flow.
        before: ``[product]`` duty that it pays in the world, a fraction.
        level: ``[exporter, importer, sector]`` tariff level at which products pay that.
        parts: partner -> its products, a slice.
        digest: of everything else, for caches.
    """

    flow: Indices
    line: Indices
    share: Array
    before: Array
    level: Array
    parts: Mapping[str, slice]
    digest: str

    def __len__(self) -> int:
        return len(self.flow)

    def at(self, points: Mapping[str, Array], level: Array, chosen: Any = slice(None)) -> Array:
        """``[product]`` duties where the tariff of flows is ``level``, with points by partner; of products chosen."""
        own = np.zeros(len(self))
        for partner, part in points.items():
            own[self.parts[partner]] = part
        return self.before[chosen] + (level - self.level).ravel()[self.flow[chosen]] + own[chosen]

    def under(self, points: Mapping[str, Array], level: Array, elasticity: Array, reference: Array) -> Products:
        """The same products where duties are others, weighted by what is bought then, as a world of that kind has them.

        Args:
            points, level: as in ``at``. elasticity: ``[sector]`` trade elasticities.
            reference: ``[exporter, importer, sector]`` tariff of the new world at which its products pay this.
        """
        rate, theta = self.at(points, level), elasticity[self.flow % len(elasticity)]
        bought = self.share * np.exp(theta * (np.log1p(self.before) - np.log1p(rate)))
        total = np.bincount(self.flow, bought, minlength=level.size)
        told = hashlib.sha256(f"{self.digest} under {points_digest(points)}".encode())
        for part in (level, elasticity, reference):
            told.update(np.ascontiguousarray(part).tobytes())
        return Products(self.flow, self.line, bought / total[self.flow], rate, reference, self.parts, told.hexdigest())

    def moved(self, points: Mapping[str, Array], change: Array) -> Indices:
        """Products of the flows in which any duty changes, ascending by flow.

        Args:
            points: by partner. change: ``[exporter, importer, sector]`` of the tariff level.
        """
        chosen = np.flatnonzero(self._moving(points, change)[self.flow])
        return chosen[np.argsort(self.flow[chosen], kind="stable")]

    def moves(self, points: Mapping[str, Array], change: Array) -> bool:
        """Does any duty change?"""
        return bool(self._moving(points, change)[self.flow].any())

    def _moving(self, points: Mapping[str, Array], change: Array) -> NDArray[np.bool_]:
        """Flows, ``[exporter, importer, sector]`` read row by row, in which some duty changes."""
        found = np.abs(change.ravel()) > _STILL
        for partner, own in points.items():
            found[self.flow[self.parts[partner]][own != 0]] = True
        return found


@dataclass(frozen=True, eq=False)
class ProductPoints:
    """Points by product off the average that a measure adds to its flow's tariff: partner -> ``[product]``."""

    products: Products
    points: Mapping[str, Array] = field(default_factory=dict)

    def __add__(self, other: ProductPoints) -> ProductPoints:
        found = dict(self.points)
        for partner, own in other.points.items():
            found[partner] = found[partner] + own if partner in found else own
        return ProductPoints(self.products, found)

    def __neg__(self) -> ProductPoints:
        return ProductPoints(self.products, {partner: -own for partner, own in self.points.items()})

    def of(self, products: Products) -> ProductPoints:
        """The same points on products that pay something else."""
        return ProductPoints(products, self.points)

    def outside(self, flows: NDArray[np.bool_]) -> ProductPoints:
        """The points on products of other flows than these, ``[exporter, importer, sector]`` read row by row."""
        at = {partner: flows[self.products.flow[self.products.parts[partner]]] for partner in self.points}
        return ProductPoints(
            self.products, {p: np.where(at[p], 0.0, own) for p, own in self.points.items() if not at[p].all()}
        )

    def is_nothing(self) -> bool:
        return not any(map(np.any, self.points.values()))

    @cached_property
    def digest(self) -> str:
        return f"{self.products.digest} {points_digest(self.points)}"


ByProduct = Mapping[str, ProductPoints]
"""Importer -> points by product of what it buys."""


def points_digest(points: Mapping[str, Array]) -> str:
    """Content hash of points by partner; partners whose products have none do not count."""
    told = hashlib.sha256()
    for partner in sorted(points):
        if np.any(points[partner]):
            told.update(partner.encode() + np.ascontiguousarray(points[partner]).tobytes())
    return told.hexdigest()


def added(one: ByProduct, other: ByProduct) -> dict[str, ProductPoints]:
    """Points of two measures together; those of the first say what products pay."""
    found = dict(one)
    for importer, points in other.items():
        found[importer] = found[importer] + points if importer in found else points
    return found


def negative(one: ByProduct) -> dict[str, ProductPoints]:
    return {importer: -points for importer, points in one.items()}


def brought_down(
    beneath: ByProduct, own: ByProduct, applied: Array, under: Array, most: float
) -> tuple[dict[int, float], dict[str, ProductPoints]]:
    """What brings each product's duty down to ``most`` where it is above.

    Args:
        beneath: points by product that stand. own: those that this takes the place of.
        applied: ``[exporter, importer, sector]`` tariff with both, averages; NaN where nothing is brought down.
        under: the same with ``beneath`` alone.

    Returns:
        Points added to the tariff of a flow, by its place in ``applied`` read row by row, of flows that have products:
        what takes them to the mean at border values of what its products then pay, or back to ``applied`` where none
        comes down; and by how much each product's points lie off that.
    """
    flows, found = dict[int, float](), dict[str, ProductPoints]()
    bears = ~np.isnan(applied).ravel()
    for importer, standing in added(beneath, own).items():
        products = standing.products
        at = np.flatnonzero(bears[products.flow])
        if not len(at):
            continue
        flow = products.flow[at]
        now = products.at(standing.points, np.where(np.isnan(applied), under, applied), at)
        before = products.at(beneath[importer].points if importer in beneath else {}, under, at)
        then, worth = np.minimum(now, most), (products.share / (1 + products.before))[at]
        every, place = np.unique(flow, return_inverse=True)
        mean = np.bincount(place, then * worth) / np.bincount(place, worth)
        cut = np.bincount(place, now - then) > _STILL
        points = np.where(cut, mean, applied.ravel()[every]) - under.ravel()[every]
        gap = np.zeros(len(products))
        gap[at] = then - before - points[place]
        flows |= dict(zip(every.tolist(), points.tolist(), strict=True))
        found[importer] = ProductPoints(products, {p: gap[k] for p, k in products.parts.items() if gap[k].any()})
    return flows, found


def unequal_duties(
    by_product: ByProduct, level: Array, near: tuple[ByProduct, Array, Array, UnequalDuties | None] | None = None
) -> tuple[Array, UnequalDuties | None]:
    """Levels and unequal duties of a shock whose measures add points by product.

    Args:
        level: ``[exporter, importer, sector]`` tariff level, averages of all measures in it.
        near: points and level that others ask, and what came of them: taken over in flows that ask the same.

    Returns:
        The level, where duties of products move their mean at border values of the world; unequal duties of the flows
        in which they differ, None if they do nowhere.
    """
    found, asked = list[UnequalDuties](), level
    level = np.array(level)
    kept = np.full(level.size, near is not None)
    if near is not None:
        for importer in {*by_product, *near[0]}:
            kept &= _alike(by_product.get(importer), near[0].get(importer), level.size)
        kept &= (asked == near[1]).ravel()
        level.flat[kept] = near[2].flat[kept]
        if near[3] is not None:
            found.append(near[3].without(np.flatnonzero(~kept)))
    for points in by_product.values():
        products, change = points.products, asked - points.products.level
        if kept.any():
            change, points = np.where(kept.reshape(level.shape), 0.0, change), points.outside(kept)
        chosen = products.moved(points.points, change)
        if not len(chosen):
            continue
        duty = products.at(points.points, asked, chosen)
        flow, share, before, duty = _merged(
            products.flow[chosen], products.share[chosen], products.before[chosen], duty
        )
        made = UnequalDuties(flow, share, before, duty)
        at_border, place = share / (1 + before), made.place
        mean = np.bincount(place, duty * at_border) / np.bincount(place, at_border)
        level.flat[made.flows] = mean
        single = made.flows[np.bincount(place) < 2]
        found.append(UnequalDuties(flow, share, before, duty - mean[place]).without(single))
    if not found:
        return level, None
    parts = [np.concatenate([getattr(one, n) for one in found]) for n in ("flow", "share", "before", "gap")]
    order = np.argsort(parts[0], kind="stable")
    return level, UnequalDuties(*(part[order] for part in parts)) if len(order) else None


def _alike(one: ProductPoints | None, other: ProductPoints | None, size: int) -> NDArray[np.bool_]:
    """Flows, of so many, in which two ask the same of an importer's products."""
    found = np.ones(size, dtype=bool)
    if one is None or other is None or one.products is not other.products:
        for some in (one, other):
            if some is not None:
                found[some.products.flow] = False
        return found
    for partner in {*one.points, *other.points}:
        a, b = one.points.get(partner), other.points.get(partner)
        if a is not b:
            differs = np.not_equal(0.0 if a is None else a, 0.0 if b is None else b)
            found[one.products.flow[one.products.parts[partner]][differs]] = False
    return found


def _merged(flow: Indices, share: Array, before: Array, after: Array) -> tuple[Indices, Array, Array, Array]:
    """Products ``[product]`` of a flow that pay alike before and after as one, ascending by flow; duties are means at
    border values."""
    key = flow.astype(np.int64)
    for column in (before, after):
        whole = np.rint(column / ALIKE).astype(np.int64)
        whole -= whole.min(initial=0)
        key = key * (int(whole.max(initial=0)) + 1) + whole
    _, first, kind = np.unique(key, return_index=True, return_inverse=True)
    value = share / (1 + before)
    worth = np.bincount(kind, value)
    paid, then = (np.bincount(kind, value * column) / worth for column in (before, after))
    return flow[first], worth * (1 + paid), paid, then
