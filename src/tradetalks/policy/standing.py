"""What is charged on the eve: the rates that a tariff's level counts from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.policy.measure import Measure_, Profiles
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
        return world.tariff + _points(self.beneath, world, profiles)

    def applied(self, world: World, profiles: Profiles) -> Array:
        """``[exporter, importer, sector]`` rates applied on the eve."""
        return self.under(world, profiles) + _points(self.own, world, profiles)


def _points(measures: tuple[Measure_, ...], world: World, profiles: Profiles) -> Array:
    parts = (measure.effect(world, profiles).tariff for measure in measures if measure.duty)
    return sum(parts, np.zeros_like(world.tariff))
