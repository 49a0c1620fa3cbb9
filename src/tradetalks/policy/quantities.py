"""Measures on quantities: caps (export controls, quotas, bans) and floors (purchase commitments).

A quantity measure is a complementarity: the quantity keeps to its limit, the wedge that makes it so is not negative,
and one of the two is slack. Who keeps the rent of a cap is part of the measure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Rent = Literal["exporter", "exporter_firms", "importer", "importer_firms", "lost"]
RENTS: tuple[Rent, ...] = ("exporter", "exporter_firms", "importer", "importer_firms", "lost")
LEAST_SHARE = 1e-6
"""A ban is a cap at this share of the benchmark's volume: the limit, never a division by zero."""


@dataclass(frozen=True)
class Quantity:
    """A limit on one bilateral flow, over one or more sectors together.

    Attributes:
        kind: ``"cap"``: volume delivered, at benchmark prices, at most ``level`` times the benchmark's; ``"floor"``:
        value at the
            border at least ``level`` billions of USD a year.
        exporter, importer: region indices; sectors: sector indices.
        level: see kind.
        rent: of a cap: the exporter's government (licence fees) or firms (licences given away), both as an export tax;
            the importer's government (auctioned quota) or firms, both as a tariff; or lost (queues, paperwork, as a
            barrier). A region has one household, so that government and firms differ in who is reported to earn. A
            floor is met by an import subsidy that the importer's budget pays.
        most: the largest ad valorem wedge: infinity for a quota that cannot be exceeded; the out-of-quota duty over the
            in-quota one for a tariff-rate quota, which is exceeded where that duty is worth paying.
    """

    kind: Literal["cap", "floor"]
    exporter: int
    importer: int
    sectors: tuple[int, ...]
    level: float
    rent: Rent = "exporter"
    most: float = math.inf

    @property
    def flow(self) -> tuple[str, int, int, tuple[int, ...]]:
        """What the limit bears on: two limits of one flow are the tighter of the two."""
        return self.kind, self.exporter, self.importer, self.sectors

    @property
    def key(self) -> tuple[object, ...]:
        """What the limit is whatever its level: its flow, who keeps the rent, and its largest wedge."""
        return self.flow, self.rent, self.most


def tightest(limits: Iterable[Quantity]) -> tuple[Quantity, ...]:
    """One limit a flow, in a fixed order: the lowest cap, the highest floor.

    A tariff-rate quota (a cap with a largest wedge) and a quota on one flow stay apart.
    """
    found: dict[tuple[object, ...], Quantity] = {}
    for limit in limits:
        key = (*limit.flow, limit.most)
        other = found.get(key)
        tighter = other is None or (limit.level < other.level if limit.kind == "cap" else limit.level > other.level)
        if tighter:
            found[key] = limit
    return tuple(found[key] for key in sorted(found, key=repr))


def at_level(limit: Quantity, level: float) -> Quantity:
    """The same limit at another level."""
    return replace(limit, level=level)
