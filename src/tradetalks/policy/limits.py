"""What limits on a flow's volume share: caps, solved as complementarities, and who keeps the rent."""

from __future__ import annotations

import math

import numpy as np
from pydantic import Field

from tradetalks.policy.measure import AtBorder, Number, Profiles
from tradetalks.policy.quantities import LEAST_SHARE, Quantity, Rent
from tradetalks.world.world import World


class Limit(AtBorder):
    """A limit on the volume of a flow: a complementarity, with a wedge where it binds and a rent that somebody
    keeps."""

    keeps: Number = Field(ge=0, le=10, description="share of the benchmark's volume allowed; 0 is a ban")
    rent: Rent

    def caps(self, world: World, profiles: Profiles, most: float = math.inf) -> tuple[Quantity, ...]:
        """One cap a flow and sector. A profile below 1 says what share of the sector the limit covers: the rest of its
        volume is free."""
        where, cover = self.where(world)[:, :, 0], self.scale(world, profiles)
        found = []
        for i, n in zip(*np.nonzero(where), strict=True):
            for s in np.flatnonzero(cover):
                if world.trade[i, n, s] > 0:
                    level = max(1 - (1 - self.keeps) * float(cover[s]), LEAST_SHARE)
                    found.append(Quantity("cap", int(i), int(n), (int(s),), level, self.rent, most))
        return tuple(found)

    @property
    def size(self) -> str:
        return "banned" if self.keeps == 0 else f"at most {100 * self.keeps:g}% of the benchmark's volume"

    @property
    def owner(self) -> str:
        return {
            "exporter": "rent to the exporter's government",
            "exporter_firms": "rent to the exporter's firms",
            "importer": "rent to the importer's government",
            "importer_firms": "rent to the importer's firms",
            "lost": "rent lost",
        }[self.rent]
