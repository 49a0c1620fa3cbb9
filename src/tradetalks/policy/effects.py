"""What measures do to a world's policy arrays: sums of points, logs, shares and billions, and limits on flows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

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
    """

    tariff: Array
    export_tax: Array
    subsidy: Array
    log_barrier: Array
    transfer: Array
    specific: Array
    royalty: Array
    limits: tuple[Quantity, ...] = ()

    @classmethod
    def nothing(cls, world: World) -> Effect:
        flow = np.zeros_like(world.trade)
        return cls(flow, flow, np.zeros_like(world.subsidy), flow, np.zeros(len(world.regions)), flow, flow)

    def arrays(self) -> dict[str, Array]:
        """The parts that add up, by name."""
        return {name: part for name, part in vars(self).items() if name != "limits"}

    def __add__(self, other: Effect) -> Effect:
        added = {name: part + getattr(other, name) for name, part in self.arrays().items()}
        return Effect(**added, limits=tightest((*self.limits, *other.limits)))

    def without(self, other: Effect) -> Effect:
        """This effect's arrays less another's; its own limits, which do not add up, stay."""
        return replace(self, **{name: part - getattr(other, name) for name, part in self.arrays().items()})

    def is_nothing(self) -> bool:
        return not self.limits and not any(np.any(part) for part in self.arrays().values())

    def digest(self) -> str:
        """Content hash, equal for measures that do the same."""
        return content_hash(repr(self.limits), *self.arrays().values())

    def on(self, world: World) -> Shock:
        """The shock that adds this effect to ``world``'s own policy."""
        return Shock(
            world,
            tariff_level=world.tariff + self.tariff,
            export_tax_level=world.export_tax + self.export_tax,
            subsidy_level=world.subsidy + self.subsidy,
            barrier_ratio=np.exp(self.log_barrier),
            transfer_received=self.transfer,
            specific_level=self.specific,
            royalty_rate=self.royalty,
            quantities=self.limits,
        )


def only(world: World, **parts: Array | tuple[Quantity, ...]) -> Effect:
    """An effect with these parts, all others nothing."""
    return replace(Effect.nothing(world), **parts)  # type: ignore[arg-type]
