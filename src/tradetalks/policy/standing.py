"""What is charged on the eve: the rates that a tariff's level counts from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.policy.measure import Measure_, Profiles
from tradetalks.policy.product_points import ByProduct, ProductPoints, added
from tradetalks.world.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Standing:
    """Duties in force on the eve, seen from one item of an agenda.

    Attributes:
        beneath: those that stand whatever the item's option is. own: those of the item's status quo option, which
            another option of the item takes the place of.
    """

    beneath: tuple[Measure_, ...]
    own: tuple[Measure_, ...]

    def under(self, world: World, profiles: Profiles) -> Array:
        """``[exporter, importer, sector]`` applied rates without the item's own duties: the world's tariffs and the ad
        valorem points of ``beneath``."""
        return world.tariff + _points(self.beneath, world, profiles)[0]

    def applied(self, world: World, profiles: Profiles) -> Array:
        """``[exporter, importer, sector]`` rates applied on the eve."""
        return self.under(world, profiles) + _points(self.own, world, profiles)[0]

    def by_product(self, world: World, profiles: Profiles) -> tuple[ByProduct, ByProduct]:
        """Points by product of ``beneath`` and of ``own``, of importers whose duties a ledger says product by
        product."""
        return _points(self.beneath, world, profiles)[1], _points(self.own, world, profiles)[1]


def _points(measures: tuple[Measure_, ...], world: World, profiles: Profiles) -> tuple[Array, ByProduct]:
    tariff, products = np.zeros_like(world.tariff), dict[str, ProductPoints]()
    for measure in measures:
        if measure.duty:
            effect = measure.effect(world, profiles)
            tariff, products = tariff + effect.tariff, added(products, effect.by_product)
    return tariff, products
