"""What measures do to a world's policy arrays: sums of points, logs, shares and billions, and limits on flows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.policy.product_points import ByProduct, added, negative, unequal_duties
from tradetalks.policy.quantities import Quantity, tightest
from tradetalks.policy.shock import Shock, content_hash
from tradetalks.world.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Effect:
    """What measures add to a world's policy: border taxes add up in points, barriers in logs, limits by the tightest.

    Attributes:
        tariff, export_tax: ``[exporter, importer, sector]`` points. subsidy: ``[region, sector]`` points.
        log_barrier: ``[exporter, importer, sector]``. transfer: ``[region]`` billions of USD a year.
        specific: ``[exporter, importer, sector]`` specific duties over the benchmark's border price.
        royalty: ``[payer, owner, sector]`` shares of producer revenue.
        limits: caps and floors, on the world's own volumes and in billions.
        by_product: importer -> by how much points on its products lie off ``tariff``, their average.
    """

    tariff: Array
    export_tax: Array
    subsidy: Array
    log_barrier: Array
    transfer: Array
    specific: Array
    royalty: Array
    limits: tuple[Quantity, ...] = ()
    by_product: ByProduct = field(default_factory=dict)

    @classmethod
    def nothing(cls, world: World) -> Effect:
        flow = np.zeros_like(world.trade)
        return cls(flow, flow, np.zeros_like(world.subsidy), flow, np.zeros(len(world.regions)), flow, flow)

    def arrays(self) -> dict[str, Array]:
        """The parts that add up by region and sector, by name."""
        return {name: part for name, part in vars(self).items() if name not in ("limits", "by_product")}

    def __add__(self, other: Effect) -> Effect:
        summed = {name: part + getattr(other, name) for name, part in self.arrays().items()}
        return Effect(
            **summed,
            limits=tightest((*self.limits, *other.limits)),
            by_product=added(self.by_product, other.by_product),
        )

    def without(self, other: Effect) -> Effect:
        """This effect's arrays less another's; its own limits, which do not add up, stay."""
        less: dict[str, Any] = {name: part - getattr(other, name) for name, part in self.arrays().items()}
        return replace(self, **less, by_product=added(self.by_product, negative(other.by_product)))

    def is_nothing(self) -> bool:
        return not self.limits and not any(np.any(part) for part in self.arrays().values()) and self.is_even()

    def is_even(self) -> bool:
        """Does it move all products of a flow alike?"""
        return all(points.is_nothing() for points in self.by_product.values())

    def digest(self) -> str:
        """Content hash, equal for measures that do the same."""
        uneven = sorted((i, points.digest) for i, points in self.by_product.items() if not points.is_nothing())
        return content_hash(repr((self.limits, uneven) if uneven else self.limits), *self.arrays().values())

    def on(self, world: World, near: tuple[Effect, Shock] | None = None) -> Shock:
        """The shock that adds this effect to ``world``'s own policy.

        Args:
            near: another effect with its shock on this world, from which duties by product that are the same are taken.
        """
        beside = near and (near[0].by_product, world.tariff + near[0].tariff, near[1].tariff_level, near[1].unequal)
        level, unequal = unequal_duties(self.by_product, world.tariff + self.tariff, beside)
        return Shock(
            world,
            tariff_level=level,
            export_tax_level=world.export_tax + self.export_tax,
            subsidy_level=world.subsidy + self.subsidy,
            barrier_ratio=np.exp(self.log_barrier),
            transfer_received=self.transfer,
            specific_level=self.specific,
            royalty_rate=self.royalty,
            quantities=self.limits,
            unequal=unequal,
        )


def only(world: World, **parts: Array | tuple[Quantity, ...] | ByProduct) -> Effect:
    """An effect with these parts, all others nothing."""
    return replace(Effect.nothing(world), **parts)  # type: ignore[arg-type]
