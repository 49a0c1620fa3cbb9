"""Measures on quantities: caps (export controls, quotas, bans) and floors (purchase commitments).

A quantity measure is a complementarity: the quantity keeps to its limit, the wedge that makes it so is not negative,
and one of the two is slack. Who keeps the rent of a cap is part of the measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rent = Literal["exporter", "importer", "lost"]
RENTS: tuple[Rent, ...] = ("exporter", "importer", "lost")
LEAST_SHARE = 1e-6
"""A ban is a cap at this share of the benchmark's volume: the limit, never a division by zero."""


@dataclass(frozen=True)
class Quantity:
    """A limit on one bilateral flow, over one or more sectors together.

    Attributes:
        kind: ``"cap"``: volume at benchmark prices at most ``level`` times the benchmark's; ``"floor"``: value at the
            border at least ``level`` billions of USD a year.
        exporter, importer: region indices; sectors: sector indices.
        level: see kind.
        rent: of a cap: the exporter's government (licence fee, as an export tax), the importer's government (auctioned
            quota, as a tariff), or lost (queues, paperwork, as a barrier). A floor is met by an import subsidy that the
            importer's budget pays.
    """

    kind: Literal["cap", "floor"]
    exporter: int
    importer: int
    sectors: tuple[int, ...]
    level: float
    rent: Rent = "exporter"
